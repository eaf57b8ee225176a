//! Taking back what was published, and undoing it. What is taken back leaves blank reports behind, so that no output can
//! say what they said; the reports themselves are kept aside, unless it was for somebody's safety.

use chrono::{DateTime, Utc};

use super::compose::{self, Composed, later, sum_up, tags_of};
use super::voices::voices;
use super::{Decision, Facts};
use crate::model::{
    Alert, AlertState, Basis, Because, ChangeKind, Event, Field, KeyUse, Reason, Report, ReportId, Retraction, Stated,
    Verdict, link_key,
};

/// An alert that is taken back as a whole. For safety nothing of what it said is left, otherwise it is kept aside.
pub fn withdraw(mut alert: Alert, retraction: Retraction, now: DateTime<Utc>) -> Alert {
    let aside: Vec<Report> = alert.told().cloned().collect();
    // What was hidden before has left its alert: it is part of what is taken back.
    for hidden in std::mem::take(&mut alert.hidden) {
        if alert.reports.iter().all(|report| report.id != hidden.id) {
            alert.reports.push(hidden);
        }
    }
    for report in &mut alert.reports {
        *report = report.blank();
    }
    alert.tags = alert.tags.blank();
    alert.voices = voices(&alert);
    alert.hidden = aside;
    if retraction.because == Because::Safety {
        alert.erase();
    }
    alert.state = AlertState::Withdrawn;
    alert.retraction = Some(retraction);
    alert.updated = later(&alert, now);
    alert
}

/// What an alert leaves behind that has become part of one that is taken back for safety.
pub fn erased(mut alert: Alert) -> Alert {
    alert.erase();
    alert
}

/// Hides what one source said, because that source takes it back: reports of others stay, unless they only carry its words.
/// Nothing where it said nothing that is shown. Where nobody else reports it, the alert is taken back until the operator has
/// looked at it.
pub fn withdraw_by_source(mut alert: Alert, reports: &[ReportId], now: DateTime<Utc>) -> Option<(ChangeKind, Alert)> {
    if matches!(alert.state, AlertState::Withdrawn | AlertState::Merged) {
        return None;
    }
    let meant = meant_by(&alert, reports);
    let is_meant = |report: &Report| meant.contains(&report.id);
    if meant.is_empty() {
        return None;
    }
    if alert.reports.iter().all(is_meant) {
        let retraction = Retraction { because: Because::Source, at: now, confirmed: false, note: None };
        return Some((ChangeKind::Withdrawn, withdraw(alert, retraction, now)));
    }
    let (meant, others): (Vec<Report>, Vec<Report>) = alert.reports.into_iter().partition(is_meant);
    alert.reports = others;
    // Why it was decided so quotes what was said.
    for event in alert.history.iter_mut().filter(|event| meant.iter().any(|report| report.id == event.report)) {
        event.reasons.iter_mut().for_each(|why| why.matched.clear());
    }
    alert.hidden.extend(meant);
    sum_up(&mut alert);
    alert.updated = later(&alert, now);
    Some((ChangeKind::Revised, alert))
}

/// The rule by which the operator's word against a source's is remembered.
const RESTORED: &str = "restored-by-operator";

/// When the operator last brought back a report that its source had taken back: the same said again changes nothing.
pub fn restored_at(alert: &Alert, report: &ReportId) -> Option<DateTime<Utc>> {
    let is_restored = |event: &&Event| event.report == *report && event.reasons.iter().any(|why| why.rule == RESTORED);
    alert.history.iter().rev().find(is_restored).map(|event| event.at)
}

/// The reports that leave an alert with these: what the same organisation says at the same address, and what others have only
/// carried on, since nothing of it is theirs.
fn meant_by(alert: &Alert, reports: &[ReportId]) -> Vec<ReportId> {
    let named: Vec<&Report> = alert.reports.iter().filter(|report| reports.contains(&report.id)).collect();
    let facts: Vec<Facts> = named.iter().map(|report| Facts::of(report, alert.id)).collect();
    let goes = |other: &Report| {
        named.iter().zip(&facts).any(|(named, facts)| {
            if named.network == other.network {
                let link = |report: &Report| report.link.as_ref().map(link_key);
                return named.id == other.id || (other.link.is_some() && link(named) == link(other));
            }
            came_first(named, other) && facts.same_text(&Facts::of(other, alert.id))
        })
    };
    alert.reports.iter().filter(|report| goes(report)).map(|report| report.id).collect()
}

