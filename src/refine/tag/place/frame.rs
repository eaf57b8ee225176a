//! What stands around the body of a text and is no evidence: the desk's dateline before it, signatures and links to
//! other texts after it.

use super::passage::Passage;
use crate::refine::tag::context::Cue;
use crate::refine::tag::lexicon::What;
use crate::refine::tag::words::Words;

/// The tokens of a text's body, between dateline and tail.
pub(super) fn body(passage: &Passage<'_>) -> std::ops::Range<usize> {
    let from = dateline(passage);
    from..tail(passage, from)
}

/// The first sentence of a body.
pub(super) fn lead(words: &Words<'_>, body: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let first = words.tokens.get(body.start).map(|token| token.sentence);
    let end = body.clone().find(|i| Some(words.tokens[*i].sentence) != first);
    body.start..end.unwrap_or(body.end)
}

/// The first token behind a dateline (`Istanbul, May 17, 2024—`), 0 where there is none.
fn dateline(passage: &Passage<'_>) -> usize {
    let words = passage.words;
    let has_number = |end: usize| (0..end).any(|token| words.folded(token).starts_with(|c: char| c.is_ascii_digit()));
    for end in 1..words.tokens.len().min(14) {
        if words.tokens[end].sentence > 0 {
            let dated = end < 11 && has_number(end) && words.text[..words.tokens[end].start].contains(',');
            return if dated && words.is_capital(0) { end } else { 0 };
        }
        let gap = words.gap(end);
        if !(gap.contains(['—', '–', '―']) || gap.contains(" - ") || gap.contains("--")) {
            continue;
        }
        let named = (0..end).all(|i| words.is_capital(i) || words.folded(i).chars().count() < 4);
        let is_dateline = words.is_capital(0) && (has_number(end) || named && end < 7);
        return if is_dateline && !is_country(passage, end) { end } else { 0 };
    }
    0
}

/// Whether the first words are the name of a country and nothing else: then it is said what the text is about.
fn is_country(passage: &Passage<'_>, end: usize) -> bool {
    passage.names().first().is_some_and(|name| name.first == 0 && name.last + 1 == end && name.what == What::Name)
}

/// Where signatures and the like begin.
fn tail(passage: &Passage<'_>, from: usize) -> usize {
    let words = passage.words;
    let half = from.max(words.tokens.len() / 3);
    (half..words.tokens.len())
        .find(|i| opens(words, *i) && passage.context.at(words, *i, Cue::Tail) > 0)
        .unwrap_or(words.tokens.len())
}

fn opens(words: &Words<'_>, token: usize) -> bool {
    token > 0
        && (words.tokens[token - 1].sentence < words.tokens[token].sentence
            || words.gap(token).contains([':', '[', '|', '•', '*']))
}
