//! The front page: the newest alerts and how the sources are.

use askama::Template;
use chrono::{DateTime, Utc};
use url::Url;

use super::super::{Context, entry, window, words};
use super::frame::{FeedLink, Frame, Room, feed_links, page, render};
use crate::model::{Alert, Poll, Publish, RegionId, Representation, Source, SourceId};

/// How many alerts the front page shows at most; fewer where they would make it heavy.
const ALERTS: usize = 100;
/// How many networks of an alert it names.
const NAMED: usize = 3;
/// How many bytes the list of sources may take before the alerts get theirs.
const SOURCES: usize = 20_000;

/// What the front page says of one source.
#[derive(Clone, PartialEq, Debug)]
pub struct SourceLine {
    /// The name of the network it belongs to.
    pub network: String,
    /// The source.
    pub id: SourceId,
    /// The address polled.
    pub url: Url,
    /// How it is, in words: `not reached yet`, `read 2026-05-02 18:00 UTC`, or what went wrong and what to do.
    pub state_words: String,
    /// Whether that is well; `None` where nothing is known yet.
    pub well: Option<bool>,
    /// When it was last visited.
    pub visited: Option<DateTime<Utc>>,
    /// False where the operator has switched it off.
    pub enabled: bool,
    /// True where what is new of it waits for the operator before anybody sees it.
    pub waits: bool,
    /// The region it covers; `None` where it covers several, or the world.
    pub region: Option<RegionId>,
}

impl SourceLine {
    /// What to say of a source and what is remembered of it.
    pub fn of(source: &Source, poll: Option<&Poll>) -> Self {
        let waits = source.publish == Publish::Review || poll.is_some_and(|poll| poll.review.is_some());
        let outcome = poll.and_then(|poll| poll.outcome.as_ref());
        let state_words = match outcome {
            _ if !source.enabled => "switched off".to_owned(),
            None => "not reached yet".to_owned(),
            Some(outcome) if outcome.kind.is_well() => {
                let drift = poll.and_then(|poll| poll.drift.as_ref());
                let unlike = drift.map(|drift| format!("; {}", drift.condition)).unwrap_or_default();
                let waits = if waits { "; what is new waits for review" } else { "" };
                format!("ok, last read {}{unlike}{waits}", words::clock(outcome.at))
            }
            Some(outcome) if outcome.message.is_empty() => {
                format!("{}, tried {}", outcome.kind.term(), words::clock(outcome.at))
            }
            Some(outcome) => format!("{} (tried {})", outcome.message, words::clock(outcome.at)),
        };
        Self {
            network: source.network_name.clone(),
            id: source.id.clone(),
            url: source.url.clone(),
            state_words,
            well: outcome.filter(|_| source.enabled).map(|outcome| outcome.kind.is_well()),
            visited: outcome.map(|outcome| outcome.at),
            enabled: source.enabled,
            waits: source.enabled && waits,
            region: source.defaults.region.clone(),
        }
    }
}

/// The front page: the newest of these alerts with their urgency as of `now`, how each source is, and a notice for the
/// operator.
pub fn index(
    ctx: &Context,
    alerts: &[Alert],
    sources: &[SourceLine],
    notice: Option<&str>,
    now: DateTime<Utc>,
) -> Representation {
    let shown: Vec<&Alert> = alerts.iter().filter(|alert| entry::is_shown(alert)).collect();
    let newest = &shown[..shown.len().min(ALERTS)];
    let mut room = Room::page();
    let mut part = room.part(SOURCES);
    let (source_rows, unlisted) = part.fill(sources.iter().map(source_row));
    room.reclaim(&part);
    let (rows, left) = room.fill(newest.iter().map(|alert| alert_row(ctx, alert, now, "")));
    let links = feed_links(ctx, "");
    let main = Index {
        wire: &ctx.publisher.name,
        links: &links,
        notice,
        alerts: rows,
        more: left > 0 || shown.len() > newest.len(),
        sources: source_rows,
        unlisted,
    };
    let visited = sources.iter().filter_map(|line| line.visited).max();
    let changed = visited.into_iter().chain([window::modified(newest.iter().copied())]).max();
    let frame = Frame { title: ctx.publisher.name.clone(), home: None, links: links.clone(), hidden: false };
    page(ctx, &frame, &main, changed.unwrap_or_default())
}

/// One alert in a list, at an address relative to `base` (empty, or `../`).
pub(super) fn alert_row(ctx: &Context, alert: &Alert, now: DateTime<Utc>, base: &str) -> String {
    let lead = alert.lead();
    let lang = words::lang(lead.tags.language.as_ref());
    let networks = words::networks(ctx, alert);
    let (urgency, told) = words::urgency_by(ctx, alert, now);
    let more = networks.len().saturating_sub(NAMED);
    let named = networks
        .into_iter()
        .take(NAMED)
        .map(|(name, report)| Named { name, href: report.link.as_ref().map(Url::as_str) });
    render(&AlertRow {
        urgency_term: urgency.term(),
        urgency: told,
        place: words::place(ctx, alert),
        kind: ctx.labels.kind(alert.tags.kind),
        day: words::day(lead).to_string(),
        lang,
        dir: words::direction(lang),
        href: format!("{base}{}", entry::path(alert)),
        title: entry::title(ctx, lead),
        sources: named.collect(),
        more,
    })
}

fn source_row(line: &SourceLine) -> String {
    render(&SourceRow {
        network: &line.network,
        id: &line.id.0,
        url: line.url.as_str(),
        state: &line.state_words,
        well: line.well,
    })
}

#[derive(Template)]
#[template(path = "index.html")]
struct Index<'a> {
    wire: &'a str,
    links: &'a [FeedLink],
    notice: Option<&'a str>,
    alerts: String,
    more: bool,
    sources: String,
    unlisted: usize,
}

#[derive(Template)]
#[template(path = "index_alert.html")]
struct AlertRow<'a> {
    urgency_term: &'static str,
    urgency: String,
    place: String,
    kind: String,
    day: String,
    lang: Option<&'a str>,
    dir: &'static str,
    href: String,
    title: String,
    sources: Vec<Named<'a>>,
    more: usize,
}

struct Named<'a> {
    name: String,
    href: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "index_source.html")]
struct SourceRow<'a> {
    network: &'a str,
    id: &'a str,
    url: &'a str,
    state: &'a str,
    well: Option<bool>,
}
