//! Names in running text, weighed by what stands around them.

use super::evidence::Evidence;
use super::passage::Passage;
use crate::model::{Basis, Field};
use crate::refine::tag::context::Cue;
use crate::refine::tag::lexicon::{Found, Sense, What};

/// Which names are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Countries and their people, and places with a preposition before them.
    Countries,
    /// Towns and case places; the closure of the caller says whether a condition is met.
    Places,
}

/// The evidence in a range of tokens.
pub(super) fn mentions(
    passage: &Passage<'_>,
    field: Field,
    range: std::ops::Range<usize>,
    wanted: Wanted,
    met: &dyn Fn(Option<usize>) -> bool,
) -> Vec<Evidence> {
    let names = passage.names();
    let mut evidence = Vec::new();
    for (place, (found, sense)) in names.iter().enumerate() {
        if !range.contains(&found.first) || range.end <= found.last {
            continue;
        }
        let before = place.checked_sub(1).map(|before| &names[before].0);
        let (rule, base, countries) = match sense.what {
            What::Name => ("country-name", 2.0, sense.countries.clone()),
            What::Demonym => ("country-demonym", 1.8, sense.countries.clone()),
            What::Open { running: Some(country), .. } => ("country-name", 1.5, vec![country]),
            What::Town => ("town", 1.3, sense.countries.clone()),
            What::Place { needs } if met(needs) => ("case-place", 1.4, sense.countries.clone()),
            _ => continue,
        };
        let weight = base * factor(passage, found, sense, before);
        let asked = match wanted {
            Wanted::Countries => !matches!(rule, "town" | "case-place") || weight > base,
            Wanted::Places => matches!(rule, "town" | "case-place"),
        };
        if asked && weight > 0.0 {
            let matched = passage.words.raw(found.first, found.last);
            evidence.extend(countries.into_iter().map(|country| Evidence {
                country,
                rule,
                matched: matched.to_owned(),
                field,
                basis: Basis::Inferred,
                weight,
            }));
        }
    }
    evidence
}

/// What the surroundings make of a name: above 1 where they speak for it, 0 where they rule it out.
fn factor(passage: &Passage<'_>, found: &Found<'_>, sense: &Sense, before: Option<&Found<'_>>) -> f32 {
    let (words, context) = (passage.words, passage.context);
    let bare = found.first - context.before(words, found.first, Cue::Article);
    let is = |cue| context.before(words, bare, cue) > 0 || context.before(words, found.first, cue) > 0;
    if is(Cue::Mission) || is(Cue::Body) {
        return 0.0;
    }
    // The possessive's own letter is no word.
    let mut next = found.last + 1;
    let possessive =
        words.tokens.get(next).is_some_and(|token| token.folded == "s") && words.gap(next).contains(['\'', '’']);
    next += usize::from(possessive);
    let apposed = sense.what == What::Demonym || possessive;
    let follows = |cue| passage.hugs(next) && context.at(words, next, cue) > 0;
    let located = is(Cue::Place) || sense.what == What::Name && found.is_within(words);
    if follows(Cue::Mission) && (apposed || !located) {
        return 0.0;
    }
    if sense.what == What::Demonym && is_language(passage, found) {
        return 0.0;
    }
    if found.form.word && !located {
        return 0.0;
    }
    if is_person(passage, found, sense, located || is(Cue::Motion), possessive, before) {
        return 0.0;
    }
    if apposed
        && (next..next + 5).any(|i| context.at(words, i, Cue::Honour) > 0 && (next..=i).all(|gap| passage.hugs(gap)))
    {
        return 0.1;
    }
    let mut factor = 1.0;
    if follows(Cue::Office) && apposed || near_office(passage, found) {
        factor *= 0.35;
    }
    if sense.what == What::Name || matches!(sense.what, What::Town | What::Place { .. }) {
        if located {
            factor *= 1.5;
        } else if is(Cue::Motion) {
            // Deported to a country is mostly from another; taken to a prison is mostly within one.
            factor *= if sense.what == What::Name { 0.25 } else { 0.6 };
        }
    }
    factor
}

/// An office within the last words before a name, with only small words between: `Ministry of Foreign Relations of …`.
fn near_office(passage: &Passage<'_>, found: &Found<'_>) -> bool {
    let from = found.first.saturating_sub(5);
    (from..found.first).any(|i| {
        passage.context.at(passage.words, i, Cue::Office) > 0 && (i + 1..=found.first).all(|gap| passage.hugs(gap))
    })
}

/// `in Spanish`, `Spanish version`: the language, not the people.
fn is_language(passage: &Passage<'_>, found: &Found<'_>) -> bool {
    let words = passage.words;
    let ends = !passage.hugs(found.last + 1);
    let into = found.first > 0
        && passage.hugs(found.first)
        && matches!(words.tokens[found.first - 1].folded.as_str(), "in" | "into" | "en" | "em" | "to" | "from" | "auf");
    // `Traducción al portugués del manual`.
    let rendered = found.first > 0
        && matches!(words.tokens[found.first - 1].folded.as_str(), "al" | "ao" | "au")
        && words
            .tokens
            .get(found.last + 1)
            .is_none_or(|token| matches!(token.folded.as_str(), "de" | "del" | "do" | "du"));
    let bracketed = words.gap(found.first).contains(['[', '/', '|']) && ends;
    let about = words.tokens.get(found.last + 1).is_some_and(|token| {
        matches!(token.folded.as_str(), "language" | "version" | "title" | "translation" | "text" | "speaking")
    });
    ends && into || rendered || bracketed || about
}

/// Whether a name is rather part of a person's.
fn is_person(
    passage: &Passage<'_>,
    found: &Found<'_>,
    sense: &Sense,
    prepositioned: bool,
    possessive: bool,
    before: Option<&Found<'_>>,
) -> bool {
    let words = passage.words;
    let beside = |token: usize, gap: usize| {
        passage.hugs(gap)
            && words.is_capital(token)
            && words.tokens[token].folded.chars().count() > 1
            && !words.is_all_capitals(token)
    };
    // The first word of a sentence has its capital from there.
    let after_name = found.first > 0 && beside(found.first - 1, found.first) && !passage.opens(found.first - 1);
    let before_name = found.last + 1 < words.tokens.len() && beside(found.last + 1, found.last + 1);
    let doubled =
        before.is_some_and(|before| before.form.person && before.last + 1 == found.first && passage.hugs(found.first));
    let gazetteer = matches!(sense.what, What::Town | What::Place { .. });
    if doubled {
        return true;
    }
    if possessive || sense.what == What::Demonym {
        return false;
    }
    if passage.title_case {
        return found.form.person && !prepositioned && (before_name || after_name);
    }
    if found.form.person {
        return before_name || after_name && !prepositioned;
    }
    gazetteer && !prepositioned && after_name
}
