//! Which alerts follow one another.

use std::collections::BTreeMap;

use super::Catalogue;
use crate::model::AlertId;

impl Catalogue {
    /// The cases of which more is shown than the alert that they began with, each with its alerts, newest `updated` first.
    pub fn threads(&self) -> BTreeMap<AlertId, Vec<AlertId>> {
        let mut cases: BTreeMap<AlertId, Vec<AlertId>> = BTreeMap::new();
        for &number in &self.order {
            cases.entry(self.case(number)).or_default().push(self.rows[number as usize].id);
        }
        cases.retain(|case, alerts| alerts.iter().any(|alert| alert != case));
        cases
    }
}
