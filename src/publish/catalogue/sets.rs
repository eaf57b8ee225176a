//! Sets of terms, each kept once: a hundred thousand alerts are filed under some thousand different sets.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::Facets;
use crate::render::slice::Key;

/// A term under its key, as a number.
pub(super) type Symbol = u32;
/// A set of terms, as a number.
pub(super) type SetId = u32;

/// All terms and sets that were ever met.
#[derive(Default, Debug)]
pub(super) struct Sets {
    symbols: HashMap<(Key, Arc<str>), Symbol>,
    names: Vec<(Key, Arc<str>)>,
    numbers: HashMap<Arc<[Symbol]>, SetId>,
    members: Vec<Arc<[Symbol]>>,
}

impl Sets {
    /// The number of what an alert is filed under, but for its urgency and its case.
    pub(super) fn number(&mut self, facets: &Facets) -> SetId {
        let mut set = Vec::new();
        let mut put = |key, term: String| set.push(self.enter(key, term));
        facets.regions.iter().for_each(|term| put(Key::Region, term.to_string()));
        facets.countries.iter().for_each(|term| put(Key::Country, term.to_string()));
        facets.m49.iter().for_each(|term| put(Key::M49, term.to_string()));
        put(Key::Type, facets.kind.to_string());
        facets.themes.iter().for_each(|term| put(Key::Theme, term.to_string()));
        facets.languages.iter().for_each(|term| put(Key::Lang, term.clone()));
        facets.networks.iter().for_each(|term| put(Key::Network, term.to_string()));
        facets.sources.iter().for_each(|term| put(Key::Source, term.to_string()));
        set.sort_unstable();
        set.dedup();
        if let Some(&known) = self.numbers.get(set.as_slice()) {
            return known;
        }
        let (set, number): (Arc<[Symbol]>, _) = (set.into(), self.members.len() as SetId);
        self.members.push(Arc::clone(&set));
        self.numbers.insert(set, number);
        number
    }

    fn enter(&mut self, key: Key, term: String) -> Symbol {
        let name = (key, Arc::from(term));
        if let Some(&known) = self.symbols.get(&name) {
            return known;
        }
        let symbol = self.names.len() as Symbol;
        self.names.push(name.clone());
        self.symbols.insert(name, symbol);
        symbol
    }

    /// The number of a term, if any alert was ever filed under it.
    pub(super) fn symbol(&self, key: Key, term: &str) -> Option<Symbol> {
        self.symbols.get(&(key, Arc::from(term))).copied()
    }

    /// What a set holds, sorted.
    pub(super) fn members(&self, set: SetId) -> &[Symbol] {
        self.members.get(set as usize).map_or(&[], |set| set)
    }

    /// What a number stands for.
    pub(super) fn name(&self, symbol: Symbol) -> Option<(Key, &str)> {
        self.names.get(symbol as usize).map(|(key, term)| (*key, &**term))
    }

    /// Every term.
    pub(super) fn names(&self) -> impl ExactSizeIterator<Item = (Key, &str)> {
        self.names.iter().map(|(key, term)| (*key, &**term))
    }

    /// How many terms there are.
    pub(super) fn terms(&self) -> usize {
        self.names.len()
    }

    /// How many sets there are.
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }
}
