//! The page of one alert.

use askama::Template;

use super::super::entry::{self, Category, View, Voice};
use super::super::texts::{Words, say};
use super::super::{window, words};
use super::address::Address;
use super::case::in_order;
use super::frame::{Frame, Shell, Spot, feed_links, render};
use super::setting::Setting;
use crate::model::{Alert, Event, PublishedFrom, Reason, Representation, Slice, TitleFrom, Verdict, is_resolved};

/// How many reasons are told for one tag or step.
const REASONS: usize = 4;
/// How many bytes the reports may take before tags and history get theirs.
const REPORTS: usize = 28_000;
/// How many alerts of its case a page lists.
const THREAD: usize = 30;

/// What stands beside an alert on its page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// The alerts of its case, itself among them, in any order.
    pub case: &'a [Alert],
    /// Alerts that may tell of the same.
    pub related: &'a [Alert],
}

/// The page of one alert: every report with its source and dates, its case, what may be the same, the tags with their
/// reasons in words, the history. `None` where the alert may not be shown.
pub fn alert(set: &Setting, alert: &Alert, beside: &Beside) -> Option<Representation> {
    if !entry::is_shown(alert) {
        return None;
    }
    let view = entry::view(set.ctx, alert);
    let (words, texts) = (set.words(), &set.words().alert);
    let spot = Spot::at(set, Address::Alert(alert.id));
    let links = feed_links(set, &spot, &Slice::default());
    let title = format!("{} · {}", view.title, set.ctx.publisher.name);
    let frame = Frame { title, spot, links, hidden: true };
    let mut shell = Shell::new(set, &frame);
    // Headings, the lines above the reports, and the title once more.
    shell.room.keep(3_000 + 2 * view.title.len());
    let mut part = shell.room.part(REPORTS);
    let (reports, reports_left) = part.fill(view.voices.iter().map(|voice| report_row(set, voice)));
    shell.room.reclaim(&part);
    let first = alert.case_id();
    let thread = in_order(beside.case, first);
    let thread = thread.into_iter().take(THREAD).collect::<Vec<_>>();
    let thread = if thread.len() > 1 { thread } else { Vec::new() };
    let (thread, _) = shell.room.fill(thread.iter().map(|other| thread_row(set, other, other.id == alert.id)));
    let related: Vec<&Alert> = beside.related.iter().filter(|other| entry::is_shown(other)).collect();
    let (related, _) = shell.room.fill(related.iter().map(|other| thread_row(set, other, false)));
    let versions = versions(set, &view);
    let (versions, _) = shell.room.fill(versions.into_iter());
    let (tags, tags_left) =
        shell.room.fill(view.categories.iter().map(|category| tag_row(set, category, &alert.tags.reasons)));
    let (history, history_left) = shell.room.fill(alert.history.iter().map(|event| event_row(set, &view, event)));
    let changed = alert.history.iter().any(|event| event.verdict == Verdict::Revised);
    let seen = words::clock(view.voices[0].first_seen);
    let published = alert.lead().published.map(words::told);
    let when = match &published {
        Some(date) => say(&texts.published, &[("date", date), ("seen", &seen)]),
        None => say(&texts.seen, &[("seen", &seen)]),
    };
    let more = |left: usize| (left > 0).then(|| say(&texts.left, &[("count", &left.to_string())]));
    let main = AlertPage {
        words,
        urgency_term: alert.tags.urgency.term(),
        first_line: words::first_line(set.ctx, alert),
        fades: set.fades(alert, is_resolved(alert, beside.case)),
        title: &view.title,
        lang: view.lang,
        dir: words::direction(view.lang),
        when,
        changed: changed.then(|| say(&texts.changed, &[("when", &words::clock(view.updated))])),
        imported: alert.imported,
        organisations: say(&texts.organisations, &[("count", &alert.voices.to_string())]),
        case: Address::Case(first).link(&frame.spot.up),
        thread,
        related,
        versions,
        reports,
        reports_left: more(reports_left),
        tags,
        tags_left: more(tags_left),
        history,
        history_left: more(history_left),
    };
    let around = beside.case.iter().chain(beside.related);
    Some(shell.page(&main, window::modified(around.chain([alert]))))
}

/// One alert of a list beside this one.
fn thread_row(set: &Setting, other: &Alert, this: bool) -> String {
    let lang = words::lang(other.lead().tags.language.as_ref());
    render(&ThreadRow {
        day: words::day(other.lead()).to_string(),
        kind: set.ctx.labels.kind(other.tags.kind),
        lang,
        dir: words::direction(lang),
        href: (!this).then(|| Address::Alert(other.id).link("../")),
        title: entry::title(set.ctx, other.lead()),
        this: &set.words().alert.this,
    })
}

