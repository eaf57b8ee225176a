//! What an alert looks like once a report has joined it.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Decision, Facts, Keys};
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

/// Puts a report into its alert. `standing` is the alert that the decision names, `None` where the report opens one.
/// What is not to be `announced` (history of a first import, a flood) keeps `updated` where it is, for a new alert at its
/// `published`.
pub fn compose(
    decision: &Decision,
    report: Report,
    keys: &Keys,
    standing: Option<Alert>,
    announced: bool,
    now: DateTime<Utc>,
) -> Composed {
    let holder = KeyHolder { alert: decision.alert, report: decision.replaces.unwrap_or(report.id) };
    let change = match standing {
        _ if matches!(decision.verdict, Verdict::Seen | Verdict::Held)
            && decision.replaces.is_some()
            && !decision.retold =>
        {
            None
        }
        None => Some((ChangeKind::New, open(decision, report, announced, now))),
        Some(alert) => join(decision, report, alert, announced, now),
    };
    // A report that is not kept must not be found by others: they would be taken for known and never be told.
    let kept = decision.verdict == Verdict::Seen || change.is_some();
    let keys = keys.left(decision.verdict == Verdict::Held || !kept).map(|key| KeyUse { key, holder }).collect();
    Composed { change, keys }
}

fn open(decision: &Decision, report: Report, announced: bool, now: DateTime<Utc>) -> Alert {
    Alert {
        id: decision.alert,
        tags: report.tags.clone(),
        published: report.published_at,
        updated: if announced { now } else { report.published_at },
        imported: !announced,
        hold: None,
        merged: None,
        state: if decision.verdict == Verdict::Held { AlertState::Held } else { AlertState::Live },
        history: vec![event(decision, &report, now)],
        reports: vec![report],
    }
}

fn join(
    decision: &Decision,
    report: Report,
    mut alert: Alert,
    announced: bool,
    now: DateTime<Utc>,
) -> Option<(ChangeKind, Alert)> {
    let event = event(decision, &report, now);
    let (id, own) = (event.report, report.own_link);
    let words_before = Facts::of(alert.lead(), alert.id).words;
    let place = decision.replaces.and_then(|id| alert.reports.iter().position(|standing| standing.id == id));
    if let Some(place) = place {
        let mut report = successor(&alert.reports[place], report, alert.state == AlertState::Live);
        report.strayed = strays(&report, &alert);
        alert.reports[place] = report;
    } else {
        let copies = alert.reports.iter().filter(|standing| standing.source_uid == report.source_uid).count();
        if copies >= Alert::MAX_PER_SOURCE {
            return None;
        }
        alert.reports.push(report);
    }
    // The issuing organisation leads; between equals, who came first. The sort is stable.
    alert.reports.sort_by_key(|report| (!report.own_link, report.strayed, report.first_seen));
    let tags = merged_tags(&alert.reports);
    let revised = decision.verdict == Verdict::Revised && (own || alert.lead().id == id);
    let news = revised || retagged(&alert.tags, &tags) || Facts::of(alert.lead(), alert.id).words != words_before;
    alert.tags = tags;
    let news = news && announced;
    if news {
        alert.updated = now.max(alert.updated + TimeDelta::microseconds(1));
    }
    if decision.verdict != Verdict::Seen {
        if alert.history.len() >= Alert::MAX_EVENTS {
            alert.history.remove(1);
        }
        alert.history.push(event);
    }
    Some((if news { ChangeKind::Revised } else { ChangeKind::Joined }, alert))
}

/// True where a revised report no longer says what another organisation of its alert says at an address of its own. It
/// may be a correction, and is told; but it may also be a takeover, and must not speak for the others.
fn strays(report: &Report, alert: &Alert) -> bool {
    let facts = Facts::of(report, alert.id);
    let others = alert.reports.iter().filter(|other| {
        other.own_link && !other.strayed && other.source_uid != report.source_uid && other.link != report.link
    });
    let others: Vec<Facts> = others.map(|other| Facts::of(other, alert.id)).collect();
    !others.is_empty() && !others.iter().any(|other| other.same_text(&facts))
}

/// A report's newer text under the identity it has had from the start.
fn successor(standing: &Report, mut report: Report, shown: bool) -> Report {
    report.id = standing.id;
    report.first_seen = standing.first_seen;
    if report.tags.countries.is_empty() && report.tags.regions.is_empty() {
        // A notice that takes something back seldom names the place: it must still reach those who follow that place.
        take_place(&mut report.tags, &standing.tags);
    }
    if report.published.is_none() || (standing.published.is_some() && shown) {
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

/// Replaces the tags that say where, and their reasons, by another report's.
fn take_place(tags: &mut Tags, other: &Tags) {
    take(tags, other, &["country:", "m49:", "region:", "source-place:"]);
    tags.countries.clone_from(&other.countries);
    tags.m49.clone_from(&other.m49);
    tags.regions.clone_from(&other.regions);
    tags.source_places.clone_from(&other.source_places);
}

/// The leading report's tags; where those give nothing, or only the source's default, the next report's.
fn merged_tags(reports: &[Report]) -> Tags {
    let mut tags = reports[0].tags.clone();
    for other in reports[1..].iter().filter(|report| !report.strayed).map(|report| &report.tags) {
        let weak = |tags: &Tags| {
            tags.countries.first().is_none_or(|c| tags.basis(&format!("country:{c}")) == Some(Basis::Default))
        };
        if (weak(&tags) && !weak(other)) || (tags.regions.is_empty() && !other.regions.is_empty()) {
            take_place(&mut tags, other);
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
    tags.rejected.retain(|rejected| !concerned(&rejected.tag));
    tags.rejected.extend(other.rejected.iter().filter(|rejected| concerned(&rejected.tag)).cloned());
}

/// True where a tag that subscribers filter by has changed.
fn retagged(before: &Tags, after: &Tags) -> bool {
    let axes = |tags: &Tags| -> (Vec<_>, Vec<_>, Urgency, Kind) {
        (tags.countries.clone(), tags.regions.clone(), tags.urgency, tags.kind)
    };
    axes(before) != axes(after)
}
