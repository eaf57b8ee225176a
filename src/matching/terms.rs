//! Whether what was decided may be shown now: the terms of the source, the embargo of the report, and what becomes of an
//! alert when it is released.

use chrono::{DateTime, Utc};

use super::compose::{Standing, compose};
use super::decide::TAKEN_BACK;
use super::{Decision, Keys, Knowledge, decide};
use crate::model::{
    Alert, AlertId, AlertState, Basis, Cause, ChangeKind, Embargo, Event, Field, Hold, KeyUse, Reason, Report, Verdict,
};

/// A decision under the terms that hold now, and the hold of the alert it leads to, where that is kept back.
/// `review` is why everything new of the source waits for the operator, `standing` the alert that the decision names.
///
/// - What is new, also as an echo of another's alert, is kept back as an alert of its own that nobody else can find.
/// - What is kept back already is replaced by its newer text and stays; an embargo that has moved moves its release.
/// - What leads to an alert that was taken back is not shown: copies are left alone, others' own words wait.
/// - What is shown already stays as it is: a revision waits. It was not taken in, and has to be read again.
pub fn keep_back(
    decision: Decision,
    report: &Report,
    standing: Option<&Alert>,
    review: Option<Cause>,
    now: DateTime<Utc>,
) -> (Decision, Option<Hold>) {
    let decision = match standing.filter(|alert| alert.state == AlertState::Withdrawn) {
        Some(_) => match decision.verdict {
            // Others may know better than whoever took it back.
            Verdict::SameIncident => {
                let held = Decision {
                    alert: AlertId::of(&report.id),
                    retold: true,
                    ..waiting(decision, Cause::TakenBack, report)
                };
                return (held, Some(Hold { cause: Cause::TakenBack, since: now, until: None }));
            }
            Verdict::Echo | Verdict::Translation => Decision { verdict: Verdict::Seen, ..decision },
            _ => return (decision, None),
        },
        None => decision,
    };
    let embargo = report.embargo.filter(|embargo| embargo.holds(now));
    let asked = review.map(|cause| (cause, None)).or(embargo.map(|embargo| (embargo.cause, embargo.until)));
    match (decision.verdict, decision.replaces, standing.and_then(Alert::held)) {
        (_, Some(_), Some(held)) => {
            let hold = moved(held, report, embargo, now);
            let retold = decision.retold || hold != held;
            (Decision { verdict: Verdict::Held, retold, ..decision }, Some(hold))
        }
        (Verdict::Revised, Some(_), None) => match asked.filter(|(cause, _)| *cause != Cause::Dated) {
            Some((cause, _)) => (waiting(decision, cause, report), None),
            None => (decision, None),
        },
        (Verdict::Held, None, _) => {
            let is_taken_back = decision.reasons.iter().any(|reason| reason.rule == TAKEN_BACK);
            // Whoever is protected is so whatever else it was held for.
            let cause = match review {
                Some(Cause::Protected) => Cause::Protected,
                _ if is_taken_back => Cause::TakenBack,
                _ => Cause::Takeover,
            };
            (decision, Some(Hold { cause, since: now, until: None }))
        }
        (Verdict::Seen | Verdict::Held | Verdict::Revised, _, _) => (decision, None),
        _ => match asked {
            Some((cause, until)) => {
                let held =
                    Decision { alert: AlertId::of(&report.id), retold: true, ..waiting(decision, cause, report) };
                (held, Some(Hold { cause, since: now, until }))
            }
            None => (decision, None),
        },
    }
}

/// The hold of an alert whose source now says something else of when it may be shown.
fn moved(held: Hold, report: &Report, embargo: Option<Embargo>, now: DateTime<Utc>) -> Hold {
    match (held.cause, embargo) {
        (Cause::Embargo | Cause::Dated, Some(embargo)) => Hold { cause: embargo.cause, until: embargo.until, ..held },
        // The embargo is over, or was taken back: released at once.
        (Cause::Embargo | Cause::Dated, None) if held.until.is_none_or(|until| until > now) => {
            let until = report.embargo.and_then(|embargo| embargo.until);
            Hold { until: Some(until.unwrap_or(now).min(now)), ..held }
        }
        // Its source lists it again, and is released with what it lists.
        (Cause::Unlisted, _) => Hold { cause: Cause::Doubt, ..held },
        _ => held,
    }
}

