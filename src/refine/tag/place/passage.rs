//! A text in which names are looked for: its words, its language, the way it uses capitals.

use std::cell::OnceCell;

use crate::refine::tag::context::{Context, Cue};
use crate::refine::tag::lexicon::{Found, Languages, Lexicon, Sense, What};
use crate::refine::tag::words::Words;

/// A text with what is needed to read names in it.
pub(super) struct Passage<'a> {
    pub(super) words: &'a Words<'a>,
    pub(super) lexicon: &'a Lexicon,
    pub(super) context: &'a Context,
    /// The languages whose names count.
    pub(super) languages: Languages,
    /// Adjectives of countries are written small here, so that a capital makes them a surname.
    pub(super) small_adjectives: bool,
    /// Most long words have a capital: capitals tell nothing.
    pub(super) title_case: bool,
    /// Nearly everything is in capitals.
    pub(super) shouting: bool,
    names: OnceCell<Vec<(Found<'a>, &'a Sense)>>,
}

impl<'a> Passage<'a> {
    pub(super) fn new(
        words: &'a Words<'a>,
        lexicon: &'a Lexicon,
        context: &'a Context,
        language: Option<&str>,
        sure: bool,
    ) -> Self {
        let long: Vec<usize> =
            (1..words.tokens.len().min(60)).filter(|i| words.tokens[*i].folded.chars().count() > 3).collect();
        let share = |test: &dyn Fn(usize) -> bool| {
            !long.is_empty() && long.iter().filter(|i| test(**i)).count() * 10 > long.len() * 6
        };
        Self {
            words,
            lexicon,
            context,
            languages: reading(language.filter(|_| sure)),
            small_adjectives: sure && matches!(language, Some("es" | "pt" | "it" | "ca")),
            title_case: long.len() > 2 && share(&|i| words.is_capital(i)),
            shouting: long.len() > 2 && share(&|i| words.is_all_capitals(i)),
            names: OnceCell::new(),
        }
    }

    /// The names in running text that count where they stand, with their first meaning.
    pub(super) fn names(&self) -> &[(Found<'a>, &'a Sense)] {
        self.names.get_or_init(|| {
            let found = self.lexicon.find(self.words, |found, sense| self.admits(found, sense));
            found.into_iter().filter_map(|found| Some((found, self.meaning(&found)?))).collect()
        })
    }

    fn meaning(&self, found: &Found<'a>) -> Option<&'a Sense> {
        found.form.senses.iter().filter(|sense| self.admits(found, sense)).min_by_key(|sense| sense.what)
    }

    fn admits(&self, found: &Found<'_>, sense: &Sense) -> bool {
        let raw = self.words.raw(found.first, found.last);
        if sense.stated_only || sense.capitals && (self.shouting || raw.chars().any(char::is_lowercase)) {
            return false;
        }
        if sense.accent && raw.is_ascii() {
            return false;
        }
        let small = raw.chars().next().is_some_and(char::is_lowercase);
        let unfit = sense.capital && small;
        let at_home = sense.languages.meets(self.languages);
        match sense.what {
            What::Nothing | What::Open { .. } => true,
            What::Name => {
                // Names of the great languages are known beyond them, where they cannot be another word.
                let abroad = sense.languages.meets(Languages::WIDE) && raw.chars().count() > 4 && !found.form.person;
                // `La Réunion`, not `La reunión`.
                let articled = found.last > found.first && self.context.at(self.words, found.first, Cue::Article) == 1;
                !unfit
                    && (!articled || self.words.is_capital(found.first + 1))
                    && (at_home || abroad && !found.form.word)
            }
            What::Demonym => {
                let foreign = small && sense.languages == Languages::ENGLISH;
                let surname = self.small_adjectives && !small && !self.opens(found.first) && !self.title_case;
                at_home && !foreign && !surname
            }
            What::Town | What::Place { .. } => !unfit,
        }
    }

    /// Whether a token begins a sentence or something like one.
    pub(super) fn opens(&self, token: usize) -> bool {
        token == 0
            || self.words.tokens[token - 1].sentence != self.words.tokens[token].sentence
            || self.words.gap(token).contains([':', '"', '“', '«', '/', '|', '(', '[', '#', '—', '–'])
    }

    /// Whether nothing but a space stands before a token.
    pub(super) fn hugs(&self, token: usize) -> bool {
        token < self.words.tokens.len() && self.words.gap(token).chars().all(char::is_whitespace)
    }
}

/// The languages whose names count in a text of a language.
fn reading(language: Option<&str>) -> Languages {
    match language {
        None => Languages::ALL,
        Some("be" | "bg" | "kk" | "sr" | "uk") => Languages::of("ru").unwrap_or_default(),
        Some("ckb" | "ps" | "ur") => Languages::of("fa").unwrap_or_default(),
        Some("ca" | "gl") => Languages::of("es").unwrap_or_default(),
        Some(code) => Languages::of(code).unwrap_or(Languages::WIDE),
    }
}
