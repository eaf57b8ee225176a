//! What an alert looks like once a report has joined it.

use chrono::{DateTime, TimeDelta, Utc};

use super::taking_back::kept_out;
use super::voices::{tells_of_the_same, voices};
use super::{Decision, Facts, facts};
use crate::model::{
    Alert, AlertState, Basis, ChangeKind, Event, KeyKind, KeyUse, Kind, Report, Stated, Tags, Urgency, Verdict,
};

/// What is to be written for one report.
#[derive(Clone, PartialEq, Debug)]
pub struct Composed {
    /// The alerts as they are from now on and what happened to each: the report's own first, then those that became one
    /// with it or turned out to be of its case. Empty where only keys are to be written.
    pub changes: Vec<(ChangeKind, Alert)>,
    /// Keys to remember.
    pub keys: Vec<KeyUse>,
}

/// The alerts that a decision names, as they stand.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Standing {
    /// The one that carries the report from now on; `None` where the report opens it.
    pub alert: Option<Alert>,
    /// Those that become one with it.
    pub merges: Vec<Alert>,
    /// Those that other cases began with.
    pub cases: Vec<Alert>,
}

/// Puts a report into its alert. `keys` are those it leaves behind. What is not to be `announced` (history of a first
/// import, a flood) keeps `updated` where it is, for a new alert at its `published`.
pub fn compose(
    decision: &Decision,
    report: Report,
    keys: Vec<KeyUse>,
    standing: Standing,
    announced: bool,
    now: DateTime<Utc>,
) -> Composed {
    let Standing { alert, merges, cases } = standing;
    if let Some(composed) = alert.as_ref().and_then(|alert| kept_out(decision, &report, &keys, alert, now)) {
        return composed;
    }
    let change = match alert {
        _ if matches!(decision.verdict, Verdict::Seen | Verdict::Held)
            && decision.replaces.is_some()
            && !decision.retold =>
        {
            None
        }
        None => Some((ChangeKind::New, open(decision, report, announced, now))),
        Some(alert) => join(decision, report, alert, &merges, announced, now),
    };
    // A report that is not kept must not be found by others: they would be taken for known and never be told.
    let found = decision.verdict != Verdict::Held && (decision.verdict == Verdict::Seen || change.is_some());
    let keys = keys.into_iter().filter(|used| found || used.key.kind == KeyKind::Id).collect();
    let Some(change) = change else { return Composed { changes: Vec::new(), keys } };
    let first = change.1.case_id();
    let merged = merges.into_iter().map(|alert| (ChangeKind::Merged, merged(alert, decision, now)));
    let cases = cases.into_iter().filter(|alert| alert.id != first && alert.state != AlertState::Merged);
    let cases = cases.map(|alert| (ChangeKind::Joined, Alert { case: Some(first), ..alert }));
    Composed { changes: std::iter::once(change).chain(merged).chain(cases).collect(), keys }
}

fn open(decision: &Decision, report: Report, announced: bool, now: DateTime<Utc>) -> Alert {
    Alert {
        id: decision.alert,
        tags: report.tags.clone(),
        published: report.published_at,
        updated: if announced { now } else { report.published_at },
        imported: !announced,
        hold: None,
        state: if decision.verdict == Verdict::Held { AlertState::Held } else { AlertState::Live },
        merged: None,
        case: decision.case,
        apart: Vec::new(),
        retraction: None,
        hidden: Vec::new(),
        stated: Stated::default(),
        voices: 1,
        filed: None,
        former: Vec::new(),
        related: decision.related.iter().copied().take(Alert::MAX_RELATED).collect(),
        history: vec![event(decision, &report, now)],
        reports: vec![report],
    }
}

