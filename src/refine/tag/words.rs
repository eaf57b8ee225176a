//! A text as folded words: what every vocabulary is matched against. Case, accents and the spelling habits of Arabic
//! and Persian keyboards are gone from the folded form; where each word stands in the text is kept.

use std::cell::OnceCell;

use chrono::NaiveDate;
use unicode_normalization::char::is_combining_mark;

use super::pattern::Hit;
use crate::model::{fold_char, is_folded_away};

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Where the word as [`crate::model::fold`] leaves it stands among the folded words, never empty.
    folded: (u32, u32),
    /// Where it begins in the text, in bytes.
    pub(super) start: usize,
    /// Where it ends in the text, in bytes.
    pub(super) end: usize,
    /// Which sentence it stands in, counted from 0.
    pub(super) sentence: u32,
}

/// A text and its words in order. Apostrophes and hyphens part words (`d'Haïti` is two, `Guinea-Bissau` too); in
/// scripts without spaces every character is a word, so that the same search finds names in them.
#[derive(Clone, Debug)]
pub(super) struct Words<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// Its words.
    pub(super) tokens: Vec<Token>,
    /// The folded words, one behind the other: a piece of memory for each would cost more than all else here.
    folded: String,
    /// Where patterns were found in it, once somebody has looked: several ask for the same.
    pub(super) hits: OnceCell<Vec<Hit>>,
    /// The day the text was published, where that is known: what year is past hangs on it.
    pub(super) published: Option<NaiveDate>,
}

impl<'a> Words<'a> {
    /// The words of a text.
    pub(super) fn of(text: &'a str) -> Self {
        let mut tokens = Vec::with_capacity(text.len() / 6 + 1);
        let mut sentence = 0;
        let mut open: Option<Token> = None;
        let mut folded = String::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            if !belongs(c, open.is_some()) {
                close(&mut open, &folded, &mut tokens);
                if !tokens.is_empty()
                    && ends_sentence(
                        c,
                        &text[at + c.len_utf8()..],
                        tokens.last().map(|last: &Token| last.word(&folded)),
                    )
                {
                    sentence += 1;
                }
                continue;
            }
            if is_unspaced(c) {
                close(&mut open, &folded, &mut tokens);
            }
            let token = open.get_or_insert_with(|| Token { folded: (place(&folded), 0), start: at, end: at, sentence });
            fold_char(c, &mut folded);
            token.end = at + c.len_utf8();
        }
        close(&mut open, &folded, &mut tokens);
        Self { text, tokens, folded, hits: OnceCell::new(), published: None }
    }

    /// The words of a text of which it is known when it was published.
    pub(super) fn dated(text: &'a str, published: Option<NaiveDate>) -> Self {
        Self { published, ..Self::of(text) }
    }

    /// A word as [`crate::model::fold`] leaves it, never empty.
    pub(super) fn folded(&self, token: usize) -> &str {
        self.tokens[token].word(&self.folded)
    }

    /// All words so, in order.
    pub(super) fn all_folded(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| token.word(&self.folded))
    }

    /// The words from one token up to and with another, as they stand in the text.
    pub(super) fn raw(&self, first: usize, last: usize) -> &'a str {
        match (self.tokens.get(first), self.tokens.get(last)) {
            (Some(from), Some(to)) if from.start <= to.end => &self.text[from.start..to.end],
            _ => "",
        }
    }

    /// What stands between a token and the one before it (or the beginning of the text).
    pub(super) fn gap(&self, token: usize) -> &'a str {
        let from = token.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(0, |before| before.end);
        let to = self.tokens.get(token).map_or(self.text.len(), |token| token.start);
        &self.text[from..to]
    }

    /// Whether a token is the first of its sentence.
    pub(super) fn opens_sentence(&self, token: usize) -> bool {
        token == 0 || self.tokens[token - 1].sentence != self.tokens[token].sentence
    }

    /// Whether a token begins with a capital letter.
    pub(super) fn is_capital(&self, token: usize) -> bool {
        self.raw(token, token).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether all letters of a token are capitals.
    pub(super) fn is_all_capitals(&self, token: usize) -> bool {
        let raw = self.raw(token, token);
        raw.chars().any(char::is_uppercase) && !raw.chars().any(char::is_lowercase)
    }
}

