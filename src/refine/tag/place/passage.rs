//! A text in which names are looked for: its words, its language, the way it uses capitals.

use std::cell::OnceCell;

use super::gazetteer::Gazetteer;
use super::name::Name;
use crate::model::Country;
use crate::refine::tag::context::{Context, Cue};
use crate::refine::tag::lexicon::{Found, Languages, Lexicon, Sense, What, bare};
use crate::refine::tag::names::Names;
use crate::refine::tag::words::Words;

/// A text with what is needed to read names in it.
pub(super) struct Passage<'a> {
    pub(super) words: &'a Words<'a>,
    pub(super) lexicon: &'a Lexicon,
    gazetteer: &'a Gazetteer,
    pub(super) context: &'a Context,
    /// The languages whose names count.
    pub(super) languages: Languages,
    /// Adjectives of countries are written small here, so that a capital makes them a surname.
    pub(super) small_adjectives: bool,
    /// Most long words have a capital: capitals tell nothing.
    pub(super) title_case: bool,
    /// Nearly everything is in capitals.
    pub(super) shouting: bool,
    names: OnceCell<Vec<Name<'a>>>,
}

impl<'a> Passage<'a> {
    pub(super) fn new(
        words: &'a Words<'a>,
        names: &'a Names,
        context: &'a Context,
        language: Option<&str>,
        sure: bool,
    ) -> Self {
        let long: Vec<usize> =
            (1..words.tokens.len().min(60)).filter(|i| words.folded(*i).chars().count() > 3).collect();
        let share = |test: &dyn Fn(usize) -> bool| {
            !long.is_empty() && long.iter().filter(|i| test(**i)).count() * 10 > long.len() * 6
        };
        Self {
            words,
            lexicon: &names.lexicon,
            gazetteer: &names.gazetteer,
            context,
            languages: reading(language.filter(|_| sure)),
            small_adjectives: sure && matches!(language, Some("es" | "pt" | "it" | "ca")),
            title_case: long.len() > 2 && share(&|i| words.is_capital(i)),
            shouting: long.len() > 2 && share(&|i| words.is_all_capitals(i)),
            names: OnceCell::new(),
        }
    }

    /// The names in running text that count where they stand, with their first meaning; of the lexicon and of the
    /// gazetteer the longer one, the lexicon's where both are as long.
    pub(super) fn names(&self) -> &[Name<'a>] {
        self.names.get_or_init(|| {
            let mut names: Vec<Name<'a>> = Vec::new();
            let found = self.lexicon.find(self.words, |found, sense| self.admits(found, sense));
            let mut found = found.into_iter().peekable();
            let mut at = 0;
            while at < self.words.tokens.len() {
                while found.next_if(|found| found.first < at).is_some() {}
                let here = found.peek().filter(|found| found.first == at).copied();
                let listed = self.listed(at).filter(|name| here.is_none_or(|here| name.last > here.last));
                let name = listed.or_else(|| here.and_then(|here| self.named(&here)));
                at = name.as_ref().map_or(at, |name| name.last) + 1;
                names.extend(name);
            }
            names
        })
    }

    fn named(&self, found: &Found<'a>) -> Option<Name<'a>> {
        Some(Name::of(self.words, found, self.meaning(found)?))
    }

    /// The place of the gazetteer that begins at a token. Where letters have no capitals it must be said to be a place.
    fn listed(&self, at: usize) -> Option<Name<'a>> {
        let words = self.words;
        let first = words.folded(at);
        // `مدينة` is a city far oftener than Medina.
        let is_kind = |last: usize| last == at && self.context.starting(words, at).has(Cue::Kind);
        if words.is_capital(at) {
            let (last, entry) = self.gazetteer.longest(words, at, first)?;
            // `San Cristóbal`, not `San cristóbal`: its last word has a capital too.
            if !words.is_capital(last) || is_kind(last) {
                return None;
            }
            let mut name = Name::listed(words, at, last, 0, entry);
            if let Some(form) = self.lexicon.form_of(words, at, last) {
                name.word |= form.person | form.word;
                name.seat = form.seat;
            }
            return Some(name);
        }
        if !first.starts_with(|c: char| u32::from(c) > 0x600) {
            return None;
        }
        let before = self.context.ending(words, at);
        let told = before.has(Cue::Place) || before.has(Cue::Kind) || at == 0 || first.starts_with('ب');
        let found = |stem: &str| {
            self.gazetteer.longest(words, at, stem).map(|found| (found, first.len().saturating_sub(stem.len())))
        };
        let ((last, entry), prefix) = told
            .then(|| found(first).or_else(|| bare(first).find_map(|stem| found(&stem))))
            .flatten()
            .filter(|((last, _), _)| !is_kind(*last))?;
        Some(Name::listed(words, at, last, prefix.min(first.len()), entry))
    }

    fn meaning(&self, found: &Found<'a>) -> Option<&'a Sense> {
        found.form.senses.iter().filter(|sense| self.admits(found, sense)).min_by_key(|sense| sense.what)
    }

    fn admits(&self, found: &Found<'_>, sense: &Sense) -> bool {
        let raw = self.words.raw(found.first, found.last);
        if sense.stated_only || sense.capitals && (self.shouting || raw.chars().any(char::is_lowercase)) {
            return false;
        }
        if sense.accent && raw.is_ascii() || !found.form.fits(sense, raw) {
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
            What::Town | What::Place { .. } | What::Listed { .. } => !unfit,
        }
    }

    /// Whether the gazetteer has the words as a town in a country.
    pub(super) fn is_town_of(&self, first: usize, last: usize, country: Country) -> bool {
        let listed = self.gazetteer.longest(self.words, first, self.words.folded(first));
        listed.is_some_and(|(end, entry)| end == last && entry.countries.contains(&country))
    }

    /// Whether a token begins a sentence or something like one.
    pub(super) fn opens(&self, token: usize) -> bool {
        token == 0
            || self.words.tokens[token - 1].sentence != self.words.tokens[token].sentence
            || self.words.gap(token).contains([':', '"', '“', '«', '/', '|', '(', '[', '#', '—', '–'])
    }

    /// Whether two names stand in one list: only a comma or a small word like *and* between them.
    pub(super) fn lists(&self, last: usize, first: usize) -> bool {
        let gap = |token: usize| self.words.gap(token).trim();
        match first.checked_sub(last) {
            Some(1) => matches!(gap(first), "," | "،" | "&"),
            Some(2) => AND.contains(&self.words.folded(last + 1)) && gap(first).is_empty(),
            _ => false,
        }
    }

    /// Whether nothing but a space stands before a token.
    pub(super) fn hugs(&self, token: usize) -> bool {
        token < self.words.tokens.len() && self.words.gap(token).chars().all(char::is_whitespace)
    }
}

/// Small words between two names.
pub(super) const AND: [&str; 7] = ["and", "y", "e", "et", "und", "و", "и"];

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
