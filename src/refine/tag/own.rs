//! What the operator knows of a source: words of its own, and the bounds and default of its urgency. Each says so.

use crate::model::{Basis, Field, Kind, Reason, Rejected, Source, Tags, Urgency, fold};

use super::words::Words;

/// Applies a source's own cues, then its default, then its floor and ceiling.
pub(super) fn apply(source: &Source, texts: &[(Field, &Words<'_>)], tags: &mut Tags) {
    let judging = &source.judging;
    for cue in &judging.cues {
        let found = texts.iter().find_map(|(field, words)| Some((*field, found(&cue.text, words)?)));
        let Some((field, matched)) = found else { continue };
        let reason = |tag: String| Reason::new(tag, "source-cue", matched, field, Basis::Stated);
        if let Some(urgency) = cue.urgency {
            replace(tags, urgency, reason(format!("urgency:{urgency}")), "the source's own words say otherwise");
        }
        if let Some(kind) = cue.kind {
            tags.reasons.retain(|reason| !reason.tag.starts_with("type:"));
            tags.kind = kind;
            tags.reasons.push(reason(format!("type:{kind}")));
        }
        break;
    }
    let configured = |urgency: Urgency, rule: &str, basis| {
        Reason::new(format!("urgency:{urgency}"), rule, urgency.term(), Field::Config, basis)
    };
    if let (Urgency::Unknown, Some(default)) = (tags.urgency, judging.default) {
        replace(tags, default, configured(default, "source-default", Basis::Default), "");
    }
    // Urgencies are ordered most pressing first. A good end is never made urgent, nor a correction.
    let settled = tags.urgency == Urgency::Resolved || matches!(tags.kind, Kind::Correction | Kind::Withdrawal);
    if let Some(floor) = judging.floor.filter(|floor| !settled && tags.urgency > *floor) {
        replace(tags, floor, configured(floor, "source-floor", Basis::Stated), "below the source's floor");
    }
    if let Some(ceiling) = judging.ceiling.filter(|ceiling| tags.urgency < *ceiling) {
        replace(tags, ceiling, configured(ceiling, "source-ceiling", Basis::Stated), "above the source's ceiling");
    }
}

/// Gives another urgency, and keeps what spoke for the former one as not followed.
fn replace(tags: &mut Tags, urgency: Urgency, reason: Reason, why: &str) {
    if urgency == tags.urgency {
        return;
    }
    let former = tags.reasons.iter().filter(|reason| reason.tag.starts_with("urgency:"));
    let former: Vec<Reason> = former.filter(|reason| !reason.matched.is_empty()).cloned().collect();
    for Reason { tag, matched, field, .. } in former {
        tags.reject(Rejected::new(tag, &reason.rule, matched, field, why));
    }
    tags.reasons.retain(|reason| !reason.tag.starts_with("urgency:"));
    tags.urgency = urgency;
    tags.reasons.push(reason);
}

/// The words of a text that are those of a cue, whatever their case and accents.
fn found<'a>(cue: &str, words: &Words<'a>) -> Option<&'a str> {
    let folded = fold(cue);
    let wanted = Words::of(&folded);
    let length = wanted.tokens.len();
    let same = |at: &usize| wanted.all_folded().enumerate().all(|(place, word)| words.folded(at + place) == word);
    let last = words.tokens.len().checked_sub(length).filter(|_| length > 0)?;
    (0..=last).find(same).map(|at| words.raw(at, at + length - 1))
}
