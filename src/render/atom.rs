//! Atom 1.0 (RFC 4287), with what other RFCs add to it: threads (4685), archives (5005) and deleted entries (6721).

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Content, Entry, Feed, Generator, Link, Person, Source, Text, TextType};

use super::entry::{self, Place, View};
use super::finish::finish;
use super::gone::Notice;
use super::{Context, FeedInfo, Slot, schemes, style, window, words, xml};
use crate::model::{Basis, MediaType, Representation, Urgency, lapses};

const TYPE: &str = "application/atom+xml";

/// Writes a feed of what stands there, in the order given. Held alerts are left out.
pub fn feed(ctx: &Context, info: &FeedInfo, slots: &[Slot]) -> Representation {
    let places = entry::places(ctx, slots);
    let hubs = ctx.hubs.iter().map(|hub| link("hub", hub.as_str().to_owned(), None));
    let documents = info.documents(ctx, ".atom").into_iter().map(|(rel, href)| link(rel, href, Some(TYPE)));
    let page = link("alternate", ctx.local(&info.page), Some("text/html"));
    let help = link("help", ctx.local("removal"), Some("text/html"));
    let feed = Feed {
        title: info.title.as_str().into(),
        id: info.urn(),
        updated: words::instant(window::feed_updated(slots)).fixed_offset(),
        authors: vec![publisher(ctx)],
        generator: Some(Generator { value: "Almenara".to_owned(), ..Generator::default() }),
        links: documents.chain([page, help]).chain(hubs).collect(),
        subtitle: Some(style::subtitle(ctx, info)),
        extensions: feed_extensions(info, &places),
        entries: places.iter().map(|place| written(ctx, place)).collect(),
        namespaces: schemes::prefixes().map(|(prefix, space)| (prefix.to_owned(), space.to_owned())).into(),
        ..Feed::default()
    };
    let bytes = feed.write_to(Vec::new()).expect("writing to memory does not fail");
    let document = String::from_utf8(bytes).expect("the writer is given strings only");
    finish(MediaType::Atom, style::styled(&info.own(".atom"), &document), window::feed_modified(slots))
}

/// `fh:archive`, and `at:deleted-entry` for what readers should let go of.
fn feed_extensions(info: &FeedInfo, places: &[Place]) -> ExtensionMap {
    let deleted: Vec<Extension> = places
        .iter()
        .filter_map(|place| match place {
            Place::Gone(notice) if notice.deleted => Some(deleted(notice)),
            Place::Gone(_) | Place::Shown(_) => None,
        })
        .collect();
    let archive = info.archive.iter().map(|_| extension("fh:archive", &[])).collect();
    grouped([("fh:archive", archive), ("at:deleted-entry", deleted)])
}

fn deleted(notice: &Notice) -> Extension {
    let comment = Extension { value: Some(notice.title.clone()), ..extension("at:comment", &[]) };
    Extension {
        children: BTreeMap::from([("comment".to_owned(), vec![comment])]),
        ..extension("at:deleted-entry", &[("ref", notice.id.clone()), ("when", notice.when())])
    }
}

fn written(ctx: &Context, place: &Place) -> Entry {
    match place {
        Place::Shown(view) => entry(view),
        Place::Gone(notice) => gone(ctx, notice),
    }
}

/// The feed speaks here itself, and of nobody else.
fn gone(ctx: &Context, notice: &Notice) -> Entry {
    Entry {
        authors: vec![publisher(ctx)],
        title: notice.title.as_str().into(),
        id: notice.id.clone(),
        updated: notice.updated.fixed_offset(),
        published: Some(notice.published.fixed_offset()),
        links: vec![link("alternate", notice.link.clone(), Some("text/html"))],
        content: Some(html(&notice.content, Some(ctx.tongue.code()))),
        extensions: grouped([("alm:gone", vec![extension("alm:gone", &notice.attributes())])]),
        ..Entry::default()
    }
}

fn html(markup: &str, lang: Option<&str>) -> Content {
    Content {
        value: Some(markup.to_owned()),
        lang: lang.map(str::to_owned),
        content_type: Some("html".to_owned()),
        ..Content::default()
    }
}

