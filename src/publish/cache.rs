//! Feeds that were asked for, within a bound of bytes.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::recent::Recent;
use super::{News, Topic};
use crate::model::Representation;

/// Feeds by their one address, of which those that nobody has asked for longest are let go.
#[derive(Debug)]
pub(super) struct Cache {
    kept: Recent<Arc<str>, Kept>,
    bytes: usize,
    most: usize,
}

/// A feed with what its bytes hang on.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) topic: Topic,
    pub(super) thing: Arc<Representation>,
    /// The day for which it holds, where it hangs on one.
    pub(super) day: Option<NaiveDate>,
    /// With a change after this, something that left it is told no longer, or another archive is complete.
    pub(super) until: Option<DateTime<Utc>>,
}

impl Kept {
    /// What it takes: its bytes, encodings that may yet be made of them, and what tells of it.
    fn weight(&self) -> usize {
        self.thing.body.len() + self.thing.body.len() / 3 + 2_048
    }
}

impl Cache {
    /// A cache of at most that many bytes.
    pub(super) fn new(most: usize) -> Self {
        Self { kept: Recent::default(), bytes: 0, most }
    }

    /// A feed, if it is there and holds on that day.
    pub(super) fn get(&mut self, address: &str, day: NaiveDate) -> Option<Arc<Representation>> {
        if self.kept.peek(address)?.day.is_some_and(|holds| holds != day) {
            return None;
        }
        self.kept.get(address).map(|kept| Arc::clone(&kept.thing))
    }

    /// Keeps a feed, and lets go of others where that makes too many bytes.
    pub(super) fn put(&mut self, address: &str, kept: Kept) {
        self.remove(address);
        let weight = kept.weight();
        if weight > self.most {
            return;
        }
        self.bytes += weight;
        self.kept.put(address.into(), kept);
        while self.bytes > self.most {
            let Some(oldest) = self.kept.pop() else { break };
            self.bytes -= oldest.weight();
        }
    }

    /// Lets go of what news has changed; those that were asked for last come first.
    pub(super) fn take_touched(&mut self, news: &News, newest: DateTime<Utc>) -> Vec<Topic> {
        let touched = |kept: &Kept| kept.until.is_some_and(|until| newest > until) || kept.topic.touched_by(news);
        let all = self.kept.newest_first();
        let touched: Vec<Arc<str>> = all.filter(|(_, kept)| touched(kept)).map(|(name, _)| Arc::clone(name)).collect();
        touched.iter().filter_map(|name| self.remove(name)).map(|kept| kept.topic).collect()
    }

    /// How many bytes are kept.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Lets go of everything.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.most);
    }

    fn remove(&mut self, name: &str) -> Option<Kept> {
        let kept = self.kept.remove(name)?;
        self.bytes -= kept.weight();
        Some(kept)
    }
}
