//! From what stands in a slice to the bytes of a feed.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::Topic;
use super::catalogue::{Catalogue, Page};
use crate::model::{Alert, Cursor, MediaType, Representation};
use crate::render::{self, Context};

/// The most that the window of a current feed can hold.
const WINDOW: usize = 500;
/// How many alerts stand in each part behind it.
const BEHIND: usize = 100;

/// What stands in a feed.
pub(super) fn page(catalogue: &Catalogue, topic: &Topic, day: NaiveDate) -> Page {
    if topic.before.is_some() {
        return catalogue.page(&topic.slice, topic.before, BEHIND, day);
    }
    let mut page = catalogue.page(&topic.slice, None, WINDOW, day);
    let updated: Vec<DateTime<Utc>> = page.shown.iter().map(|place| place.updated).collect();
    let reach = render::reach(&updated);
    page.more |= reach < page.shown.len();
    page.shown.truncate(reach);
    page
}

/// What stands in the feed of everything while there is no catalogue yet.
pub(super) fn newest(alerts: &[Alert]) -> Page {
    let shown = render::window(alerts).iter().map(|alert| Cursor { updated: alert.updated, id: alert.id }).collect();
    Page { shown, more: render::window(alerts).len() < alerts.len(), ..Page::default() }
}

/// Writes a feed of these alerts; `next` is the place behind which more of it stands.
pub(super) fn write(ctx: &Context, topic: &Topic, alerts: &[Arc<Alert>], next: Option<Cursor>) -> Representation {
    let info = topic.info(ctx, next);
    let alerts: Vec<Alert> = alerts.iter().flat_map(|alert| render::versions(alert, &topic.slice)).collect();
    match topic.form {
        MediaType::Rss => render::rss::feed(ctx, &info, &alerts),
        MediaType::JsonFeed => render::json_feed::feed(ctx, &info, &alerts),
        _ => render::atom::feed(ctx, &info, &alerts),
    }
}
