//! A country in the path of a link: `/country/honduras/`, `/regions/americas/colombia/`, `/whrd-alert-honduras-…`.

use std::collections::HashMap;

use super::evidence::Evidence;
use crate::model::{Country, Field};
use crate::refine::tag::context::{Context, Cue};
use crate::refine::tag::lexicon::{Languages, Lexicon, What};
use crate::refine::tag::words::Words;

/// What the path of a link states.
pub(super) fn link(link: &str, lexicon: &Lexicon, contexts: &HashMap<String, Context>) -> Vec<Evidence> {
    let path = link.split_once("://").map_or("", |(_, rest)| rest).split_once('/').map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or("");
    let mut evidence = Vec::new();
    for segment in path.split('/').filter(|segment| segment.len() > 3).take(12) {
        let words = Words::of(segment);
        let names = lexicon.find(&words, |_, sense| {
            sense.what == What::Name && sense.languages.meets(Languages::WIDE) && !sense.capitals
        });
        let count = words.tokens.len();
        for found in &names {
            let Some(country) = found.form.senses.iter().find_map(|sense| only(sense.what, &sense.countries)) else {
                continue;
            };
            let whole = found.first == 0 && found.last + 1 == count;
            // A label may have a word of its network in front: `whrd-alert-honduras`.
            let labelled = !found.form.person
                && found.first > 0
                && contexts.values().any(|context| {
                    let length = dashed(context, &words, found.first);
                    length > 0 && found.first - length < 2
                });
            let rule = if whole && segment.len() > 3 { "link-path" } else { "link-label" };
            if whole || labelled {
                let raw = words.raw(found.first, found.last);
                evidence.push(Evidence::stated(country, rule, raw, Field::Link, 10.0));
                break;
            }
        }
    }
    evidence
}

fn only(what: What, countries: &[Country]) -> Option<Country> {
    (what == What::Name).then(|| countries.first().copied()).flatten()
}

/// How many words before a token make a label, dashes parting them.
fn dashed(context: &Context, words: &Words<'_>, end: usize) -> usize {
    let spaced = (0..end).map(|token| words.folded(token)).collect::<Vec<_>>().join(" ");
    let label = Words::of(&spaced);
    (1..=end).rev().find(|length| context.at(&label, end - length, Cue::Lead) == *length).unwrap_or(0)
}
