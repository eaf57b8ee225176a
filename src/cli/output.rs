//! What `try` and `replay` print of a report, and the entries that `replay` reads and `export` writes. The names of
//! these fields are a stable interface.

use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use crate::model::{
    AlertId, Basis, Country, Entry, Field, Kind, M49, Moment, Precision, PublishedFrom, Reason, RegionId, Rejected,
    Report, Text, TitleFrom, Urgency, Verdict,
};

/// One report, as printed.
#[derive(Serialize, Debug)]
pub(super) struct Shown<'a> {
    link: Option<&'a Url>,
    title: &'a str,
    title_from: TitleFrom,
    published: Option<String>,
    published_precision: Option<Precision>,
    published_from: PublishedFrom,
    updated: Option<String>,
    summary: &'a str,
    language: Option<&'a str>,
    countries: &'a [Country],
    m49: &'a [M49],
    region: Option<&'a RegionId>,
    urgency: Urgency,
    r#type: Kind,
    references: Vec<&'a str>,
    reasons: Vec<Why<'a>>,
    rejected: &'a [Rejected],
}

/// Why a tag was given, as printed.
#[derive(Serialize, Debug)]
struct Why<'a> {
    tag: &'a str,
    rule: &'a str,
    matched: &'a str,
    field: Field,
    basis: Basis,
}

impl<'a> Why<'a> {
    fn of(reason: &'a Reason) -> Self {
        let Reason { tag, rule, matched, field, basis } = reason;
        Self { tag, rule, matched, field: *field, basis: *basis }
    }
}

impl<'a> Shown<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let tags = &report.tags;
        Self {
            link: report.link.as_ref(),
            title: &report.title,
            title_from: report.title_from,
            published: report.published.map(|moment| moment.to_string()),
            published_precision: report.published.as_ref().map(Moment::precision),
            published_from: report.published_from,
            updated: report.updated.map(|moment| moment.to_string()),
            summary: &report.summary,
            language: tags.language.as_deref(),
            countries: &tags.countries,
            m49: &tags.m49,
            region: tags.region(),
            urgency: tags.urgency,
            r#type: tags.kind,
            references: tags.references.iter().map(|reference| reference.code.as_str()).collect(),
            reasons: report.reasons.iter().chain(&tags.reasons).map(Why::of).collect(),
            rejected: &tags.rejected,
        }
    }
}

/// One report with what became of it, as printed by `replay`.
#[derive(Serialize, Debug)]
pub(super) struct Judged<'a> {
    #[serde(flatten)]
    report: Shown<'a>,
    alert: String,
    verdict: Verdict,
    of: Option<String>,
    /// The alert that its case began with.
    case: String,
    /// What other cases began with that turn out to be this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cases: Vec<String>,
}

impl<'a> Judged<'a> {
    pub(super) fn of(report: &'a Report, decision: &'a crate::matching::Decision, case: AlertId) -> Self {
        let mut shown = Shown::of(report);
        shown.reasons.extend(decision.reasons.iter().map(Why::of));
        Self {
            report: shown,
            alert: decision.alert.urn(),
            verdict: decision.verdict,
            of: decision.of().map(|alert| alert.urn()),
            case: case.urn(),
            cases: decision.cases.iter().map(AlertId::urn).collect(),
        }
    }
}

/// An entry as `replay` reads it; unknown fields are ignored, so that exports of other programs can be fed in.
#[derive(Serialize, Deserialize, Debug, Default)]
#[serde(default)]
pub(super) struct Said {
    pub(super) source: Option<String>,
    #[serde(deserialize_with = "text_or_number")]
    id: Option<String>,
    link: Option<String>,
    title: Option<String>,
    summary: Option<String>,
    content: Option<String>,
    pub(super) published: Option<String>,
    language: Option<String>,
    categories: Option<Vec<String>>,
}

impl Said {
    pub(super) fn of(report: &Report) -> Self {
        Self {
            source: Some(report.source.to_string()),
            id: report.entry_id.clone(),
            link: report.link.as_ref().map(Url::to_string),
            title: (report.title_from == TitleFrom::Source).then(|| report.title.clone()),
            summary: Some(report.summary.clone()),
            content: None,
            published: report.published.map(|moment| moment.to_string()),
            language: report.tags.language.clone(),
            categories: Some(report.categories.clone()).filter(|categories| !categories.is_empty()),
        }
    }

    /// The entry it stands for, with its date as read. `None` where there is neither title nor text.
    pub(super) fn entry(self, published: Option<Moment>) -> Option<Entry> {
        let text = |text: Option<String>| text.filter(|text| !text.trim().is_empty()).map(marked_or_plain);
        let entry = Entry {
            id: self.id.filter(|id| !id.trim().is_empty()),
            link: self.link,
            title: text(self.title),
            summary: text(self.summary),
            content: text(self.content),
            published,
            published_from: published.map(|_| PublishedFrom::Source),
            language: self.language,
            categories: self.categories.unwrap_or_default(),
            ..Entry::default()
        };
        (entry.title.is_some() || entry.summary.is_some() || entry.content.is_some()).then_some(entry)
    }
}

/// Text from a feed may be either; it is markup where it has a tag or an entity.
fn marked_or_plain(text: String) -> Text {
    let tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let entity = |rest: &str| rest.find(';').is_some_and(|end| end > 1 && end < 10 && !rest[..end].contains(' '));
    let marked = text.match_indices('<').any(|(at, _)| tag(&text[at + 1..]))
        || text.match_indices('&').any(|(at, _)| entity(&text[at + 1..]));
    if marked { Text::Html(text) } else { Text::Plain(text) }
}

fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "id must be a text or a number")]
    enum Either {
        Text(String),
        Number(serde_json::Number),
    }
    Ok(Option::deserialize(deserializer)?.map(|either| match either {
        Either::Text(text) => text,
        Either::Number(number) => number.to_string(),
    }))
}
