//! The alerts that readers are shown most, in memory.

use std::sync::Arc;

use super::recent::Recent;
use crate::model::{Alert, AlertId};

/// Alerts as they now are, of which those that nobody has asked for longest are let go.
#[derive(Debug)]
pub(super) struct Pool {
    alerts: Recent<AlertId, Arc<Alert>>,
    most: usize,
}

impl Pool {
    /// A pool of at most that many.
    pub(super) fn new(most: usize) -> Self {
        Self { alerts: Recent::default(), most }
    }

    /// An alert, if it is there.
    pub(super) fn get(&mut self, id: AlertId) -> Option<Arc<Alert>> {
        self.alerts.get(&id).map(Arc::clone)
    }

    /// Puts an alert in, in place of what it was before.
    pub(super) fn put(&mut self, alert: Arc<Alert>) {
        self.alerts.put(alert.id, alert);
        while self.alerts.len() > self.most && self.alerts.pop().is_some() {}
    }

    /// Takes over another state of an alert where it is there.
    pub(super) fn renew(&mut self, alert: &Arc<Alert>) {
        if let Some(known) = self.alerts.peek(&alert.id) {
            *known = Arc::clone(alert);
        }
    }

    /// Lets go of everything.
    pub(super) fn clear(&mut self) {
        self.alerts = Recent::default();
    }
}
