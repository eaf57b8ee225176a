//! Alerts that turn out to be one although each was told before: a page is given the link to its other language only when
//! that is out, and a report which its own source told before is compared with nothing else.

use super::decide::{distinct, reason};
use super::relation::{Evidence, Relation, relate};
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
        if one.contains(&alert) {
            continue;
        }
        let is_named = match relate(&facts, other, &[]) {
            Relation::Translation(evidence) => evidence.rule == NAMED,
            _ => false,
        };
        if is_named
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

/// How much more like one alert than like another a report has to be, where these two are not one.
const CLEARLY: f64 = 0.1;

/// Takes from the alerts that a report is the same as, strongest first, what cannot be one with the rest: the report may be a
/// round-up, or too vague to tell which it means. Where that is as strong it is the same as none of them. What an operator took
/// apart goes without a word. The answer is what was taken, for an editor to look at.
pub(super) fn told_apart(
    same: &mut Vec<(Verdict, AlertId, Evidence)>,
    facts: &Facts,
    knowledge: &Knowledge,
) -> Vec<(AlertId, Evidence)> {
    let mut together: Vec<AlertId> = Vec::new();
    let mut taken: Vec<(AlertId, Evidence)> = Vec::new();
    let strongest = same.first().map_or(0.0, |(_, _, evidence)| evidence.score);
    let mut doubtful = false;
    same.retain(|(verdict, alert, evidence)| {
        if together.contains(alert) {
            return true;
        }
        if together.iter().any(|known| knowledge.are_apart(*known, *alert)) {
            return false;
        }
        let two = |known: &Facts, told: &Facts| match (*verdict, evidence.rule) {
            (_, NAMED) => known.is_another_in_its_language(told),
            _ if known.same_text(told) => false,
            (Verdict::Echo, _) => are_two(known, told) || are_strangers(known, told),
            // An organisation tells of one thing once in a language, besides what it carries of others.
            _ => {
                let own = |one: &Facts| !knowledge.carried(*alert).any(|other| other.is_carried_by(one));
                are_two(known, told) || known.is_another_in_its_language(told) && own(known) && own(told)
            }
        };
        let mut one = together.iter().flat_map(|alert| knowledge.carried(*alert)).chain([facts]);
        if one.any(|known| knowledge.carried(*alert).any(|told| two(known, told))) {
            taken.extend((evidence.rule != NAMED).then_some((*alert, *evidence)));
            doubtful |= !together.is_empty() && evidence.rule != NAMED && evidence.score > strongest - CLEARLY;
            return false;
        }
        together.push(*alert);
        true
    });
    if doubtful {
        taken.extend(same.drain(..).map(|(_, alert, evidence)| (alert, evidence)));
    }
    taken
}

/// True where two reports cannot tell of one thing, whatever a third has in common with both: other countries, other codes of
/// one series, or, in one language, other people.
fn are_two(one: &Facts, other: &Facts) -> bool {
    let (a, b) = (&one.traits, &other.traits);
    a.countries_apart(b)
        || a.codes_apart(b)
        || a.language == b.language && a.people_shared(b) == 0 && a.subjects_apart(b)
}

/// True where two reports in one language have nothing to do with each other.
fn are_strangers(one: &Facts, other: &Facts) -> bool {
    one.traits.language == other.traits.language && relate(one, other, &[]) == Relation::None
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
