//! JSON Feed 1.1 (jsonfeed.org), with everything that has no place in it under `_almenara`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::entry::{self, Ours, Place, View, Voice};
use super::finish::finish;
use super::gone::Notice;
use super::words::rfc3339;
use super::{Context, FeedInfo, Slot, schemes, window};
use crate::model::{
    Country, Equivalents, M49, MediaType, PublishedFrom, Reference, RegionId, Representation, Theme, lapses,
};

/// Writes a feed of what stands there, in the order given. Held alerts are left out.
pub fn feed(ctx: &Context, info: &FeedInfo, slots: &[Slot]) -> Representation {
    let places = entry::places(ctx, slots);
    let documents = info.documents(ctx, ".json");
    let document = |rel: &str| documents.iter().find(|(known, _)| *known == rel).map(|(_, href)| href.as_str());
    let archives = Archives {
        about: schemes::NAMESPACE,
        archive: info.archive.as_deref(),
        current_url: document("current"),
        prev_archive_url: document("prev-archive"),
        next_archive_url: document("next-archive"),
    };
    let document = Document {
        version: "https://jsonfeed.org/version/1.1",
        title: &info.title,
        description: ctx.imprint(),
        home_page_url: ctx.local(&info.page),
        feed_url: document("self"),
        next_url: document("next"),
        authors: [Author { name: &ctx.publisher.name, url: Some(ctx.publisher.base_url.as_str()) }],
        hubs: ctx.hubs.iter().map(|hub| Hub { kind: "WebSub", url: hub.as_str() }).collect(),
        archives,
        items: places.iter().map(|place| written(ctx, place)).collect(),
    };
    let document = serde_json::to_string(&document).expect("strings, numbers and lists serialise");
    finish(MediaType::JsonFeed, document, window::feed_modified(slots))
}

fn written<'a>(ctx: &'a Context, place: &'a Place) -> Written<'a> {
    match place {
        Place::Shown(view) => Written::Shown(Box::new(entry(ctx, view))),
        Place::Gone(notice) => Written::Gone(gone(ctx, notice)),
    }
}

fn gone<'a>(ctx: &'a Context, notice: &'a Notice) -> Departed<'a> {
    Departed {
        id: &notice.id,
        url: &notice.link,
        title: &notice.title,
        content_html: &notice.content,
        date_published: rfc3339(notice.published),
        date_modified: rfc3339(notice.updated),
        authors: [Author { name: &ctx.publisher.name, url: Some(ctx.publisher.base_url.as_str()) }],
        language: "en",
        extension: Left { about: schemes::NAMESPACE, gone: notice.how, into: notice.into.as_deref() },
    }
}

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a str,
    description: String,
    home_page_url: String,
    feed_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    authors: [Author<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    #[serde(rename = "_almenara", skip_serializing_if = "Archives::are_none")]
    archives: Archives<'a>,
    items: Vec<Written<'a>>,
}

#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

/// What RFC 5005 says of a feed in XML.
#[derive(Serialize)]
struct Archives<'a> {
    about: &'static str,
    /// The time that this document is the archive of.
    #[serde(skip_serializing_if = "Option::is_none")]
    archive: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prev_archive_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_archive_url: Option<&'a str>,
}

