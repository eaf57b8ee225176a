//! One alert as JSON: in full where it is shown, and only that it is not where it is kept back or gone.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::super::entry::{self, Category, View, Voice};
use super::super::{Context, schemes, words, xml};
use crate::model::{Alert, AlertId, AlertState, Basis, Because, Event, PublishedFrom, Reason, Report, Verdict, lapses};

/// How many reasons are told for one tag, report or step.
const REASONS: usize = 8;

/// What an alert is to readers now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It is shown.
    Usable,
    /// It is kept back until an operator decides.
    Withheld,
    /// It became one with that alert.
    Merged(AlertId),
    /// It was taken back.
    Withdrawn,
    /// Its text was forgotten, being older than texts are kept.
    Forgotten,
}

impl Standing {
    /// `pubstatus` of IPTC ninjs.
    pub fn pubstatus(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Withheld => "withheld",
            Self::Merged(_) | Self::Withdrawn | Self::Forgotten => "canceled",
        }
    }
}

/// What an alert is to readers now; of one whose text is gone the store has nothing more.
pub fn standing(alert: Option<&Alert>) -> Standing {
    match alert {
        None => Standing::Forgotten,
        Some(alert) => match (alert.merged, alert.state) {
            (Some(into), _) => Standing::Merged(into),
            (None, AlertState::Withdrawn) => Standing::Withdrawn,
            (None, _) if entry::is_shown(alert) => Standing::Usable,
            (None, _) => Standing::Withheld,
        },
    }
}

/// One alert as a JSON object.
pub(super) fn json(ctx: &Context, id: AlertId, alert: Option<&Alert>) -> String {
    let written = match alert.filter(|alert| standing(Some(alert)) == Standing::Usable) {
        Some(alert) => serde_json::to_string(&whole(ctx, &entry::view(ctx, alert))),
        None => serde_json::to_string(&notice(id, alert)),
    };
    written.expect("strings, numbers and lists serialise")
}

/// What is said of an alert that is not shown. Never anything of what it was about.
#[derive(Serialize)]
pub(super) struct Notice<'a> {
    uri: String,
    pubstatus: &'static str,
    /// `merged`, `safety`, `error`, `source` or `expired`.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<String>,
    /// Since when it has been taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    /// False while the operator has not confirmed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed: Option<bool>,
    /// A sentence of the operator's.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

pub(super) fn notice(id: AlertId, alert: Option<&Alert>) -> Notice<'_> {
    let standing = standing(alert);
    let retraction = alert.and_then(|alert| alert.retraction.as_ref()).filter(|_| standing == Standing::Withdrawn);
    Notice {
        uri: id.urn(),
        pubstatus: standing.pubstatus(),
        because: match standing {
            Standing::Usable | Standing::Withheld => None,
            Standing::Merged(_) => Some("merged"),
            Standing::Withdrawn => retraction.map(|retraction| Because::term(retraction.because)),
            Standing::Forgotten => Some("expired"),
        },
        merged_into: match standing {
            Standing::Merged(into) => Some(into.urn()),
            _ => None,
        },
        since: retraction.map(|retraction| rfc3339(retraction.at)),
        confirmed: retraction.map(|retraction| retraction.confirmed),
        note: retraction.and_then(|retraction| retraction.note.as_deref()),
    }
}

/// An alert that is shown.
#[derive(Serialize)]
struct Whole<'a> {
    uri: &'a str,
    pubstatus: &'static str,
    /// Our page of it.
    url: String,
    /// Where the leading report stands.
    link: &'a str,
    headline: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    description_text: String,
    /// When the wire opened it.
    firstcreated: String,
    /// When its substance last changed.
    versioncreated: String,
    /// When its leading source says it was published.
    contentcreated: String,
    /// Editorial urgency of IPTC, derived.
    urgency: u8,
    /// Urgency to when it takes the place of the one given.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    urgency_from: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<NaiveDate>,
    /// Its place in words.
    located: String,
    place: Vec<Concept<'a>>,
    subject: Vec<Concept<'a>>,
    infosource: Vec<Organisation<'a>>,
    /// How many organisations report it in words of their own.
    own_words: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    usageterms: Option<&'a str>,
    /// True where it was found at a source's first import.
    imported: bool,
    case: String,
    related: Vec<String>,
    reports: Vec<Told<'a>>,
    history: Vec<Happened<'a>>,
}

/// A tag.
#[derive(Serialize)]
struct Concept<'a> {
    scheme: &'static str,
    code: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<&'static str>,
    reasons: Vec<Ground<'a>>,
}

/// Why.
#[derive(Serialize)]
struct Ground<'a> {
    tag: &'a str,
    rule: &'a str,
    matched: String,
    field: &'static str,
    basis: &'static str,
}

/// An organisation that reports it.
#[derive(Serialize)]
struct Organisation<'a> {
    code: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<&'a str>,
}

/// What one source said.
#[derive(Serialize)]
struct Told<'a> {
    id: String,
    network: &'a str,
    source: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    headline: &'a str,
    description_text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    /// As told: RFC 3339 `full-date` where the source printed a bare day.
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    published_from: PublishedFrom,
    first_seen: String,
    /// What became of it when it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usageterms: Option<String>,
    reasons: Vec<Ground<'a>>,
}

