//! How soon somebody has to act, decided from the signs of a report.

use crate::model::{Basis, Field, Reason, Tags, Urgency};
use crate::refine::contract::Utterance;

use super::cues::{Class, Cues};
use super::evidence::Evidence;
use super::kind::kind;
use super::signs::{Sign, Status, Zone};
use super::words::Words;

/// Tags a report with its urgency and type, with the reasons for both and what was not followed. Where the language it
/// was found to be in gives nothing, what the texts look like by themselves is tried.
pub(super) fn urgency_and_kind(cues: &Cues, utterance: &Utterance<'_>, texts: &[(Field, &Words<'_>)], tags: &mut Tags) {
    let evidence = Evidence::gather(cues, utterance, texts, tags.language.as_deref());
    let because = urgency(&evidence);
    let (kind, why) = kind(&evidence, because.0, &because.1);
    (tags.urgency, tags.kind) = (because.0, kind);
    evidence.rejected(because.0).for_each(|rejected| tags.reject(rejected));
    tags.reasons.extend([because.1, why]);
}

const HARM: [Class; 3] = [Class::Event, Class::Critical, Class::Captive];

fn urgency(evidence: &Evidence<'_>) -> (Urgency, Reason) {
    let decided = by_own_word(evidence)
        .or_else(|| by_release(evidence))
        .or_else(|| by_title(evidence))
        .map(|decision| raised_by_lead(evidence, decision))
        .or_else(|| by_lead(evidence))
        .or_else(|| by_label(evidence))
        .or_else(|| by_call(evidence))
        .or_else(|| by_rest(evidence))
        .or_else(|| by_kind(evidence));
    if let Some((urgency, rule, sign)) = decided {
        return (urgency, sign.reason(format!("urgency:{urgency}"), rule));
    }
    let tag = format!("urgency:{}", Urgency::Unknown);
    (Urgency::Unknown, Reason::new(tag, "urgency-no-cue", "", Field::Title, Basis::Inferred))
}