impl Archives<'_> {
    fn are_none(&self) -> bool {
        self.archive.is_none() && self.prev_archive_url.is_none()
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Written<'a> {
    Shown(Box<Entry<'a>>),
    Gone(Departed<'a>),
}

#[derive(Serialize)]
struct Departed<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    content_html: &'a str,
    date_published: String,
    date_modified: String,
    authors: [Author<'a>; 1],
    language: &'static str,
    #[serde(rename = "_almenara")]
    extension: Left<'a>,
}

#[derive(Serialize)]
struct Left<'a> {
    about: &'static str,
    /// `withdrawn`, `merged`, `held` or `left`.
    gone: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    into: Option<&'a str>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    content_html: &'a str,
    date_published: String,
    date_modified: String,
    authors: [Author<'a>; 1],
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(rename = "_almenara")]
    extension: Extension<'a>,
}

#[derive(Serialize)]
struct Extension<'a> {
    about: &'static str,
    countries: &'a [Country],
    m49: &'a [M49],
    region: Option<&'a RegionId>,
    regions: &'a [RegionId],
    urgency: &'static str,
    /// The last day to act, as stated: RFC 3339 `full-date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<NaiveDate>,
    /// Urgency to when it takes the place of the one given; in views only, the tag stays.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    urgency_from: BTreeMap<&'static str, String>,
    /// Values of other scales, derived from the urgency.
    derived: Equivalents,
    #[serde(rename = "type")]
    kind: &'static str,
    themes: &'a [Theme],
    /// `killing` to the heading of list 4 of the HURIDOCS micro-thesauri that it comes under.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    huridocs: BTreeMap<&'a str, &'a str>,
    language: Option<&'a str>,
    source_places: &'a [String],
    references: &'a [Reference],
    /// `country:HND` to the words for it.
    labels: BTreeMap<String, &'a str>,
    /// `country:HND` to how it came about.
    basis: BTreeMap<String, &'static str>,
    sources: Vec<Told<'a>>,
    /// How many organisations tell of it in words of their own.
    organisations: usize,
    /// The alert that its case began with, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<Other<'a>>,
    /// Alerts that may tell of the same thing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Other<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
}

#[derive(Serialize)]
struct Other<'a> {
    id: &'a str,
    url: &'a str,
}

impl<'a> From<&'a Ours> for Other<'a> {
    fn from(ours: &'a Ours) -> Self {
        Self { id: &ours.id, url: &ours.href }
    }
}

#[derive(Serialize)]
struct Told<'a> {
    network: &'a str,
    source: &'a str,
    name: &'a str,
    url: Option<&'a str>,
    title: &'a str,
    language: Option<&'a str>,
    /// RFC 3339: `full-date` where the source printed a bare day.
    published: Option<String>,
    published_from: PublishedFrom,
    first_seen: String,
}

fn entry<'a>(ctx: &'a Context, view: &'a View) -> Entry<'a> {
    Entry {
        id: &view.id,
        url: &view.alternate,
        title: &view.title,
        content_html: &view.content,
        date_published: rfc3339(view.published),
        date_modified: rfc3339(view.updated),
        authors: [Author { name: &view.author, url: view.homepage }],
        tags: view.categories.iter().map(|category| category.term.as_str()).collect(),
        language: view.lang,
        extension: extension(ctx, view),
    }
}

fn extension<'a>(ctx: &'a Context, view: &'a View) -> Extension<'a> {
    let tags = &view.alert.tags;
    let based = |category: &entry::Category| Some((category.tag(), category.basis?.term()));
    Extension {
        about: schemes::NAMESPACE,
        countries: &tags.countries,
        m49: &tags.m49,
        region: tags.region(),
        regions: &tags.regions,
        urgency: tags.urgency.term(),
        deadline: tags.deadline,
        urgency_from: lapses(tags, view.published)
            .into_iter()
            .map(|(then, from)| (then.term(), rfc3339(from)))
            .collect(),
        derived: tags.urgency.equivalents(),
        kind: tags.kind.term(),
        themes: &tags.themes,
        huridocs: tags
            .themes
            .iter()
            .filter_map(|theme| Some((theme.0.as_str(), ctx.labels.huridocs(theme)?)))
            .collect(),
        language: super::words::lang(tags.language.as_ref()),
        source_places: &tags.source_places,
        references: &tags.references,
        labels: view.categories.iter().map(|category| (category.tag(), category.label.as_str())).collect(),
        basis: view.categories.iter().filter_map(based).collect(),
        sources: view.voices.iter().map(source).collect(),
        organisations: view.alert.voices,
        case: view.follows.as_ref().map(Other::from),
        related: view.related.iter().map(Other::from).collect(),
        rights: view.rights.as_deref(),
    }
}

fn source<'a>(voice: &'a Voice) -> Told<'a> {
    Told {
        network: &voice.report.network.0,
        source: &voice.report.source.0,
        name: &voice.network,
        url: voice.href.as_deref(),
        title: &voice.title,
        language: voice.lang,
        published: voice.published.map(|moment| moment.to_string()),
        published_from: voice.report.published_from,
        first_seen: rfc3339(voice.first_seen),
    }
}
