//! What an alert looks like once a report has joined it.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Decision, Keys};
use crate::model::{
    Alert, AlertState, Basis, ChangeKind, Event, KeyHolder, KeyUse, Kind, Report, Tags, Urgency, Verdict,
};

/// What is to be written for one report.
#[derive(Clone, PartialEq, Debug)]
pub struct Composed {
    /// The alert as it is from now on and what happened to it; `None` where only keys are to be written.
    pub change: Option<(ChangeKind, Alert)>,
    /// Keys to remember.
    pub keys: Vec<KeyUse>,
}

/// Puts a report into its alert. `standing` is the alert that the decision names, `None` where the report opens one, or
/// where the wire has forgotten it; `import` is true at a source's first import, whose alerts keep `updated` at their
/// `published`.
pub fn compose(
    decision: &Decision,
    report: Report,
    keys: &Keys,
    standing: Option<Alert>,
    import: bool,
    now: DateTime<Utc>,
) -> Composed {
    let holder = KeyHolder { alert: decision.alert, report: decision.replaces.unwrap_or(report.id) };
    let keys = keys.all().map(|key| KeyUse { key, holder }).collect();
    let change = match standing {
        _ if decision.verdict == Verdict::Seen && !decision.retold => None,
        None => Some((ChangeKind::New, open(decision, report, import, now))),
        Some(alert) => join(decision, report, alert, now),
    };
    Composed { change, keys }
}

fn open(decision: &Decision, report: Report, import: bool, now: DateTime<Utc>) -> Alert {
    Alert {
        id: decision.alert,
        tags: report.tags.clone(),
        published: report.published_at,
        updated: if import { report.published_at } else { now },
        imported: import,
        state: if decision.verdict == Verdict::Held { AlertState::Held } else { AlertState::Live },
        history: vec![event(decision, &report, now)],
        reports: vec![report],
    }
}

fn join(decision: &Decision, report: Report, mut alert: Alert, now: DateTime<Utc>) -> Option<(ChangeKind, Alert)> {
    let event = event(decision, &report, now);
    let place = decision.replaces.and_then(|id| alert.reports.iter().position(|standing| standing.id == id));
    match place {
        Some(place) => alert.reports[place] = successor(&alert.reports[place], report),
        None if alert.reports.len() < Alert::MAX_REPORTS => alert.reports.push(report),
        None => return None,
    }
    // The issuing organisation leads; between equals, who came first. The sort is stable.
    alert.reports.sort_by_key(|report| (!report.own_link, report.first_seen));
    let tags = merged_tags(&alert.reports);
    let news = decision.verdict == Verdict::Revised || retagged(&alert.tags, &tags);
    alert.tags = tags;
    if news {
        alert.updated = now.max(alert.updated + TimeDelta::seconds(1));
    }
    if decision.verdict != Verdict::Seen {
        if alert.history.len() >= Alert::MAX_EVENTS {
            alert.history.remove(1);
        }
        alert.history.push(event);
    }
    Some((if news { ChangeKind::Revised } else { ChangeKind::Joined }, alert))
}

/// A report's newer text under the identity it has had from the start.
fn successor(standing: &Report, mut report: Report) -> Report {
    report.id = standing.id;
    report.first_seen = standing.first_seen;
    if report.tags.countries.is_empty() && report.tags.regions.is_empty() {
        // A notice that takes something back seldom names the place: it must still reach those who follow that place.
        take(&mut report.tags, &standing.tags, PLACE);
        report.tags.countries.clone_from(&standing.tags.countries);
        report.tags.m49.clone_from(&standing.tags.m49);
        report.tags.regions.clone_from(&standing.tags.regions);
    }
    if report.published.is_none() || standing.published.is_some() {
        // A re-dated entry keeps the date it was first given: a date moves nothing.
        report.published = standing.published;
        report.published_from = standing.published_from;
        report.published_at = standing.published_at;
    }
    report
}

fn event(decision: &Decision, report: &Report, now: DateTime<Utc>) -> Event {
    Event {
        at: now,
        verdict: decision.verdict,
        report: decision.replaces.unwrap_or(report.id),
        reasons: decision.reasons.clone(),
    }
}

/// The tags that say where.
const PLACE: &[&str] = &["country:", "m49:", "region:"];

/// The leading report's tags; where those give nothing, or only the source's default, the next report's.
fn merged_tags(reports: &[Report]) -> Tags {
    let mut tags = reports[0].tags.clone();
    for other in reports[1..].iter().map(|report| &report.tags) {
        let weak = |tags: &Tags| {
            tags.countries.first().is_none_or(|c| tags.basis(&format!("country:{c}")) == Some(Basis::Default))
        };
        if (weak(&tags) && !weak(other)) || (tags.regions.is_empty() && !other.regions.is_empty()) {
            take(&mut tags, other, PLACE);
            tags.countries.clone_from(&other.countries);
            tags.m49.clone_from(&other.m49);
            tags.regions.clone_from(&other.regions);
        }
        if tags.urgency == Urgency::Unknown && other.urgency != Urgency::Unknown {
            take(&mut tags, other, &["urgency:"]);
            tags.urgency = other.urgency;
        }
        for reference in &other.references {
            if !tags.references.contains(reference) {
                tags.references.push(reference.clone());
                let tag = format!("reference:{}", reference.code);
                tags.reasons.extend(other.reasons.iter().filter(|reason| reason.tag == tag).cloned());
            }
        }
    }
    tags
}

/// Replaces the reasons of some tags by another report's.
fn take(tags: &mut Tags, other: &Tags, prefixes: &[&str]) {
    let concerned = |tag: &str| prefixes.iter().any(|prefix| tag.starts_with(prefix));
    tags.reasons.retain(|reason| !concerned(&reason.tag));
    tags.reasons.extend(other.reasons.iter().filter(|reason| concerned(&reason.tag)).cloned());
}

/// True where a tag that subscribers filter by has changed.
fn retagged(before: &Tags, after: &Tags) -> bool {
    let axes = |tags: &Tags| -> (Vec<_>, Vec<_>, Urgency, Kind) {
        (tags.countries.clone(), tags.regions.clone(), tags.urgency, tags.kind)
    };
    axes(before) != axes(after)
}
