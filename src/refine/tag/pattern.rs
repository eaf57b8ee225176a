//! Patterns of words, found in one walk over a text whatever their number.
//!
//! A pattern is words with spaces between: `kill*` is every word that begins so, `his|her` either word, `la?` a word
//! that may be missing, `~` up to three words of any kind, `#` a year, `9` a number. In scripts without spaces every character is a word. A hit never leaves its sentence.

use super::trie::Lexicon;
use super::words::{Words, is_unspaced};
use crate::model::fold;

/// Most words that `~` stands for.
const GAP: usize = 3;
/// Arabic particles written in one with the word that follows, longest first; folded.
const PARTICLES: [&str; 16] =
    ["وبال", "ولل", "وال", "فال", "بال", "كال", "لل", "ال", "وب", "ول", "وس", "و", "ف", "ب", "ل", "س"];

/// Where a pattern was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Hit {
    /// Number of the pattern, in the order given.
    pub(super) pattern: usize,
    /// Its first word.
    pub(super) first: usize,
    /// Its last word.
    pub(super) last: usize,
}

/// Patterns made ready for search.
#[derive(Clone, Debug, Default)]
pub(super) struct Patterns {
    /// The words that occur in patterns.
    lexicon: Lexicon,
    elements: Vec<Vec<Element>>,
    /// For each word of the lexicon the patterns that begin with it.
    starts: Vec<Vec<usize>>,
}

#[derive(Clone, Debug)]
enum Element {
    /// Any of these words of the lexicon, sorted; whether it may be missing.
    Word(Vec<usize>, bool),
    Year,
    Number,
    Gap,
}

impl Patterns {
    /// Reads patterns; the error is the one that cannot be read, and why.
    pub(super) fn new(texts: &[&str]) -> Result<Self, (String, String)> {
        let parsed = texts.iter().map(|text| split(text).map_err(|why| ((*text).to_owned(), why)));
        let parsed: Result<Vec<Vec<&str>>, _> = parsed.collect();
        let parsed = parsed?;
        let words = parsed.iter().flatten().flat_map(|element| alternatives(element));
        let mut lexicon: Vec<(String, bool)> = words.collect();
        lexicon.sort_unstable();
        lexicon.dedup();
        let element = |text: &&str| match *text {
            "~" => Element::Gap,
            "#" => Element::Year,
            "9" => Element::Number,
            word => {
                let mut ids: Vec<usize> =
                    alternatives(word).filter_map(|word| lexicon.binary_search(&word).ok()).collect();
                ids.sort_unstable();
                Element::Word(ids, word.ends_with('?'))
            }
        };
        let patterns: Vec<Vec<Element>> = parsed.iter().map(|pattern| pattern.iter().map(element).collect()).collect();
        let mut starts = vec![Vec::new(); lexicon.len()];
        for (id, pattern) in patterns.iter().enumerate() {
            if let Some(Element::Word(words, _)) = pattern.first() {
                for &word in words {
                    starts[word].push(id);
                }
            }
        }
        Ok(Self { lexicon: Lexicon::new(&lexicon), elements: patterns, starts })
    }

    /// Whether a pattern can be read; the error says why not.
    pub(super) fn check(text: &str) -> Result<(), String> {
        split(text).map(|_| ())
    }

    /// Every hit in a text, by first word, longer ones first.
    pub(super) fn find(&self, words: &Words<'_>) -> Vec<Hit> {
        let mut known = Known::default();
        words.all_folded().for_each(|word| self.know(word, &mut known));
        let mut hits = Vec::new();
        for (first, token) in words.tokens.iter().enumerate() {
            let text = Text { words, known: &known, sentence: token.sentence };
            for &pattern in known.of(first).iter().flat_map(|&symbol| &self.starts[symbol]) {
                // Its first word is met, else it would not be among these.
                if let Some(end) = text.meets(&self.elements[pattern][1..], first + 1) {
                    hits.push(Hit { pattern, first, last: end - 1 });
                }
            }
        }
        hits.sort_unstable_by_key(|hit| (hit.first, std::cmp::Reverse(hit.last), hit.pattern));
        hits.dedup();
        hits
    }

    /// Adds the words of the lexicon that the next word of a text is.
    fn know(&self, word: &str, known: &mut Known) {
        self.lexicon.look_up(word, &mut known.symbols);
        if word.starts_with(|c| ('\u{620}'..'\u{64b}').contains(&c)) {
            for rest in PARTICLES.iter().filter_map(|particle| word.strip_prefix(particle)) {
                if rest.chars().count() > 2 {
                    self.lexicon.look_up(rest, &mut known.symbols);
                }
            }
        }
        known.ends.push(known.symbols.len());
    }
}

