//! A text cut into numbers, words and marks, with digits of all scripts folded and words made comparable.

use crate::model::fold;

/// What a token is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A run of digits, its ordinal ending (`st`, `er`, `º`) swallowed.
    Number {
        /// Its value; beyond eight digits, meaningless.
        value: u32,
        /// How many digits it was written with.
        digits: u8,
        /// True where it was written with the digits of Persian and Urdu (۱۲۳).
        persian: bool,
    },
    /// A word, folded (see [`fold`]).
    Word(String),
    /// Anything else that is not white space.
    Mark(char),
}

/// How a word is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Letters {
    /// It begins with a small letter.
    Small,
    /// It begins with a capital.
    Capital,
    /// Two capitals or more, and nothing else.
    Capitals,
    /// Its script has no case, or it is no word.
    Caseless,
}

/// A piece of a text.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it begins (bytes).
    pub(super) start: usize,
    /// Where it ends (bytes).
    pub(super) end: usize,
    /// True where white space, or the beginning of the text, precedes it.
    pub(super) spaced: bool,
    /// True where a line begins with it.
    pub(super) line: bool,
    /// How it is written.
    pub(super) letters: Letters,
}

impl Token {
    /// The folded word, or an empty text.
    pub(super) fn word(&self) -> &str {
        if let Kind::Word(word) = &self.kind { word } else { "" }
    }

    /// The mark, or NUL.
    pub(super) fn mark(&self) -> char {
        if let Kind::Mark(mark) = self.kind { mark } else { '\0' }
    }

    /// Value and number of digits.
    pub(super) fn number(&self) -> Option<(u32, u8)> {
        if let Kind::Number { value, digits, .. } = self.kind { Some((value, digits)) } else { None }
    }
}

/// What a number may end in and still be the number of a day: English, French, Spanish, Portuguese, Italian, Catalan,
/// Dutch, Russian, Ukrainian, Swedish, Bengali; folded.
const ORDINALS: &[&str] = &[
    "st", "nd", "rd", "th", "er", "ere", "re", "e", "eme", "o", "a", "os", "as", "ro", "do", "to", "mo", "vo", "no",
    "de", "ste", "е", "го", "ое", "и", "я", "en", "an", "ei", "লা", "রা", "ঠা", "ই", "শে",
];
/// What Swedish writes behind a colon: `24:e`.
const COLON_ORDINALS: &[&str] = &["a", "e"];

pub(super) fn split(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut spaced = true;
    let mut line = true;
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if is_gap(first) {
            spaced = spaced || first.is_whitespace();
            line = line || first == '\n' || first == '\u{2028}';
            at += first.len_utf8();
            continue;
        }
        let (kind, end) = if digit(first).is_some() {
            number(text, at)
        } else if let Some(found) = han_number(text, at) {
            found
        } else if is_word(first) {
            let end = end_of_word(text, at);
            (Kind::Word(fold(&text[at..end])), end)
        } else {
            (Kind::Mark(plain_mark(first)), at + first.len_utf8())
        };
        let letters = if matches!(kind, Kind::Word(_)) { letters(&text[at..end]) } else { Letters::Caseless };
        tokens.push(Token { kind, start: at, end, spaced, line, letters });
        (spaced, line, at) = (false, false, end);
    }
    tokens
}

fn letters(word: &str) -> Letters {
    let Some(first) = word.chars().next() else { return Letters::Caseless };
    if first.is_lowercase() {
        Letters::Small
    } else if !first.is_uppercase() {
        Letters::Caseless
    } else if word.len() > first.len_utf8() && word.chars().all(char::is_uppercase) {
        Letters::Capitals
    } else {
        Letters::Capital
    }
}

/// Value of a decimal digit of any script in use.
pub(super) fn digit(c: char) -> Option<u32> {
    const ZEROS: [u32; 20] = [
        0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
        0x1040, 0x17e0, 0x1810, 0xff10,
    ];
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let code = u32::from(c);
    ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10))
}

fn number(text: &str, start: usize) -> (Kind, usize) {
    let (mut value, mut digits, mut persian, mut end) = (0_u32, 0_u8, false, start);
    for c in text[start..].chars() {
        let Some(one) = digit(c) else { break };
        value = value.saturating_mul(10).saturating_add(one);
        digits = digits.saturating_add(1);
        persian = persian || ('\u{6f0}'..='\u{6f9}').contains(&c);
        end += c.len_utf8();
    }
    (Kind::Number { value, digits, persian }, end + ordinal(&text[end..], digits))
}

