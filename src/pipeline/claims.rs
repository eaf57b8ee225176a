//! The operator's word on what a source has taken back and was not believed.

use chrono::{DateTime, Utc};

use super::retract::batch;
use super::{Edited, Line};
use crate::matching;
use crate::model::{Absence, Act, Alert, AlertState, Lack, Poll, Source, Verb};
use crate::store;

/// Takes back for good what a source is said to have taken back, because the operator has asked it. The poll is what is
/// remembered of it from now on.
///
/// # Errors
/// The store's.
pub async fn confirm_claims(
    line: &Line,
    source: &Source,
    mut poll: Poll,
    now: DateTime<Utc>,
) -> Result<(Edited, Poll), store::Error> {
    let claimed: Vec<Absence> = poll.looks.of(Lack::Claimed).copied().collect();
    let mut changed: Edited = Vec::new();
    for Absence { alert, report, .. } in &claimed {
        poll.looks.settle(report);
        let mut id = *alert;
        let known = loop {
            let known = match changed.iter().find(|(_, alert)| alert.id == id) {
                Some((_, alert)) => Some(alert.clone()),
                None => line.store.alert(id).await?,
            };
            match known {
                Some(Alert { merged: Some(into), .. }) if into != id => id = into,
                known => break known,
            }
        };
        let Some((change, mut alert)) = known.and_then(|alert| matching::withdraw_by_source(alert, &[*report], now))
        else {
            continue;
        };
        if let Some(retraction) = alert.retraction.as_mut().filter(|_| alert.state == AlertState::Withdrawn) {
            retraction.confirmed = true;
        }
        changed.retain(|(_, known)| known.id != alert.id);
        changed.push((change, alert));
    }
    let ids = changed.iter().map(|(_, alert)| alert.id);
    let act = Act { source: Some(source.id.clone()), ..Act::on(Verb::Retract, ids, now) };
    let mut written = batch((!changed.is_empty()).then_some(act), &mut changed, now);
    written.poll = Some(poll.clone());
    line.store.commit(written).await?;
    Ok((changed, poll))
}