/// The words of the lexicon that the words of a text are.
#[derive(Default)]
struct Known {
    symbols: Vec<usize>,
    /// Per word of the text, where its own end.
    ends: Vec<usize>,
}

impl Known {
    fn of(&self, word: usize) -> &[usize] {
        let from = word.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.symbols[from..self.ends[word]]
    }
}

struct Text<'a> {
    words: &'a Words<'a>,
    known: &'a Known,
    sentence: u32,
}

impl Text<'_> {
    /// Where the pattern ends (behind its last word) when it begins at a word.
    fn meets(&self, pattern: &[Element], at: usize) -> Option<usize> {
        let Some((element, rest)) = pattern.split_first() else { return Some(at) };
        let stands = self.words.tokens.get(at).is_some_and(|token| token.sentence == self.sentence);
        let here = match element {
            Element::Gap => return (0..=GAP).find_map(|skip| self.meets(rest, at + skip)),
            Element::Word(words, optional) => {
                let met = stands && self.known.of(at).iter().any(|word| words.binary_search(word).is_ok());
                if !met && *optional {
                    return self.meets(rest, at);
                }
                met
            }
            Element::Year => stands && year(self.words.folded(at)).is_some(),
            Element::Number => stands && self.words.folded(at).bytes().all(|byte| byte.is_ascii_digit()),
        };
        if here { self.meets(rest, at + 1) } else { None }
    }
}

/// The year of the last or this century that a word is.
pub(super) fn year(word: &str) -> Option<i32> {
    let is_year = word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|b| b.is_ascii_digit());
    word.parse().ok().filter(|_| is_year)
}

/// The elements of a pattern, as written.
fn split(text: &str) -> Result<Vec<&str>, String> {
    let elements: Vec<&str> = text.split_whitespace().flat_map(parts).collect();
    let opens = elements.first().is_some_and(|first| !["~", "#", "9"].contains(first) && !first.ends_with('?'));
    if !opens || elements.last() == Some(&"~") {
        return Err(format!("{text:?} must begin and end with a word"));
    }
    for element in &elements {
        let plain = |word: &str| !word.is_empty() && word.chars().all(char::is_alphanumeric);
        if !["~", "#", "9"].contains(element)
            && !element.trim_end_matches('?').split('|').all(|word| plain(word.strip_suffix('*').unwrap_or(word)))
        {
            return Err(format!(
                "{element:?} in {text:?} is no word; hyphens and apostrophes part words, so write a space"
            ));
        }
    }
    Ok(elements)
}

/// An element as it is found in texts: where no spaces stand between words, every character is one.
fn parts(element: &str) -> Vec<&str> {
    if element.chars().all(is_unspaced) { element.split_inclusive(is_unspaced).collect() } else { vec![element] }
}

/// The words that an element admits, folded, and whether each is a stem.
fn alternatives(element: &str) -> impl Iterator<Item = (String, bool)> {
    let words = if ["~", "#", "9"].contains(&element) { "" } else { element.trim_end_matches('?') };
    words.split('|').filter(|word| !word.is_empty()).map(|word| match word.strip_suffix('*') {
        Some(stem) => (fold(stem), true),
        None => (fold(word), false),
    })
}

#[cfg(test)]
mod tests {
    use super::{Patterns, Words};

    fn found<'a>(pattern: &str, text: &'a str) -> Vec<&'a str> {
        let words = Words::of(text);
        Patterns::new(&[pattern]).unwrap().find(&words).iter().map(|hit| words.raw(hit.first, hit.last)).collect()
    }

    #[test]
    fn stems_alternatives_gaps_and_missing_words_are_understood() {
        assert_eq!(found("kill*", "Killed: two; killings; skill"), ["Killed", "killings"]);
        assert_eq!(found("attempt on his|her life", "an attempt on her life"), ["attempt on her life"]);
        assert_eq!(found("priva* de la? libertad", "privada de libertad, privado de la libertad").len(), 2);
        assert_eq!(
            found("must ~ released", "must be immediately released. Must we? Released."),
            ["must be immediately released"]
        );
        assert_eq!(found("in #", "in 2016, in 216"), ["in 2016"]);
    }

    #[test]
    fn arabic_particles_hide_no_word() {
        assert_eq!(found("افراج عن", "يجب الإفراج عن المدون وبالإفراج عن"), ["الإفراج عن", "وبالإفراج عن"]);
    }

    #[test]
    fn words_of_scripts_without_spaces_are_found() {
        assert_eq!(found("被 ~ 绑架", "律师被军人绑架"), ["被军人绑架"]);
        assert_eq!(found("失踪", "记者失踪"), ["失踪"]);
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in ["", "~ a", "a ~", "a|", "re-arrested", "l'eau", "*", "la? b"] {
            assert!(Patterns::new(&[text]).is_err(), "{text}");
        }
    }
}
