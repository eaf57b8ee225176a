//! Towns and provinces of the world in one compact automaton that is read where it lies: nothing is loaded.

use fst::Map;
use fst::raw::Output;

use crate::model::Country;
use crate::refine::tag::words::Words;

/// What a spelling may mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The countries with a place of that name, the one with the largest first; several leave it open.
    pub countries: Vec<Country>,
    /// A province, or a town of a hundred thousand people or more.
    pub known: bool,
    /// Also a common word.
    pub word: bool,
}

/// Spellings of places, by their folded words.
#[derive(Clone)]
pub struct Gazetteer(Map<&'static [u8]>);

/// Bits of a country's code in a value: three letters to the base of 26, and one more so that 0 is none.
const BITS: u32 = 15;

impl Gazetteer {
    /// Packs entries, sorted by folded spelling.
    ///
    /// # Errors
    /// When they are not sorted.
    pub fn pack(entries: impl IntoIterator<Item = (String, Entry)>) -> Result<Vec<u8>, fst::Error> {
        let values = entries.into_iter().map(|(name, entry)| (name, entry.value()));
        Ok(Map::from_iter(values)?.into_fst().into_inner())
    }

    /// How many spellings are known.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The longest spelling that the words from a token on make, with its last word. `first` stands in the place of the
    /// first word; nothing but blanks, hyphens and apostrophes may part the words.
    pub(in crate::refine::tag) fn longest(&self, words: &Words<'_>, at: usize, first: &str) -> Option<(usize, Entry)> {
        let fst = self.0.as_fst();
        let (mut node, mut output) = (fst.root(), Output::zero());
        let mut found = None;
        for last in at..words.tokens.len().min(at + 6) {
            let word = if last == at {
                first
            } else if words.gap(last).chars().all(|c| matches!(c, ' ' | '\u{a0}' | '-' | '\'' | '’' | '.' | '\u{200c}'))
            {
                words.folded(last)
            } else {
                break;
            };
            let space: &[u8] = if last == at { b"" } else { b" " };
            for byte in space.iter().chain(word.as_bytes()) {
                let Some(index) = node.find_input(*byte) else { return found };
                let step = node.transition(index);
                output = output.cat(step.out);
                node = fst.node(step.addr);
            }
            if node.is_final() {
                found = Some((last, Entry::of(output.cat(node.final_output()).value())));
            }
        }
        found
    }
}

impl Default for Gazetteer {
    /// The gazetteer as compiled in.
    fn default() -> Self {
        const PACKED: &[u8] = include_bytes!("../../../../config/vocabularies/gazetteer.fst");
        Self(Map::new(PACKED).expect("the gazetteer in the repository is whole"))
    }
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gazetteer({})", self.len())
    }
}

impl Entry {
    fn value(&self) -> u64 {
        let mut value = u64::from(self.known) | u64::from(self.word) << 1;
        for (place, country) in self.countries.iter().take(3).enumerate() {
            let code = country.as_str().bytes().fold(0, |code, letter| code * 26 + u64::from(letter - b'A'));
            value |= (code + 1) << (2 + BITS * place as u32);
        }
        value
    }

    fn of(value: u64) -> Self {
        let country = |place: u32| {
            let code = (value >> (2 + BITS * place) & ((1 << BITS) - 1)).checked_sub(1)?;
            let letters = [code / 676, code / 26 % 26, code % 26].map(|letter| char::from(b'A' + (letter % 26) as u8));
            Country::new(&String::from_iter(letters))
        };
        Self { countries: (0..3).filter_map(country).collect(), known: value & 1 > 0, word: value & 2 > 0 }
    }
}
