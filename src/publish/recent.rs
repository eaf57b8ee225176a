//! Things by name, in the order in which they were last asked for.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

/// Things that know when each was last asked for, so that those which nobody has asked for longest can be let go.
#[derive(Debug)]
pub(super) struct Recent<K, V> {
    kept: HashMap<K, (u64, V)>,
    /// When each was last asked for, oldest first.
    asked: BTreeMap<u64, K>,
    turn: u64,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self { kept: HashMap::new(), asked: BTreeMap::new(), turn: 0 }
    }
}

impl<K: Clone + Eq + Hash, V> Recent<K, V> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// One, without asking for it.
    pub(super) fn peek<Q: Eq + Hash + ?Sized>(&mut self, name: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.kept.get_mut(name).map(|(_, thing)| thing)
    }

    /// One, now asked for.
    pub(super) fn get<Q: Eq + Hash + ?Sized>(&mut self, name: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (asked, thing) = self.kept.get_mut(name)?;
        self.turn += 1;
        let name = self.asked.remove(asked)?;
        *asked = self.turn;
        self.asked.insert(self.turn, name);
        Some(thing)
    }

    /// Puts one in, as if asked for; what stood there before is given back.
    pub(super) fn put(&mut self, name: K, thing: V) -> Option<V> {
        self.turn += 1;
        let before = self.kept.insert(name.clone(), (self.turn, thing));
        self.asked.insert(self.turn, name);
        before.map(|(asked, thing)| {
            self.asked.remove(&asked);
            thing
        })
    }

    /// Takes one out.
    pub(super) fn remove<Q: Eq + Hash + ?Sized>(&mut self, name: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (asked, thing) = self.kept.remove(name)?;
        self.asked.remove(&asked);
        Some(thing)
    }

    /// Takes out the one that nobody has asked for longest.
    pub(super) fn pop(&mut self) -> Option<V> {
        let (_, oldest) = self.asked.pop_first()?;
        self.kept.remove(&oldest).map(|(_, thing)| thing)
    }

    /// All of them, those that were asked for last first.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = (&K, &V)> {
        self.asked.values().rev().filter_map(|name| Some((name, &self.kept.get(name)?.1)))
    }
}