fn close(open: &mut Option<Token>, folded: &str, tokens: &mut Vec<Token>) {
    let token = open.take().map(|token| Token { folded: (token.folded.0, place(folded)), ..token });
    tokens.extend(token.filter(|token| token.folded.0 < token.folded.1));
}

/// How long the folded words are by now; texts are bounded far below what a number of 32 bits holds.
fn place(folded: &str) -> u32 {
    u32::try_from(folded.len()).unwrap_or(u32::MAX)
}

impl Token {
    fn word<'f>(&self, folded: &'f str) -> &'f str {
        folded.get(self.folded.0 as usize..self.folded.1 as usize).unwrap_or_default()
    }
}

/// Whether a character is part of a word; marks and joiners only inside one.
fn belongs(c: char, inside: bool) -> bool {
    c.is_ascii_alphanumeric()
        // The alphabets of most texts, before the tables of all others are asked.
        || matches!(c, 'ß'..='ö' | 'ø'..='ÿ' | 'ء'..='ي')
        || c.is_alphanumeric()
        || inside && (is_folded_away(c) || !c.is_ascii() && is_combining_mark(c))
}

/// Letters of scripts that put no space between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0e01..0x0e31 | 0x0e40..0x0e47 | 0x0e81..0x0eb1 | 0x0ec0..0x0ec7 | 0x1000..0x102b
        | 0x1780..0x17b4 | 0x3041..0x3100 | 0x3400..0xa000 | 0xf900..0xfb00 | 0x2_0000..0x3_2000)
}

/// Words before a full stop that is no end.
const ABBREVIATIONS: [&str; 28] = [
    "av", "col", "dr", "dra", "ee", "etc", "gen", "gov", "hon", "jr", "lic", "mlle", "mm", "mme", "mr", "mrs", "ms",
    "no", "prof", "rev", "sen", "sr", "sra", "srta", "st", "sta", "uu", "vs",
];

fn ends_sentence(c: char, rest: &str, before: Option<&str>) -> bool {
    match c {
        '!' | '?' | '…' | '؟' | '۔' | '。' | '！' | '？' | '।' | '\n' => true,
        '.' => {
            let spaced = rest.chars().next().is_none_or(char::is_whitespace);
            let goes_on = rest.trim_start().chars().next().is_some_and(char::is_lowercase);
            let short =
                before.is_some_and(|word| word.chars().nth(1).is_none() || ABBREVIATIONS.binary_search(&word).is_ok());
            spaced && !goes_on && !short
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        Words::of(text).all_folded().map(str::to_owned).collect()
    }

    #[test]
    fn accents_and_case_go_and_the_words_stay_where_they_stood() {
        let words = Words::of("¡Détention à Haïti!");
        assert_eq!(folded("¡Détention à Haïti!"), ["detention", "a", "haiti"]);
        assert_eq!(words.raw(2, 2), "Haïti");
        assert!(words.is_capital(2) && !words.is_capital(1));
        assert_eq!(words.gap(0), "¡");
    }

    #[test]
    fn arabic_and_persian_spellings_meet() {
        assert_eq!(folded("إيـران"), folded("ایران"));
        assert_eq!(folded("سُوريّة"), folded("سوريه"));
    }

    #[test]
    fn apostrophes_and_hyphens_part_words() {
        assert_eq!(folded("Côte d’Ivoire, Guinea-Bissau"), ["cote", "d", "ivoire", "guinea", "bissau"]);
    }

    #[test]
    fn characters_of_unspaced_scripts_are_words() {
        assert_eq!(folded("在中国 Tibet"), ["在", "中", "国", "tibet"]);
    }

    #[test]
    fn sentences_end_at_stops_that_are_ends() {
        let words = Words::of("Dr. Nadir was held. No lawyer came! EE. UU. knows 3.5 facts");
        let sentences: Vec<_> = words.tokens.iter().map(|token| token.sentence).collect();
        assert_eq!(sentences, [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
    }

    #[test]
    fn abbreviations_are_sorted() {
        assert!(ABBREVIATIONS.is_sorted());
    }
}
