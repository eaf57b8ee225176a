//! What the list of a document looks like, in numbers.

use serde::{Deserialize, Serialize};

use super::Entry;

/// What the list of a document looks like: small enough to be remembered, so that one visit can be compared with the
/// next. A list that vanished, shrank, lost its dates or moved shows in it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    /// Where a page's entries stand, as a CSS path without names that change from entry to entry
    /// (`main > ul.news > li`); the configured entry selector where there is one; empty for a feed.
    pub path: String,
    /// How many entries there are.
    pub entries: u32,
    /// How many have a title.
    pub titled: u32,
    /// How many have a link.
    pub linked: u32,
    /// How many show a date of their own or one that stands over several of them.
    pub dated: u32,
    /// How many have a text beside the title.
    pub told: u32,
}

impl Layout {
    /// Counts the entries of a document.
    pub fn of(path: String, entries: &[Entry]) -> Self {
        let count = |has: &dyn Fn(&Entry) -> bool| entries.iter().filter(|entry| has(entry)).count() as u32;
        Self {
            path,
            entries: entries.len() as u32,
            titled: count(&|entry| entry.title.is_some()),
            linked: count(&|entry| entry.link.is_some()),
            dated: count(&|entry| entry.published.is_some()),
            told: count(&|entry| entry.summary.is_some() || entry.content.is_some()),
        }
    }
}