fn join(
    decision: &Decision,
    report: Report,
    mut alert: Alert,
    merges: &[Alert],
    announced: bool,
    now: DateTime<Utc>,
) -> Option<(ChangeKind, Alert)> {
    let event = event(decision, &report, now);
    let (id, own) = (event.report, report.own_link);
    let words_before = facts::words(alert.lead());
    let (voices_before, tags_before) = (alert.voices, alert.tags.clone());
    for other in merges {
        take_in(&mut alert, other);
    }
    let place = decision.replaces.and_then(|id| alert.reports.iter().position(|standing| standing.id == id));
    if let Some(place) = place {
        let before = &alert.reports[place];
        let mut report = successor(before, report, alert.state == AlertState::Live);
        report.strayed = strays(before, &report, &alert);
        alert.reports[place] = report;
    } else {
        // A source that tells everything in many languages is heard in each of them.
        let copy = |standing: &&Report| {
            standing.source_uid == report.source_uid && standing.tags.language == report.tags.language
        };
        let copies = alert.reports.iter().filter(copy).count();
        if copies < Alert::MAX_PER_SOURCE {
            alert.reports.push(report);
        } else if merges.is_empty() {
            return None;
        }
    }
    sum_up(&mut alert);
    let revised = decision.verdict == Verdict::Revised && (own || alert.lead().id == id);
    let news = revised
        || !merges.is_empty()
        || retagged(&tags_before, &alert.tags)
        || (voices_before == 1 && alert.voices > 1)
        || (decision.verdict != Verdict::Seen && facts::words(alert.lead()) != words_before);
    alert.case = decision.case.or(alert.case).filter(|case| *case != alert.id);
    for other in &decision.related {
        if alert.related.len() < Alert::MAX_RELATED && !alert.related.contains(other) {
            alert.related.push(*other);
        }
    }
    let news = news && announced;
    if news {
        alert.updated = later(&alert, now);
    }
    if decision.verdict != Verdict::Seen {
        for other in merges {
            told_before(&mut alert, other, &event);
        }
        alert.remember(event);
    }
    Some((if news { ChangeKind::Revised } else { ChangeKind::Joined }, alert))
}

/// Makes an alert what its reports make of it: who leads, what it is tagged with, how many speak.
pub(super) fn sum_up(alert: &mut Alert) {
    put_in_order(&mut alert.reports);
    alert.tags = tags_of(alert);
    alert.voices = voices(alert);
}

/// Takes in what another alert carries that becomes one with this one, and what an operator took apart from that.
pub(super) fn take_in(alert: &mut Alert, other: &Alert) {
    for report in &other.reports {
        if alert.reports.iter().all(|standing| standing.id != report.id) {
            alert.reports.push(report.clone());
        }
    }
    for apart in &other.apart {
        if apart.alert != alert.id && !alert.apart.contains(apart) {
            alert.apart.push(apart.clone());
        }
    }
}

/// What became of the reports that an alert has brought along: whatever opened that is what now makes both one.
fn told_before(alert: &mut Alert, other: &Alert, event: &Event) {
    let verdict = if event.verdict == Verdict::Revised { Verdict::Translation } else { event.verdict };
    for report in other.reports.iter().filter(|report| report.id != event.report) {
        let first = other.history.iter().find(|event| event.report == report.id);
        let joined = first.filter(|event| !matches!(event.verdict, Verdict::New | Verdict::FollowUp));
        let told = joined.cloned().unwrap_or_else(|| Event { verdict, report: report.id, ..event.clone() });
        alert.remember(Event { at: event.at, ..told });
    }
}

/// The issuing organisation leads; between equals, who came first. The sort is stable.
fn put_in_order(reports: &mut [Report]) {
    reports.sort_by_key(|report| (!report.own_link, report.strayed, report.first_seen));
}

/// What `updated` moves to: never back, and always on.
pub(super) fn later(alert: &Alert, now: DateTime<Utc>) -> DateTime<Utc> {
    now.max(alert.updated + TimeDelta::microseconds(1))
}

/// An alert that became one with another: no longer shown, kept as it was so that this can be undone.
fn merged(mut alert: Alert, decision: &Decision, now: DateTime<Utc>) -> Alert {
    alert.state = AlertState::Merged;
    alert.merged = Some(decision.alert);
    alert.updated = later(&alert, now);
    alert
}

/// True where a revised report no longer says what another organisation of its alert says at an address of its own. It
/// may be a correction, and is told; but it may also be a takeover, and must not speak for the others.
fn strays(before: &Report, report: &Report, alert: &Alert) -> bool {
    let others = alert.reports.iter().filter(|other| {
        other.own_link && !other.strayed && other.network != report.network && other.link != report.link
    });
    let others: Vec<Facts> = others.map(|other| Facts::of(other, alert.id)).collect();
    if others.is_empty() {
        return false;
    }
    let says = |report: &Facts| others.iter().any(|other| other.same_text(report));
    let now = Facts::of(report, alert.id);
    // Who had words of its own all along moves away only by telling of something else.
    let carried = || before.strayed || says(&Facts::of(before, alert.id));
    !says(&now) && (carried() || !others.iter().any(|other| tells_of_the_same(&now, other)))
}

/// A report's newer text under the identity it has had from the start.
pub(super) fn successor(standing: &Report, mut report: Report, shown: bool) -> Report {
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

/// What an alert is tagged with: as its reports say, and where the operator says something, that.
pub(super) fn tags_of(alert: &Alert) -> Tags {
    let mut tags = merged_tags(&alert.reports);
    alert.stated.apply(&mut tags);
    tags
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
        if tags.themes.is_empty() && !other.themes.is_empty() {
            take(&mut tags, other, &["theme:"]);
            tags.themes.clone_from(&other.themes);
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
