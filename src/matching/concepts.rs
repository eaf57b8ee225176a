//! What happened to whom, in words that many languages have: the vocabulary of the field as concepts
//! (`config/vocabularies/concepts.tsv`). Titles without a name meet across languages in these.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::spelling::{bare, forms};
use crate::model::fold;

/// One row for each concept: its name, its marks, then its words by language; `-` stands for any ending.
const VOCABULARY: &str = include_str!("../../config/vocabularies/concepts.tsv");
/// The languages of the columns, but for the last, which has words of all others.
const LANGUAGES: [&str; 5] = ["en", "es", "fr", "pt", "ar"];
/// Letters of the longest stem that is looked for.
const LONGEST: usize = 12;
/// Letters of the shortest stem.
const SHORTEST: usize = 3;
/// What an Arabic word may end in: whose it is, and how many.
const ENDINGS: [&str; 9] = ["هما", "ها", "هم", "هن", "ين", "ون", "ات", "ان", "ه"];
/// Letters that have to stay.
const ROOT: usize = 3;

/// Numbers of a set of concepts.
const WORDS: usize = 18;

/// The words of one language.
#[derive(Default)]
struct Column {
    /// Whole words and beginnings of words, folded.
    whole: HashMap<String, u16>,
    stems: HashMap<String, u16>,
    /// The first letters of those, by which most words are told to be none of them.
    begins: HashSet<String>,
}

struct Table {
    columns: Vec<Column>,
    names: HashMap<&'static str, u16>,
    /// What is done to people.
    acts: Concepts,
    /// Who somebody is.
    roles: Concepts,
    /// What half of all reports say.
    common: Concepts,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        columns: (0..=LANGUAGES.len()).map(|_| Column::default()).collect(),
        names: HashMap::new(),
        acts: Concepts::default(),
        roles: Concepts::default(),
        common: Concepts::default(),
    };
    for (place, row) in (0..).zip(VOCABULARY.lines()) {
        let mut fields = row.split('\t');
        table.names.insert(fields.next().unwrap_or_default(), place);
        let marks = fields.next().unwrap_or_default();
        for (mark, concepts) in [('!', &mut table.acts), ('w', &mut table.roles), ('c', &mut table.common)] {
            if marks.contains(mark) {
                concepts.insert(place);
            }
        }
        for (column, words) in table.columns.iter_mut().zip(fields) {
            for word in words.split(' ').filter(|word| !word.is_empty()) {
                match word.strip_suffix('-') {
                    Some(stem) => column.stems.entry(fold(stem)).or_insert(place),
                    None => column.whole.entry(fold(word)).or_insert(place),
                };
            }
        }
    }
    for column in &mut table.columns {
        column.begins = column.stems.keys().map(|stem| stem.chars().take(SHORTEST).collect()).collect();
    }
    table
});

/// The words of a language as concepts.
#[derive(Clone, Copy)]
pub(super) struct Language(Option<usize>);

impl Language {
    /// The language of a tag (RFC 5646); of one that has no column of its own, the words of all.
    pub(super) fn of(tag: Option<&str>) -> Self {
        let primary = tag.and_then(|tag| tag.split('-').next());
        Self(primary.and_then(|primary| LANGUAGES.iter().position(|known| *known == primary)))
    }

    /// The concept that a folded word stands for.
    pub(super) fn concept(self, word: &str) -> Option<u16> {
        let columns = &TABLE.columns;
        match self.0 {
            Some(column) => columns[column].concept(word),
            None => columns.last()?.concept(word).or_else(|| columns.iter().find_map(|column| column.concept(word))),
        }
    }

    /// The same of a word as it stands, or without what Arabic writes at either end of it.
    pub(super) fn of_word(self, word: &str) -> Option<u16> {
        forms(word).find_map(|form| self.concept(form)).or_else(|| {
            let bare = bare(word);
            let mut roots = ENDINGS.iter().filter_map(|ending| bare.strip_suffix(ending));
            roots.find(|root| root.chars().count() >= ROOT).and_then(|root| self.concept(root))
        })
    }
}

impl Column {
    fn concept(&self, word: &str) -> Option<u16> {
        if let Some(place) = self.whole.get(word) {
            return Some(*place);
        }
        let mut ends =
            word.char_indices().map(|(at, _)| at).chain([word.len()]).skip(SHORTEST).take(LONGEST - SHORTEST + 1);
        let first = ends.next().filter(|end| self.begins.contains(&word[..*end]))?;
        let ends: Vec<usize> = std::iter::once(first).chain(ends).collect();
        ends.into_iter().rev().find_map(|end| self.stems.get(&word[..end])).copied()
    }
}

