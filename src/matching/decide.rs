//! The decision: exact keys in falling order, each with the reason it gives.

use super::edits::is_substantial;
use super::relation::{Evidence, Relation, relate};
use super::united::{cases, told_apart};
use super::{Facts, Keys, Knowledge};
use crate::model::{Alert, AlertId, Basis, Field, Reason, Report, ReportId, Verdict};

/// The rule by which something is kept out that belongs to what was taken back.
pub(super) const TAKEN_BACK: &str = "taken-back";

/// What is to become of a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// The alert that carries the report from now on.
    pub alert: AlertId,
    /// The report of the same source that this one takes the place of: itself at an earlier visit, perhaps under
    /// another id.
    pub replaces: Option<ReportId>,
    /// True where title, text, link or the addresses of other languages differ from what is held, to the letter.
    pub retold: bool,
    /// Alerts that turn out to be the same thing: they become one with `alert`.
    pub merges: Vec<AlertId>,
    /// The alert that its case began with, where that is another one.
    pub case: Option<AlertId>,
    /// Alerts that other cases began with, which turn out to be this one.
    pub cases: Vec<AlertId>,
    /// Alerts that may be the same thing, for an editor to look at.
    pub related: Vec<AlertId>,
    /// Why.
    pub reasons: Vec<Reason>,
}

impl Decision {
    /// For verdicts that attach a report to an alert that was there before: that alert.
    pub fn of(&self) -> Option<AlertId> {
        match self.verdict {
            Verdict::Echo | Verdict::Revised | Verdict::Translation | Verdict::SameIncident => Some(self.alert),
            Verdict::New | Verdict::Seen | Verdict::FollowUp | Verdict::Held => None,
        }
    }
}

/// Decides which alert a report belongs to, and why.
///
/// 0. Its own source has reported it before, and the wire has forgotten the text since: `Seen`, so that nothing old is
///    announced again.
/// 0. It leads to what was taken back for somebody's safety: `Seen`, whoever says it. What only seems to be about the same is
///    `Held`, since nothing is left to compare it with.
/// 1. The source has reported it before (its own id, else its own link): `Seen`, or `Revised` when the words of title
///    or text, or the path of the link, have changed. A changed date is not a revision.
/// 2. Whoever owns the link's host holds the link: the same or contained text is an `Echo`; so are other words of the
///    same organisation; other words from anyone else are `Held`, for they would be put into the owner's mouth.
/// 3. Somebody else has cited the link: the same or contained text is an `Echo`. Other words are not: who names an
///    address first has no right to it, least of all against its owner.
/// 4. The same words stand under another link, at about the same time: an `Echo`.
/// 5. Otherwise `New`.
pub fn decide(report: &Report, keys: &Keys, knowledge: &Knowledge) -> Decision {
    let facts = keys.facts(report, AlertId::of(&report.id));
    if let Some(holder) = keys.asked().find_map(|key| knowledge.erased(key)) {
        let seen = joined(Verdict::Seen, holder.alert, told(Verdict::Seen, TAKEN_BACK));
        return Decision { replaces: Some(holder.report), retold: false, ..seen };
    }
    if let Some(holder) = keys.own.iter().find_map(|key| knowledge.forgotten(*key)) {
        return Decision {
            verdict: Verdict::Seen,
            alert: holder.alert,
            replaces: Some(holder.report),
            retold: false,
            merges: Vec::new(),
            case: None,
            cases: Vec::new(),
            related: Vec::new(),
            reasons: vec![reason(Verdict::Seen, "forgotten", &report.title, Field::Title)],
        };
    }
    let owner = keys.link.and_then(|key| knowledge.find(key)).filter(|owner| owner.source != facts.source);
    let link = report.link.as_ref().map_or("", |link| link.as_str());
    let own = keys.own.iter().find_map(|key| knowledge.find(*key).map(|known| (*key, known)));
    if let Some((key, known)) = own {
        let retold = known.words != facts.words || known.address != facts.address;
        if retold && !facts.own_link && owner.is_some_and(|owner| !owner.same_text(&facts)) {
            return Decision {
                verdict: Verdict::Held,
                alert: knowledge.carrier(known),
                replaces: Some(known.report),
                retold: false,
                merges: Vec::new(),
                case: None,
                cases: Vec::new(),
                related: Vec::new(),
                reasons: vec![reason(Verdict::Held, "other-text-under-anothers-link", link, Field::Link)],
            };
        }
        return by_own_source(report, &facts, key == keys.own[0], known, knowledge);
    }
    if let Some(owner) = owner {
        if owner.same_text(&facts) || facts.own_link {
            let rule = if facts.own_link { "same-link-own-host" } else { "same-link-same-text" };
            return attach(knowledge.carrier(owner), reason(Verdict::Echo, rule, link, Field::Link));
        }
        return alone(
            Verdict::Held,
            &facts,
            reason(Verdict::Held, "other-text-under-anothers-link", link, Field::Link),
        );
    }
    if let Some(cited) = keys.cited.and_then(|key| knowledge.find(key)).filter(|cited| cited.same_text(&facts)) {
        return attach(knowledge.carrier(cited), reason(Verdict::Echo, "same-link-same-text", link, Field::Link));
    }
    if let Some(known) = keys.text.and_then(|key| knowledge.find(key)).filter(|known| known.same_time(&facts)) {
        let rule = if known.source == facts.source { "same-text-reposted" } else { "same-text" };
        return attach(knowledge.carrier(known), reason(Verdict::Echo, rule, &report.title, Field::Title));
    }
    compared(report, &facts, keys, knowledge)
}

