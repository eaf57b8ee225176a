//! The page of a case: what it has come to, and its alerts in the order in which they tell of it.

use askama::Template;

use super::super::{Context, entry, window, words};
use super::frame::{FeedLink, Frame, Room, forms, page};
use super::index::alert_row;
use crate::model::{Alert, AlertId, Representation, case_state};

/// The page of the case that began with an alert, of the alerts of it that may be shown; `more` where there are others.
/// `None` where none of them may be. What has faded is told as of the last thing that was told of it.
pub fn case(ctx: &Context, first: AlertId, alerts: &[Alert], more: bool) -> Option<Representation> {
    let mut thread: Vec<&Alert> = alerts.iter().filter(|alert| entry::is_shown(alert)).collect();
    thread.sort_by_key(|alert| (alert.id != first, alert.published, alert.id));
    let (began, last) = (thread.first()?, thread.iter().map(|alert| alert.updated).max()?);
    let state = case_state(alerts, last);
    let mut room = Room::page();
    let (rows, left) = room.fill(thread.iter().map(|alert| alert_row(ctx, alert, last, "../")));
    let (lang, title) = (words::lang(began.lead().tags.language.as_ref()), entry::title(ctx, began.lead()));
    let links = forms(&title, &format!("{first}/"));
    let main = CasePage {
        title: &title,
        lang,
        dir: words::direction(lang),
        state: if state.open { "open" } else { "closed" },
        closed_by: state.closed_by.map(|id| format!("../alerts/{id}")),
        urgency_term: state.urgency.term(),
        urgency: ctx.labels.urgency(state.urgency),
        count: thread.len(),
        links: &links,
        alerts: rows,
        more: more || left > 0,
    };
    let title = format!("{title} · {}", ctx.publisher.name);
    let frame = Frame { title, home: Some("../".to_owned()), links: links.clone(), hidden: true };
    Some(page(ctx, &frame, &main, window::modified(thread)))
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage<'a> {
    title: &'a str,
    lang: Option<&'a str>,
    dir: &'static str,
    state: &'static str,
    /// The page of the alert that closed it.
    closed_by: Option<String>,
    urgency_term: &'static str,
    urgency: String,
    count: usize,
    links: &'a [FeedLink],
    alerts: String,
    more: bool,
}
