//! The robots.txt of every host, each read once a day (RFC 9309 §2.4).

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::error::Error;
use super::robots::Rules;
use super::turns::HostPort;

/// How many hosts are remembered at most.
const MANY: usize = 1024;
const DAY: Duration = Duration::from_hours(24);

#[derive(Debug)]
struct Page {
    rules: Arc<Rules>,
    read: Instant,
}

type Slot = Arc<tokio::sync::Mutex<Option<Page>>>;

/// What each host asks of us.
#[derive(Default, Debug)]
pub(super) struct Rulebook {
    hosts: Mutex<HashMap<HostPort, Slot>>,
}

impl Rulebook {
    /// The rules of a host, read with `read` where there are none of the last 24 hours. When that fails, older ones go
    /// on to hold; where there are none either, nobody knows what is allowed, and the failure is the answer.
    pub(super) async fn rules(
        &self,
        host: &HostPort,
        read: impl Future<Output = Result<Rules, Error>>,
    ) -> Result<Arc<Rules>, Error> {
        let slot = self.slot(host);
        // Held while reading, so that several visits to one host read it once.
        let mut page = slot.lock().await;
        if let Some(page) = page.as_ref().filter(|page| page.read.elapsed() < DAY) {
            return Ok(Arc::clone(&page.rules));
        }
        match (read.await, page.as_ref()) {
            (Ok(rules), _) => {
                let rules = Arc::new(rules);
                *page = Some(Page { rules: Arc::clone(&rules), read: Instant::now() });
                Ok(rules)
            }
            (Err(_), Some(old)) => Ok(Arc::clone(&old.rules)),
            (Err(error), None) => Err(error),
        }
    }

    fn slot(&self, host: &HostPort) -> Slot {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MANY {
            // Redirects may lead to ever new hosts; forgetting costs one more request each.
            hosts.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        Arc::clone(hosts.entry(host.clone()).or_default())
    }
}
