//! What an operator decides about alerts that are published: that two are one, or that one is two. Decided by
//! [`matching`], made durable here together with the act itself.

use chrono::{DateTime, Utc};

use super::Line;
use super::cases::case_of;
use super::retract::commit;
use crate::matching;
use crate::model::{Act, Alert, AlertId, AlertState, ChangeKind, ReportId, Verb};
use crate::store;

/// The alerts that an edit changed, each as it now is, with what happened to it; the one that goes on first.
pub type Edited = Vec<(ChangeKind, Alert)>;

/// Makes one alert of two: the older id survives, and every alert of the younger one's case joins the older one's. Both
/// must be shown and different.
///
/// # Errors
/// The store's.
pub async fn merge(line: &Line, one: Alert, other: Alert, now: DateTime<Utc>) -> Result<Edited, store::Error> {
    let mut changed = matching::merge(one, other, now);
    let (Some((_, older)), Some((_, younger))) = (changed.first(), changed.get(1)) else { return Ok(changed) };
    let (root, gone) = (older.case_id(), younger.id);
    for follower in case_of(line.store.as_ref(), gone).await? {
        if follower.id != root && follower.id != gone {
            changed.push((ChangeKind::Joined, Alert { case: Some(root), ..follower }));
        }
    }
    settle(line, Verb::Merge, None, changed, now).await
}

/// Makes two alerts of one: the report, or all that came with it from an alert that was merged, is an alert of its own
/// again, and what belonged to that one's case does so again. Nothing where it is the alert's only report.
///
/// # Errors
/// The store's.
pub async fn split(line: &Line, alert: Alert, report: ReportId, now: DateTime<Utc>) -> Result<Edited, store::Error> {
    let former = former(line, &alert, report).await?;
    let root = alert.case_id();
    let mut changed = matching::split(alert, report, former, now);
    if let Some(own) = changed.get(1).map(|(_, own)| own.id) {
        for follower in case_of(line.store.as_ref(), root).await? {
            let came = follower.former.last().is_some_and(|before| before.facets.case == own);
            if came && changed.iter().all(|(_, known)| known.id != follower.id) {
                changed.push((ChangeKind::Joined, Alert { case: Some(own), ..follower }));
            }
        }
    }
    settle(line, Verb::Split, Some(report), changed, now).await
}

/// The alert that a report opened, where that became part of this one; for the report that opened this one the first that
/// did so, since that is the merge to undo.
async fn former(line: &Line, alert: &Alert, report: ReportId) -> Result<Option<Alert>, store::Error> {
    let opened = AlertId::of(&report) == alert.id;
    let others = alert.reports.iter().map(|other| other.id).filter(|other| opened && *other != report);
    for id in std::iter::once(report).filter(|_| !opened).chain(others) {
        let former = line.store.alert(AlertId::of(&id)).await?.filter(|former| former.merged.is_some());
        if former.is_some() {
            return Ok(former);
        }
    }
    Ok(None)
}

/// Makes an edit durable with its act; nothing where it changes nothing.
async fn settle(
    line: &Line,
    verb: Verb,
    report: Option<ReportId>,
    changed: Edited,
    now: DateTime<Utc>,
) -> Result<Edited, store::Error> {
    if changed.is_empty() {
        return Ok(changed);
    }
    let act = Act { report, ..Act::on(verb, changed.iter().map(|(_, alert)| alert.id), now) };
    commit(line, Some(act), changed, now).await
}

/// Why an alert cannot be edited as it is, in words; `None` where it can.
pub fn closed_to_edits(alert: &Alert) -> Option<String> {
    let id = alert.id;
    match alert.state {
        AlertState::Live => None,
        AlertState::Held => Some(format!("{id} is kept back; release it first with `almenara release {id}`")),
        AlertState::Withdrawn => Some(format!("{id} was taken back")),
        AlertState::Merged => Some(format!("{id} has become part of another alert")),
    }
}
