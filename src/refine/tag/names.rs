//! Files of names to the lexicon: countries, people, towns, places, and what is ambiguous among them.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use toml::Spanned;

use super::geography::Geography;
use super::lexicon::{Languages, Lexicon, Mark, What, phrase};
use super::place::Gazetteer;
use super::rows::{File, Rows};
use crate::model::Country;

/// Names, and on what they depend.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) lexicon: Lexicon,
    pub(super) gazetteer: Gazetteer,
    /// By language, the name of each country to be shown: the first one that is given.
    pub(super) shown: HashMap<String, BTreeMap<Country, String>>,
    /// Per place with a condition: the words of which one must stand in the text, folded.
    needs: Vec<Vec<String>>,
    /// Folded name → the country whose presence makes it mean nothing.
    yields: Vec<(String, Country)>,
}

/// A row of `places.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceRow {
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    needs: Vec<String>,
}

/// `ambiguous.toml`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Ambiguous {
    person: Vec<String>,
    word: Vec<String>,
    seat: Vec<String>,
    nothing: Vec<String>,
    open: Rows<OpenRow>,
    pairs: Rows<Vec<Spanned<String>>>,
    yields: Rows<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenRow {
    stated: Option<Spanned<String>>,
    running: Option<Spanned<String>>,
}

impl Names {
    /// Takes in `names.toml`, `names-cldr.toml` or `demonyms.toml`.
    pub(super) fn take_names(&mut self, file: &mut File<'_>, what: What, known: &Geography) {
        for (language, rows) in file.read::<Rows<Rows<Vec<String>>>>().0 {
            let Some(languages) = Languages::of(language.get_ref()) else {
                let message = format!(
                    "{:?} is no language of names; the known ones are {}",
                    language.get_ref(),
                    Languages::known()
                );
                file.fault(language.span().start, message);
                continue;
            };
            for (code, names) in rows.0 {
                let Some(country) = file.country(&code, known) else { continue };
                if let Some(first) = names.first().filter(|_| what == What::Name) {
                    let shown = self.shown.entry(language.get_ref().clone()).or_default();
                    shown.entry(country).or_insert_with(|| first.clone());
                }
                for name in names {
                    self.lexicon.add(&name, what, &[country], languages);
                }
            }
        }
    }

    /// Takes in `towns.toml`.
    pub(super) fn take_towns(&mut self, file: &mut File<'_>, known: &Geography) {
        for (code, names) in file.read::<Rows<Vec<String>>>().0 {
            let Some(country) = file.country(&code, known) else { continue };
            for name in names {
                self.lexicon.add(&name, What::Town, &[country], Languages::ALL);
            }
        }
    }

    /// Takes in `places.toml`.
    pub(super) fn take_places(&mut self, file: &mut File<'_>, known: &Geography) {
        for (code, places) in file.read::<Rows<Rows<PlaceRow>>>().0 {
            let Some(country) = file.country(&code, known) else { continue };
            for (name, row) in places.0 {
                let needs = if row.needs.is_empty() {
                    None
                } else {
                    self.needs.push(row.needs.iter().map(|text| phrase(text)).collect());
                    Some(self.needs.len() - 1)
                };
                for name in std::iter::once(name.get_ref()).chain(&row.also) {
                    self.lexicon.add(name, What::Place { needs }, &[country], Languages::ALL);
                }
            }
        }
    }

    /// Takes in `ambiguous.toml`.
    pub(super) fn take_ambiguous(&mut self, file: &mut File<'_>, known: &Geography) {
        let rows: Ambiguous = file.read();
        for (names, mark) in [(rows.person, Mark::Person), (rows.word, Mark::Word), (rows.seat, Mark::Seat)] {
            for name in names {
                self.lexicon.mark(&name, mark);
            }
        }
        for name in rows.nothing {
            self.lexicon.add(&name, What::Nothing, &[], Languages::ALL);
        }
        for (name, row) in rows.open.0 {
            let mut country = |code: Option<Spanned<String>>| code.and_then(|code| file.country(&code, known));
            let what = What::Open { stated: country(row.stated), running: country(row.running) };
            self.lexicon.add(name.get_ref(), what, &[], Languages::ALL);
        }
        for (name, codes) in rows.pairs.0 {
            let countries = file.countries(&codes, known);
            self.lexicon.add(name.get_ref(), What::Name, &countries, Languages::ALL);
        }
        for (name, code) in rows.yields.0 {
            self.yields.extend(file.country(&code, known).map(|country| (phrase(name.get_ref()), country)));
        }
    }

    /// Whether what a place needs stands in the texts. `has` looks a folded phrase up.
    pub(super) fn met(&self, needs: Option<usize>, has: impl Fn(&str) -> bool) -> bool {
        needs.and_then(|row| self.needs.get(row)).is_none_or(|words| words.iter().any(|word| has(word)))
    }

    /// The country before whose name a folded name means nothing.
    pub(super) fn yields_to(&self, name: &str) -> Option<Country> {
        self.yields.iter().find(|(yielding, _)| yielding == name).map(|(_, country)| *country)
    }
}
