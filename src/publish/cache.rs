//! Feeds that were asked for, within a bound of bytes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{News, Topic};
use crate::model::Representation;

/// Feeds by their one address, of which those that nobody has asked for longest are let go.
#[derive(Debug)]
pub(super) struct Cache {
    kept: HashMap<Arc<str>, (u64, Kept)>,
    /// When each was last asked for, oldest first.
    asked: BTreeMap<u64, Arc<str>>,
    turn: u64,
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
        Self { kept: HashMap::new(), asked: BTreeMap::new(), turn: 0, bytes: 0, most }
    }

    /// A feed, if it is there and holds on that day.
    pub(super) fn get(&mut self, address: &str, day: NaiveDate) -> Option<Arc<Representation>> {
        let (turn, kept) = self.kept.get_mut(address)?;
        if kept.day.is_some_and(|holds| holds != day) {
            return None;
        }
        let name = self.asked.remove(turn)?;
        self.turn += 1;
        *turn = self.turn;
        self.asked.insert(self.turn, name);
        Some(Arc::clone(&kept.thing))
    }

    /// Keeps a feed, and lets go of others where that makes too many bytes.
    pub(super) fn put(&mut self, address: &str, kept: Kept) {
        self.remove(address);
        let weight = kept.weight();
        if weight > self.most {
            return;
        }
        let name: Arc<str> = address.into();
        self.turn += 1;
        self.bytes += weight;
        self.asked.insert(self.turn, Arc::clone(&name));
        self.kept.insert(name, (self.turn, kept));
        while self.bytes > self.most {
            let Some((_, oldest)) = self.asked.pop_first() else { break };
            self.remove(&oldest);
        }
    }

    /// Lets go of what news has changed; those that were asked for last come first.
    pub(super) fn take_touched(&mut self, news: &News, newest: DateTime<Utc>) -> Vec<Topic> {
        let mut touched: Vec<(u64, Arc<str>)> = self
            .kept
            .iter()
            .filter(|(_, (_, kept))| kept.until.is_some_and(|until| newest > until) || kept.topic.touched_by(news))
            .map(|(name, (turn, _))| (*turn, Arc::clone(name)))
            .collect();
        touched.sort_unstable_by(|a, b| b.cmp(a));
        touched.into_iter().filter_map(|(_, name)| self.remove(&name)).map(|kept| kept.topic).collect()
    }

    /// How many bytes are kept.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Lets go of everything.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.most);
    }

    fn remove(&mut self, address: &str) -> Option<Kept> {
        let (turn, kept) = self.kept.remove(address)?;
        self.asked.remove(&turn);
        self.bytes -= kept.weight();
        Some(kept)
    }
}
