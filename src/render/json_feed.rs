//! JSON Feed 1.1 (jsonfeed.org), with everything that has no place in it under `_almenara`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;

use super::entry::{self, View, Voice};
use super::finish::finish;
use super::{Context, FeedInfo, schemes, window};
use crate::model::{
    Alert, Basis, Country, Equivalents, M49, MediaType, PublishedFrom, Reference, RegionId, Representation, Theme,
    lapses,
};

/// Writes a feed of these alerts, in the order given. Held alerts are left out.
pub fn feed(ctx: &Context, info: &FeedInfo, alerts: &[Alert]) -> Representation {
    let views = entry::views(ctx, alerts);
    let document = Document {
        version: "https://jsonfeed.org/version/1.1",
        title: &info.title,
        home_page_url: ctx.address(&info.page),
        feed_url: ctx.address(&info.own(".json")),
        next_url: info.next(".json").map(|next| ctx.address(&next)),
        authors: [Author { name: &ctx.publisher.name, url: Some(ctx.publisher.base_url.as_str()) }],
        items: views.iter().map(|view| entry(ctx, view)).collect(),
    };
    let document = serde_json::to_string(&document).expect("strings, numbers and lists serialise");
    finish(MediaType::JsonFeed, document, window::modified(alerts))
}

/// How a basis is written in every format.
pub(super) fn basis_term(basis: Basis) -> &'static str {
    match basis {
        Basis::Stated => "stated",
        Basis::Inferred => "inferred",
        Basis::Default => "default",
    }
}

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    authors: [Author<'a>; 1],
    items: Vec<Entry<'a>>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
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
    let based = |category: &entry::Category| Some((category.tag(), basis_term(category.basis?)));
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

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