/// True where another report can only have carried on what this one said: whoever owns the link, was met first and is not dated
/// later. A copy that was met by chance before what it copies takes nothing back of it.
fn came_first(report: &Report, other: &Report) -> bool {
    let rank = |report: &Report| (!report.own_link, report.first_seen);
    let dated = report.published.is_some() && other.published.is_some();
    rank(report) < rank(other)
        && (report.own_link != other.own_link || !dated || report.published_at <= other.published_at)
}

/// An alert as it was before it, or some of its reports, were taken back. `None` where there is nothing to bring back.
pub fn restore(mut alert: Alert, now: DateTime<Utc>) -> Option<Alert> {
    if alert.hidden.is_empty() || alert.merged.is_some() {
        return None;
    }
    let hidden = std::mem::take(&mut alert.hidden);
    if alert.retraction.as_ref().is_none_or(|known| known.because == Because::Source) {
        for report in &hidden {
            let verdict = Verdict::Revised;
            let why = Reason::new(format!("verdict:{verdict}"), RESTORED, "", Field::Config, Basis::Stated);
            alert.remember(Event { at: now, verdict, report: report.id, reasons: vec![why] });
        }
    }
    alert.reports.retain(|report| hidden.iter().all(|hidden| hidden.id != report.id));
    alert.reports.extend(hidden);
    sum_up(&mut alert);
    if alert.state == AlertState::Withdrawn {
        alert.state = if alert.hold.is_some() { AlertState::Held } else { AlertState::Live };
    }
    alert.retraction = None;
    alert.updated = later(&alert, now);
    Some(alert)
}

/// An alert under what the operator says of it: all of it where `amends` is false, else besides what was said before.
pub fn retag(mut alert: Alert, stated: Stated, amends: bool, now: DateTime<Utc>) -> Alert {
    if amends {
        alert.stated.amend(stated);
    } else {
        alert.stated = stated;
    }
    let before = alert.tags.clone();
    alert.tags = tags_of(&alert);
    if alert.tags != before {
        alert.updated = later(&alert, now);
    }
    alert
}

/// True where a report that comes anew only carries what is kept from readers, and nothing that they are shown.
fn carries_hidden(report: &Report, alert: &Alert) -> bool {
    if alert.hidden.is_empty() {
        return false;
    }
    let copies = alert.hidden.iter().filter(|hidden| hidden.source_uid == report.source_uid).count();
    let facts = Facts::of(report, alert.id);
    let among = |reports: &[Report]| reports.iter().any(|known| facts.same_text(&Facts::of(known, alert.id)));
    copies < Alert::MAX_PER_SOURCE && among(&alert.hidden) && !among(&alert.reports)
}

/// What becomes of a report that belongs to what was taken back: it is not shown. A newer text takes the place of the one that is
/// kept aside, for the operator to look at. `None` where the alert is shown and keeps nothing of this report's aside.
pub(super) fn kept_out(
    decision: &Decision,
    report: &Report,
    keys: &[KeyUse],
    alert: &Alert,
    now: DateTime<Utc>,
) -> Option<Composed> {
    if alert.state == AlertState::Live && decision.replaces.is_none() && carries_hidden(report, alert) {
        let mut alert = alert.clone();
        alert.hidden.push(report.clone());
        return Some(Composed { changes: vec![(ChangeKind::Joined, alert)], keys: keys.to_vec() });
    }
    let place = decision.replaces.and_then(|id| alert.hidden.iter().position(|hidden| hidden.id == id));
    if alert.state != AlertState::Withdrawn && place.is_none() {
        return None;
    }
    let mut composed = Composed { changes: Vec::new(), keys: keys.to_vec() };
    if let Some(place) = place.filter(|_| decision.retold) {
        let mut alert = alert.clone();
        alert.hidden[place] = compose::successor(&alert.hidden[place], report.clone(), true);
        if decision.verdict == Verdict::Revised {
            let report = alert.hidden[place].id;
            alert.remember(Event { at: now, verdict: decision.verdict, report, reasons: decision.reasons.clone() });
        }
        composed.changes.push((ChangeKind::Joined, alert));
    }
    Some(composed)
}