fn waiting(decision: Decision, cause: Cause, report: &Report) -> Decision {
    let matched: String = report.title.chars().take(200).collect();
    let field = if cause == Cause::Dated { Field::Date } else { Field::Title };
    let reason = Reason::new(format!("verdict:{}", Verdict::Held), cause.term(), matched, field, Basis::Stated);
    let reasons = std::iter::once(reason).chain(decision.reasons).collect();
    Decision {
        verdict: Verdict::Held,
        retold: false,
        merges: Vec::new(),
        case: None,
        cases: Vec::new(),
        reasons,
        ..decision
    }
}

/// What a release changes.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Released {
    /// The alerts as they are from now on, in order.
    pub changes: Vec<(ChangeKind, Alert)>,
    /// Keys to remember.
    pub keys: Vec<KeyUse>,
}

/// Under what a held report could be found by others, to be asked of the store before [`release()`].
pub fn asked_at_release(report: &Report) -> Keys {
    Keys::of(report).of_others()
}

/// Decides anew what a held alert is, now that it may be shown: part of the alert of somebody who has said the same
/// meanwhile, or an alert of its own. `standing` finds the alerts that `knowledge` leads to.
pub fn release(
    mut held: Alert,
    hold: Hold,
    rule: &str,
    knowledge: &Knowledge,
    standing: impl Fn(AlertId) -> Option<Alert>,
    now: DateTime<Utc>,
) -> Released {
    let timed = matches!(hold.cause, Cause::Embargo | Cause::Dated);
    if timed {
        // Nobody could read it before: this is when it was published.
        let at = hold.until.unwrap_or(now).min(now);
        let lead = &mut held.reports[0];
        if hold.cause == Cause::Dated || lead.published.is_none() {
            lead.published_at = at;
            held.published = at;
        }
        held.imported = false;
    }
    held.hold = None;
    let report = held.lead().clone();
    let keys = Keys::of(&report);
    let told = |verdict: Verdict| {
        let words = hold.cause.words();
        Reason::new(format!("verdict:{verdict}"), rule, words, Field::Config, Basis::Stated)
    };
    let mut decision = decide(&report, &keys.of_others(), knowledge);
    if decision.reasons.iter().any(|reason| reason.rule == TAKEN_BACK) && timed {
        // Not by itself: somebody has to look.
        held.hold = Some(Hold { cause: Cause::TakenBack, since: now, until: None });
        return Released { changes: vec![(ChangeKind::Joined, held)], keys: Vec::new() };
    }
    let joined = decision.of().filter(|alert| *alert != held.id).and_then(&standing);
    if let Some(alert) = joined.filter(|alert| alert.state == AlertState::Live) {
        decision.reasons.insert(0, told(decision.verdict));
        let (into, announced) = (alert.id, !held.imported);
        let named = |ids: &[AlertId]| ids.iter().filter_map(|id| standing(*id)).collect();
        let named = Standing { alert: Some(alert), merges: named(&decision.merges), cases: named(&decision.cases) };
        let left = knowledge.uses(&decision, report.id, &keys);
        let composed = compose(&decision, report.clone(), left, named, announced, now);
        if !composed.changes.is_empty() {
            held.state = AlertState::Merged;
            held.merged = Some(into);
            let mut changes = composed.changes;
            changes.push((ChangeKind::Merged, held));
            return Released { changes, keys: composed.keys };
        }
    }
    held.state = AlertState::Live;
    if !held.imported {
        held.updated = now;
    }
    let reasons = vec![told(Verdict::New)];
    held.case = decision.case;
    held.remember(Event { at: now, verdict: Verdict::New, report: report.id, reasons });
    let opened = Decision { verdict: Verdict::New, alert: held.id, ..decision };
    let keys = knowledge.uses(&opened, report.id, &keys);
    Released { changes: vec![(ChangeKind::New, held)], keys }
}
