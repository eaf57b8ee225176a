//! Feeds and their archives as files, in every format.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::super::feeds::Feeds as Shown;
use super::super::pool::Pool;
use super::super::topic::FORMS;
use super::super::{Error, News, Topic, gather};
use super::links::{Threads, file};
use super::slices::{self, Part};
use super::writing::{Piece, Writing};
use crate::model::{Alert, AlertId, MediaType, Seq};

/// How many alerts are kept in memory while feeds are written: neighbours stand in the same archives.
const ALERTS: usize = 4_000;

/// What was written of every feed.
#[derive(Default)]
pub(super) struct Written {
    feeds: BTreeMap<String, Kept>,
    /// By the place of each document, without the ending of a format.
    marks: HashMap<String, u64>,
}

/// What was written of one feed.
#[derive(Default)]
struct Kept {
    /// Its documents, without the ending of a format.
    stems: HashSet<String>,
    until: Option<DateTime<Utc>>,
    day: NaiveDate,
}

/// What is known when feeds are written.
pub(super) struct Round<'a> {
    pub(super) shown: &'a Arc<Shown>,
    pub(super) threads: &'a Threads,
    /// The last change of each alert, as far as they are looked at.
    pub(super) seqs: &'a Arc<HashMap<AlertId, Seq>>,
    /// What has changed; `None` where that is everything.
    pub(super) news: Option<&'a News>,
    pub(super) day: NaiveDate,
}

impl Round<'_> {
    /// Writes what has changed: archives from the oldest on, so that whatever a document leads to is there, then the
    /// current feeds; at last what is no longer there goes.
    pub(super) async fn write(&self, written: &mut Written, writing: &mut Writing) -> Result<(), Error> {
        let listed = self.shown.ask(|catalogue| {
            let topics = slices::listed(&self.shown.ctx, &self.shown.terms(), catalogue, self.threads, self.day);
            (topics, catalogue.newest())
        });
        let Some((topics, newest)) = listed else { return Ok(()) };
        let mut feeds = BTreeMap::new();
        let mut parts = Vec::new();
        let mut gone = Vec::new();
        for topic in topics {
            let stem = slices::stem(&topic);
            let before = written.feeds.remove(&stem);
            let holds = before.as_ref().is_some_and(|kept| self.holds(kept, &topic, newest));
            match before {
                Some(before) if holds => _ = feeds.insert(stem, before),
                before => {
                    let (kept, changed) = self.look(topic, written).await?;
                    gone.extend(before.unwrap_or_default().stems.difference(&kept.stems).cloned());
                    feeds.insert(stem, kept);
                    parts.extend(changed);
                }
            }
        }
        gone.extend(written.feeds.values().flat_map(|kept| kept.stems.iter().cloned()));
        self.make(parts, writing).await?;
        for stem in &gone {
            written.marks.remove(stem);
        }
        writing
            .with(move |folder| gone.iter().flat_map(|stem| names(stem)).try_for_each(|name| folder.remove(&name)))
            .await?;
        written.feeds = feeds;
        Ok(())
    }

    /// Whether a feed is as it was written.
    fn holds(&self, kept: &Kept, topic: &Topic, newest: DateTime<Utc>) -> bool {
        let passed = kept.until.is_some_and(|until| newest > until) || topic.slice.active && kept.day != self.day;
        // Its archives too: an alert that concerns them concerns the feed.
        !passed && self.news.is_some_and(|news| !topic.touched_by(news))
    }

    /// What there is of a feed, and which of its documents are others than they were.
    async fn look(&self, topic: Topic, written: &mut Written) -> Result<(Kept, Vec<Part>), Error> {
        let (shown, seqs, day) = (Arc::clone(self.shown), Arc::clone(self.seqs), self.day);
        let looking = move || shown.ask(|catalogue| slices::parts(catalogue, &topic, day, &seqs));
        let looked = tokio::task::spawn_blocking(looking).await.map_err(|_| Error::Render)?;
        let found = looked.unwrap_or_default();
        let mut kept = Kept { stems: HashSet::new(), until: found.until, day };
        let mut changed = Vec::new();
        for part in found.all {
            let stem = slices::stem(&part.topic);
            if written.marks.insert(stem.clone(), part.mark) != Some(part.mark) {
                changed.push(part);
            }
            kept.stems.insert(stem);
        }
        Ok((kept, changed))
    }

    async fn make(&self, mut parts: Vec<Part>, writing: &mut Writing) -> Result<(), Error> {
        parts.sort_by_cached_key(|part| {
            (
                part.topic.archive.map_or(NaiveDate::MAX, super::super::catalogue::Period::last),
                slices::stem(&part.topic),
            )
        });
        let all: Vec<String> = parts.iter().flat_map(|part| names(&slices::stem(&part.topic))).collect();
        writing.with(move |folder| folder.announce(all.iter().map(String::as_str))).await?;
        let mut pool = Pool::new(ALERTS);
        let mut archives = true;
        for part in parts {
            if archives && part.topic.archive.is_none() {
                archives = false;
                writing.settle().await?;
            }
            let Part { topic, page, .. } = part;
            let ids: Vec<AlertId> = page.shown.iter().map(|place| place.id).collect();
            let there: Vec<Arc<Alert>> = self.read(&mut pool, &ids).await?.into_iter().flatten().collect();
            let ids: Vec<AlertId> = page.left.iter().map(|departed| departed.id).collect();
            let left = self.read(&mut pool, &ids).await?.into_iter().zip(&page.left);
            let left: Vec<_> = left.filter_map(|(alert, departed)| Some((alert?, departed.at))).collect();
            let ctx = Arc::clone(&self.shown.ctx);
            let make = move || {
                let (info, slots) = (topic.info(&ctx, &page), gather::slots(&topic.slice, &there, &left));
                let written = FORMS.map(|form| gather::write(&ctx, form, &info, &slots).body);
                names(&slices::stem(&topic))
                    .into_iter()
                    .zip(written)
                    .map(|(name, body)| Piece::new(name, body))
                    .collect()
            };
            writing.begin(make).await?;
        }
        writing.settle().await
    }

    async fn read(&self, pool: &mut Pool, ids: &[AlertId]) -> Result<Vec<Option<Arc<Alert>>>, Error> {
        let mut found: Vec<Option<Arc<Alert>>> = ids.iter().map(|id| pool.get(*id)).collect();
        let missing: Vec<AlertId> =
            ids.iter().zip(&found).filter(|(_, alert)| alert.is_none()).map(|(id, _)| *id).collect();
        if !missing.is_empty() {
            let mut fresh = self.shown.read(&missing, false).await?.into_iter();
            for place in found.iter_mut().filter(|place| place.is_none()) {
                *place = fresh.next().flatten();
                if let Some(alert) = place {
                    pool.put(Arc::clone(alert));
                }
            }
        }
        Ok(found)
    }
}

/// The files of one document, in the order of the formats.
fn names(stem: &str) -> Vec<String> {
    ["atom", "rss", "json"].map(|ending| file(&format!("/{stem}.{ending}"), MediaType::Plain)).to_vec()
}
