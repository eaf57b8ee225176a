//! Letting go of what is kept back: by the operator's word, or because its time has come. The same line from deciding
//! to committing, with the store in place of a source.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Decided, Line, Recalled, cases, recall};
use crate::matching::{self, Keys};
use crate::model::{
    Act, Alert, AlertId, Batch, Cause, ChangeKind, Digest, Habit, Hold, Poll, Report, ReportId, Review, SourceId,
    Validators, Verb,
};
use crate::store;

/// What is to be released.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// What waits for this source to be looked at; and from then on it is read as its configuration says.
    Source(SourceId),
    /// This alert, whatever it is kept back for.
    Alert(AlertId),
    /// The alert that carries this report.
    Report(ReportId),
    /// Everything whose time has come.
    Due,
}

/// What a release did.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Release {
    /// What is shown from now on, oldest first.
    pub released: Vec<Alert>,
    /// What the wish would have covered, but stays for another reason.
    pub left: Vec<(Alert, Hold)>,
    /// What is remembered of the source from now on, where it was changed.
    pub poll: Option<Poll>,
    /// The alerts that changed, each with the instant at which it is released by itself, where it is.
    pub timed: Vec<(AlertId, Option<DateTime<Utc>>)>,
}

/// Releases what is wanted and makes it durable. `review` says why everything new of a source waits, where it does; `poll`
/// is what is remembered of the source that is released.
///
/// # Errors
/// The store's.
pub async fn release(
    line: &Line,
    wanted: &Wanted,
    review: &BTreeMap<SourceId, Cause>,
    poll: Option<&Poll>,
    now: DateTime<Utc>,
) -> Result<Release, store::Error> {
    let covers = |alert: &Alert, hold: &Hold| match wanted {
        Wanted::Source(source) => {
            alert.lead().source == *source || poll.is_some_and(|poll| poll.uid == alert.lead().source_uid)
        }
        Wanted::Alert(id) => alert.id == *id,
        Wanted::Report(id) => alert.reports.iter().any(|report| report.id == *id),
        Wanted::Due => hold.until.is_some_and(|until| until <= now),
    };
    let held = line.store.held().await?;
    let mut held: Vec<(Alert, Hold)> =
        held.into_iter().filter_map(|alert| alert.held().map(|hold| (alert, hold))).collect();
    held.retain(|(alert, hold)| covers(alert, hold));
    held.sort_by_key(|(alert, hold)| (hold.since, alert.published, alert.id));

    let asked: Vec<Keys> = held.iter().map(|(alert, _)| matching::asked_at_release(alert.lead())).collect();
    let Recalled { held: mut taken, mut knowledge, mut standing, .. } = recall(line.store.as_ref(), &asked).await?;
    let mut decided = Decided::default();
    let mut done = Release::default();
    let rule = if *wanted == Wanted::Due { "embargo-over" } else { "released-by-the-operator" };
    for (place, (mut alert, hold)) in held.into_iter().enumerate() {
        if let Some(stays) = stays(wanted, alert.lead(), hold, review, now) {
            if stays != hold {
                alert.hold = Some(stays);
                decided.record(ChangeKind::Joined, alert.clone());
            }
            done.left.push((alert, stays));
            continue;
        }
        let at = now + TimeDelta::microseconds(place as i64);
        let released = matching::release(alert.clone(), hold, rule, &knowledge, |id| standing.get(&id).cloned(), at);
        for usage in released.keys.into_iter().filter(|usage| taken.insert(usage.key)) {
            knowledge.recall(usage.key, usage.holder);
            decided.keys.push(usage);
        }
        let (id, mut kept) = (alert.id, false);
        for (change, alert) in released.changes {
            if alert.merged.is_none() {
                knowledge.remember(&alert);
                standing.insert(alert.id, alert.clone());
            }
            kept |= alert.id == id && alert.held().is_some();
            decided.record(change, alert);
        }
        if !kept {
            done.released.push(alert);
        }
    }
    done.poll = poll.filter(|_| matches!(wanted, Wanted::Source(_))).and_then(|poll| cleared(poll, now));
    cases::regroup(line.store.as_ref(), &mut decided, &standing).await?;
    let alerts = decided.alerts(now);
    done.timed = alerts.iter().map(|(_, alert)| (alert.id, alert.held().and_then(|hold| hold.until))).collect();
    if !alerts.is_empty() || done.poll.is_some() {
        let batch = Batch::new(now, alerts, decided.keys, done.poll.clone());
        line.store.commit(Batch { act: act(wanted, &done, now), ..batch }).await?;
    }
    Ok(done)
}

