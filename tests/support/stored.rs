//! A store that holds given alerts, for what reads from stores.

use std::sync::{Arc, Mutex};

use almenara::model::{
    Alert, AlertId, AlertState, Batch, Change, ChangeKind, Cursor, Filter, Key, KeyHolder, Poll, Seq,
};
use almenara::store::{Error, Pruned, Store, Verification};
use chrono::{DateTime, Utc};

/// A store with these alerts, each committed by itself.
pub(crate) async fn holding(alerts: Vec<Alert>) -> Arc<dyn Store> {
    let store = Arc::new(Kept::default());
    for alert in alerts {
        put(&*store, alert).await;
    }
    store
}

/// Commits one alert as it now is.
pub(crate) async fn put(store: &dyn Store, alert: Alert) {
    let batch = Batch::new(alert.updated, vec![(ChangeKind::New, alert)], Vec::new(), None);
    store.commit(batch).await.expect("committed");
}

/// The part of a store that publishing and serving need.
#[derive(Default)]
struct Kept(Mutex<(Vec<Alert>, Seq, bool)>);

impl Kept {
    fn read<T>(&self, f: impl FnOnce(&mut (Vec<Alert>, Seq, bool)) -> T) -> Result<T, Error> {
        let mut kept = self.0.lock().expect("no test panics inside");
        if kept.2 { Err(Error::Closed("it was closed".to_owned())) } else { Ok(f(&mut kept)) }
    }
}

#[async_trait::async_trait]
impl Store for Kept {
    async fn polls(&self) -> Result<Vec<Poll>, Error> {
        Ok(Vec::new())
    }
    async fn known(&self, keys: &[Key]) -> Result<Vec<Option<KeyHolder>>, Error> {
        Ok(vec![None; keys.len()])
    }
    async fn commit(&self, batch: Batch) -> Result<Seq, Error> {
        self.read(|(alerts, head, _)| {
            for (_, alert) in batch.alerts {
                alerts.retain(|old| old.id != alert.id);
                alerts.push(alert);
                *head += 1;
            }
            alerts.sort_by_key(|alert| (std::cmp::Reverse(alert.updated), alert.id));
            *head
        })
    }
    async fn head(&self) -> Result<Seq, Error> {
        self.read(|kept| kept.1)
    }
    async fn changes(&self, _: Seq, _: usize) -> Result<Vec<Change>, Error> {
        Ok(Vec::new())
    }
    async fn alerts(&self, _: &Filter, _: Option<Cursor>, limit: usize) -> Result<Vec<Alert>, Error> {
        self.read(|kept| kept.0.iter().filter(|alert| alert.state == AlertState::Live).take(limit).cloned().collect())
    }
    async fn alert(&self, id: AlertId) -> Result<Option<Alert>, Error> {
        self.read(|kept| kept.0.iter().find(|alert| alert.id == id).cloned())
    }
    async fn prune(&self, _: DateTime<Utc>) -> Result<Pruned, Error> {
        Ok(Pruned::default())
    }
    async fn export(&self, _: &mut (dyn FnMut(&str) -> std::io::Result<()> + Send)) -> Result<u64, Error> {
        Ok(0)
    }
    async fn verify(&self) -> Result<Verification, Error> {
        Ok(Verification::default())
    }
    async fn close(&self) -> Result<(), Error> {
        self.read(|kept| kept.2 = true)
    }
}
