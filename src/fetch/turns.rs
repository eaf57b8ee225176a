//! Turns at hosts: one request at a time to each host and port, in the order of asking, with a pause after each.
//! A host that takes its time keeps only those waiting who want something of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;
use url::Url;

/// How many hosts are remembered before those long idle are forgotten.
const MANY: usize = 1024;
/// A host that was left alone so long owes nobody a pause.
const IDLE: Duration = Duration::from_mins(10);

/// Whose turn it is: a host name in lower case with its port.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct HostPort(String, u16);

impl HostPort {
    /// Of an `http:` or `https:` address, whose port is always known.
    pub(super) fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().trim_end_matches('.');
        Self(host.to_owned(), url.port_or_known_default().unwrap_or_default())
    }
}

/// When the last request to a host ended.
type Ended = Option<Instant>;

/// All hosts' queues.
#[derive(Default, Debug)]
pub(super) struct Turns {
    hosts: Mutex<HashMap<HostPort, Arc<tokio::sync::Mutex<Ended>>>>,
}

/// The right to send one request to a host, until dropped.
#[derive(Debug)]
pub(super) struct Turn(OwnedMutexGuard<Ended>);

impl Turns {
    /// Waits in line (tokio's mutex is fair), then until `gap` has passed since the last request ended.
    pub(super) async fn take(&self, host: &HostPort, gap: Duration) -> Turn {
        let turn = Turn(self.queue(host).lock_owned().await);
        if let Some(ended) = *turn.0 {
            tokio::time::sleep_until(ended + gap).await;
        }
        turn
    }

    fn queue(&self, host: &HostPort) -> Arc<tokio::sync::Mutex<Ended>> {
        // A std lock: never held across an await.
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MANY {
            hosts.retain(|_, queue| {
                let waited_for = Arc::strong_count(queue) > 1;
                waited_for || queue.try_lock().is_ok_and(|ended| ended.is_some_and(|at| at.elapsed() < IDLE))
            });
        }
        Arc::clone(hosts.entry(host.clone()).or_default())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.0 = Some(Instant::now());
    }
}