/// The first report in each language but the leading one's.
fn versions(set: &Setting, view: &View) -> Vec<String> {
    let mut known = vec![view.lang];
    let mut rows = Vec::new();
    for voice in &view.voices {
        let Some(lang) = voice.lang.filter(|_| !known.contains(&voice.lang)) else { continue };
        known.push(voice.lang);
        let primary = lang.split('-').next().unwrap_or(lang);
        rows.push(render(&VersionRow {
            name: words::language(set.ctx, primary),
            lang,
            dir: words::direction(voice.lang),
            href: voice.href.as_deref(),
            title: &voice.title,
        }));
    }
    rows
}

fn report_row(set: &Setting, voice: &Voice) -> String {
    let (report, texts) = (voice.report, &set.words().alert);
    let seen = words::clock(voice.first_seen);
    let dated = |text: &str, date: &str| say(text, &[("date", date), ("seen", &seen)]);
    let dates = match (report.published, report.published_from) {
        (None, _) => match report.reasons.iter().find(|reason| reason.rule == "date-impossible") {
            Some(reason) => dated(&texts.impossible, &reason.matched),
            None => dated(&texts.undated, ""),
        },
        (Some(moment), PublishedFrom::Inherited) => dated(&texts.inherited, &words::told(moment)),
        (Some(moment), _) => dated(&texts.dated, &words::told(moment)),
    };
    let rights = set.ctx.directory.rights.get(&report.network);
    let authors = words::listed(set.ctx, &report.authors);
    render(&ReportRow {
        network: &voice.network,
        title: &voice.title,
        made: (report.title_from == TitleFrom::Summary).then_some(&texts.no_title),
        lang: voice.lang,
        dir: words::direction(voice.lang),
        href: report.link.as_ref().map(url::Url::as_str),
        excerpt: entry::excerpt(set.ctx, report),
        dates,
        source: say(&texts.source, &[("id", &report.source.0)]),
        authors: (!authors.is_empty()).then(|| say(&texts.authors, &[("names", &authors)])),
        rights: rights.map(|rights| say(&texts.terms, &[("rights", rights)])),
    })
}

fn tag_row(set: &Setting, category: &Category, reasons: &[Reason]) -> String {
    let tag = category.tag();
    let told = reasons.iter().filter(|reason| reason.tag == tag).take(REASONS).map(|reason| set.why(reason)).collect();
    render(&TagRow { name: &set.scheme(category), label: &category.label, reasons: told })
}

fn event_row(set: &Setting, view: &View, event: &Event) -> String {
    let voice = view.voices.iter().find(|voice| voice.report.id == event.report);
    let verdict = event.reasons.iter().filter(|reason| reason.tag.starts_with("verdict:"));
    render(&EventRow {
        at: words::rfc3339(event.at),
        at_words: words::clock(event.at),
        became: set.became(event.verdict, voice.map(|voice| voice.network.as_str())),
        reasons: verdict.take(REASONS).map(|reason| set.why(reason)).collect(),
    })
}

#[derive(Template)]
#[template(path = "alert.html")]
struct AlertPage<'a> {
    words: &'a Words,
    urgency_term: &'static str,
    first_line: String,
    /// The deadline, and when the urgency fades.
    fades: String,
    title: &'a str,
    lang: Option<&'a str>,
    dir: &'static str,
    when: String,
    changed: Option<String>,
    imported: bool,
    organisations: String,
    /// Address of its case.
    case: String,
    thread: String,
    /// Alerts that may tell of the same.
    related: String,
    versions: String,
    reports: String,
    reports_left: Option<String>,
    tags: String,
    tags_left: Option<String>,
    history: String,
    history_left: Option<String>,
}

#[derive(Template)]
#[template(path = "alert_thread.html")]
struct ThreadRow<'a> {
    day: String,
    kind: String,
    lang: Option<&'a str>,
    dir: &'static str,
    /// `None` where it is the page's own.
    href: Option<String>,
    title: String,
    this: &'a str,
}

#[derive(Template)]
#[template(path = "alert_version.html")]
struct VersionRow<'a> {
    name: String,
    lang: &'a str,
    dir: &'static str,
    href: Option<&'a str>,
    title: &'a str,
}

#[derive(Template)]
#[template(path = "alert_report.html")]
struct ReportRow<'a> {
    network: &'a str,
    title: &'a str,
    /// Said where the title is made of the summary's first words.
    made: Option<&'a String>,
    lang: Option<&'a str>,
    dir: &'static str,
    href: Option<&'a str>,
    excerpt: String,
    dates: String,
    source: String,
    authors: Option<String>,
    rights: Option<String>,
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
struct EventRow {
    at: String,
    at_words: String,
    became: String,
    reasons: Vec<String>,
}
