//! Words around a name that tell whether it says where something happened.

use std::collections::HashMap;

use serde::Deserialize;

use super::lexicon::phrase;
use super::words::Words;

/// A row of `context.toml`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ContextRow {
    article: Vec<String>,
    place: Vec<String>,
    of: Vec<String>,
    motion: Vec<String>,
    office: Vec<String>,
    mission: Vec<String>,
    honour: Vec<String>,
    body: Vec<String>,
    tail: Vec<String>,
    lead: Vec<String>,
    kind: Vec<String>,
    power: Vec<String>,
    stranger: Vec<String>,
    abroad: Vec<String>,
    thing: Vec<String>,
}

/// What a word or phrase tells about the name beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cue {
    /// An article.
    Article,
    /// Comes before the place where something is.
    Place,
    /// Comes before the place whose part or possession something is: it may be a person's name as well.
    Of,
    /// Comes before the place to which.
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
    /// A kind of place, or an institution that belongs to one: `city of`, `province`, `police`.
    Kind,
    /// Who has power over people in a country: its police, courts, authorities.
    Power,
    /// Who is in another country than that of its people: refugees, migrants.
    Stranger,
    /// Before a country where something did not happen: `fled to`, `exile in`, `groups from`.
    Abroad,
    /// A thing called after a country: `china cups`, `cocina china`.
    Thing,
}

/// The cues of one language.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    phrases: Vec<(Vec<String>, Cue)>,
    /// First word → the phrases that begin with it.
    firsts: HashMap<String, Vec<usize>>,
    /// Last word → the phrases that end with it.
    lasts: HashMap<String, Vec<usize>>,
}

impl Context {
    /// The cues of a language. Nouns (offices, embassies, prizes …) of all others count too: titles mix languages, and
    /// these mean the same in each; small words do not.
    pub(super) fn new<'r>(row: &ContextRow, all: impl Iterator<Item = &'r ContextRow>) -> Self {
        let mut context = Self::default();
        context.add(Cue::Article, &row.article);
        context.add(Cue::Place, &row.place);
        context.add(Cue::Of, &row.of);
        context.add(Cue::Motion, &row.motion);
        for row in all {
            context.add(Cue::Office, &row.office);
            context.add(Cue::Mission, &row.mission);
            context.add(Cue::Honour, &row.honour);
            context.add(Cue::Body, &row.body);
            context.add(Cue::Tail, &row.tail);
            context.add(Cue::Lead, &row.lead);
            context.add(Cue::Kind, &row.kind);
            context.add(Cue::Power, &row.power);
            context.add(Cue::Stranger, &row.stranger);
            context.add(Cue::Abroad, &row.abroad);
            context.add(Cue::Thing, &row.thing);
        }
        context
    }

    fn add(&mut self, cue: Cue, list: &[String]) {
        for text in list {
            let words: Vec<String> = phrase(text).split(' ').map(str::to_owned).collect();
            let (first, last) = (words[0].clone(), words[words.len() - 1].clone());
            self.firsts.entry(first).or_default().push(self.phrases.len());
            self.lasts.entry(last).or_default().push(self.phrases.len());
            self.phrases.push((words, cue));
        }
    }

    /// How many words before `end` (exclusive) make a phrase of this cue; 0 for none. Only spaces may part them from
    /// one another and from what follows.
    pub(super) fn before(&self, words: &Words<'_>, end: usize, cue: Cue) -> usize {
        let Some(last) = end.checked_sub(1).filter(|_| spaced(words, end)) else { return 0 };
        let phrases = self.lasts.get(&words.tokens[last].folded);
        self.longest(words, phrases, cue, |length| end.checked_sub(length))
    }

    /// How many words from `start` make a phrase of this cue; 0 for none. Only spaces may part them from one another.
    pub(super) fn at(&self, words: &Words<'_>, start: usize, cue: Cue) -> usize {
        let Some(first) = words.tokens.get(start) else { return 0 };
        self.longest(words, self.firsts.get(&first.folded), cue, |_| Some(start))
    }

    fn longest(
        &self,
        words: &Words<'_>,
        phrases: Option<&Vec<usize>>,
        cue: Cue,
        start: impl Fn(usize) -> Option<usize>,
    ) -> usize {
        let stands = |phrase: &&Vec<String>| {
            start(phrase.len())
                .and_then(|start| words.tokens.get(start..start + phrase.len()).zip(Some(start)))
                .is_some_and(|(tokens, start)| {
                    tokens.iter().zip(phrase.iter()).all(|(token, word)| token.folded == *word)
                        && (start + 1..start + tokens.len()).all(|i| spaced(words, i))
                })
        };
        let known = phrases.into_iter().flatten().map(|place| &self.phrases[*place]);
        let fits = known.filter(|(_, known)| *known == cue).map(|(phrase, _)| phrase).filter(stands);
        fits.map(Vec::len).max().unwrap_or(0)
    }
}

/// Whether only blanks or an apostrophe stand before a token.
pub(super) fn spaced(words: &Words<'_>, token: usize) -> bool {
    words.gap(token).chars().all(|c| c.is_whitespace() || matches!(c, '\'' | '’'))
}
