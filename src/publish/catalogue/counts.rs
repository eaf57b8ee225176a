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
        if slice.is_everything() {
            // Counted all along.
            return self.told(self.order.len(), &self.uses, &self.urgencies);
        }
        let mut wanted = Wanted::by(slice, self, day);
        let mut total = 0;
        let mut uses = vec![0; self.uses.len()];
        let mut urgencies: BTreeMap<Urgency, u32> = BTreeMap::new();
        for &number in &self.order {
            let Some(filed) = self.rows[number as usize].filed else { continue };
            if self.stands(&mut wanted, number) {
                total += 1;
                for &symbol in self.sets.members(filed.set) {
                    uses[symbol as usize] += 1;
                }
                *urgencies.entry(filed.urgency).or_default() += 1;
            }
        }
        self.told(total, &uses, &urgencies)
    }

    fn told(&self, total: usize, uses: &[u32], urgencies: &BTreeMap<Urgency, u32>) -> Counts {
        let mut by: BTreeMap<Key, BTreeMap<String, usize>> = BTreeMap::new();
        let urgencies = urgencies.iter().map(|(urgency, count)| ((Key::Urgency, urgency.term()), *count));
        let terms =
            uses.iter().enumerate().filter_map(|(symbol, count)| Some((self.sets.name(symbol as u32)?, *count)));
        for ((key, term), count) in urgencies.chain(terms).filter(|(_, count)| *count > 0) {
            by.entry(key).or_default().insert(term.to_owned(), count as usize);
        }
        Counts { total, by }
    }

    /// How many alerts of a slice were published on each of the last `days` days, oldest first, up to and with `until`.
    pub fn days(&self, slice: &Slice, until: NaiveDate, days: usize) -> Vec<u32> {
        let mut wanted = Wanted::by(slice, self, until);
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
