//! Taking back what was published, by the operator or by its source, and what else an operator says of an alert. Decided by
//! [`matching`], made durable here together with the act itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::release::read_again;
use super::{Edited, Line};
use crate::matching;
use crate::model::{
    Act, Alert, AlertId, AlertState, Batch, Because, Cause, ChangeKind, Hold, Poll, ReportId, Retraction, SourceId,
    Stated, Verb,
};
use crate::store;

/// Takes an alert back, with what had become part of it. For safety every version of it is erased.
///
/// # Errors
/// The store's. Where erasing was cut short, it is finished when the store is next opened.
pub async fn retract(
    line: &Line,
    alert: Alert,
    retraction: Retraction,
    now: DateTime<Utc>,
) -> Result<Edited, store::Error> {
    let is_for_good = retraction.because == Because::Safety;
    let act = Act::on(Verb::Retract, [alert.id], now);
    let touched = if is_for_good { touched(line, &alert).await? } else { Vec::new() };
    let mut changed = vec![(ChangeKind::Withdrawn, matching::withdraw(alert, retraction, now))];
    changed.extend(touched);
    if is_for_good {
        return overwrite(line, act, changed, BTreeSet::new(), now).await;
    }
    commit(line, Some(act), changed, now).await
}

/// The alerts whose earlier versions hold what an alert says: those that became part of it, erased too, and those that an operator
/// took apart from it, as they are.
pub(super) async fn touched(line: &Line, alert: &Alert) -> Result<Edited, store::Error> {
    let mut touched: Edited = Vec::new();
    let opened: BTreeSet<AlertId> = alert.told().map(|report| AlertId::of(&report.id)).collect();
    for id in opened.into_iter().filter(|id| *id != alert.id) {
        if let Some(gone) = line.store.alert(id).await?.filter(|gone| gone.state == AlertState::Merged) {
            touched.push((ChangeKind::Merged, matching::erased(gone)));
        }
    }
    for apart in &alert.apart {
        if touched.iter().all(|(_, known)| known.id != apart.alert)
            && let Some(other) = line.store.alert(apart.alert).await?
        {
            touched.push((ChangeKind::Joined, other));
        }
    }
    Ok(touched)
}

/// What was brought back.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Restored {
    /// The alert, where it or some of its reports had been taken back.
    pub changed: Edited,
    /// True where names had been replaced.
    pub unnamed: bool,
    /// What is remembered of its sources from now on: they are read again in full, and soon.
    pub polls: Vec<Poll>,
}

/// Brings back what was taken back, unless it was for safety, and what was replaced in an alert: that then comes with the next
/// reading of its sources. Nothing where there is nothing to bring back.
///
/// # Errors
/// The store's.
pub async fn restore(
    line: &Line,
    alert: &Alert,
    polls: &BTreeMap<SourceId, Poll>,
    now: DateTime<Utc>,
) -> Result<Restored, store::Error> {
    let changed: Edited =
        matching::restore(alert.clone(), now).into_iter().map(|alert| (ChangeKind::Revised, alert)).collect();
    let unnamed = line.store.unprotect(alert.id).await?;
    if changed.is_empty() && !unnamed {
        return Ok(Restored::default());
    }
    let mut again = Vec::new();
    for source in alert.told().map(|report| &report.source).collect::<BTreeSet<_>>() {
        if let Some(poll) = polls.get(source).filter(|_| unnamed) {
            let mut poll = poll.clone();
            read_again(&mut poll, now);
            line.store.commit(Batch::new(now, Vec::new(), Vec::new(), Some(poll.clone()))).await?;
            again.push(poll);
        }
    }
    let act = Act::on(Verb::Restore, [alert.id], now);
    Ok(Restored { changed: commit(line, Some(act), changed, now).await?, unnamed, polls: again })
}

/// Gives an alert other tags; what the operator said before is kept where `amends`, else all is as its reports say again.
/// Nothing where that changes nothing.
///
/// # Errors
/// The store's.
pub async fn retag(
    line: &Line,
    alert: Alert,
    stated: Stated,
    amends: bool,
    now: DateTime<Utc>,
) -> Result<Edited, store::Error> {
    let (stated_before, tags_before) = (alert.stated.clone(), alert.tags.clone());
    let alert = matching::retag(alert, stated, amends, now);
    if alert.stated == stated_before && alert.tags == tags_before {
        return Ok(Vec::new());
    }
    let kind = if alert.tags == tags_before { ChangeKind::Joined } else { ChangeKind::Revised };
    let act = Act::on(Verb::Retag, [alert.id], now);
    commit(line, Some(act), vec![(kind, alert)], now).await
}

/// Takes an alert that is shown out of every feed until it is released.
///
/// # Errors
/// The store's.
pub async fn hold_alert(line: &Line, mut alert: Alert, now: DateTime<Utc>) -> Result<Edited, store::Error> {
    alert.state = AlertState::Held;
    alert.hold = Some(Hold { cause: Cause::SetAside, since: now, until: None });
    let act = Act::on(Verb::Hold, [alert.id], now);
    commit(line, Some(act), vec![(ChangeKind::Withdrawn, alert)], now).await
}

/// Hides at once what some reports of an alert say, because their source takes them back; other organisations' reports stay. Where
/// there are none, the alert is withdrawn until the operator confirms it with `almenara retract --reason source` or brings it back with
/// `almenara restore`. Nothing where none of the reports is shown.
///
/// # Errors
/// The store's.
pub async fn withdraw_by_source(
    line: &Line,
    alert: Alert,
    reports: &[ReportId],
    now: DateTime<Utc>,
) -> Result<Edited, store::Error> {
    let changed = matching::withdraw_by_source(alert, reports, now).into_iter().collect();
    commit(line, None, changed, now).await
}

/// Makes an edit durable, with the act where it was an operator's.
pub(super) async fn commit(
    line: &Line,
    act: Option<Act>,
    mut changed: Edited,
    now: DateTime<Utc>,
) -> Result<Edited, store::Error> {
    if changed.is_empty() && act.is_none() {
        return Ok(changed);
    }
    line.store.commit(batch(act, &mut changed, now)).await?;
    Ok(changed)
}

/// Makes an edit durable, and what it changes the only thing that is left of its alerts and of what visits to their sources, and to
/// these, have told.
pub(super) async fn overwrite(
    line: &Line,
    act: Act,
    mut changed: Edited,
    mut sources: BTreeSet<SourceId>,
    now: DateTime<Utc>,
) -> Result<Edited, store::Error> {
    let reports = changed.iter().flat_map(|(_, alert)| alert.told());
    sources.extend(reports.map(|report| report.source.clone()));
    let batch = batch(Some(act), &mut changed, now);
    line.store.overwrite(batch, &sources.into_iter().collect::<Vec<_>>()).await?;
    Ok(changed)
}

pub(super) fn batch(act: Option<Act>, changed: &mut Edited, now: DateTime<Utc>) -> Batch {
    for (_, alert) in &mut *changed {
        alert.settle(now);
    }
    Batch { act, ..Batch::new(now, changed.clone(), Vec::new(), None) }
}