/// What the operator did; `None` where it was the time that came.
fn act(wanted: &Wanted, done: &Release, now: DateTime<Utc>) -> Option<Act> {
    let mut act = Act::on(Verb::Release, done.released.iter().map(|alert| alert.id), now);
    match wanted {
        Wanted::Due => return None,
        Wanted::Source(source) => act.source = Some(source.clone()),
        Wanted::Report(report) => act.report = Some(*report),
        Wanted::Alert(_) => {}
    }
    Some(act)
}

/// The hold under which an alert stays all the same; `None` where it is released.
fn stays(
    wanted: &Wanted,
    report: &Report,
    hold: Hold,
    review: &BTreeMap<SourceId, Cause>,
    now: DateTime<Utc>,
) -> Option<Hold> {
    match wanted {
        Wanted::Alert(_) | Wanted::Report(_) => None,
        Wanted::Due => review.get(&report.source).map(|cause| Hold { cause: *cause, until: None, ..hold }),
        Wanted::Source(_) if hold.cause.is_of_the_source() => report
            .embargo
            .filter(|embargo| embargo.holds(now))
            .map(|embargo| Hold { cause: embargo.cause, until: embargo.until, ..hold }),
        Wanted::Source(_) => Some(hold),
    }
}

/// What is remembered of a source that its operator has looked at: it is read again, in full and soon, as it now is.
/// `None` where nothing waited for that.
fn cleared(poll: &Poll, now: DateTime<Utc>) -> Option<Poll> {
    let mut poll = poll.clone();
    if poll.drift.take().is_some() {
        poll.habit = Habit::default();
        poll.entries = 0;
    } else {
        poll.review.as_ref()?;
    }
    poll.review = None;
    read_again(&mut poll, now);
    Some(poll)
}

pub(super) fn read_again(poll: &mut Poll, now: DateTime<Utc>) {
    poll.validators = Validators::default();
    poll.body = None::<Digest>;
    poll.due = Some(now);
}

/// Puts a source back to review; `None` where it is there already.
///
/// # Errors
/// The store's.
pub async fn hold(line: &Line, poll: &Poll, now: DateTime<Utc>) -> Result<Option<Poll>, store::Error> {
    if poll.review.is_some() {
        return Ok(None);
    }
    let mut poll = poll.clone();
    poll.review = Some(Review { cause: Cause::Review, since: now, note: String::new() });
    let act = Act { source: Some(poll.source.clone()), ..Act::on(Verb::Hold, [], now) };
    let batch = Batch::new(now, Vec::new(), Vec::new(), Some(poll.clone()));
    line.store.commit(Batch { act: Some(act), ..batch }).await?;
    Ok(Some(poll))
}

/// Sets aside the alert that is wanted; `None` where it is not kept back.
///
/// # Errors
/// The store's.
pub async fn set_aside(line: &Line, wanted: &Wanted, now: DateTime<Utc>) -> Result<Option<Alert>, store::Error> {
    let is_wanted = |alert: &Alert| match wanted {
        Wanted::Alert(id) => alert.id == *id,
        Wanted::Report(id) => alert.reports.iter().any(|report| report.id == *id),
        Wanted::Source(_) | Wanted::Due => false,
    };
    let held = line.store.held().await?;
    let Some((mut alert, hold)) =
        held.into_iter().filter(is_wanted).find_map(|alert| alert.held().map(|hold| (alert, hold)))
    else {
        return Ok(None);
    };
    alert.hold = Some(Hold { cause: Cause::SetAside, until: None, ..hold });
    let act = Act::on(Verb::Hold, [alert.id], now);
    let batch = Batch::new(now, vec![(ChangeKind::Joined, alert.clone())], Vec::new(), None);
    line.store.commit(Batch { act: Some(act), ..batch }).await?;
    Ok(Some(alert))
}
