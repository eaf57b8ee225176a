//! What is known under exact keys, while a visit or a replay goes on.

use std::collections::HashMap;

use super::{Decision, Facts, Keys};
use crate::model::{Alert, Key, KeyHolder, Report, ReportId, Verdict};

/// Keys with their holders, and the facts of the reports they lead to.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    holders: HashMap<Key, KeyHolder>,
    facts: HashMap<ReportId, Facts>,
}

impl Knowledge {
    /// Takes in what the store answered for a key.
    pub fn recall(&mut self, key: Key, holder: KeyHolder) {
        self.holders.insert(key, holder);
    }

    /// Takes in the reports of an alert that the store holds.
    pub fn remember(&mut self, alert: &Alert) {
        for report in &alert.reports {
            self.facts.insert(report.id, Facts::of(report, alert.id));
        }
    }

    /// Takes in what a decision made of a report. A key that is held already keeps its holder; a report that takes the
    /// place of an earlier one keeps that one's identity.
    pub fn learn(&mut self, decision: &Decision, report: &Report, keys: &Keys) {
        let id = decision.replaces.unwrap_or(report.id);
        for key in keys.left(decision.verdict == Verdict::Held) {
            self.holders.entry(key).or_insert(KeyHolder { alert: decision.alert, report: id });
        }
        self.facts.insert(id, Facts { report: id, ..Facts::of(report, decision.alert) });
    }

    /// Who is found under a key whose report is no longer kept.
    pub(super) fn forgotten(&self, key: Key) -> Option<&KeyHolder> {
        self.holders.get(&key).filter(|holder| !self.facts.contains_key(&holder.report))
    }

    /// What is remembered of the report found under a key.
    pub(super) fn find(&self, key: Key) -> Option<&Facts> {
        self.holders.get(&key).and_then(|holder| self.facts.get(&holder.report))
    }
}
