//! How many alerts there are of what, for pages that show it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::contents::Catalogue;
use super::wanted::Wanted;
use crate::model::{Slice, Urgency};
use crate::render::slice::Key;

/// How many alerts of a slice are filed under each term.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// In all.
    pub total: usize,
    /// By key and term; urgencies as given.
    pub by: BTreeMap<Key, BTreeMap<String, usize>>,
}

impl Counts {
    /// How many are filed under a term.
    pub fn of(&self, key: Key, term: &str) -> usize {
        self.by.get(&key).and_then(|terms| terms.get(term)).copied().unwrap_or_default()
    }
}

impl Catalogue {
    /// Counts the alerts of a slice under each of their terms.
    pub fn counts(&self, slice: &Slice, day: NaiveDate) -> Counts {
        let mut wanted = Wanted::new(slice, &self.sets, day);
        let mut total = 0;
        let mut sets = vec![0_usize; self.sets.len()];
        let mut urgencies: BTreeMap<Urgency, usize> = BTreeMap::new();
        for &number in &self.order {
            let Some(filed) = self.rows[number as usize].filed else { continue };
            if self.stands(&mut wanted, number) {
                total += 1;
                sets[filed.set as usize] += 1;
                *urgencies.entry(filed.urgency).or_default() += 1;
            }
        }
        let mut by: BTreeMap<Key, BTreeMap<String, usize>> = BTreeMap::new();
        by.insert(Key::Urgency, urgencies.into_iter().map(|(urgency, count)| (urgency.to_string(), count)).collect());
        for (set, count) in sets.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            for (key, term) in self.sets.members(set as u32).iter().filter_map(|&symbol| self.sets.name(symbol)) {
                *by.entry(key).or_default().entry(term.to_owned()).or_default() += count;
            }
        }
        Counts { total, by }
    }

    /// How many alerts of a slice were published on each of the last `days` days, oldest first, up to and with `until`.
    pub fn days(&self, slice: &Slice, until: NaiveDate, days: usize) -> Vec<u32> {
        let mut wanted = Wanted::new(slice, &self.sets, until);
        let mut counts = vec![0; days];
        for &number in &self.order {
            let ago = (until - self.rows[number as usize].published.date_naive()).num_days();
            let place = usize::try_from(ago).ok().filter(|ago| *ago < days);
            if let Some(ago) = place.filter(|_| self.stands(&mut wanted, number)) {
                counts[days - 1 - ago] += 1;
            }
        }
        counts
    }
}
