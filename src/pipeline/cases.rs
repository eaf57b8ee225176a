//! Cases that turn out to be one: whoever followed an alert that is no longer the first of its case follows the one that
//! is, so that no reader is led to an id which nothing stands behind.

use std::collections::HashMap;

use super::weigh::Decided;
use crate::model::{Alert, AlertId, AlertState, ChangeKind, Filter};
use crate::store::{self, Store};

/// How many alerts of one case follow where its first alert goes.
pub(super) const MOST: usize = 1_000;
/// How many alerts may stand between one and the first of its case.
const STEPS: usize = 32;

/// The alerts of a case that are shown.
pub(super) async fn case_of(store: &dyn Store, first: AlertId) -> Result<Vec<Alert>, store::Error> {
    let filter = Filter { cases: vec![first], ..Filter::default() };
    store.alerts(&filter, None, MOST).await
}

/// Leads what one visit changed, and what followed that before, to the first alert of its case. `standing` is what is
/// known of other alerts.
pub(super) async fn regroup(
    store: &dyn Store,
    decided: &mut Decided,
    standing: &HashMap<AlertId, Alert>,
) -> Result<(), store::Error> {
    let alert = |decided: &Decided, id: AlertId| {
        decided
            .changed
            .get(&id)
            .map(|(_, alert)| alert)
            .or_else(|| standing.get(&id))
            .map(|alert| (alert.merged, alert.case))
    };
    let first = |decided: &Decided, id: AlertId| {
        let mut first = id;
        for _ in 0..STEPS {
            let Some((merged, case)) = alert(decided, first) else { break };
            let Some(next) = merged.or(case).filter(|next| *next != first) else { break };
            first = next;
        }
        first
    };
    let led = |decided: &Decided, alert: &Alert| {
        let case = first(decided, alert.case?);
        (alert.state != AlertState::Merged && Some(case) != alert.case).then_some(case)
    };
    let moved: Vec<(AlertId, AlertId)> =
        decided.order.iter().filter_map(|id| Some((*id, led(decided, &decided.changed.get(id)?.1)?))).collect();
    for (id, case) in moved {
        if let Some((_, alert)) = decided.changed.get_mut(&id) {
            alert.case = Some(case).filter(|case| *case != id);
        }
    }
    // Those that were the first when they were last committed, and are no longer.
    let began = |alert: &Alert| alert.filed.as_ref().is_some_and(|filed| filed.case == alert.id);
    let ceased = |alert: &Alert| alert.merged.is_some() || alert.case.is_some();
    let gone: Vec<AlertId> = decided
        .order
        .iter()
        .filter_map(|id| decided.changed.get(id))
        .filter(|(_, alert)| began(alert) && ceased(alert))
        .map(|(_, alert)| alert.id)
        .collect();
    for id in gone {
        let case = first(decided, id);
        for follower in case_of(store, id).await? {
            if follower.id != id && !decided.changed.contains_key(&follower.id) {
                let case = Some(case).filter(|case| *case != follower.id);
                decided.record(ChangeKind::Joined, Alert { case, ..follower });
            }
        }
    }
    Ok(())
}
