//! RSS 2.0 (RSS Advisory Board), with the elements of Atom, Dublin Core and our own namespace that it lacks.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::atom::{beside, derived_attributes, report_attributes, tag_attributes};
use super::entry::{self, Place, View};
use super::finish::finish;
use super::gone::Notice;
use super::{Context, FeedInfo, Slot, schemes, style, window, words};
use crate::model::{MediaType, Representation};

type Xml = Writer<Vec<u8>>;

const TYPE: &str = "application/rss+xml";

/// Writes a feed of what stands there, in the order given. Held alerts are left out.
pub fn feed(ctx: &Context, info: &FeedInfo, slots: &[Slot]) -> Representation {
    let mut xml = Writer::new(Vec::new());
    write(&mut xml, ctx, info, slots).expect("writing to memory does not fail");
    let document = String::from_utf8(xml.into_inner()).expect("the writer is given strings only");
    finish(MediaType::Rss, style::styled(&info.own(".rss"), &document), window::feed_modified(slots))
}

fn write(xml: &mut Xml, ctx: &Context, info: &FeedInfo, slots: &[Slot]) -> std::io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let spaces = schemes::prefixes().map(|(prefix, space)| (format!("xmlns:{prefix}"), space));
    let spaces = spaces.iter().map(|(name, space)| (name.as_str(), *space));
    let root = xml
        .create_element("rss")
        .with_attributes([
            ("version", "2.0"),
            ("xmlns:atom", "http://www.w3.org/2005/Atom"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ])
        .with_attributes(spaces);
    root.write_inner_content(|xml| {
        xml.create_element("channel").write_inner_content(|xml| {
            text(xml, "title", &info.title)?;
            text(xml, "link", &ctx.local(&info.page))?;
            text(xml, "description", &ctx.imprint())?;
            text(xml, "generator", "Almenara")?;
            text(xml, "lastBuildDate", &words::rfc822(window::feed_updated(slots)))?;
            for (rel, href) in info.documents(ctx, ".rss") {
                let link = [("rel", rel), ("type", TYPE), ("href", href.as_str())];
                xml.create_element("atom:link").with_attributes(link).write_empty()?;
            }
            for hub in &ctx.hubs {
                xml.create_element("atom:link")
                    .with_attributes([("rel", "hub"), ("href", hub.as_str())])
                    .write_empty()?;
            }
            if info.archive.is_some() {
                xml.create_element("fh:archive").write_empty()?;
            }
            entry::places(ctx, slots).iter().try_for_each(|place| match place {
                Place::Shown(view) => entry(xml, view),
                Place::Gone(notice) => gone(xml, ctx, notice),
            })
        })?;
        Ok(())
    })?;
    Ok(())
}

fn gone(xml: &mut Xml, ctx: &Context, notice: &Notice) -> std::io::Result<()> {
    xml.create_element("item").write_inner_content(|xml| {
        text(xml, "title", &notice.title)?;
        text(xml, "link", &notice.link)?;
        attributed(xml, "guid", [("isPermaLink", "false")], &notice.id)?;
        text(xml, "pubDate", &words::rfc822(notice.published))?;
        text(xml, "atom:updated", &words::rfc3339(notice.updated))?;
        text(xml, "dc:creator", &ctx.publisher.name)?;
        text(xml, "description", &notice.content)?;
        own(xml, "alm:gone", &notice.attributes())
    })?;
    Ok(())
}

fn entry(xml: &mut Xml, view: &View) -> std::io::Result<()> {
    xml.create_element("item").write_inner_content(|xml| {
        text(xml, "title", &view.title)?;
        text(xml, "link", &view.alternate)?;
        attributed(xml, "guid", [("isPermaLink", "false")], &view.id)?;
        text(xml, "pubDate", &words::rfc822(view.published))?;
        text(xml, "atom:updated", &words::rfc3339(view.updated))?;
        text(xml, "dc:creator", &view.author)?;
        if let Some(rights) = &view.rights {
            text(xml, "dc:rights", rights)?;
        }
        if let Some(lang) = view.lang {
            text(xml, "dc:language", lang)?;
        }
        for category in &view.categories {
            attributed(xml, "category", [("domain", category.scheme)], &category.term)?;
        }
        if let Some(url) = view.origin.url {
            attributed(xml, "source", [("url", url)], &view.author)?;
        }
        for further in &view.further {
            // Some readers would open an alternate in place of the entry's own link.
            let rel = if further.rel == "alternate" { "related" } else { further.rel };
            let lang = further.lang.map(|lang| ("hreflang", lang));
            let link = [("rel", rel), ("href", further.href.as_str()), ("title", further.title.as_str())];
            xml.create_element("atom:link").with_attributes(link).with_attributes(lang).write_empty()?;
        }
        for name in &view.countries {
            text(xml, "georss:featureName", name)?;
        }
        text(xml, "description", &view.content)?;
        for (category, basis) in view.categories.iter().filter_map(|category| Some((category, category.basis?))) {
            own(xml, "alm:tag", &tag_attributes(category, basis))?;
        }
        own(xml, "alm:derived", &derived_attributes(view))?;
        beside(view).iter().try_for_each(|(name, attributes)| own(xml, name, attributes))?;
        view.voices.iter().try_for_each(|voice| own(xml, "alm:report", &report_attributes(voice)))
    })?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, value: &str) -> std::io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(value))?;
    Ok(())
}

fn attributed(xml: &mut Xml, name: &str, attributes: [(&str, &str); 1], value: &str) -> std::io::Result<()> {
    xml.create_element(name).with_attributes(attributes).write_text_content(BytesText::new(value))?;
    Ok(())
}

fn own(xml: &mut Xml, name: &str, attributes: &[(&str, String)]) -> std::io::Result<()> {
    let attributes = attributes.iter().map(|(name, value)| (*name, value.as_str()));
    xml.create_element(name).with_attributes(attributes).write_empty()?;
    Ok(())
}
