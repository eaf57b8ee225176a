//! Renders from the store what readers ask for most, when it has changed.

use std::sync::Arc;

use chrono::NaiveTime;
use tokio::sync::Mutex;

use super::{Error, Extras, Published, Shelf};
use crate::model::{Alert, Filter, Representation, Seq};
use crate::render::{self, Context, FeedInfo};
use crate::store::Store;

/// How many alerts are read for the current feed: the most its window can hold.
const READ: usize = 500;

/// Keeps the shelf current.
pub struct Publisher {
    ctx: Arc<Context>,
    shelf: Shelf,
    /// What the shelf was last rendered from. Held across rendering, so that of two callers the later one publishes last.
    last: Mutex<Option<Last>>,
}

struct Last {
    head: Seq,
    extras: Extras,
    /// The newest alerts at that head: a visit that changes none must not read them all again.
    alerts: Arc<Vec<Alert>>,
}

impl Publisher {
    /// A publisher that has put nothing on the shelf yet.
    pub fn new(ctx: Arc<Context>, shelf: Shelf) -> Self {
        Self { ctx, shelf, last: Mutex::new(None) }
    }

    /// Forgets what the shelf was rendered from: the next call renders everything anew, as is needed where texts were
    /// forgotten without a change.
    pub async fn expire(&self) {
        *self.last.lock().await = None;
    }

    /// Brings the shelf up to the store's head: the feeds where a change was committed, the front page also where
    /// `extras` are others than last time. On an error what stood there still stands, and the next call tries again.
    pub async fn publish(&self, store: &dyn Store, extras: Extras) -> Result<Published, Error> {
        let mut last = self.last.lock().await;
        // Asked before the alerts are read: a change in between is rendered now and once more next time, never missed.
        let head = store.head().await?;
        let feeds = last.as_ref().is_none_or(|last| last.head != head);
        let index = feeds || last.as_ref().is_none_or(|last| last.extras != extras);
        if index {
            let alerts = match last.as_ref().filter(|_| !feeds) {
                Some(last) => Arc::clone(&last.alerts),
                None => Arc::new(store.alerts(&Filter::default(), None, READ).await?),
            };
            let (ctx, shown, asked) = (Arc::clone(&self.ctx), Arc::clone(&alerts), extras.clone());
            // Rendering and compressing take milliseconds of pure computing, too long for a worker that serves readers.
            let rendering = tokio::task::spawn_blocking(move || render_all(&ctx, &shown, &asked, feeds));
            self.shelf.put(rendering.await.map_err(|_| Error::Render)?);
            *last = Some(Last { head, extras, alerts });
        }
        Ok(Published { head, feeds, index })
    }
}

fn render_all(ctx: &Context, alerts: &[Alert], extras: &Extras, feeds: bool) -> Vec<(String, Representation)> {
    let now = extras.day.and_time(NaiveTime::MIN).and_utc();
    let index = render::page::index(ctx, alerts, &extras.sources, extras.notice.as_deref(), now);
    let mut all = vec![("/".to_owned(), index)];
    if feeds {
        let info = FeedInfo::main(ctx);
        let current = render::window(alerts);
        all.extend([
            (format!("/{}.atom", info.path), render::atom::feed(ctx, &info, current)),
            (format!("/{}.rss", info.path), render::rss::feed(ctx, &info, current)),
            (format!("/{}.json", info.path), render::json_feed::feed(ctx, &info, current)),
        ]);
    }
    all
}