type Decision<'e, 'a> = (Urgency, &'static str, &'e Sign<'a>);

/// A correction or a withdrawal asks nobody to act, whatever it corrects. One that only stands below the title may be a
/// note on an alert that holds.
fn by_own_word<'e, 'a>(evidence: &'e Evidence<'a>) -> Option<Decision<'e, 'a>> {
    let own = [Class::Correction, Class::Withdrawal];
    let said = own.into_iter().find_map(|class| evidence.title_label(class));
    let sign =
        said.or_else(|| evidence.first(Zone::Title, &own)).or_else(|| evidence.fact(Zone::Lead, Class::Withdrawal))?;
    Some((Urgency::Routine, "urgency-correction", sign))
}

/// A release, an acquittal, a closed case, said in the title.
fn by_release<'e, 'a>(evidence: &'e Evidence<'a>) -> Option<Decision<'e, 'a>> {
    let title = |class| evidence.fact(Zone::Title, class);
    let partial = evidence.with(Zone::Title, Class::Resolved, Status::Partial);
    let label = [Class::GoodNews, Class::Closing].into_iter().find_map(|class| evidence.title_label(class));
    let released = title(Class::Resolved);
    let sign = released.or(partial).or_else(|| label.filter(|_| title(Class::Capping).is_none()))?;
    if let Some(harm) = evidence.first(Zone::Title, &HARM) {
        return Some((Urgency::Critical, "harm-beats-release", harm));
    }
    if let Some(others) = title(Class::Remaining) {
        return Some((Urgency::Urgent, "others-not-free", others));
    }
    if let Some(partial) = partial.or_else(|| evidence.with(Zone::Lead, Class::Resolved, Status::Partial)) {
        return Some((Urgency::Elevated, "release-on-conditions", partial));
    }
    Some((Urgency::Resolved, if released.is_some() { "urgency-cue" } else { "urgency-label" }, sign))
}

fn by_title<'e, 'a>(evidence: &'e Evidence<'a>) -> Option<Decision<'e, 'a>> {
    let title = |class| evidence.fact(Zone::Title, class);
    let alarm = evidence.label(Class::Alert);
    if let (Some(cap), None, None) = (title(Class::Capping), alarm, title(Class::Call)) {
        return Some((Urgency::Routine, "urgency-cap", cap));
    }
    if let Some(event) = title(Class::Event) {
        return Some((Urgency::Critical, "urgency-cue", event));
    }
    if let (Some(tribute), None, None) = (title(Class::Tribute), alarm, title(Class::Call)) {
        return Some((Urgency::Routine, "urgency-cap", tribute));
    }
    if let Some(harm) = evidence.first(Zone::Title, &HARM) {
        return Some((Urgency::Critical, "urgency-cue", harm));
    }
    if let (Some(honour), None, None) = (title(Class::Honour), alarm, title(Class::Urgent).or(title(Class::Call))) {
        return Some((Urgency::Routine, "urgency-cap", honour));
    }
    if let Some(alarm) = alarm {
        return Some((Urgency::Urgent, "urgency-label", alarm));
    }
    if let Some(justice) = title(Class::Justice) {
        return Some((Urgency::Routine, "urgency-justice", justice));
    }
    let demanded = [Status::Demanded, Status::Denied]
        .into_iter()
        .find_map(|status| evidence.with(Zone::Title, Class::Resolved, status));
    if let Some(call) = title(Class::Call).or(demanded) {
        return Some((Urgency::Urgent, "urgency-demand", call));
    }
    if let Some(sign) = evidence.first(Zone::Title, &[Class::Urgent, Class::Remaining]) {
        return Some((Urgency::Urgent, "urgency-cue", sign));
    }
    if let Some(sign) = evidence.first(Zone::Title, &[Class::Verdict, Class::Elevated]) {
        return Some((Urgency::Elevated, "urgency-cue", sign));
    }
    if let Some(warning) = evidence.label(Class::Warning) {
        return Some((Urgency::Elevated, "urgency-label", warning));
    }
    title(Class::Routine).map(|sign| (Urgency::Routine, "urgency-cue", sign))
}

/// A first sentence that tells of worse than the title.
fn raised_by_lead<'e, 'a>(evidence: &'e Evidence<'a>, title: Decision<'e, 'a>) -> Decision<'e, 'a> {
    match (title.0, evidence.first(Zone::Lead, &HARM)) {
        (Urgency::Urgent, Some(harm)) if evidence.fact(Zone::Title, Class::Remaining).is_none() => {
            (Urgency::Critical, "urgency-cue", harm)
        }
        _ => title,
    }
}

/// The first sentence, where the title says nothing.
fn by_lead<'e, 'a>(evidence: &'e Evidence<'a>) -> Option<Decision<'e, 'a>> {
    let lead = |class| evidence.fact(Zone::Lead, class);
    if let Some(cap) = lead(Class::Capping) {
        return Some((Urgency::Routine, "urgency-cap", cap));
    }
    if let Some(harm) = evidence.first(Zone::Lead, &HARM) {
        return Some((Urgency::Critical, "urgency-cue", harm));
    }
    if let Some(honour) = evidence.first(Zone::Lead, &[Class::Tribute, Class::Honour]) {
        return Some((Urgency::Routine, "urgency-cap", honour));
    }
    if let Some(partial) = evidence.with(Zone::Lead, Class::Resolved, Status::Partial) {
        return Some((Urgency::Elevated, "release-on-conditions", partial));
    }
    if let (Some(release), None) = (lead(Class::Resolved), lead(Class::Remaining)) {
        return Some((Urgency::Resolved, "urgency-cue", release));
    }
    let demanded = evidence.with(Zone::Lead, Class::Resolved, Status::Demanded);
    if let Some(call) = lead(Class::Call).or(demanded) {
        return Some((Urgency::Urgent, "urgency-demand", call));
    }
    if let Some(sign) = evidence.first(Zone::Lead, &[Class::Urgent, Class::Remaining]) {
        return Some((Urgency::Urgent, "urgency-cue", sign));
    }
    if let Some(sign) = evidence.first(Zone::Lead, &[Class::Verdict, Class::Elevated]) {
        return Some((Urgency::Elevated, "urgency-cue", sign));
    }
    evidence.first(Zone::Lead, &[Class::Justice, Class::Routine]).map(|sign| (Urgency::Routine, "urgency-cue", sign))
}

/// What category or address call it.
fn by_label<'e, 'a>(evidence: &'e Evidence<'a>) -> Option<Decision<'e, 'a>> {
    let labels = [
        (Class::Alert, Urgency::Urgent),
        (Class::Warning, Urgency::Elevated),
        (Class::GoodNews, Urgency::Resolved),
        (Class::Closing, Urgency::Resolved),
    ];
    labels.into_iter().find_map(|(class, urgency)| Some((urgency, "urgency-label", evidence.outside(class)?)))
}

/// What readers are asked to do, where it is not said why: "write to the governor before 30 September".
fn by_call<'e, 'a>(evidence: &'e Evidence<'a>) -> Option<Decision<'e, 'a>> {
    let capped =
        evidence.fact(Zone::Title, Class::Statement).or_else(|| evidence.title_label(Class::Statement)).is_some();
    let asked = [Zone::Title, Zone::Lead, Zone::Rest].into_iter().find_map(|zone| evidence.fact(zone, Class::Alert));
    asked.filter(|_| !capped).map(|sign| (Urgency::Urgent, "urgency-call", sign))
}

/// Background sentences, which count one step less; none of them makes a statement urgent.
fn by_rest<'e, 'a>(evidence: &'e Evidence<'a>) -> Option<Decision<'e, 'a>> {
    let position = [Class::Statement, Class::News, Class::Correction, Class::Withdrawal];
    if position.into_iter().any(|class| evidence.label(class).is_some()) {
        return None;
    }
    if let Some(harm) = evidence.first(Zone::Rest, &HARM) {
        return Some((Urgency::Urgent, "urgency-background", harm));
    }
    let sign = evidence.first(Zone::Rest, &[Class::Urgent, Class::Call, Class::Elevated, Class::Verdict])?;
    Some((Urgency::Elevated, "urgency-background", sign))
}

/// What follows from the type alone.
fn by_kind<'e, 'a>(evidence: &'e Evidence<'a>) -> Option<Decision<'e, 'a>> {
    let label = |class| evidence.label(class).or_else(|| evidence.outside(class));
    if let Some(update) = label(Class::Update) {
        return Some((Urgency::Elevated, "urgency-label", update));
    }
    let position = [Class::Statement, Class::News, Class::Correction, Class::Withdrawal];
    if let Some(sign) = position.into_iter().find_map(label) {
        return Some((Urgency::Routine, "urgency-label", sign));
    }
    let said = [Zone::Title, Zone::Lead].into_iter();
    said.into_iter()
        .find_map(|zone| {
            evidence.first(zone, &[Class::Correction, Class::Withdrawal, Class::Statement, Class::News, Class::Demand])
        })
        .map(|sign| (Urgency::Routine, "urgency-cue", sign))
}
