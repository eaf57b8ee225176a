//! How far a feed reaches back, and what its dates are.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::Slot;
use crate::model::Alert;

/// What an empty feed says of its last change: the first instant of the year our tag URIs are dated with. Any constant
/// would do; a clock would make other bytes of the same wire.
pub(super) const EMPTY: i64 = 1_767_225_600;

/// How many alerts a feed holds at least, where there are as many.
const LEAST: usize = 100;
/// How many it holds at most.
const MOST: usize = 500;
/// How far it reaches back from the newest change, however many that makes.
const REACH: TimeDelta = TimeDelta::days(7);

/// What of these alerts, newest `updated` first, stands in a feed: 100, or all that changed within the seven days before
/// the newest change, whichever is more, but never more than 500.
pub fn window(alerts: &[Alert]) -> &[Alert] {
    let updated: Vec<DateTime<Utc>> = alerts.iter().take(MOST).map(|alert| alert.updated).collect();
    &alerts[..reach(&updated)]
}

/// How many of these alerts, told by their `updated`, newest first, stand in a feed.
pub fn reach(updated: &[DateTime<Utc>]) -> usize {
    let Some(newest) = updated.first() else { return 0 };
    let since = newest.checked_sub_signed(REACH).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let recent = updated.iter().take_while(|updated| **updated >= since).count();
    recent.clamp(LEAST, MOST).min(updated.len())
}

/// The newest `updated` of these alerts.
pub(super) fn updated<'a>(alerts: impl IntoIterator<Item = &'a Alert>) -> DateTime<Utc> {
    alerts.into_iter().map(|alert| alert.updated).max().unwrap_or_else(empty)
}

/// When something about these alerts last changed, news or not: what `Last-Modified` says of bytes made of them.
pub(super) fn modified<'a>(alerts: impl IntoIterator<Item = &'a Alert>) -> DateTime<Utc> {
    alerts.into_iter().map(changed).max().unwrap_or_else(empty)
}

/// The newest `updated` of what stands in a feed: its own `atom:updated`.
pub(super) fn feed_updated(slots: &[Slot]) -> DateTime<Utc> {
    slots.iter().map(Slot::updated).max().unwrap_or_else(empty)
}

/// When something in a feed last changed, news or not.
pub(super) fn feed_modified(slots: &[Slot]) -> DateTime<Utc> {
    let modified = |slot: &Slot| match slot {
        Slot::Alert { alert, .. } => changed(alert),
        Slot::Gone { updated, .. } => *updated,
    };
    slots.iter().map(modified).max().unwrap_or_else(empty)
}

fn changed(alert: &Alert) -> DateTime<Utc> {
    alert.history.iter().map(|event| event.at).fold(alert.updated, DateTime::max)
}

fn empty() -> DateTime<Utc> {
    Utc.timestamp_opt(EMPTY, 0).single().expect("a constant within range")
}
