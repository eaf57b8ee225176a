//! What may be asked for: everything that the vocabularies and the configuration know, stored or not.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::parse::{BadQuery, Key};
use crate::model::{
    AlertId, Country, Directory, Kind, Labels, M49, NetworkId, RegionId, Slice, SourceId, Theme, Urgency,
};

/// Every term that a filter may name, under its spelling in small letters.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Terms {
    regions: BTreeMap<String, RegionId>,
    countries: BTreeMap<String, Country>,
    m49: BTreeMap<String, M49>,
    themes: BTreeMap<String, Theme>,
    languages: BTreeMap<String, String>,
    networks: BTreeMap<String, NetworkId>,
    sources: BTreeMap<String, SourceId>,
}

impl Terms {
    /// The terms of a vocabulary, of what is configured, and of languages by their primary subtags.
    pub fn new(labels: &Labels, directory: &Directory, languages: impl IntoIterator<Item = String>) -> Self {
        Self {
            regions: spelled(labels.regions.keys().cloned()),
            countries: spelled(labels.countries.keys().copied()),
            m49: spelled(labels.m49.keys().copied()),
            themes: spelled(labels.themes.keys().cloned()),
            languages: spelled(languages),
            networks: spelled(directory.networks.keys().cloned()),
            sources: spelled(directory.sources.keys().cloned()),
        }
    }

    /// These terms, and others that alerts are filed under though nothing configured or compiled in knows them any more:
    /// a network that is read no longer, a language that only a source's markup names.
    pub fn with<'a>(&self, stored: impl IntoIterator<Item = (Key, &'a str)>) -> Self {
        let mut terms = self.clone();
        for (key, term) in stored {
            let (lower, term) = (term.to_lowercase(), term.to_owned());
            match key {
                Key::Region => _ = terms.regions.entry(lower).or_insert(RegionId(term)),
                Key::Theme => _ = terms.themes.entry(lower).or_insert(Theme(term)),
                Key::Lang => _ = terms.languages.entry(lower).or_insert(term),
                Key::Network => _ = terms.networks.entry(lower).or_insert(NetworkId(term)),
                Key::Source => _ = terms.sources.entry(lower).or_insert(SourceId(term)),
                // Codes of closed lists: one that the list has lost means nothing.
                _ => {}
            }
        }
        terms
    }

    /// Every known language.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.values().map(String::as_str)
    }

    /// All that may be written for a key; empty for cases, which have no list.
    pub fn allowed(&self, key: Key) -> Vec<String> {
        fn all<T: Display>(terms: &BTreeMap<String, T>) -> Vec<String> {
            terms.values().map(T::to_string).collect()
        }
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        match key {
            Key::Region => all(&self.regions),
            Key::Country => all(&self.countries),
            Key::M49 => all(&self.m49),
            Key::Urgency => Urgency::ALL.map(|urgency| urgency.to_string()).to_vec(),
            Key::Type => Kind::ALL.map(|kind| kind.to_string()).to_vec(),
            Key::Theme => all(&self.themes),
            Key::Lang | Key::Prefer => all(&self.languages),
            Key::Network => all(&self.networks),
            Key::Source => all(&self.sources),
            Key::Case => Vec::new(),
            Key::Active => words(&["1", "0"]),
            Key::Versions => words(&["all"]),
        }
    }

    /// The slice of one term; `None` where nobody knows it.
    pub fn single(&self, key: Key, term: &str) -> Option<Slice> {
        let mut slice = Slice::default();
        self.put(&mut slice, key, term).ok().map(|()| slice)
    }

    /// Adds one term to a slice, in any case of letters. Lists are left as they are said: see [`Slice`] for their order.
    ///
    /// # Errors
    /// When nobody knows the term; the error lists what may be written.
    pub(super) fn put(&self, slice: &mut Slice, key: Key, term: &str) -> Result<(), BadQuery> {
        let lower = term.to_lowercase();
        let filter = &mut slice.filter;
        let put = match key {
            Key::Region => put(&mut filter.regions, self.regions.get(&lower)),
            Key::Country => put(&mut filter.countries, self.countries.get(&lower)),
            Key::M49 => put(&mut filter.m49, self.m49.get(&lower)),
            Key::Urgency => put(&mut filter.urgencies, Urgency::ALL.iter().find(|known| known.term() == lower)),
            Key::Type => put(&mut filter.kinds, Kind::ALL.iter().find(|known| known.term() == lower)),
            Key::Theme => put(&mut filter.themes, self.themes.get(&lower)),
            Key::Lang => put(&mut filter.languages, self.languages.get(&lower)),
            Key::Prefer => put(&mut slice.prefer, self.languages.get(&lower)),
            Key::Network => put(&mut filter.networks, self.networks.get(&lower)),
            Key::Source => put(&mut filter.sources, self.sources.get(&lower)),
            Key::Case => put(&mut filter.cases, lower.parse::<AlertId>().ok().as_ref()),
            Key::Active => flag(&lower).map(|flag| slice.active |= flag),
            Key::Versions => (lower == "all").then(|| slice.versions = true),
        };
        put.ok_or_else(|| BadQuery::term(key, term, self.allowed(key)))
    }
}

fn spelled<T: Display>(terms: impl IntoIterator<Item = T>) -> BTreeMap<String, T> {
    terms.into_iter().map(|term| (term.to_string().to_lowercase(), term)).collect()
}

fn put<T: Clone>(list: &mut Vec<T>, term: Option<&T>) -> Option<()> {
    list.push(term?.clone());
    Some(())
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "1" | "true" | "yes" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
}
