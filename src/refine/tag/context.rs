//! Words around a name that tell whether it says where something happened.

use std::collections::HashMap;

use serde::Deserialize;

use super::lexicon::phrase;
use super::quick::Quick;
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
    /// Who is in another country than that of its people: refugees, migrants.
    Stranger,
    /// Before a country where something did not happen: `fled to`, `exile in`, `groups from`.
    Abroad,
    /// A thing called after a country: `china cups`, `cocina china`.
    Thing,
}

/// Some of the cues, a bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct CueSet(u32);

impl CueSet {
    pub(super) fn has(self, cue: Cue) -> bool {
        self.0 & (1 << cue as u32) != 0
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The cues of one language.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    phrases: Vec<(Vec<String>, Cue)>,
    /// First word → the phrases that begin with it.
    firsts: HashMap<String, Vec<usize>, Quick>,
    /// Last word → the phrases that end with it.
    lasts: HashMap<String, Vec<usize>, Quick>,
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
        let phrases = self.lasts.get(words.folded(last));
        self.longest(words, phrases, cue, |length| end.checked_sub(length))
    }

    /// All cues that end before `end` (exclusive), with what [`Context::before`] asks of blanks.
    pub(super) fn ending(&self, words: &Words<'_>, end: usize) -> CueSet {
        let Some(last) = end.checked_sub(1).filter(|_| spaced(words, end)) else { return CueSet::default() };
        let phrases = self.lasts.get(words.folded(last));
        self.all(words, phrases, |length| end.checked_sub(length))
    }

    /// All cues that begin at `start`.
    pub(super) fn starting(&self, words: &Words<'_>, start: usize) -> CueSet {
        if start >= words.tokens.len() {
            return CueSet::default();
        }
        self.all(words, self.firsts.get(words.folded(start)), |_| Some(start))
    }

    fn all(&self, words: &Words<'_>, phrases: Option<&Vec<usize>>, start: impl Fn(usize) -> Option<usize>) -> CueSet {
        let known = phrases.into_iter().flatten().map(|place| &self.phrases[*place]);
        let stands = known.filter(|(phrase, _)| start(phrase.len()).is_some_and(|start| stands(words, phrase, start)));
        CueSet(stands.fold(0, |set, (_, cue)| set | 1 << *cue as u32))
    }

    /// How many words from `start` make a phrase of this cue; 0 for none. Only spaces may part them from one another.
    pub(super) fn at(&self, words: &Words<'_>, start: usize, cue: Cue) -> usize {
        if start >= words.tokens.len() {
            return 0;
        }
        self.longest(words, self.firsts.get(words.folded(start)), cue, |_| Some(start))
    }

    fn longest(
        &self,
        words: &Words<'_>,
        phrases: Option<&Vec<usize>>,
        cue: Cue,
        start: impl Fn(usize) -> Option<usize>,
    ) -> usize {
        let known = phrases.into_iter().flatten().map(|place| &self.phrases[*place]);
        let fits = known.filter(|(_, known)| *known == cue).map(|(phrase, _)| phrase);
        let stands = fits.filter(|phrase| start(phrase.len()).is_some_and(|start| stands(words, phrase, start)));
        stands.map(Vec::len).max().unwrap_or(0)
    }
}

/// Whether a phrase stands at a token, blanks alone between its words.
fn stands(words: &Words<'_>, phrase: &[String], start: usize) -> bool {
    start + phrase.len() <= words.tokens.len()
        && phrase.iter().enumerate().all(|(at, word)| words.folded(start + at) == word)
        && (start + 1..start + phrase.len()).all(|i| spaced(words, i))
}

/// Whether only blanks or an apostrophe stand before a token.
pub(super) fn spaced(words: &Words<'_>, token: usize) -> bool {
    words.gap(token).chars().all(|c| c.is_whitespace() || matches!(c, '\'' | '’'))
}
