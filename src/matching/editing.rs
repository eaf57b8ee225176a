//! What an operator decides about alerts: that two are one, or that one is two. Remembered on the alerts themselves, so
//! that no later report does it again or undoes it.

use chrono::{DateTime, Utc};

use super::compose::{later, sum_up, take_in};
use crate::model::{
    Alert, AlertId, AlertState, Apart, Basis, ChangeKind, Event, Field, Reason, Report, ReportId, Stated, Verdict,
};

/// Two alerts become one: the one that came to the wire first keeps its id. Nothing where they are one already.
pub fn merge(one: Alert, other: Alert, now: DateTime<Utc>) -> Vec<(ChangeKind, Alert)> {
    if one.id == other.id {
        return Vec::new();
    }
    let since = |alert: &Alert| (alert.history.first().map(|event| event.at), alert.id);
    let (mut older, mut younger) = if since(&one) <= since(&other) { (one, other) } else { (other, one) };
    older.apart.retain(|apart| apart.alert != younger.id);
    younger.apart.retain(|apart| apart.alert != older.id);
    take_in(&mut older, &younger);
    told(&mut older, Verdict::SameIncident, younger.lead().id, "merged-by-operator", younger.id, now);
    younger.state = AlertState::Merged;
    younger.merged = Some(older.id);
    younger.updated = later(&younger, now);
    vec![(ChangeKind::Revised, settled(older, now)), (ChangeKind::Merged, younger)]
}

/// One report, or all that came with it from an alert that was merged, becomes an alert of its own again. `former` is the
/// alert that came to be part of this one with the report. Nothing where it is the only report.
pub fn split(alert: Alert, report: ReportId, former: Option<Alert>, now: DateTime<Utc>) -> Vec<(ChangeKind, Alert)> {
    let mut alert = alert;
    let former = former.filter(|former| former.merged.is_some());
    let leaves: Vec<ReportId> = match &former {
        Some(former) => former.reports.iter().map(|report| report.id).collect(),
        // The report that opened an alert keeps it: the others leave.
        None if AlertId::of(&report) == alert.id => {
            alert.reports.iter().map(|report| report.id).filter(|id| *id != report).collect()
        }
        None => vec![report],
    };
    let (leaving, staying): (Vec<Report>, Vec<Report>) =
        alert.reports.iter().cloned().partition(|report| leaves.contains(&report.id));
    let Some(first) = leaving.first() else { return Vec::new() };
    if staying.is_empty() {
        return Vec::new();
    }
    let id = former.as_ref().map_or_else(|| AlertId::of(&first.id), |former| former.id);
    let mut other = former.unwrap_or_else(|| Alert {
        id,
        tags: first.tags.clone(),
        published: first.published_at,
        updated: now,
        imported: alert.imported,
        state: AlertState::Live,
        merged: None,
        hold: None,
        case: alert.case,
        related: Vec::new(),
        apart: Vec::new(),
        retraction: None,
        hidden: Vec::new(),
        stated: Stated::default(),
        voices: 1,
        filed: None,
        former: Vec::new(),
        history: Vec::new(),
        reports: Vec::new(),
    });
    other.reports = leaving;
    other.state = AlertState::Live;
    other.merged = None;
    alert.reports = staying;
    let moved = other.reports.iter().map(|report| report.id).collect();
    remember(&mut alert, Apart { alert: other.id, reports: moved });
    remember(&mut other, Apart { alert: alert.id, reports: Vec::new() });
    let (here, there) = (alert.lead().id, other.lead().id);
    told(&mut alert, Verdict::Revised, here, "split-by-operator", other.id, now);
    told(&mut other, Verdict::New, there, "split-by-operator", alert.id, now);
    vec![(ChangeKind::Revised, settled(alert, now)), (ChangeKind::New, settled(other, now))]
}

fn remember(alert: &mut Alert, apart: Apart) {
    alert.apart.retain(|known| known.alert != apart.alert);
    alert.apart.push(apart);
}

fn told(alert: &mut Alert, verdict: Verdict, report: ReportId, rule: &str, other: AlertId, now: DateTime<Utc>) {
    let reason = Reason::new(format!("verdict:{verdict}"), rule, other.urn(), Field::Config, Basis::Stated);
    alert.remember(Event { at: now, verdict, report, reasons: vec![reason] });
}

/// Summed up anew, and news.
fn settled(mut alert: Alert, now: DateTime<Utc>) -> Alert {
    sum_up(&mut alert);
    alert.updated = later(&alert, now);
    alert
}
