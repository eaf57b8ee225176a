//! What the store knows under exact keys.

use std::collections::{HashMap, HashSet};

use crate::matching::{Keys, Knowledge, Near};
use crate::model::{Alert, AlertId, Key, KeyHolder, ReportId};
use crate::store::{self, Store};

/// How many alerts one may have become part of, one after the other.
const MERGES: usize = 8;
/// How many alerts are looked at for one report, so that what it costs does not grow with the store.
const LOOKED_AT: usize = 32;
/// Of how many keys whose places are all taken it is seen whether they lead to one case: in a large store most surnames are
/// such keys, and lead nowhere.
const FULL: usize = 3;

/// What the store answered about some reports.
#[derive(Default)]
pub(super) struct Recalled {
    pub(super) held: HashSet<Key>,
    pub(super) knowledge: Knowledge,
    pub(super) standing: HashMap<AlertId, Alert>,
    /// Alerts that became one with another.
    merged: HashMap<AlertId, AlertId>,
    /// Alerts as read, until they are taken in; `None` for those that are not kept.
    read: HashMap<AlertId, Option<Alert>>,
}

/// Asks for the exact keys of all reports, then, for those of which none tells anything, where others of the same thing
/// may have been left.
pub(super) async fn recall(store: &dyn Store, keys: &[Keys]) -> Result<Recalled, store::Error> {
    let mut recalled = Recalled::default();
    let held = recalled.ask(store, keys.iter().flat_map(Keys::asked).collect()).await?;
    recalled.read(store, held.iter().map(|(_, holder)| holder.alert).collect()).await?;
    for (key, holder) in held {
        recalled.take_in(store, key, holder).await?;
    }
    let unknown = keys.iter().filter(|keys| !keys.own.iter().any(|key| recalled.held.contains(key)));
    let unknown: Vec<&[Near]> = unknown.map(Keys::near).collect();
    let mut seen = HashSet::new();
    let asked: Vec<Near> = unknown.iter().copied().flatten().copied().filter(|near| seen.insert(*near)).collect();
    let found = recalled.places(store, asked.clone()).await?;
    let mut wanted: HashSet<AlertId> = unknown.iter().flat_map(|near| looked_at(near, &found)).collect();
    recalled.read(store, wanted.clone()).await?;
    // Where all places of a key are taken, the first two tell whether it is worth reading the rest.
    let worth = found.iter().filter(|(near, found)| near.is_lasting() && found.full && recalled.begins_alike(found));
    let rest: HashSet<AlertId> =
        worth.flat_map(|(_, found)| found.holders.iter().map(|(_, holder)| holder.alert)).collect();
    recalled.read(store, rest.clone()).await?;
    wanted.extend(rest);
    // In the order asked, whatever the order of a map: who came first is told by it.
    for (key, holder) in asked.iter().filter_map(|near| found.get(near)).flat_map(|found| found.holders.clone()) {
        if wanted.contains(&holder.alert) {
            recalled.take_in(store, key, holder).await?;
        } else {
            recalled.knowledge.recall(key, holder);
        }
    }
    Ok(recalled)
}

/// Who is found under a key with several places.
struct Found {
    holders: Vec<(Key, KeyHolder)>,
    /// True where all its places are taken.
    full: bool,
}

/// The alerts to look at first for one report, those under its strongest keys before others.
fn looked_at(near: &[Near], found: &HashMap<Near, Found>) -> Vec<AlertId> {
    let mut alerts = Vec::new();
    let mut full = 0;
    for (near, found) in near.iter().filter_map(|near| Some((near, found.get(near)?))) {
        let few = match (found.full, near.is_lasting()) {
            (false, _) => found.holders.len(),
            (true, true) if full < FULL => {
                full += 1;
                2
            }
            (true, _) => 0,
        };
        for (_, holder) in &found.holders[..few] {
            if alerts.len() < LOOKED_AT && !alerts.contains(&holder.alert) {
                alerts.push(holder.alert);
            }
        }
    }
    alerts
}

