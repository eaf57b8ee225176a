//! From what stands in a slice to the bytes of a feed.

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::catalogue::{Catalogue, Page};
use super::{Answer, Topic};
use crate::model::{Alert, Cursor, MediaType, Representation, Slice};
use crate::render::{self, Context, FeedInfo, Slot};

/// The most that the window of a current feed can hold.
const WINDOW: usize = 500;
/// How many alerts stand in each part behind it.
const BEHIND: usize = 100;

/// What stands in a feed.
pub(super) fn page(catalogue: &Catalogue, topic: &Topic, day: NaiveDate) -> Result<Page, Answer> {
    if let Some(period) = topic.archive {
        return catalogue.archive(period, &topic.slice).ok_or(Answer::NoArchive);
    }
    if topic.before.is_some() {
        return Ok(catalogue.page(&topic.slice, topic.before, BEHIND, day));
    }
    let mut page = catalogue.page(&topic.slice, None, WINDOW, day);
    let updated: Vec<DateTime<Utc>> = page.shown.iter().map(|place| place.updated).collect();
    let reach = render::reach(&updated);
    page.more |= reach < page.shown.len();
    page.shown.truncate(reach);
    Ok(page)
}

/// What stands in the feed of everything while there is no catalogue yet.
pub(super) fn newest(alerts: &[Alert]) -> Page {
    let shown = render::window(alerts).iter().map(|alert| Cursor { updated: alert.updated, id: alert.id }).collect();
    Page { shown, more: render::window(alerts).len() < alerts.len(), ..Page::default() }
}

/// What stands at the places of a feed, newest first: alerts, and word of those that have left it.
pub(super) fn slots(slice: &Slice, shown: &[Arc<Alert>], left: &[(Arc<Alert>, DateTime<Utc>)]) -> Vec<Slot> {
    let left = left.iter().flat_map(|(alert, at)| render::departed(alert, slice, *at));
    let mut slots: Vec<Slot> = shown.iter().flat_map(|alert| render::versions(alert, slice)).chain(left).collect();
    // Stable: what the catalogue has put in order stays so.
    slots.sort_by_key(|slot| Reverse(slot.updated()));
    slots
}

/// Writes a feed.
pub(super) fn write(ctx: &Context, form: MediaType, info: &FeedInfo, slots: &[Slot]) -> Representation {
    match form {
        MediaType::Rss => render::rss::feed(ctx, info, slots),
        MediaType::JsonFeed => render::json_feed::feed(ctx, info, slots),
        _ => render::atom::feed(ctx, info, slots),
    }
}