/// Held against every report that may be of the same thing.
fn compared(report: &Report, facts: &Facts, keys: &Keys, knowledge: &Knowledge) -> Decision {
    if keys.telling().iter().flat_map(|near| near.places()).any(|key| knowledge.erased(key).is_some()) {
        // Nothing is left to compare it with: somebody has to look.
        return alone(Verdict::Held, facts, told(Verdict::Held, TAKEN_BACK));
    }
    let mut same: Vec<(Verdict, AlertId, Evidence)> = Vec::new();
    let mut follows: Vec<(AlertId, Evidence)> = Vec::new();
    let mut related: Vec<(AlertId, Evidence)> = Vec::new();
    let repeated = keys.crowded_passages(knowledge);
    for candidate in keys.named(knowledge).chain(knowledge.candidates(keys.near())) {
        let alert = knowledge.carrier(candidate);
        match relate(facts, candidate, &repeated) {
            Relation::Copy(evidence) => same.push((Verdict::Echo, alert, evidence)),
            Relation::Translation(evidence) => same.push((Verdict::Translation, alert, evidence)),
            Relation::SameIncident(evidence) => same.push((Verdict::SameIncident, alert, evidence)),
            Relation::SameCase(_) | Relation::Related(_) if knowledge.is_taken_back(alert) => {}
            Relation::SameCase(evidence) => follows.push((alert, evidence)),
            Relation::Related(evidence) => related.push((alert, evidence)),
            Relation::None => {}
        }
    }
    // The strongest verdict, on the alert that was there first, unless an operator took that apart from the strongest.
    same.sort_by(|a, b| b.2.score.total_cmp(&a.2.score).then(a.0.cmp(&b.0)));
    related.extend(told_apart(&mut same, facts, knowledge));
    if let Some((_, strongest, _)) = same.first().copied() {
        // What was taken back takes in what is clearly the same, and becomes one with nothing.
        let taken_back = knowledge.is_taken_back(strongest);
        same.retain(|(_, alert, _)| if taken_back { *alert == strongest } else { !knowledge.is_taken_back(*alert) });
    }
    let survivor = knowledge.oldest(same.iter().map(|(_, alert, _)| *alert));
    let mut merges = distinct(same.iter().map(|(_, alert, _)| *alert), survivor);
    merges.retain(|alert| survivor.is_none_or(|survivor| !knowledge.are_apart(*alert, survivor)));
    let strongest = follows.iter().max_by(|a, b| a.1.score.total_cmp(&b.1.score));
    let (verdict, alert, rule) = match (survivor, same.first(), strongest) {
        (Some(survivor), Some((verdict, _, evidence)), _) => (*verdict, survivor, evidence.rule),
        (_, _, Some((_, evidence))) => (Verdict::FollowUp, facts.alert, evidence.rule),
        _ => (Verdict::New, facts.alert, "nothing-known-matches"),
    };
    let mut reasons = vec![reason(verdict, rule, &report.title, Field::Title)];
    // What turns out to be one brings the cases that it stood in along.
    let stood = same.iter().map(|(_, alert, _)| *alert);
    let followed = follows.into_iter().map(|(alert, _)| alert);
    let (case, cases) = cases(alert, &merges, stood.chain(followed), knowledge);
    related.sort_by(|a, b| b.1.score.total_cmp(&a.1.score));
    let likely = distinct(related.iter().map(|(alert, _)| *alert), Some(alert));
    reasons.extend(likely.iter().take(Alert::MAX_RELATED).filter_map(|alert| {
        let (_, Evidence { rule, score }) = related.iter().find(|(other, _)| other == alert)?;
        Some(Reason::new(format!("related:{alert}"), rule, format!("{score:.2}"), Field::Title, Basis::Inferred))
    }));
    let related = likely;
    Decision { verdict, alert, replaces: None, retold: true, merges, case, cases, related, reasons }
}

