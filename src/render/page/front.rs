//! The front page: the newest alerts of the wire or of a part of it, what else may be chosen, and how the sources are.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use chrono::{DateTime, Utc};
use url::Url;

use super::super::slice::{self, Key};
use super::super::texts::{Words, say};
use super::super::{entry, window, words};
use super::address::Address;
use super::filters::filters;
use super::frame::{Frame, Shell, Spot, feed_links, render};
use super::setting::Setting;
use super::source::{self, SourceLine};
use super::world;
use crate::model::{Alert, AlertId, Cursor, Representation, Slice};

/// How many networks of an alert a list names.
const NAMED: usize = 3;
/// How many bytes the list of sources may take before the alerts get theirs.
const SOURCES: usize = 15_000;

/// What a front page shows: a part of a slice, and what is known about all of it.
#[derive(Clone, Debug, Default)]
pub struct Front<'a> {
    /// What it shows a part of.
    pub slice: Slice,
    /// The alerts of this part, newest first.
    pub alerts: &'a [Alert],
    /// Those of them that a later alert of their case has brought to a good end.
    pub resolved: BTreeSet<AlertId>,
    /// Behind which place this part begins; `None` for the first.
    pub before: Option<Cursor>,
    /// True where more alerts stand behind these.
    pub more: bool,
    /// How many alerts of the whole wire are filed under each term; empty where nobody knows yet.
    pub terms: BTreeMap<Key, BTreeMap<String, usize>>,
    /// How many alerts stand in the slice; `None` where nobody knows yet.
    pub total: Option<usize>,
    /// How many of the slice, if it asked for no region, are filed under each region; `None` where nobody knows yet.
    pub regions: Option<BTreeMap<String, usize>>,
    /// How many of the slice were published on each of the last days, oldest first.
    pub days: Vec<u32>,
    /// How each source is; told on the first page of the whole wire.
    pub sources: &'a [SourceLine],
    /// What the operator has to do first; shown to every reader.
    pub notice: Option<&'a str>,
    /// As of when urgencies have faded; days are counted up to here.
    pub now: DateTime<Utc>,
}

/// A front page.
pub fn front(set: &Setting, front: &Front) -> Representation {
    let whole = front.slice.is_everything();
    let first = front.before.is_none();
    let title = slice::title(&front.slice, set.ctx);
    let spot = Spot::at(set, Address::View(Box::new(front.slice.clone()), front.before));
    let links = feed_links(set, &spot, &front.slice);
    let frame = Frame { title: title.clone(), links: links.clone(), spot, hidden: !first };
    let spot = &frame.spot;

    let filters = filters(set, spot, &front.slice, &front.terms, &links);
    let regions = front.regions.as_ref().filter(|_| first);
    let map = regions.map(|counts| world::map(set, spot, &front.slice, counts)).unwrap_or_default();
    let days = if first { world::days(set, &front.days, front.now.date_naive()) } else { String::new() };
    let listing = whole && first;
    let mut shell = Shell::new(set, &frame);
    // Headings and the links at the end.
    let pieces = [&filters, &map, &days, &title, front.notice.unwrap_or_default()];
    shell.room.keep(1_500 + pieces.map(str::len).iter().sum::<usize>());
    let mut part = shell.room.part(SOURCES);
    let lines = if listing { front.sources } else { &[] };
    let (sources, unlisted) = part.fill(lines.iter().map(|line| source::row(set, line)));
    shell.room.reclaim(&part);
    let shown: Vec<&Alert> = front.alerts.iter().filter(|alert| entry::is_shown(alert)).collect();
    let (rows, left) = shell
        .room
        .fill(shown.iter().map(|alert| alert_row(set, alert, front.now, front.resolved.contains(&alert.id), &spot.up)));
    let last = shown[..shown.len() - left].last().filter(|_| !set.files && (left > 0 || front.more));
    let texts = &set.words().front;
    let main = FrontPage {
        words: set.words(),
        title: &title,
        lead: whole && first,
        notice: front.notice,
        filters,
        map,
        days,
        count: front.total.map(|total| say(&texts.count, &[("count", &total.to_string())])),
        none: if whole { &texts.none } else { &texts.none_here },
        alerts: rows,
        older: last.map(|alert| behind(&front.slice, alert).link(&spot.up)),
        newest: (!first).then(|| Address::view(front.slice.clone()).link(&spot.up)),
        listing,
        sources,
        unlisted: (unlisted > 0).then(|| say(&texts.unlisted, &[("count", &unlisted.to_string())])),
    };
    let visited = front.sources.iter().filter_map(|line| line.visited).max();
    let changed = visited.into_iter().chain([window::modified(shown.iter().copied())]).max();
    shell.page(&main, changed.unwrap_or_default())
}

fn behind(slice: &Slice, last: &Alert) -> Address {
    Address::View(Box::new(slice.clone()), Some(Cursor { updated: last.updated, id: last.id }))
}

/// One alert in a list, on a page that is `up` away from the front page of its language.
pub(super) fn alert_row(set: &Setting, alert: &Alert, now: DateTime<Utc>, resolved: bool, up: &str) -> String {
    let lead = alert.lead();
    let lang = words::lang(lead.tags.language.as_ref());
    let networks = words::networks(set.ctx, alert);
    let (urgency, told) = set.urgency_by(alert, now, resolved);
    let more = networks.len().saturating_sub(NAMED);
    let named = networks
        .into_iter()
        .take(NAMED)
        .map(|(name, report)| Named { name, href: report.link.as_ref().map(Url::as_str) });
    render(&AlertRow {
        urgency_term: urgency.term(),
        urgency: told,
        place: words::place(set.ctx, alert),
        kind: set.ctx.labels.kind(alert.tags.kind),
        day: words::day(lead).to_string(),
        lang,
        dir: words::direction(lang),
        href: Address::Alert(alert.id).link(up),
        title: entry::title(set.ctx, lead),
        sources: named.collect(),
        more: (more > 0).then(|| words::and_more(set.ctx, "", more).trim().to_owned()),
    })
}

#[derive(Template)]
#[template(path = "front.html")]
struct FrontPage<'a> {
    words: &'a Words,
    title: &'a str,
    /// True where it says what the wire is.
    lead: bool,
    notice: Option<&'a str>,
    filters: String,
    map: String,
    days: String,
    count: Option<String>,
    /// What to say where there are no alerts.
    none: &'a str,
    alerts: String,
    older: Option<String>,
    newest: Option<String>,
    /// True where the sources are listed.
    listing: bool,
    sources: String,
    unlisted: Option<String>,
}

#[derive(Template)]
#[template(path = "alert_row.html")]
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
    /// How many more networks report it, in words.
    more: Option<String>,
}

struct Named<'a> {
    name: String,
    href: Option<&'a str>,
}
