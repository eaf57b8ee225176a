//! What happened to whom, in words that many languages have: the vocabulary of the field as concepts. Titles without a
//! name meet across languages in these.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::vocabulary::{COMMON, TELLING};
use crate::model::fold;

/// Letters of the longest stem that is looked for.
const LONGEST: usize = 12;
/// Letters of the shortest stem.
const SHORTEST: usize = 3;

/// Words of a set of concepts.
const WORDS: usize = 5;

struct Table {
    /// Whole words and beginnings of words, folded.
    whole: HashMap<String, u16>,
    stems: HashMap<String, u16>,
    /// The first letters of those, by which most words are told to be none of them.
    begins: HashSet<String>,
    /// What is done to people.
    acts: Concepts,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table =
        Table { whole: HashMap::new(), stems: HashMap::new(), begins: HashSet::new(), acts: Concepts::default() };
    for (place, row) in COMMON.iter().chain(&TELLING).enumerate() {
        if row.starts_with('!') {
            table.acts.0[place / 64] |= 1 << (place % 64);
        }
        for word in row.trim_start_matches('!').split(' ') {
            match word.strip_suffix('-') {
                Some(stem) => table.stems.entry(fold(stem)).or_insert(place as u16),
                None => table.whole.entry(fold(word)).or_insert(place as u16),
            };
        }
    }
    table.begins = table.stems.keys().map(|stem| stem.chars().take(SHORTEST).collect()).collect();
    table
});

/// The concepts of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Concepts([u64; WORDS]);

impl Concepts {
    /// Of folded words.
    pub(super) fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut all = [0; WORDS];
        words.filter_map(concept).for_each(|place| all[usize::from(place / 64)] |= 1 << (place % 64));
        Self(all)
    }

    /// What both have in common: as a share of what the fewer words say, 0 to 1, and how much that is. What most reports
    /// say weighs half.
    pub(super) fn shared(self, other: Self) -> (f64, u32) {
        let both = Self(std::array::from_fn(|at| self.0[at] & other.0[at]));
        let (shared, fewer) = (both.weight(), self.weight().min(other.weight()));
        // A word or two are shared by chance.
        (f64::from(shared) / f64::from(fewer.max(4)), shared)
    }

    /// What of it is done to people.
    pub(super) fn acts(self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & TABLE.acts.0[at]))
    }

    pub(super) fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// True where both have something in common.
    pub(super) fn meets(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(one, other)| one & other != 0)
    }

    /// How much of it the other says too, 0 to 1; 0 where it says nothing.
    pub(super) fn within(self, other: Self) -> f64 {
        let both = Self(std::array::from_fn(|at| self.0[at] & other.0[at]));
        f64::from(both.weight()) / f64::from(self.weight().max(1))
    }

    fn weight(self) -> u32 {
        let common = (self.0[0] & ((1 << COMMON.len()) - 1)).count_ones();
        2 * self.0.iter().map(|part| part.count_ones()).sum::<u32>() - common
    }
}

/// Whether a folded word belongs to the vocabulary of the field, and so is nobody's name.
pub(super) fn is_concept(word: &str) -> bool {
    concept(word).is_some()
}

/// The concept that a folded word stands for, where it tells one report from another.
pub(super) fn telling(word: &str) -> Option<u16> {
    concept(word).filter(|place| usize::from(*place) >= COMMON.len())
}

/// The concept that a folded word stands for.
pub(super) fn concept(word: &str) -> Option<u16> {
    if let Some(place) = TABLE.whole.get(word) {
        return Some(*place);
    }
    let mut ends =
        word.char_indices().map(|(at, _)| at).chain([word.len()]).skip(SHORTEST).take(LONGEST - SHORTEST + 1);
    let first = ends.next().filter(|end| TABLE.begins.contains(&word[..*end]))?;
    let ends: Vec<usize> = std::iter::once(first).chain(ends).collect();
    ends.into_iter().rev().find_map(|end| TABLE.stems.get(&word[..end])).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::fingerprint::words;

    fn of(text: &str) -> Concepts {
        let words = words(text);
        Concepts::of(words.iter().map(String::as_str))
    }

    #[test]
    fn every_concept_has_a_place_of_its_own() {
        assert!(COMMON.len() + TELLING.len() <= 64 * WORDS && COMMON.len() < 64);
    }

    #[test]
    fn one_sentence_in_five_languages_says_the_same() {
        let said = [
            "Journalist sentenced to prison over a tweet that insulted the king",
            "Condenan a prisión a un periodista por un tuit que insultaba al rey",
            "Un journaliste condamné à la prison pour un tweet insultant le roi",
            "Jornalista condenado à prisão por um tuíte que insultava o rei",
            "الحكم بالسجن على صحفي بسبب تغريدة اعتبرت إهانة للملك",
        ];
        for other in &said[1..] {
            let (share, weight) = of(said[0]).shared(of(other));
            assert!(share >= 0.7 && weight >= 6, "{other}: {share} {weight}");
        }
        assert!(of(said[0]).shared(of("Police demolish a village school built by farmers")).0 < 0.2);
    }
}
