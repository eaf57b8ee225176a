//! The alerts that readers are shown most, in memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::model::{Alert, AlertId};

/// Alerts as they now are, of which those that nobody has asked for longest are let go.
#[derive(Debug)]
pub(super) struct Pool {
    alerts: HashMap<AlertId, (u64, Arc<Alert>)>,
    /// When each was last asked for, oldest first.
    asked: BTreeMap<u64, AlertId>,
    turn: u64,
    most: usize,
}

impl Pool {
    /// A pool of at most that many.
    pub(super) fn new(most: usize) -> Self {
        Self { alerts: HashMap::new(), asked: BTreeMap::new(), turn: 0, most }
    }

    /// An alert, if it is there.
    pub(super) fn get(&mut self, id: AlertId) -> Option<Arc<Alert>> {
        let (asked, alert) = self.alerts.get_mut(&id)?;
        self.asked.remove(asked);
        self.turn += 1;
        *asked = self.turn;
        self.asked.insert(self.turn, id);
        Some(Arc::clone(alert))
    }

    /// Puts an alert in, in place of what it was before.
    pub(super) fn put(&mut self, alert: Arc<Alert>) {
        let id = alert.id;
        self.turn += 1;
        if let Some((asked, _)) = self.alerts.insert(id, (self.turn, alert)) {
            self.asked.remove(&asked);
        }
        self.asked.insert(self.turn, id);
        while self.alerts.len() > self.most {
            let Some((_, oldest)) = self.asked.pop_first() else { break };
            self.alerts.remove(&oldest);
        }
    }

    /// Takes over another state of an alert where it is there.
    pub(super) fn renew(&mut self, alert: &Arc<Alert>) {
        if let Some((_, known)) = self.alerts.get_mut(&alert.id) {
            *known = Arc::clone(alert);
        }
    }

    /// Lets go of everything.
    pub(super) fn clear(&mut self) {
        self.alerts.clear();
        self.asked.clear();
    }
}