/// True where a concept tells one report from another.
pub(super) fn is_telling(place: u16) -> bool {
    !TABLE.common.contains(place)
}

/// The place of a concept by its name in the vocabulary.
pub(super) fn named(name: &str) -> Option<u16> {
    TABLE.names.get(name).copied()
}

/// The concepts of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Concepts([u64; WORDS]);

impl Concepts {
    /// Of what each word of a text says.
    pub(super) fn of(said: &[Option<u16>]) -> Self {
        let mut all = Self::default();
        said.iter().flatten().for_each(|place| all.insert(*place));
        all
    }

    fn insert(&mut self, place: u16) {
        self.0[usize::from(place / 64)] |= 1 << (place % 64);
    }

    /// True where the text says it.
    pub(super) fn contains(&self, place: u16) -> bool {
        self.0[usize::from(place / 64)] & 1 << (place % 64) != 0
    }

    fn both(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    /// What both have in common: as a share of what the fewer words say, 0 to 1, and how much that is. What most reports
    /// say weighs half.
    pub(super) fn shared(&self, other: &Self) -> (f64, u32) {
        let (shared, fewer) = (self.both(other).weight(), self.weight().min(other.weight()));
        // A word or two are shared by chance.
        (f64::from(shared) / f64::from(fewer.max(4)), shared)
    }

    /// What of it is done to people.
    pub(super) fn acts(&self) -> Self {
        self.both(&TABLE.acts)
    }

    /// What it has, what most reports say last.
    pub(super) fn places(self) -> impl Iterator<Item = u16> {
        let all = (0..64 * WORDS as u16).filter(move |place| self.contains(*place));
        let common = |place: &u16| TABLE.common.contains(*place);
        all.clone().filter(move |place| !common(place)).chain(all.filter(common))
    }

    /// Who somebody is.
    pub(super) fn roles(&self) -> Self {
        self.both(&TABLE.roles)
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// True where both have something in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).any(|(one, other)| one & other != 0)
    }

    fn weight(&self) -> u32 {
        let count = |concepts: &Self| concepts.0.iter().map(|part| part.count_ones()).sum::<u32>();
        2 * count(self) - count(&self.both(&TABLE.common))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::fingerprint::words;

    fn of(language: &str, text: &str) -> Concepts {
        let words = words(text);
        let language = Language::of(Some(language));
        Concepts::of(&words.iter().map(|word| language.of_word(word)).collect::<Vec<_>>())
    }

    #[test]
    fn every_concept_has_a_place_and_a_name_of_its_own() {
        let rows = VOCABULARY.lines().count();
        assert!(rows <= 64 * WORDS, "{rows}");
        assert_eq!(TABLE.names.len(), rows);
        assert!(VOCABULARY.lines().all(|row| row.split('\t').count() == 3 + LANGUAGES.len()));
    }

    #[test]
    fn one_sentence_in_five_languages_says_the_same() {
        let said = [
            ("en", "Journalist sentenced to prison over a tweet that insulted the king"),
            ("es", "Condenan a prisión a un periodista por un tuit que insultaba al rey"),
            ("fr", "Un journaliste condamné à la prison pour un tweet insultant le roi"),
            ("pt", "Jornalista condenado à prisão por um tuíte que insultava o rei"),
            ("ar", "الحكم بالسجن على صحفي بسبب تغريدة اعتبرت إهانة للملك"),
        ];
        let english = of(said[0].0, said[0].1);
        for (language, other) in &said[1..] {
            let (share, weight) = english.shared(&of(language, other));
            assert!(share >= 0.7 && weight >= 6, "{other}: {share} {weight}");
        }
        assert!(english.shared(&of("en", "Police demolish a village school built by farmers")).0 < 0.2);
    }

    #[test]
    fn a_word_means_what_its_own_language_means_by_it() {
        let [english, french] = ["en", "fr"].map(|tag| Language::of(Some(tag)));
        assert_ne!(english.concept("son"), None);
        assert_eq!(french.concept("son"), None);
        assert_eq!(Language::of(Some("es")).of_word("juicio"), named("court"));
        assert_eq!(Language::of(Some("ar")).of_word("والصحفيين"), named("journalist"));
    }
}