/// Each alert once, without one of them.
pub(super) fn distinct(alerts: impl Iterator<Item = AlertId>, but: Option<AlertId>) -> Vec<AlertId> {
    let mut distinct: Vec<AlertId> = Vec::new();
    for alert in alerts {
        if Some(alert) != but && !distinct.contains(&alert) {
            distinct.push(alert);
        }
    }
    distinct
}

fn by_own_source(report: &Report, facts: &Facts, by_id: bool, known: &Facts, knowledge: &Knowledge) -> Decision {
    let moved = known.path.is_some() && facts.path.is_some() && known.path != facts.path;
    let changed = known.words != facts.words && is_substantial(&known.text, &facts.text, knowledge.repeated());
    let verdict = if changed || moved { Verdict::Revised } else { Verdict::Seen };
    let (rule, field, matched) = match (by_id, &report.entry_id, &report.link) {
        (true, Some(id), _) => ("same-id", Field::Id, id.as_str()),
        (_, _, Some(link)) => ("same-link", Field::Link, link.as_str()),
        _ => ("same-text", Field::Title, report.title.as_str()),
    };
    let mut reasons = vec![reason(verdict, rule, matched, field)];
    if verdict == Verdict::Revised {
        let (rule, field) = match () {
            () if !changed => ("link-changed", Field::Link),
            () if known.title == facts.title => ("words-changed", Field::Summary),
            () => ("words-changed", Field::Title),
        };
        reasons.push(reason(verdict, rule, field_text(report, field), field));
    }
    Decision {
        verdict,
        alert: knowledge.carrier(known),
        replaces: Some(known.report),
        retold: known.letter != facts.letter || !known.same_versions(facts),
        merges: Vec::new(),
        case: None,
        cases: Vec::new(),
        related: Vec::new(),
        reasons,
    }
}

/// Another report of what an alert holds already.
fn attach(alert: AlertId, reason: Reason) -> Decision {
    joined(Verdict::Echo, alert, reason)
}

/// An alert of its own.
fn alone(verdict: Verdict, facts: &Facts, reason: Reason) -> Decision {
    joined(verdict, facts.alert, reason)
}

fn joined(verdict: Verdict, alert: AlertId, reason: Reason) -> Decision {
    Decision {
        verdict,
        alert,
        replaces: None,
        retold: true,
        merges: Vec::new(),
        case: None,
        cases: Vec::new(),
        related: Vec::new(),
        reasons: vec![reason],
    }
}

/// A reason that quotes nothing.
fn told(verdict: Verdict, rule: &str) -> Reason {
    Reason::new(format!("verdict:{verdict}"), rule, "", Field::Id, Basis::Stated)
}

pub(super) fn reason(verdict: Verdict, rule: &str, matched: &str, field: Field) -> Reason {
    let matched: String = matched.chars().take(200).collect();
    Reason::new(format!("verdict:{verdict}"), rule, matched, field, Basis::Inferred)
}

fn field_text(report: &Report, field: Field) -> &str {
    match field {
        Field::Title => &report.title,
        Field::Link => report.link.as_ref().map_or("", |link| link.as_str()),
        _ => &report.summary,
    }
}
