//! A store that holds given alerts, for what reads from stores.

use std::path::Path;
use std::sync::Arc;

use almenara::model::{Alert, Batch, ChangeKind};
use almenara::store::{self, Store};

/// A store with these alerts, each committed by itself.
pub(crate) async fn holding(alerts: Vec<Alert>) -> Arc<dyn Store> {
    let store = store::open("memory:", Path::new(".")).await.expect("opened").store;
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
