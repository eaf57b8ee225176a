//! A store full of invented alerts, and a configuration to serve it with.

use std::path::Path;

use almenara::model::{Batch, ChangeKind};
use chrono::{DateTime, TimeDelta};

#[path = "../../tests/support/alerts.rs"]
#[allow(dead_code, reason = "tests use the rest")]
mod alerts;

/// How many alerts one visit brings.
const BATCH: usize = 500;
/// Hours between two alerts: the current feed then holds a hundred.
const EVERY: i64 = 3;

/// A folder that goes when it is dropped.
pub(crate) struct World(tempfile::TempDir);

impl World {
    /// A wire that holds so many alerts and reads nobody.
    pub(crate) fn with(stored: usize) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = folder.path().join("config");
        std::fs::create_dir(&config).expect("a folder");
        let settings = "[server]\nlisten = \"127.0.0.1:0\"\nbase_url = \"https://wire.example/\"\n[store]\nurl = \
                        \"sled:data\"\n[fetch]\ncontact = \"mailto:desk@example.org\"\n";
        std::fs::write(config.join("almenara.toml"), settings).expect("a file");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(fill(folder.path(), stored));
        Self(folder)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }
}

async fn fill(folder: &Path, stored: usize) {
    let opened = almenara::store::open("sled:data", folder).await.expect("a store");
    let start = DateTime::from_timestamp(700_000_000, 0).expect("an instant");
    for first in (0..stored).step_by(BATCH) {
        let numbers = first..stored.min(first + BATCH);
        let alerts = numbers.map(|number| {
            let at = start + TimeDelta::hours(number as i64 * EVERY);
            let mut alert = alerts::alert(number as u32, &at.to_rfc3339());
            alert.settle(at);
            (ChangeKind::New, alert)
        });
        let alerts: Vec<_> = alerts.collect();
        let at = alerts.last().expect("an alert").1.updated;
        opened.store.commit(Batch::new(at, alerts, Vec::new(), None)).await.expect("room on the disk");
    }
    opened.store.close().await.expect("a store that can be closed");
}
