//! Alerts that turn out to be one although each was told before: a page is given the link to its other language only when
//! that is out, and a report which its own source told before is compared with nothing else.

use super::decide::{distinct, reason};
use super::relation::{Relation, relate};
use super::{Decision, Facts, Keys, Knowledge};
use crate::model::{AlertId, Field, Report, Verdict};

/// The rule by which pages that name one another as their other languages are one.
pub(super) const NAMED: &str = "named-as-other-language";

/// A decision on a report that was told before, with the alerts that it is a language version of by now: they become one,
/// and the one that was there first survives. `is_open` is true for alerts that are shown and of which nothing was taken back.
/// What an operator took apart stays so, and no page is a version of two that differ in one language.
pub fn unite(
    decision: Decision,
    report: &Report,
    keys: &Keys,
    knowledge: &Knowledge,
    is_open: impl Fn(&AlertId) -> bool,
) -> Decision {
    let own = decision.alert;
    let told_before = decision.replaces.is_some() && matches!(decision.verdict, Verdict::Seen | Verdict::Revised);
    if !told_before || !is_open(&own) {
        return decision;
    }
    let facts = Facts { report: decision.replaces.unwrap_or(report.id), ..keys.facts(report, own) };
    let mut one = vec![own];
    let mut together: Vec<&Facts> = knowledge.carried(own).filter(|told| told.report != facts.report).collect();
    together.push(&facts);
    for other in keys.named(knowledge) {
        let alert = knowledge.carrier(other);
        let is_named = match relate(&facts, other, &[]) {
            Relation::Translation(evidence) => evidence.rule == NAMED,
            _ => false,
        };
        if is_named
            && !one.contains(&alert)
            && is_open(&alert)
            && one.iter().all(|known| !knowledge.are_apart(*known, alert))
            && together.iter().all(|known| knowledge.is_version_of(known, alert))
        {
            one.push(alert);
            together.extend(knowledge.carried(alert));
        }
    }
    let Some(alert) = knowledge.oldest(one.iter().copied()).filter(|_| one.len() > 1) else { return decision };
    let merges = distinct(one.iter().copied(), Some(alert));
    let (case, cases) = cases(alert, &merges, one.into_iter(), knowledge);
    let verdict = if decision.verdict == Verdict::Seen { Verdict::Translation } else { decision.verdict };
    let mut reasons = decision.reasons;
    reasons.push(reason(Verdict::Translation, NAMED, &report.title, Field::Title));
    Decision { verdict, alert, merges, case, cases, reasons, ..decision }
}

/// The alert that the case of `alert` began with, where that is another one, and those that other cases began with which
/// turn out to be this one, by all alerts that are of it. What becomes one with it brings its case along.
pub(super) fn cases(
    alert: AlertId,
    merges: &[AlertId],
    of_it: impl Iterator<Item = AlertId>,
    knowledge: &Knowledge,
) -> (Option<AlertId>, Vec<AlertId>) {
    let firsts = distinct(of_it.map(|alert| knowledge.first_of(alert)), None);
    let firsts: Vec<AlertId> = firsts.into_iter().filter(|first| !merges.contains(first)).collect();
    let case = knowledge.oldest(firsts.iter().copied());
    let cases = firsts.into_iter().filter(|first| Some(*first) != case && *first != alert).collect();
    (case.filter(|case| *case != alert), cases)
}