/// Length of the ordinal ending that a text begins with.
fn ordinal(rest: &str, digits: u8) -> usize {
    let Some(first) = rest.chars().next().filter(|_| digits < 3) else { return 0 };
    if matches!(first, 'º' | 'ª' | '°') {
        return first.len_utf8();
    }
    if first == ':' {
        let end = end_of_word(rest, 1);
        return if COLON_ORDINALS.contains(&&rest[1..end]) { end } else { 0 };
    }
    let hyphen = usize::from(first == '-' && rest[1..].chars().next().is_some_and(|c| !c.is_ascii()));
    if !rest[hyphen..].chars().next().is_some_and(char::is_alphabetic) {
        return 0;
    }
    let end = end_of_word(rest, hyphen);
    let followed = rest[end..].chars().next().is_some_and(|c| digit(c).is_some());
    if !followed && ORDINALS.contains(&fold(&rest[hyphen..end]).as_str()) { end } else { 0 }
}

/// A number written with Chinese numerals, where 年, 月 or 日 follows it.
fn han_number(text: &str, start: usize) -> Option<(Kind, usize)> {
    let numeral =
        |c: char| "〇一二三四五六七八九".chars().position(|n| n == c).or(matches!(c, '零' | '○' | '◯').then_some(0));
    let length: usize = text[start..]
        .chars()
        .take_while(|c| numeral(*c).is_some() || matches!(c, '十' | '廿'))
        .map(char::len_utf8)
        .sum();
    let end = start + length;
    if length == 0 || !text[end..].chars().next().is_some_and(|c| "年月日号號".contains(c)) {
        return None;
    }
    let (mut tens, mut value, mut digits) = (0, 0_u32, 0_u8);
    for c in text[start..end].chars() {
        match numeral(c) {
            Some(one) => value = value.saturating_mul(10).saturating_add(one as u32),
            None if c == '廿' => tens = 20,
            None => (tens, value) = (value.max(1).saturating_mul(10), 0),
        }
        digits = digits.saturating_add(1);
    }
    Some((
        Kind::Number { value: tens.saturating_add(value), digits: if digits == 4 { 4 } else { 2 }, persian: false },
        end,
    ))
}

/// Marks that mean the same made one.
fn plain_mark(mark: char) -> char {
    match mark {
        '，' | '،' | '、' => ',',
        '．' | '。' | '॰' => '.',
        '：' | '∶' => ':',
        '／' | '⁄' => '/',
        '‐' | '‑' | '−' | '－' => '-',
        '‒' | '—' | '―' => '–',
        '’' | '‘' | '`' | '´' | 'ʼ' | '׳' => '\'',
        '（' => '(',
        '）' => ')',
        '｜' => '|',
        other => other,
    }
}

/// White space, and what has no width: marks of direction, joiners outside words, soft hyphens.
fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_word(c: char) -> bool {
    (c.is_alphabetic() && !matches!(c, 'º' | 'ª' | 'ʼ')) || is_joined(c)
}

/// What belongs to a word though it is no letter: combining marks and joiners.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{900}'..='\u{963}' | '\u{971}'..='\u{9e5}' | '\u{9f0}'..='\u{a65}' | '\u{a70}'..='\u{ae5}' | '\u{af0}'..='\u{b65}'
        | '\u{b70}'..='\u{be5}' | '\u{bf0}'..='\u{c65}' | '\u{c70}'..='\u{ce5}' | '\u{cf0}'..='\u{d65}' | '\u{d70}'..='\u{df3}'
        | '\u{e31}'..='\u{e4e}' | '\u{eb1}'..='\u{ece}' | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}' | '\u{200c}'
        | '\u{200d}')
}

/// The characters that stand behind the numbers of Chinese and Japanese dates are words of their own.
fn stands_alone(c: char) -> bool {
    "年月日号號时時点點分秒".contains(c)
}

fn end_of_word(text: &str, start: usize) -> usize {
    let mut end = start;
    for c in text[start..].chars() {
        if end > start && stands_alone(c) || !is_word(c) || digit(c).is_some() {
            break;
        }
        end += c.len_utf8();
        if stands_alone(c) {
            break;
        }
    }
    // a character that is a word only in the middle of one
    end.max(start + text[start..].chars().next().map_or(0, char::len_utf8))
}
