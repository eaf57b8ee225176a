//! Words folded for comparison.

use unicode_normalization::char::{decompose_canonical, decompose_compatible};

/// A text folded for comparison, the one way in which words meet: lower case, Latin, Greek and Cyrillic without
/// diacritics, Arabic without tatweel and vowel signs, its alifs, yas and ta marbutas made one, Persian kaf and ya made
/// Arabic, digits made ASCII. Marks that carry the word (Indic vowels, Hangul) stay, and so does punctuation.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|c| fold_char(c, &mut folded));
    folded
}

/// Appends a character as [`fold`] leaves it: nothing, one character or several.
pub fn fold_char(c: char, into: &mut String) {
    match common(c) {
        Some(folded) => into.push(folded),
        None => fold_other(c, into),
    }
}

/// The commonest letters, which need no look into tables.
fn common(c: char) -> Option<char> {
    // from `à` to `ÿ`; `0` where there is more to it
    const LATIN: &[u8; 32] = b"aaaaaa0ceeeeiiiidnooooo0ouuuuy0y";
    match c {
        '\0'..='\x7f' => Some(c.to_ascii_lowercase()),
        'À'..='Þ' | 'à'..='ÿ' => {
            Some(LATIN[(c as usize - 0xc0) % 32]).filter(|letter| *letter != b'0').map(char::from)
        }
        'ا' | 'ب' | 'ت'..='غ' | 'ف'..='و' | 'ي' => Some(c),
        _ => None,
    }
}

fn fold_other(c: char, into: &mut String) {
    let mut push = |c: char| {
        for c in c.to_lowercase().filter(|c| !is_folded_away(*c)) {
            match same_as(c) {
                Some(text) => into.push_str(text),
                None => into.push(c),
            }
        }
    };
    match u32::from(c) {
        // the alphabets whose marks may go, and Indic scripts, where one sign can be written in two ways
        0x00c0..0x0700 | 0x0900..0x1040 | 0x1e00..0x2000 => decompose_canonical(c, push),
        0xfb00..0xfe00 | 0xfe20..0xffef | 0x1_d400..0x1_d800 => decompose_compatible(c, push),
        _ => push(c),
    }
}

/// Marks that make no other word: accents, Hebrew points, Arabic vowel signs and hamzas, tatweel, joiners.
pub fn is_folded_away(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}'
        | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

fn same_as(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'ς' => "σ",
        'ى' | 'ی' | 'ې' => "ي",
        'ک' => "ك",
        'ة' | 'ۀ' | 'ە' => "ه",
        'ٱ' => "ا",
        '٠' | '۰' => "0",
        '١' | '۱' => "1",
        '٢' | '۲' => "2",
        '٣' | '۳' => "3",
        '٤' | '۴' => "4",
        '٥' | '۵' => "5",
        '٦' | '۶' => "6",
        '٧' | '۷' => "7",
        '٨' | '۸' => "8",
        '٩' | '۹' => "9",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_meet() {
        for (one, other) in [
            ("LIBERACIÓN", "liberacion"),
            ("cafe\u{301}", "café"),
            ("Œuvre", "oeuvre"),
            ("Straße", "STRASSE"),
            ("Łódź", "lodz"),
            ("İstanbul", "istanbul"),
            ("ﬁve", "five"),
            ("Ｔｏｋｙｏ", "tokyo"),
            ("ΆΓΙΟΣ", "άγιος"),
            ("Ёлкий", "елкии"),
            ("إيـران", "ایران"),
            ("سُوريّة", "سوريه"),
            ("کُردستان", "كردستان"),
            ("می\u{200c}شود", "میشود"),
            ("ﻋﺮﺍﻕ", "عراق"),
            ("שָׁלוֹם", "שלום"),
            ("۱۲٣", "123"),
            ("\u{95c}", "\u{921}\u{93c}"),
            ("\u{b94}", "\u{b92}\u{bd7}"),
            ("co\u{ad}operate", "cooperate"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} and {other}");
        }
    }

    #[test]
    fn common_letters_are_folded_as_all_others() {
        for c in (0x80..0x800).filter_map(char::from_u32) {
            if let Some(folded) = common(c) {
                let mut slowly = String::new();
                fold_other(c, &mut slowly);
                assert_eq!(slowly, folded.to_string(), "{c}");
            }
        }
    }

    #[test]
    fn signs_that_make_another_word_stay() {
        for (one, other) in [("मारा", "मरा"), ("கா", "க"), ("มา", "มี"), ("한", "하"), ("が", "か"), ("ညီ", "ည")]
        {
            assert_ne!(fold(one), fold(other), "{one} and {other}");
        }
    }

    #[test]
    fn what_is_folded_stays_as_it_is() {
        for text in ["İÇİN ΣΊΣΥΦΟΣ", "Đặng", "فَارِسی", "हिन्दी ज़मीन", "ﷺ", "Ǆ"]
        {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }
}
