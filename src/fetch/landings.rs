//! Where visits ended: which address the validators of a source belong to, and when it was last read in full.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

/// How many sources are remembered; beyond that, memory starts anew.
const MANY: usize = 10_000;

#[derive(Debug)]
struct Landing {
    at: Url,
    read: Instant,
}

/// The last landing of each source, as long as the process lives.
#[derive(Default, Debug)]
pub(super) struct Landings {
    by_start: Mutex<HashMap<Url, Landing>>,
}

impl Landings {
    /// True where `at`, reached from `start`, may be asked whether it has changed: it is where the validators come
    /// from (as far as we remember), and it was read in full not too long ago: a server that was not itself for an
    /// hour must not be believed for ever that nothing changed.
    pub(super) fn may_ask(&self, start: &Url, at: &Url, reread: Duration) -> bool {
        let mut landings = self.by_start.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(landing) = landings.get(start) {
            return landing.at == *at && landing.read.elapsed() < reread;
        }
        // That we started anew is no reason to read everything again, but the time runs from here.
        remember(&mut landings, start, at);
        true
    }

    /// A visit that began at `start` was answered in full at `at`.
    pub(super) fn landed(&self, start: &Url, at: &Url) {
        remember(&mut self.by_start.lock().unwrap_or_else(PoisonError::into_inner), start, at);
    }
}

fn remember(landings: &mut HashMap<Url, Landing>, start: &Url, at: &Url) {
    if landings.len() >= MANY {
        landings.clear();
    }
    landings.insert(start.clone(), Landing { at: at.clone(), read: Instant::now() });
}
