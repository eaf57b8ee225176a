//! What the store knows under exact keys.

use std::collections::{HashMap, HashSet};

use crate::matching::{Keys, Knowledge};
use crate::model::{Alert, AlertId, Key, KeyHolder, ReportId};
use crate::store::{self, Store};

/// How many alerts one may have become part of, one after the other.
const MERGES: usize = 8;

/// What the store answered about some reports.
#[derive(Default)]
pub(super) struct Recalled {
    pub(super) held: HashSet<Key>,
    pub(super) knowledge: Knowledge,
    pub(super) standing: HashMap<AlertId, Alert>,
    /// Alerts that became one with another.
    merged: HashMap<AlertId, AlertId>,
}

/// Asks for the exact keys of all reports, then, for those of which none tells anything, where others of the same thing
/// may have been left.
pub(super) async fn recall(store: &dyn Store, keys: &[Keys]) -> Result<Recalled, store::Error> {
    let mut recalled = Recalled::default();
    recalled.ask(store, keys.iter().flat_map(Keys::asked).collect()).await?;
    let unknown = keys.iter().filter(|keys| !keys.own.iter().any(|key| recalled.held.contains(key)));
    let mut near: Vec<_> = unknown.flat_map(Keys::near).map(|near| near.places()).collect();
    // Place by place, since the first free one ends a key.
    while !near.is_empty() {
        let places: Vec<Option<Key>> = near.iter_mut().map(Iterator::next).collect();
        recalled.ask(store, places.iter().copied().flatten().collect()).await?;
        let mut place = places.iter();
        near.retain(|_| place.next().copied().flatten().is_some_and(|key| recalled.held.contains(&key)));
    }
    Ok(recalled)
}

impl Recalled {
    async fn ask(&mut self, store: &dyn Store, keys: Vec<Key>) -> Result<(), store::Error> {
        let holders = store.known(&keys).await?;
        for (key, holder) in keys.into_iter().zip(holders).filter_map(|(key, holder)| Some((key, holder?))) {
            self.held.insert(key);
            let alert = self.load(store, holder.alert, Some(holder.report)).await?;
            self.knowledge.recall(key, KeyHolder { alert, ..holder });
        }
        Ok(())
    }

    /// Takes in the alert that carries a report now, and the one that its case began with.
    async fn load(
        &mut self,
        store: &dyn Store,
        id: AlertId,
        report: Option<ReportId>,
    ) -> Result<AlertId, store::Error> {
        let mut id = id;
        for _ in 0..MERGES {
            if let Some(into) = self.merged.get(&id) {
                id = *into;
                continue;
            }
            if !self.standing.contains_key(&id) {
                let Some(alert) = store.alert(id).await? else { break };
                if let Some(into) = alert.merged {
                    self.merged.insert(id, into);
                    self.knowledge.remember(&alert);
                    id = into;
                    continue;
                }
                self.knowledge.remember(&alert);
                self.standing.insert(id, alert);
            }
            let alert = &self.standing[&id];
            let moved = alert.apart.iter().find(|apart| report.is_some_and(|report| apart.reports.contains(&report)));
            if let Some(apart) = moved {
                id = apart.alert;
                continue;
            }
            if let Some(case) = alert.case.filter(|case| !self.standing.contains_key(case))
                && let Some(first) = store.alert(case).await?.filter(|first| first.merged.is_none())
            {
                self.knowledge.remember(&first);
                self.standing.insert(case, first);
            }
            break;
        }
        Ok(id)
    }
}
