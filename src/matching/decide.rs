//! The decision: exact keys in falling order, each with the reason it gives.

use super::{Facts, Keys, Knowledge};
use crate::model::{AlertId, Basis, Field, Reason, Report, ReportId, Verdict};

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
    /// True where the text differs from what is held at all, to the letter.
    pub retold: bool,
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
/// 0. Its own key or its link leads to an alert whose text the wire has forgotten: `Seen`, so that nothing old is announced again.
/// 1. The source has reported it before (its own id, else its own link): `Seen`, or `Revised` when the words of title
///    or text, or the path of the link, have changed. A changed date is not a revision.
/// 2. Another source holds the link: the same or contained text is an `Echo`; so are other words from a source that owns
///    the link's host; other words from anyone else are `Held`, for they could put words into another's mouth.
/// 3. The same words stand under another link, at about the same time: an `Echo`.
/// 4. Otherwise `New`.
pub fn decide(report: &Report, keys: &Keys, knowledge: &Knowledge) -> Decision {
    let facts = Facts::of(report, AlertId::of(&report.id));
    if let Some(holder) = keys.own.iter().copied().chain(keys.link).find_map(|key| knowledge.forgotten(key)) {
        return Decision {
            verdict: Verdict::Seen,
            alert: holder.alert,
            replaces: Some(holder.report),
            retold: false,
            reasons: vec![reason(Verdict::Seen, "forgotten", &report.title, Field::Title)],
        };
    }
    let own = keys.own.iter().find_map(|key| knowledge.find(*key).map(|known| (*key, known)));
    if let Some((key, known)) = own {
        return by_own_source(report, &facts, key == keys.own[0], known);
    }
    if let Some(known) = keys.link.and_then(|key| knowledge.find(key)) {
        return by_link(report, &facts, known);
    }
    if let Some(known) = keys.text.and_then(|key| knowledge.find(key)).filter(|known| known.same_time(&facts)) {
        let rule = if known.source == facts.source { "same-text-reposted" } else { "same-text" };
        return attach(Verdict::Echo, known, reason(Verdict::Echo, rule, &report.title, Field::Title));
    }
    Decision {
        verdict: Verdict::New,
        alert: facts.alert,
        replaces: None,
        retold: true,
        reasons: vec![reason(Verdict::New, "no-key-known", &report.title, Field::Title)],
    }
}

fn by_own_source(report: &Report, facts: &Facts, by_id: bool, known: &Facts) -> Decision {
    let moved = known.path.is_some() && facts.path.is_some() && known.path != facts.path;
    let verdict = if known.words == facts.words && !moved { Verdict::Seen } else { Verdict::Revised };
    let (rule, field, matched) = match (by_id, &report.entry_id, &report.link) {
        (true, Some(id), _) => ("same-id", Field::Id, id.as_str()),
        (_, _, Some(link)) => ("same-link", Field::Link, link.as_str()),
        _ => ("same-text", Field::Title, report.title.as_str()),
    };
    let mut reasons = vec![reason(verdict, rule, matched, field)];
    if verdict == Verdict::Revised {
        let (rule, field) = match () {
            () if known.words == facts.words => ("link-changed", Field::Link),
            () if known.title == facts.title => ("words-changed", Field::Summary),
            () => ("words-changed", Field::Title),
        };
        reasons.push(reason(verdict, rule, field_text(report, field), field));
    }
    Decision {
        verdict,
        alert: known.alert,
        replaces: Some(known.report),
        retold: known.letter != facts.letter,
        reasons,
    }
}

fn by_link(report: &Report, facts: &Facts, known: &Facts) -> Decision {
    let link = report.link.as_ref().map_or("", |link| link.as_str());
    if known.same_text(facts) {
        return attach(Verdict::Echo, known, reason(Verdict::Echo, "same-link-same-text", link, Field::Link));
    }
    if facts.own_link {
        return attach(Verdict::Echo, known, reason(Verdict::Echo, "same-link-own-host", link, Field::Link));
    }
    Decision {
        verdict: Verdict::Held,
        alert: facts.alert,
        replaces: None,
        retold: true,
        reasons: vec![reason(Verdict::Held, "other-text-under-anothers-link", link, Field::Link)],
    }
}

fn attach(verdict: Verdict, known: &Facts, reason: Reason) -> Decision {
    Decision { verdict, alert: known.alert, replaces: None, retold: true, reasons: vec![reason] }
}

fn reason(verdict: Verdict, rule: &str, matched: &str, field: Field) -> Reason {
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
