//! The good ends of cases: a release, an acquittal, a stop action. What pressed before one presses no more.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use super::contents::{Catalogue, Row};
use crate::model::{AlertId, Urgency};

/// By case, the ends that are shown: where each stands in the order in which the case is told, and since when.
#[derive(Default)]
pub(super) struct Ends(HashMap<AlertId, Vec<(Told, DateTime<Utc>)>>);

/// The order in which alerts of a case tell of it.
type Told = (DateTime<Utc>, NaiveDate, AlertId);

impl Ends {
    /// Since when an alert of a case is resolved by a later one; `None` where it is not.
    pub(super) fn reached(&self, row: &Row, case: AlertId) -> Option<DateTime<Utc>> {
        let later = self.0.get(&case)?.iter().filter(|(end, _)| *end > told(row));
        later.map(|(_, since)| *since).min()
    }
}

impl Catalogue {
    /// Which of these alerts a later one of their case has brought to a good end.
    pub fn resolved(&self, alerts: &[AlertId]) -> BTreeSet<AlertId> {
        let ends = self.ends();
        let is_resolved = |id: &&AlertId| {
            let row = self.row(**id);
            row.is_some_and(|row| ends.reached(&self.rows[row as usize], self.case(row)).is_some())
        };
        alerts.iter().filter(is_resolved).copied().collect()
    }

    /// Whatever ends a case came after what it began with, so it is filed under another one's.
    pub(super) fn ends(&self) -> Ends {
        let mut ends = Ends::default();
        for (row, case) in self.following() {
            if row.filed.is_some_and(|filed| filed.urgency == Urgency::Resolved) {
                ends.0.entry(case).or_default().push((told(row), row.updated));
            }
        }
        ends
    }
}

fn told(row: &Row) -> Told {
    (row.published, row.first, row.id)
}
