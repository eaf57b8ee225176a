//! The store without a disk: for dry runs, for demonstrations, and as the plain statement of what a store does.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::contract::{Error, Pruned, Store, Verification, Wanted};
use super::{epoch, filter};
use crate::model::{
    Act, Alert, AlertId, AlertState, Batch, Change, Cursor, Digest, Filter, Key, KeyHolder, Poll, Protection, Seq,
    SourceId,
};

/// Everything in maps, behind one lock that is never held across an await.
pub(super) struct MemoryStore {
    epoch: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    polls: BTreeMap<SourceId, Poll>,
    keys: HashMap<Key, KeyHolder>,
    /// Each alert with the number of its last change; without text once pruned.
    alerts: HashMap<AlertId, (Seq, Option<Alert>)>,
    order: BTreeSet<(Reverse<DateTime<Utc>>, AlertId)>,
    changes: Vec<Change>,
    batches: HashMap<Digest, Seq>,
    acts: Vec<Act>,
    names: HashMap<Digest, Vec<Protection>>,
    closed: bool,
}

impl MemoryStore {
    /// An empty store.
    pub(super) fn new() -> Result<Self, Error> {
        Ok(Self { epoch: epoch::new()?, state: Mutex::default() })
    }

    fn state(&self) -> Result<MutexGuard<'_, State>, Error> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.closed { Err(Error::Closed("it was closed".to_owned())) } else { Ok(state) }
    }
}

impl State {
    fn head(&self) -> Seq {
        self.changes.len() as Seq
    }

    fn commit(&mut self, batch: Batch) -> Seq {
        if let Some(head) = self.batches.get(&batch.id) {
            return *head;
        }
        for (kind, alert) in batch.alerts {
            let seq = self.head() + 1;
            self.changes.push(Change { seq, at: batch.at, kind, alert: alert.id });
            if let Some((_, Some(old))) = self.alerts.get(&alert.id) {
                self.order.remove(&(Reverse(old.updated), old.id));
            }
            if alert.state == AlertState::Live {
                self.order.insert((Reverse(alert.updated), alert.id));
            }
            self.alerts.insert(alert.id, (seq, Some(alert)));
        }
        for used in batch.keys {
            self.keys.entry(used.key).or_insert(used.holder);
        }
        if let Some(former) = batch.replaces {
            self.polls.remove(&former);
        }
        if let Some(poll) = batch.poll {
            self.polls.insert(poll.source.clone(), poll);
        }
        self.acts.extend(batch.act);
        self.batches.insert(batch.id, self.head());
        self.head()
    }
}

#[async_trait::async_trait]
impl Store for MemoryStore {
    async fn polls(&self) -> Result<Vec<Poll>, Error> {
        Ok(self.state()?.polls.values().cloned().collect())
    }

    async fn known(&self, keys: &[Key]) -> Result<Vec<Option<KeyHolder>>, Error> {
        let state = self.state()?;
        Ok(keys.iter().map(|key| state.keys.get(key).copied()).collect())
    }

    async fn commit(&self, batch: Batch) -> Result<Seq, Error> {
        Ok(self.state()?.commit(batch))
    }

    async fn head(&self) -> Result<Seq, Error> {
        Ok(self.state()?.head())
    }

    fn epoch(&self) -> &str {
        &self.epoch
    }

    async fn changes(&self, since: Seq, limit: usize) -> Result<Vec<Change>, Error> {
        let since = usize::try_from(since).unwrap_or(usize::MAX);
        Ok(self.state()?.changes.iter().skip(since).take(limit).cloned().collect())
    }

    async fn alerts(&self, filter: &Filter, before: Option<Cursor>, limit: usize) -> Result<Vec<Alert>, Error> {
        let state = self.state()?;
        let start = before.map_or(std::ops::Bound::Unbounded, |cursor| {
            std::ops::Bound::Excluded((Reverse(cursor.updated), cursor.id))
        });
        let ids = state.order.range((start, std::ops::Bound::Unbounded)).map(|(_, id)| id);
        let alerts = ids.filter_map(|id| state.alerts.get(id)?.1.as_ref());
        Ok(alerts.filter(|alert| filter::admits(filter, alert)).take(limit).cloned().collect())
    }

    async fn alert(&self, id: AlertId) -> Result<Option<Alert>, Error> {
        Ok(self.state()?.alerts.get(&id).and_then(|(_, alert)| alert.clone()))
    }

