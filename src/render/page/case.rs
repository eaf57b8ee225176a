//! The page of a case: what it has come to, and its alerts in the order in which they tell of it.

use askama::Template;

use super::super::texts::Words;
use super::super::{entry, window, words};
use super::address::Address;
use super::frame::{FeedLink, Frame, Shell, Spot, feed_links};
use super::front::alert_row;
use super::setting::Setting;
use crate::model::{Alert, AlertId, Filter, Representation, Slice, case_state, is_resolved};

/// The page of the case that began with an alert, of the alerts of it that may be shown; `more` where there are others.
/// `None` where none of them may be. What has faded is told as of the last thing that was told of it.
pub fn case(set: &Setting, first: AlertId, alerts: &[Alert], more: bool) -> Option<Representation> {
    let thread = in_order(alerts, first);
    let (began, last) = (thread.first()?, thread.iter().map(|alert| alert.updated).max()?);
    let state = case_state(alerts, last);
    let (lang, title) = (words::lang(began.lead().tags.language.as_ref()), entry::title(set.ctx, began.lead()));
    let spot = Spot::at(set, Address::Case(first));
    let slice = Slice { filter: Filter { cases: vec![first], ..Filter::default() }, ..Slice::default() };
    let links = feed_links(set, &spot, &slice);
    let frame =
        Frame { title: format!("{title} · {}", set.ctx.publisher.name), spot, links: links.clone(), hidden: true };
    let mut shell = Shell::new(set, &frame);
    shell.room.keep(2_000 + title.len());
    let (rows, left) = shell
        .room
        .fill(thread.iter().map(|alert| alert_row(set, alert, last, is_resolved(alert, alerts), &frame.spot.up)));
    let main = CasePage {
        words: set.words(),
        title: &title,
        lang,
        dir: words::direction(lang),
        open: state.open,
        closed_by: state.closed_by.map(|id| Address::Alert(id).link(&frame.spot.up)),
        urgency_term: state.urgency.term(),
        urgency: set.ctx.labels.urgency(state.urgency),
        count: thread.len(),
        links: &links,
        alerts: rows,
        more: more || left > 0,
    };
    Some(shell.page(&main, window::modified(thread)))
}

/// The alerts of a case that may be shown, in the order of what they tell; the one it began with stands first.
pub(super) fn in_order(alerts: &[Alert], first: AlertId) -> Vec<&Alert> {
    let mut thread: Vec<&Alert> = alerts.iter().filter(|alert| entry::is_shown(alert)).collect();
    thread.sort_by_key(|alert| (alert.id != first, alert.published, alert.id));
    thread
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage<'a> {
    words: &'a Words,
    title: &'a str,
    lang: Option<&'a str>,
    dir: &'static str,
    open: bool,
    /// The page of the alert that closed it.
    closed_by: Option<String>,
    urgency_term: &'static str,
    urgency: String,
    count: usize,
    links: &'a [FeedLink],
    alerts: String,
    more: bool,
}
