//! The page of one alert.

use askama::Template;

use super::super::entry::{self, Category, View, Voice};
use super::super::{Context, window, words};
use super::frame::{Frame, Room, feed_links, page, render};
use crate::model::{Alert, Event, PublishedFrom, Reason, Representation, TitleFrom, Verdict};

/// How many reasons are told for one tag or step.
const REASONS: usize = 4;
/// How many bytes the reports may take before tags and history get theirs.
const REPORTS: usize = 32_000;

/// The page of one alert: every report with its source and dates, the tags with their reasons in words, the history.
/// `None` where the alert may not be shown.
pub fn alert(ctx: &Context, alert: &Alert) -> Option<Representation> {
    if !entry::is_shown(alert) {
        return None;
    }
    let view = entry::view(ctx, alert);
    let mut room = Room::page();
    let mut part = room.part(REPORTS);
    let (reports, reports_left) = part.fill(view.voices.iter().map(|voice| report_row(ctx, voice)));
    room.reclaim(&part);
    let (tags, tags_left) = room.fill(view.categories.iter().map(|category| tag_row(category, &alert.tags.reasons)));
    let (history, history_left) = room.fill(alert.history.iter().map(|event| event_row(&view, event)));
    let case = alert.case_id();
    let changed = alert.history.iter().any(|event| event.verdict == Verdict::Revised);
    let main = AlertPage {
        urgency_term: alert.tags.urgency.term(),
        first_line: words::first_line(ctx, alert),
        fades: words::fades(alert),
        title: &view.title,
        lang: view.lang,
        dir: words::direction(view.lang),
        published: alert.lead().published.map(words::told),
        seen: words::clock(view.voices[0].first_seen),
        changed: changed.then(|| words::clock(view.updated)),
        imported: alert.imported,
        organisations: view.organisations,
        case: format!("../case/{case}"),
        follows: alert.case.is_some(),
        related: alert.related.iter().map(|other| format!("../alerts/{other}")).collect(),
        reports,
        reports_left,
        tags,
        tags_left,
        history,
        history_left,
    };
    let title = format!("{} · {}", view.title, ctx.publisher.name);
    let frame = Frame { title, home: Some("../".to_owned()), links: feed_links(ctx, "../"), hidden: true };
    Some(page(ctx, &frame, &main, window::modified([alert])))
}

fn report_row(ctx: &Context, voice: &Voice) -> String {
    let report = voice.report;
    let seen = words::clock(voice.first_seen);
    let dates = match (report.published, report.published_from) {
        (None, _) => match report.reasons.iter().find(|reason| reason.rule == "date-impossible") {
            Some(reason) => format!("The source's date, {}, cannot be right; first seen {seen}", reason.matched),
            None => format!("The source gives no date; first seen {seen}"),
        },
        (Some(moment), PublishedFrom::Inherited) => {
            format!("Published {}, the date of the entry before it; first seen {seen}", words::told(moment))
        }
        (Some(moment), _) => format!("Published {}, first seen {seen}", words::told(moment)),
    };
    render(&ReportRow {
        network: &voice.network,
        title: &voice.title,
        made: report.title_from == TitleFrom::Summary,
        lang: voice.lang,
        dir: words::direction(voice.lang),
        href: report.link.as_ref().map(url::Url::as_str),
        excerpt: entry::excerpt(ctx, report),
        rights: ctx.directory.rights.get(&report.network).map(String::as_str),
        dates,
        source: &report.source.0,
        authors: words::listed(&report.authors),
    })
}

fn tag_row(category: &Category, reasons: &[Reason]) -> String {
    let tag = category.tag();
    let (name, _) = tag.split_once(':').unwrap_or((&tag, ""));
    let told = reasons.iter().filter(|reason| reason.tag == tag).take(REASONS).map(words::why).collect();
    render(&TagRow { name: &capital(name), label: &category.label, reasons: told })
}

fn event_row(view: &View, event: &Event) -> String {
    let voice = view.voices.iter().find(|voice| voice.report.id == event.report);
    render(&EventRow {
        at: words::rfc3339(event.at),
        at_words: words::clock(event.at),
        who: voice.map_or("a source", |voice| &voice.network),
        became: words::became(event.verdict),
        reasons: event.reasons.iter().take(REASONS).map(words::why).collect(),
    })
}

fn capital(name: &str) -> String {
    match name {
        "m49" => "Area (M49)".to_owned(),
        "source-place" => "Place, in the source's words".to_owned(),
        _ => name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1)).collect(),
    }
}

#[derive(Template)]
#[template(path = "alert.html")]
struct AlertPage<'a> {
    urgency_term: &'static str,
    first_line: String,
    /// The deadline, and when the urgency fades.
    fades: String,
    title: &'a str,
    lang: Option<&'a str>,
    dir: &'static str,
    published: Option<String>,
    seen: String,
    changed: Option<String>,
    imported: bool,
    /// How many organisations report it in words of their own.
    organisations: usize,
    /// Address of its case, and whether it began with another alert.
    case: String,
    follows: bool,
    /// Addresses of alerts that may tell of the same.
    related: Vec<String>,
    reports: String,
    reports_left: usize,
    tags: String,
    tags_left: usize,
    history: String,
    history_left: usize,
}

#[derive(Template)]
#[template(path = "alert_report.html")]
struct ReportRow<'a> {
    network: &'a str,
    title: &'a str,
    /// True where the title is made of the summary's first words.
    made: bool,
    lang: Option<&'a str>,
    dir: &'static str,
    href: Option<&'a str>,
    excerpt: String,
    rights: Option<&'a str>,
    dates: String,
    source: &'a str,
    authors: String,
}

#[derive(Template)]
#[template(path = "alert_tag.html")]
struct TagRow<'a> {
    name: &'a str,
    label: &'a str,
    reasons: Vec<String>,
}

#[derive(Template)]
#[template(path = "alert_event.html")]
struct EventRow<'a> {
    at: String,
    at_words: String,
    who: &'a str,
    became: &'static str,
    reasons: Vec<String>,
}
