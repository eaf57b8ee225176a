//! RSS 2.0 (RSS Advisory Board), with the elements of Atom, Dublin Core and our own namespace that it lacks.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::atom::{derived_attributes, report_attributes, tag_attributes};
use super::entry::{self, View};
use super::finish::finish;
use super::{Context, FeedInfo, schemes, window, words};
use crate::model::{Alert, MediaType, Representation};

type Xml = Writer<Vec<u8>>;

/// Writes a feed of these alerts, in the order given. Held alerts are left out.
pub fn feed(ctx: &Context, info: &FeedInfo, alerts: &[Alert]) -> Representation {
    let mut xml = Writer::new(Vec::new());
    write(&mut xml, ctx, info, alerts).expect("writing to memory does not fail");
    let document = String::from_utf8(xml.into_inner()).expect("the writer is given strings only");
    finish(MediaType::Rss, document, window::modified(alerts))
}

fn write(xml: &mut Xml, ctx: &Context, info: &FeedInfo, alerts: &[Alert]) -> std::io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let root = xml.create_element("rss").with_attributes([
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:alm", schemes::NAMESPACE),
    ]);
    root.write_inner_content(|xml| {
        xml.create_element("channel").write_inner_content(|xml| {
            text(xml, "title", &info.title)?;
            text(xml, "link", &ctx.address(&info.page))?;
            text(xml, "description", &format!("Alerts on human rights, published by {}", ctx.publisher.name))?;
            text(xml, "generator", "Almenara")?;
            text(xml, "lastBuildDate", &words::rfc822(window::updated(alerts)))?;
            let own = ctx.address(&info.own(".rss"));
            let first = ctx.address(&info.first(".rss"));
            let next = info.next(".rss").map(|next| ctx.address(&next));
            let links = [("self", Some(own)), ("first", Some(first)), ("next", next)];
            for (rel, href) in links.into_iter().filter_map(|(rel, href)| Some((rel, href?))) {
                let link = [("rel", rel), ("type", "application/rss+xml"), ("href", href.as_str())];
                xml.create_element("atom:link").with_attributes(link).write_empty()?;
            }
            entry::views(ctx, alerts).iter().try_for_each(|view| entry(xml, view))
        })?;
        Ok(())
    })?;
    Ok(())
}

fn entry(xml: &mut Xml, view: &View) -> std::io::Result<()> {
    xml.create_element("item").write_inner_content(|xml| {
        text(xml, "title", &view.title)?;
        text(xml, "link", &view.alternate)?;
        attributed(xml, "guid", [("isPermaLink", "false")], &view.id)?;
        text(xml, "pubDate", &words::rfc822(view.published))?;
        text(xml, "atom:updated", &view.updated.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))?;
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
            let link = [("rel", further.rel), ("href", further.href.as_str()), ("title", further.title.as_str())];
            xml.create_element("atom:link").with_attributes(link).write_empty()?;
        }
        text(xml, "description", &view.content)?;
        for (category, basis) in view.categories.iter().filter_map(|category| Some((category, category.basis?))) {
            own(xml, "alm:tag", &tag_attributes(category, basis))?;
        }
        own(xml, "alm:derived", &derived_attributes(view))?;
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