/// One thing that happened to it.
#[derive(Serialize)]
struct Happened<'a> {
    at: String,
    verdict: &'static str,
    report: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<&'a str>,
    reasons: Vec<Ground<'a>>,
}

fn whole<'a>(ctx: &'a Context, view: &'a View) -> Whole<'a> {
    let alert = view.alert;
    let is_place = |category: &&Category| {
        [schemes::COUNTRY, schemes::M49, schemes::REGION, schemes::SOURCE_PLACE].contains(&category.scheme)
    };
    let tags = &alert.tags;
    Whole {
        uri: &view.id,
        pubstatus: Standing::Usable.pubstatus(),
        url: ctx.address(&entry::path(alert)),
        link: &view.alternate,
        headline: &view.title,
        language: view.lang,
        description_text: text(ctx, alert.lead()),
        firstcreated: rfc3339(alert.history.first().map_or(alert.lead().first_seen, |event| event.at)),
        versioncreated: rfc3339(alert.updated),
        contentcreated: rfc3339(alert.published),
        urgency: tags.urgency.equivalents().iptc_urgency,
        urgency_from: lapses(tags, view.published)
            .into_iter()
            .map(|(then, from)| (then.term(), rfc3339(from)))
            .collect(),
        deadline: tags.deadline,
        located: xml::clean(&words::place(ctx, alert)).into_owned(),
        place: view.categories.iter().filter(is_place).map(|category| concept(alert, category)).collect(),
        subject: view
            .categories
            .iter()
            .filter(|category| !is_place(category))
            .map(|category| concept(alert, category))
            .collect(),
        infosource: organisations(ctx, view),
        own_words: alert.voices,
        usageterms: view.rights.as_deref(),
        imported: alert.imported,
        case: alert.case_id().urn(),
        related: alert.related.iter().map(AlertId::urn).collect(),
        reports: view.voices.iter().map(|voice| told(ctx, alert, voice)).collect(),
        history: alert.history.iter().map(|event| happened(alert, event)).collect(),
    }
}

fn concept<'a>(alert: &'a Alert, category: &'a Category) -> Concept<'a> {
    let tag = category.tag();
    Concept {
        scheme: category.scheme,
        code: &category.term,
        name: &category.label,
        basis: category.basis.map(Basis::term),
        reasons: why(alert.tags.reasons.iter().filter(|reason| reason.tag == tag)),
    }
}

fn why<'a>(reasons: impl Iterator<Item = &'a Reason>) -> Vec<Ground<'a>> {
    let written = |reason: &'a Reason| Ground {
        tag: &reason.tag,
        rule: &reason.rule,
        matched: xml::clean(&reason.matched).into_owned(),
        field: reason.field.term(),
        basis: reason.basis.term(),
    };
    reasons.take(REASONS).map(written).collect()
}

fn organisations<'a>(ctx: &'a Context, view: &'a View) -> Vec<Organisation<'a>> {
    let mut all: Vec<Organisation> = Vec::new();
    for voice in &view.voices {
        let network = &voice.report.network;
        if all.iter().all(|known| known.code != network.0) {
            let uri = ctx.directory.homepage(network).map(url::Url::as_str);
            all.push(Organisation { code: &network.0, name: &voice.network, uri });
        }
    }
    all
}

/// What became of a report when it first came.
fn verdict(alert: &Alert, report: &Report) -> Option<Verdict> {
    alert.history.iter().find(|event| event.report == report.id).map(|event| event.verdict)
}

fn told<'a>(ctx: &Context, alert: &Alert, voice: &'a Voice) -> Told<'a> {
    let report = voice.report;
    Told {
        id: report.id.to_string(),
        network: &report.network.0,
        source: &report.source.0,
        name: &voice.network,
        link: voice.href.as_deref(),
        headline: &voice.title,
        description_text: text(ctx, report),
        language: voice.lang,
        published: voice.published.map(|moment| moment.to_string()),
        published_from: report.published_from,
        first_seen: rfc3339(voice.first_seen),
        verdict: verdict(alert, report).map(Verdict::term),
        usageterms: ctx.directory.rights.get(&report.network).map(|rights| xml::clean(rights).into_owned()),
        reasons: why(report.reasons.iter()),
    }
}

fn happened<'a>(alert: &'a Alert, event: &'a Event) -> Happened<'a> {
    let report = alert.reports.iter().find(|report| report.id == event.report);
    Happened {
        at: rfc3339(event.at),
        verdict: event.verdict.term(),
        report: event.report.to_string(),
        network: report.map(|report| report.network.0.as_str()),
        reasons: why(event.reasons.iter()),
    }
}

/// A report's excerpt; empty where it has none, or none may leave the house.
fn text(ctx: &Context, report: &Report) -> String {
    if ctx.directory.headlines.contains(&report.source) {
        return String::new();
    }
    xml::clean(&report.summary).into_owned()
}

/// An instant, in whole seconds.
pub(super) fn rfc3339(at: DateTime<Utc>) -> String {
    words::rfc3339(words::instant(at))
}
