//! What kind of message a report is, decided from its signs.

use crate::model::{Basis, Field, Kind, Reason, Urgency};

use super::cues::Class;
use super::evidence::Evidence;
use super::signs::{Sign, Status, Zone};

/// The type, and why. Urgency only breaks ties: a text of any urgency may be of any type. `because` is the reason for
/// the urgency, which is the reason for the type too where nothing else tells it.
pub(super) fn kind(evidence: &Evidence<'_>, urgency: Urgency, because: &Reason) -> (Kind, Reason) {
    let decided =
        by_word(evidence, urgency).or_else(|| by_content(evidence, urgency)).or_else(|| by_place(evidence, urgency));
    if let Some((kind, rule, sign)) = decided {
        return (kind, sign.reason(format!("type:{kind}"), rule));
    }
    let kind = match urgency {
        Urgency::Critical | Urgency::Urgent | Urgency::Elevated => Kind::Alert,
        Urgency::Resolved => Kind::Outcome,
        Urgency::Routine | Urgency::Unknown => Kind::News,
    };
    let tag = format!("type:{kind}");
    let reason = if urgency == Urgency::Unknown {
        Reason::new(tag, "type-no-cue", "", Field::Title, Basis::Inferred)
    } else {
        Reason::new(tag, "type-of-urgency", because.matched.as_str(), because.field, Basis::Inferred)
    };
    (kind, reason)
}

type Decision<'e, 'a> = (Kind, &'static str, &'e Sign<'a>);

/// What the text calls itself.
fn by_word<'e, 'a>(evidence: &'e Evidence<'a>, urgency: Urgency) -> Option<Decision<'e, 'a>> {
    let said = |class| {
        evidence.label(class).or_else(|| evidence.fact(Zone::Title, class)).or_else(|| evidence.fact(Zone::Lead, class))
    };
    for (class, kind) in [(Class::Withdrawal, Kind::Withdrawal), (Class::Correction, Kind::Correction)] {
        if let Some(sign) = said(class) {
            return Some((kind, "type-label", sign));
        }
    }
    if urgency == Urgency::Resolved {
        let sign = evidence.label(Class::Closing).or_else(|| evidence.fact(Zone::Title, Class::Resolved));
        let sign =
            sign.or_else(|| evidence.label(Class::GoodNews)).or_else(|| evidence.fact(Zone::Lead, Class::Resolved));
        return sign.map(|sign| (Kind::Outcome, "type-outcome", sign));
    }
    if let Some(update) = evidence.label(Class::Update) {
        return Some((Kind::Update, "type-label", update));
    }
    if let Some(statement) = evidence.title_label(Class::Statement) {
        return Some((Kind::Statement, "type-label", statement));
    }
    if let Some(alert) = evidence.label(Class::Alert).or_else(|| evidence.label(Class::Warning)) {
        return Some((Kind::Alert, "type-label", alert));
    }
    let calm = matches!(urgency, Urgency::Routine | Urgency::Unknown);
    evidence
        .label(Class::Statement)
        .map(|sign| (Kind::Statement, sign))
        .or_else(|| evidence.label(Class::News).map(|sign| (Kind::News, sign)))
        .filter(|_| calm)
        .map(|(kind, sign)| (kind, "type-label", sign))
}

/// What it tells.
fn by_content<'e, 'a>(evidence: &'e Evidence<'a>, urgency: Urgency) -> Option<Decision<'e, 'a>> {
    let title = |class| evidence.fact(Zone::Title, class);
    let partial = |zone| evidence.with(zone, Class::Resolved, Status::Partial);
    if let Some(sign) = partial(Zone::Title).or_else(|| title(Class::Resolved)).or_else(|| partial(Zone::Lead)) {
        return Some((Kind::Update, "type-partial-release", sign));
    }
    let demand = title(Class::Call).or_else(|| title(Class::Demand));
    if let Some(sign) = title(Class::Justice) {
        return Some((Kind::Outcome, "type-outcome", sign));
    }
    if let (Some(sign), Urgency::Elevated, None) = (title(Class::Verdict), urgency, demand) {
        return Some((Kind::Outcome, "type-outcome", sign));
    }
    if let (Some(sign), Urgency::Elevated) = (title(Class::Update), urgency) {
        return Some((Kind::Update, "type-cue", sign));
    }
    if let Some(sign) = title(Class::Statement) {
        return Some((Kind::Statement, "type-cue", sign));
    }
    if matches!(urgency, Urgency::Routine | Urgency::Unknown) {
        if let Some(sign) = evidence.first(Zone::Title, &[Class::Capping, Class::Tribute, Class::Honour, Class::News]) {
            return Some((Kind::News, "type-cue", sign));
        }
        if let Some(sign) = demand {
            return Some((Kind::Statement, "type-demand", sign));
        }
        return evidence.fact(Zone::Lead, Class::Statement).map(|sign| (Kind::Statement, "type-cue", sign));
    }
    None
}

/// Where it was put: categories and addresses, when the text itself leaves it open.
fn by_place<'e, 'a>(evidence: &'e Evidence<'a>, urgency: Urgency) -> Option<Decision<'e, 'a>> {
    let outside = |class, kind| evidence.outside(class).map(|sign| (kind, "type-label", sign));
    let calm = matches!(urgency, Urgency::Routine | Urgency::Unknown);
    outside(Class::Update, Kind::Update)
        .or_else(|| outside(Class::Alert, Kind::Alert).filter(|_| !calm))
        .or_else(|| outside(Class::Statement, Kind::Statement).filter(|_| calm))
        .or_else(|| outside(Class::News, Kind::News).filter(|_| calm))
}
