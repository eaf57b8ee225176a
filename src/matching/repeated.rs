//! What a source repeats in many entries of one visit: an appeal, an address, an advert. Where nothing but that has
//! changed, nothing has.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Words that are looked for together.
const RUN: usize = 4;
/// Entries that have to share a passage before it is the source's and not theirs: so many, and such a part of the visit.
const ENTRIES: usize = 3;
const PART: usize = 8;
/// Entries of one visit that are looked at.
const LOOKED_AT: usize = 256;

/// Runs of words that many entries of one visit have.
#[derive(Clone, Debug, Default)]
pub(super) struct Repeated {
    runs: HashSet<u64>,
}

impl Repeated {
    /// Of what each entry says now and said at the visit before.
    pub(super) fn of<'a>(entries: impl Iterator<Item = (&'a [String], &'a [String])>) -> Self {
        let mut counts: HashMap<u64, usize> = HashMap::new();
        let mut entries_seen = 0;
        for (now, before) in entries.take(LOOKED_AT) {
            entries_seen += 1;
            let runs: HashSet<u64> = now.windows(RUN).chain(before.windows(RUN)).map(digest).collect();
            for run in runs {
                *counts.entry(run).or_default() += 1;
            }
        }
        let many = ENTRIES.max(entries_seen / PART);
        Self { runs: counts.into_iter().filter(|(_, count)| *count >= many).map(|(run, _)| run).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The words of a text that are its own.
    pub(super) fn without(&self, words: Vec<String>) -> Vec<String> {
        let mut own = vec![true; words.len()];
        for (at, run) in words.windows(RUN).enumerate() {
            if self.runs.contains(&digest(run)) {
                own[at..at + RUN].fill(false);
            }
        }
        words.into_iter().zip(own).filter(|(_, own)| *own).map(|(word, _)| word).collect()
    }
}

fn digest(run: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    run.hash(&mut hasher);
    hasher.finish()
}
