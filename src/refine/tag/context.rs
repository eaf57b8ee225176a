//! Words around a name that tell whether it says where something happened.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::lexicon::phrase;
use super::words::Words;

/// A row of `context.toml`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ContextRow {
    article: Vec<String>,
    place: Vec<String>,
    motion: Vec<String>,
    office: Vec<String>,
    mission: Vec<String>,
    honour: Vec<String>,
    body: Vec<String>,
    tail: Vec<String>,
    lead: Vec<String>,
}

/// What a word or phrase tells about the name beside it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Cue {
    /// An article.
    Article,
    /// Comes before the place where something is.
    Place,
    /// Comes before the place from or to which.
    Motion,
    /// An institution of a state, which may act abroad.
    Office,
    /// An embassy.
    Mission,
    /// A prize, or who gives it.
    Honour,
    /// An organisation with a country in its name.
    Body,
    /// Begins what is no evidence.
    Tail,
    /// May stand before the country at the head of a title.
    Lead,
}

/// The longest phrase looked at, in words.
const LONGEST: usize = 5;

/// The cues of one language.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    phrases: HashMap<String, HashSet<Cue>>,
}

impl Context {
    /// The cues of a language. Nouns (offices, embassies, prizes …) of all others count too: titles mix languages, and
    /// these mean the same in each; small words do not.
    pub(super) fn new<'r>(row: &ContextRow, all: impl Iterator<Item = &'r ContextRow>) -> Self {
        let mut phrases: HashMap<String, HashSet<Cue>> = HashMap::new();
        let mut add = |cue, list: &[String]| {
            list.iter().for_each(|text| _ = phrases.entry(phrase(text)).or_default().insert(cue));
        };
        add(Cue::Article, &row.article);
        add(Cue::Place, &row.place);
        add(Cue::Motion, &row.motion);
        for row in all {
            add(Cue::Office, &row.office);
            add(Cue::Mission, &row.mission);
            add(Cue::Honour, &row.honour);
            add(Cue::Body, &row.body);
            add(Cue::Tail, &row.tail);
            add(Cue::Lead, &row.lead);
        }
        Self { phrases }
    }

    /// How many words before `end` (exclusive) make a phrase of this cue; 0 for none. Only spaces may part them from
    /// one another and from what follows.
    pub(super) fn before(&self, words: &Words<'_>, end: usize, cue: Cue) -> usize {
        (1..=LONGEST.min(end))
            .rev()
            .find(|length| {
                self.holds(words, end - length, *length, cue) && (end - length + 1..=end).all(|i| spaced(words, i))
            })
            .unwrap_or(0)
    }

    /// How many words from `start` make a phrase of this cue; 0 for none. Only spaces may part them from one another.
    pub(super) fn at(&self, words: &Words<'_>, start: usize, cue: Cue) -> usize {
        (1..=LONGEST.min(words.tokens.len().saturating_sub(start)))
            .rev()
            .find(|length| {
                self.holds(words, start, *length, cue) && (start + 1..start + length).all(|i| spaced(words, i))
            })
            .unwrap_or(0)
    }

    fn holds(&self, words: &Words<'_>, start: usize, length: usize, cue: Cue) -> bool {
        let tokens = &words.tokens[start..start + length];
        let known = if let [token] = tokens {
            self.phrases.get(&token.folded)
        } else {
            let joined: Vec<&str> = tokens.iter().map(|token| token.folded.as_str()).collect();
            self.phrases.get(&joined.join(" "))
        };
        known.is_some_and(|cues| cues.contains(&cue))
    }
}

/// Whether only blanks or an apostrophe stand before a token.
pub(super) fn spaced(words: &Words<'_>, token: usize) -> bool {
    words.gap(token).chars().all(|c| c.is_whitespace() || matches!(c, '\'' | '’'))
}