fn entry(view: &View) -> Entry {
    let alternate = Link { hreflang: view.lang.map(str::to_owned), ..link("alternate", view.alternate.clone(), None) };
    let further = view.further.iter().map(|further| Link {
        hreflang: further.lang.map(str::to_owned),
        title: Some(further.title.clone()),
        ..link(further.rel, further.href.clone(), None)
    });
    // Some readers open the first alternate, others the last one: both are the leading report's.
    let translated = view.lang.is_some() && view.further.iter().any(|further| further.rel == "alternate");
    let last = translated.then(|| link("alternate", view.alternate.clone(), None));
    Entry {
        title: Text { value: view.title.clone(), lang: view.lang.map(str::to_owned), ..Text::default() },
        id: view.id.clone(),
        updated: view.updated.fixed_offset(),
        published: Some(view.published.fixed_offset()),
        authors: vec![person(&view.author, view.homepage)],
        links: std::iter::once(alternate).chain(further).chain(last).collect(),
        categories: view.categories.iter().map(category).collect(),
        source: Some(source(view)),
        rights: view.rights.as_deref().map(Text::plain),
        content: Some(html(&view.content, view.lang)),
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

/// What Atom has no element for: of our own namespace, of threads and of places.
fn extensions(view: &View) -> ExtensionMap {
    let tags = view.categories.iter().filter_map(|category| Some(tag(category, category.basis?))).collect();
    let reports = view.voices.iter().map(|voice| extension("alm:report", &report_attributes(voice))).collect();
    let names = view.countries.iter();
    let names = names.map(|name| Extension { value: Some(name.clone()), ..extension("georss:featureName", &[]) });
    let own = beside(view).into_iter().map(|(name, attributes)| (name, vec![extension(name, &attributes)]));
    let mut all = grouped([
        ("alm:tag", tags),
        ("alm:derived", vec![extension("alm:derived", &derived_attributes(view))]),
        ("alm:report", reports),
        ("georss:featureName", names.collect()),
    ]);
    for (name, elements) in own {
        group(&mut all, name, elements);
    }
    all
}

/// Elements of an entry that Atom and RSS write alike: what it follows, its case, what is related, and how many tell of it.
pub(super) fn beside(view: &View) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let mut all = Vec::new();
    if let Some(first) = &view.follows {
        let pair = [("ref", first.id.clone()), ("href", first.href.clone())];
        all.push(("thr:in-reply-to", [pair.to_vec(), vec![("type", "text/html".to_owned())]].concat()));
        all.push(("alm:case", pair.to_vec()));
    }
    let related = view.related.iter();
    all.extend(related.map(|other| ("alm:related", vec![("ref", other.id.clone()), ("href", other.href.clone())])));
    all.push(("alm:voices", vec![("organisations", view.alert.voices.to_string())]));
    all
}

/// Extensions by prefix and name, as the library wants them.
fn grouped<const N: usize>(elements: [(&str, Vec<Extension>); N]) -> ExtensionMap {
    let mut all = ExtensionMap::new();
    for (name, elements) in elements {
        group(&mut all, name, elements);
    }
    all
}

fn group(all: &mut ExtensionMap, name: &str, elements: Vec<Extension>) {
    let (prefix, local) = name.split_once(':').unwrap_or_default();
    all.entry(prefix.to_owned()).or_default().entry(local.to_owned()).or_default().extend(elements);
}

fn tag(category: &entry::Category, basis: Basis) -> Extension {
    extension("alm:tag", &tag_attributes(category, basis))
}

/// The attributes of `alm:tag`.
pub(super) fn tag_attributes(category: &entry::Category, basis: Basis) -> Vec<(&'static str, String)> {
    vec![("scheme", category.scheme.to_owned()), ("term", category.term.clone()), ("basis", basis.term().to_owned())]
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
        attributes.push((name, words::rfc3339(from)));
    }
    attributes
}

/// The attributes of `alm:report`. A bare day stays bare here.
pub(super) fn report_attributes(voice: &entry::Voice) -> Vec<(&'static str, String)> {
    let mut attributes = vec![
        ("network", voice.report.network.to_string()),
        ("source", voice.report.source.to_string()),
        ("name", voice.network.clone()),
        ("firstSeen", words::rfc3339(voice.first_seen)),
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

fn publisher(ctx: &Context) -> Person {
    person(&ctx.publisher.name, Some(ctx.publisher.base_url.as_str()))
}

fn person(name: &str, uri: Option<&str>) -> Person {
    Person { name: name.to_owned(), uri: uri.map(str::to_owned), ..Person::default() }
}

fn link(rel: &str, href: String, mime_type: Option<&str>) -> Link {
    Link { href, rel: rel.to_owned(), mime_type: mime_type.map(str::to_owned), ..Link::default() }
}