impl Recalled {
    async fn ask(&mut self, store: &dyn Store, keys: Vec<Key>) -> Result<Vec<(Key, KeyHolder)>, store::Error> {
        let holders = store.known(&keys).await?;
        let held: Vec<_> = keys.into_iter().zip(holders).filter_map(|(key, holder)| Some((key, holder?))).collect();
        self.held.extend(held.iter().map(|(key, _)| *key));
        Ok(held)
    }

    /// Asks for keys with several places, place by place, since the first free one ends a key.
    async fn places(&mut self, store: &dyn Store, near: Vec<Near>) -> Result<HashMap<Near, Found>, store::Error> {
        let mut all: HashMap<Near, Found> = HashMap::new();
        let mut open: Vec<_> = near.into_iter().map(|near| (near, near.places())).collect();
        while !open.is_empty() {
            let mut next = Vec::with_capacity(open.len());
            open.retain_mut(|(near, places)| {
                let place = places.next();
                if let Some(key) = place {
                    next.push(key);
                } else if let Some(found) = all.get_mut(near) {
                    found.full = true;
                }
                place.is_some()
            });
            let held: HashMap<Key, KeyHolder> = self.ask(store, next.clone()).await?.into_iter().collect();
            let mut asked = next.into_iter();
            open.retain(|(near, _)| {
                let Some((key, holder)) = asked.next().and_then(|key| Some((key, *held.get(&key)?))) else {
                    return false;
                };
                all.entry(*near)
                    .or_insert_with(|| Found { holders: Vec::new(), full: false })
                    .holders
                    .push((key, holder));
                true
            });
        }
        Ok(all)
    }

    /// Reads many alerts at once, and those that their cases began with.
    async fn read(&mut self, store: &dyn Store, ids: HashSet<AlertId>) -> Result<(), store::Error> {
        let mut ids: Vec<AlertId> = ids.into_iter().filter(|id| !self.is_read(id)).collect();
        for _ in 0..2 {
            let alerts = store.named(&ids).await?;
            let cases: HashSet<AlertId> = alerts.iter().flatten().filter_map(|alert| alert.case).collect();
            self.read.extend(ids.into_iter().zip(alerts));
            ids = cases.into_iter().filter(|id| !self.is_read(id)).collect();
        }
        Ok(())
    }

    /// True where the first two alerts under a key are of one case.
    fn begins_alike(&self, found: &Found) -> bool {
        let case = |(_, holder): &(Key, KeyHolder)| {
            let read = self.read.get(&holder.alert).and_then(Option::as_ref);
            let alert = read.or_else(|| self.standing.get(&holder.alert))?;
            Some(alert.case_id())
        };
        let mut cases = found.holders.iter().take(2).map(case);
        let first = cases.next().flatten();
        first.is_some() && cases.all(|other| other == first)
    }

    fn is_read(&self, id: &AlertId) -> bool {
        self.read.contains_key(id) || self.standing.contains_key(id) || self.merged.contains_key(id)
    }

    async fn alert(&mut self, store: &dyn Store, id: AlertId) -> Result<Option<Alert>, store::Error> {
        match self.read.remove(&id) {
            Some(read) => Ok(read),
            None => store.alert(id).await,
        }
    }

    async fn take_in(&mut self, store: &dyn Store, key: Key, holder: KeyHolder) -> Result<(), store::Error> {
        let alert = self.load(store, holder.alert, Some(holder.report)).await?;
        self.knowledge.recall(key, KeyHolder { alert, ..holder });
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
                let Some(alert) = self.alert(store, id).await? else { break };
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
            let mut case = alert.case;
            for _ in 0..MERGES {
                let Some(first) = case.filter(|case| !self.standing.contains_key(case)) else { break };
                let Some(first) = self.alert(store, first).await? else { break };
                self.knowledge.remember(&first);
                case = first.merged.or(first.case);
                if let Some(into) = first.merged {
                    self.merged.insert(first.id, into);
                } else {
                    self.standing.insert(first.id, first);
                }
            }
            break;
        }
        Ok(id)
    }
}
