//! The country that stands before the text: `COUNTRY / …`, `Country: …`, `[label] Country – …`, `Israel/OPT: …`.

use super::evidence::Evidence;
use super::passage::{AND, Passage};
use crate::model::{Country, Field};
use crate::refine::tag::context::Cue;
use crate::refine::tag::lexicon::{Found, What};

/// What the head of a title states.
#[derive(Default)]
pub(super) struct Head {
    /// The countries, in order.
    pub(super) evidence: Vec<Evidence>,
    /// The source's own wording of the place.
    pub(super) wording: Option<String>,
}

/// How much a country at the head of a title weighs.
const WEIGHT: f32 = 12.0;

/// Reads the head of a title.
pub(super) fn head(passage: &Passage<'_>) -> Head {
    let words = passage.words;
    let names = passage.lexicon.find(words, |found, sense| found.prefix == 0 && sense.what != What::Nothing);
    let mut at = 0;
    // Several labels may stand in front: `[Urgent] #Alert Statement | …`.
    for _ in 0..6 {
        if let Some(head) = stated(passage, &names, at) {
            return head;
        }
        match label(passage, at) {
            Some(next) => at = next,
            None => break,
        }
    }
    Head::default()
}

/// The words before the sign that sets the head of a title apart, whatever they are; labels in front are left out.
pub(super) fn wording<'a>(passage: &Passage<'a>) -> Option<&'a str> {
    let words = passage.words;
    let mut at = 0;
    for _ in 0..6 {
        let Some(next) = label(passage, at) else { break };
        at = next;
    }
    let last = (at..words.tokens.len().min(at + 8)).find(|i| closes(words.gap(i + 1)))?;
    Some(words.raw(at, last))
}

/// The head that begins at a token, if it is closed by a sign.
fn stated(passage: &Passage<'_>, names: &[Found<'_>], from: usize) -> Option<Head> {
    let words = passage.words;
    let mut at = from + article(passage, from);
    let mut countries: Vec<(Country, &str)> = Vec::new();
    let mut closed = false;
    while let Some(found) = names.iter().find(|found| found.first == at) {
        let Some(meant) = meaning(passage, found) else { break };
        let raw = words.raw(found.first, found.last);
        countries.extend(meant.into_iter().map(|country| (country, raw)));
        at = found.last + 1;
        let mut gap = words.gap(at);
        if gap.trim_start().starts_with('(') {
            at = (at..words.tokens.len()).find(|i| words.gap(i + 1).contains(')')).map_or(at, |i| i + 1);
            gap = words.gap(at);
        }
        closed = closes(gap) || at == words.tokens.len();
        let and = usize::from(at < words.tokens.len() && AND.contains(&words.folded(at)));
        let next = at + and + article(passage, at + and);
        if names.iter().any(|found| found.first == next)
            && (and == 1 || closed || gap.trim() == ",")
            && !gap.contains(':')
        {
            at = next;
        } else {
            break;
        }
    }
    if !closed || countries.is_empty() {
        return None;
    }
    let wording = words.raw(from, at - 1).to_owned();
    let evidence = countries
        .into_iter()
        .map(|(country, raw)| Evidence::stated(country, "title-prefix", raw, Field::Title, WEIGHT))
        .collect();
    Some(Head { evidence, wording: Some(wording) })
}

/// What a name means where the source states it, in whatever language.
pub(super) fn meaning(passage: &Passage<'_>, found: &Found<'_>) -> Option<Vec<Country>> {
    let raw = passage.words.raw(found.first, found.last);
    let small = raw.chars().next().is_some_and(char::is_lowercase);
    let open = found.form.senses.iter().find(|sense| matches!(sense.what, What::Open { .. }));
    let mut senses: Vec<_> = open.map_or_else(|| found.form.senses.iter().collect(), |open| vec![open]);
    senses.retain(|sense| found.form.fits(sense, raw));
    senses.sort_by_key(|sense| !sense.languages.meets(passage.languages));
    senses.into_iter().find_map(|sense| match sense.what {
        What::Name if !(small && sense.capital || sense.accent && raw.is_ascii()) => {
            let at_home = sense.languages.meets(passage.languages) || raw.chars().count() > 3;
            (at_home && !(sense.capitals && raw.chars().any(char::is_lowercase))).then(|| sense.countries.clone())
        }
        What::Open { stated: Some(country), .. } => Some(vec![country]),
        _ => None,
    })
}

fn article(passage: &Passage<'_>, at: usize) -> usize {
    passage.context.at(passage.words, at, Cue::Article)
}

/// Whether what follows a name sets it apart from the text.
fn closes(gap: &str) -> bool {
    let dash = gap.contains(" - ") || gap.contains(['–', '—', '‒', '―']);
    dash || gap.contains([':', '/', '|', '：', '·', '•', '»', '>', ';']) || gap.starts_with(". ")
}

/// Where the text goes on behind a label at a token: brackets, hashtags, `Urgent action:`.
fn label(passage: &Passage<'_>, at: usize) -> Option<usize> {
    let words = passage.words;
    let gap = words.gap(at);
    let (open, close) = if gap.contains('[') { ('[', ']') } else { ('(', ')') };
    if gap.contains(open) {
        return (at..words.tokens.len().min(at + 12)).find(|i| words.gap(i + 1).contains(close)).map(|i| i + 1);
    }
    if gap.ends_with('#') {
        return (at + 1 < words.tokens.len()).then_some(at + 1);
    }
    let length = passage.context.at(words, at, Cue::Lead);
    (length > 0 && at + length < words.tokens.len()).then_some(at + length)
}