    async fn named(&self, ids: &[AlertId]) -> Result<Vec<Option<Alert>>, Error> {
        let state = self.state()?;
        Ok(ids.iter().map(|id| state.alerts.get(id).and_then(|(_, alert)| alert.clone())).collect())
    }

    async fn held(&self) -> Result<Vec<Alert>, Error> {
        let state = self.state()?;
        let alerts = state.alerts.values().filter_map(|(_, alert)| alert.as_ref());
        Ok(alerts.filter(|alert| alert.waits().is_some()).cloned().collect())
    }

    async fn acts(&self) -> Result<Vec<Act>, Error> {
        Ok(self.state()?.acts.clone())
    }

    async fn prune(&self, before: DateTime<Utc>) -> Result<Pruned, Error> {
        let mut state = self.state()?;
        let mut pruned = Pruned::default();
        let State { alerts, order, .. } = &mut *state;
        for (_, slot) in alerts.values_mut() {
            if let Some(alert) = slot.take_if(|alert| alert.updated < before) {
                order.remove(&(Reverse(alert.updated), alert.id));
                pruned.alerts += 1;
            }
        }
        Ok(pruned)
    }

    async fn overwrite(&self, batch: Batch, sources: &[SourceId]) -> Result<Seq, Error> {
        let mut state = self.state()?;
        for source in sources {
            if let Some(poll) = state.polls.get_mut(source) {
                poll.hush();
            }
        }
        Ok(state.commit(batch))
    }

    async fn search(&self, is: Wanted) -> Result<Vec<AlertId>, Error> {
        let state = self.state()?;
        let alerts = state.alerts.values().filter_map(|(_, alert)| alert.as_ref());
        Ok(alerts.filter(|alert| is(alert)).map(|alert| alert.id).collect())
    }

    async fn protect(&self, names: &[(Digest, Protection)]) -> Result<(), Error> {
        let mut state = self.state()?;
        for (name, protection) in names {
            protection.enter(state.names.entry(*name).or_default());
        }
        Ok(())
    }

    async fn unprotect(&self, alert: AlertId) -> Result<bool, Error> {
        let mut state = self.state()?;
        let count = |state: &State| state.names.values().map(Vec::len).sum::<usize>();
        let before = count(&state);
        state.names.values_mut().for_each(|known| known.retain(|protection| protection.alert != Some(alert)));
        state.names.retain(|_, known| !known.is_empty());
        Ok(count(&state) < before)
    }

    async fn is_protecting(&self) -> Result<bool, Error> {
        Ok(!self.state()?.names.is_empty())
    }

    async fn protections(&self, names: &[Digest]) -> Result<Vec<(usize, Protection)>, Error> {
        let state = self.state()?;
        let found = names.iter().enumerate().filter_map(|(place, name)| Some((place, state.names.get(name)?)));
        Ok(found.flat_map(|(place, known)| known.iter().map(move |protection| (place, protection.clone()))).collect())
    }

    async fn export(
        &self,
        line: &mut (dyn for<'a> FnMut(&'a str) -> std::io::Result<()> + Send),
    ) -> Result<u64, Error> {
        let mut alerts: Vec<_> = self.state()?.alerts.values().cloned().collect();
        alerts.sort_by_key(|(seq, _)| *seq);
        let mut count = 0;
        for alert in alerts.into_iter().filter_map(|(_, alert)| alert) {
            let json = serde_json::to_string(&alert).expect("model values serialise");
            line(&json).map_err(super::contract::not_written)?;
            count += 1;
        }
        Ok(count)
    }

    async fn verify(&self) -> Result<Verification, Error> {
        let state = self.state()?;
        let live = state
            .alerts
            .values()
            .filter(|(_, alert)| alert.as_ref().is_some_and(|alert| alert.state == AlertState::Live));
        let mut faults = Vec::new();
        if live.count() != state.order.len() {
            faults.push("the order of alerts does not hold every live alert".to_owned());
        }
        let mut notes = Vec::new();
        let purged = state.alerts.values().filter(|(_, alert)| alert.is_none()).count() as u64;
        notes.push("this store keeps nothing on disk".to_owned());
        Ok(Verification {
            batches: state.batches.len() as u64,
            alerts: state.alerts.len() as u64 - purged,
            head: state.head(),
            purged,
            notes,
            faults,
        })
    }

    async fn close(&self) -> Result<(), Error> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = State { closed: true, ..State::default() };
        Ok(())
    }
}
