//! Atom 1.0 (RFC 4287).

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Content, Entry, Feed, Generator, Link, Person, Source, Text, TextType};

use super::entry::{self, View};
use super::finish::finish;
use super::{Context, FeedInfo, schemes, window, words, xml};
use crate::model::{Alert, Basis, MediaType, Representation, Urgency, lapses};

/// Writes a feed of these alerts, in the order given. Held alerts are left out.
pub fn feed(ctx: &Context, info: &FeedInfo, alerts: &[Alert]) -> Representation {
    let feed = Feed {
        title: info.title.as_str().into(),
        id: info.urn(),
        updated: words::instant(window::updated(alerts)).fixed_offset(),
        authors: vec![person(&ctx.publisher.name, Some(ctx.publisher.base_url.as_str()))],
        generator: Some(Generator { value: "Almenara".to_owned(), ..Generator::default() }),
        links: [
            link("self", ctx.address(&info.own(".atom")), Some("application/atom+xml")),
            link("alternate", ctx.address(&info.page), Some("text/html")),
            link("first", ctx.address(&info.first(".atom")), Some("application/atom+xml")),
        ]
        .into_iter()
        .chain(info.next(".atom").map(|next| link("next", ctx.address(&next), Some("application/atom+xml"))))
        .collect(),
        entries: entry::views(ctx, alerts).iter().map(entry).collect(),
        namespaces: BTreeMap::from([("alm".to_owned(), schemes::NAMESPACE.to_owned())]),
        ..Feed::default()
    };
    let bytes = feed.write_to(Vec::new()).expect("writing to memory does not fail");
    let document = String::from_utf8(bytes).expect("the writer is given strings only");
    finish(MediaType::Atom, document, window::modified(alerts))
}

fn entry(view: &View) -> Entry {
    let alternate = Link { hreflang: view.lang.map(str::to_owned), ..link("alternate", view.alternate.clone(), None) };
    let further = view.further.iter().map(|further| Link {
        hreflang: further.lang.map(str::to_owned),
        title: Some(further.title.clone()),
        ..link(further.rel, further.href.clone(), None)
    });
    Entry {
        title: Text { value: view.title.clone(), lang: view.lang.map(str::to_owned), ..Text::default() },
        id: view.id.clone(),
        updated: view.updated.fixed_offset(),
        published: Some(view.published.fixed_offset()),
        authors: vec![person(&view.author, view.homepage)],
        links: std::iter::once(alternate).chain(further).collect(),
        categories: view.categories.iter().map(category).collect(),
        source: Some(source(view)),
        rights: view.rights.as_deref().map(Text::plain),
        content: Some(Content {
            value: Some(view.content.clone()),
            lang: view.lang.map(str::to_owned),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        extensions: extensions(view),
        ..Entry::default()
    }
}

fn source(view: &View) -> Source {
    let polled = view.origin.url.map(|url| link("self", url.to_owned(), None));
    let homepage = view.homepage.map(|url| link("alternate", url.to_owned(), Some("text/html")));
    Source {
        title: Text { value: view.author.clone(), r#type: TextType::Text, ..Text::default() },
        id: view.origin.id.clone(),
        updated: view.origin.updated.fixed_offset(),
        links: polled.into_iter().chain(homepage).collect(),
        ..Source::default()
    }
}

fn category(category: &entry::Category) -> Category {
    Category {
        term: category.term.clone(),
        scheme: Some(category.scheme.to_owned()),
        label: Some(category.label.clone()),
    }
}

/// `alm:tag` for each category with a basis, `alm:derived` for what follows from the urgency, `alm:report` for each report.
fn extensions(view: &View) -> ExtensionMap {
    let tags = view.categories.iter().filter_map(|category| Some(tag(category, category.basis?))).collect();
    let reports = view.voices.iter().map(|voice| extension("alm:report", &report_attributes(voice))).collect();
    let derived = vec![extension("alm:derived", &derived_attributes(view))];
    let own = [("tag", tags), ("derived", derived), ("report", reports)];
    let own = own.into_iter().map(|(name, elements)| (name.to_owned(), elements)).collect();
    ExtensionMap::from([("alm".to_owned(), own)])
}

fn tag(category: &entry::Category, basis: Basis) -> Extension {
    extension("alm:tag", &tag_attributes(category, basis))
}

/// The attributes of `alm:tag`.
pub(super) fn tag_attributes(category: &entry::Category, basis: Basis) -> Vec<(&'static str, String)> {
    vec![
        ("scheme", category.scheme.to_owned()),
        ("term", category.term.clone()),
        ("basis", super::json_feed::basis_term(basis).to_owned()),
    ]
}

/// The attributes of `alm:derived`: values of other scales, when the urgency fades, and the deadline it hangs on.
pub(super) fn derived_attributes(view: &View) -> Vec<(&'static str, String)> {
    let tags = &view.alert.tags;
    let equivalents = tags.urgency.equivalents();
    let mut attributes = vec![
        ("capUrgency", equivalents.cap_urgency.to_owned()),
        ("capSeverity", equivalents.cap_severity.to_owned()),
        ("iptcUrgency", equivalents.iptc_urgency.to_string()),
    ];
    attributes.extend(tags.deadline.map(|day| ("deadline", day.to_string())));
    for (then, from) in lapses(tags, view.published) {
        let name = if then == Urgency::Urgent { "urgentFrom" } else { "elevatedFrom" };
        attributes.push((name, from.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)));
    }
    attributes
}

/// The attributes of `alm:report`. A bare day stays bare here.
pub(super) fn report_attributes(voice: &entry::Voice) -> Vec<(&'static str, String)> {
    let mut attributes = vec![
        ("network", voice.report.network.to_string()),
        ("source", voice.report.source.to_string()),
        ("name", voice.network.clone()),
        ("firstSeen", voice.first_seen.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
    ];
    attributes.extend(voice.href.clone().map(|href| ("href", href)));
    attributes.extend(voice.published.map(|moment| ("published", moment.to_string())));
    attributes.extend(voice.lang.map(|lang| ("language", lang.to_owned())));
    attributes
}

/// The library writes attributes of extensions as they are, so they are escaped here, once.
fn extension(name: &str, attributes: &[(&str, String)]) -> Extension {
    let attrs = attributes.iter().map(|(name, value)| ((*name).to_owned(), xml::escape(value))).collect();
    Extension { name: name.to_owned(), attrs, ..Extension::default() }
}

fn person(name: &str, uri: Option<&str>) -> Person {
    Person { name: name.to_owned(), uri: uri.map(str::to_owned), ..Person::default() }
}

fn link(rel: &str, href: String, mime_type: Option<&str>) -> Link {
    Link { href, rel: rel.to_owned(), mime_type: mime_type.map(str::to_owned), ..Link::default() }
}
