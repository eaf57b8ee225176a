//! How much an edit changes: whether readers are to be told of it again.

use super::fingerprint;
use super::repeated::Repeated;
use crate::model::fold;

/// Words that turn a sentence into its opposite.
const NEGATIONS: [&str; 34] = [
    "aucun", "aucune", "fails", "jamais", "jamas", "kein", "keine", "nao", "ne", "nem", "nenhum", "nenhuma", "never",
    "nicht", "ningun", "ninguna", "no", "non", "none", "nor", "not", "now", "nunca", "pas", "sans", "sem", "sin",
    "without", "غير", "لا", "لم", "لن", "ليس", "не",
];

/// Numbers and months that are one letter away from others.
const COUNTED: [&str; 16] = [
    "billion", "dois", "eight", "eighth", "eighty", "fifth", "fifty", "julho", "julio", "junho", "junio", "million",
    "sesenta", "setenta", "sixth", "sixty",
];

/// Letters that count as small, though nothing is written with a capital in them.
const GEORGIAN: std::ops::RangeInclusive<char> = '\u{10d0}'..='\u{10ff}';

/// Characters of an excerpt that may have been cut off at its end.
const FULL: usize = 900;

/// True where the words of a text changed in substance. Case, spacing and punctuation never count, nor one letter of one
/// ordinary word, nor what its source repeats in many entries; a name, a number and a negation of its own always do.
pub(super) fn is_substantial(before: &str, after: &str, repeated: &Repeated) -> bool {
    let (mut old, mut new) = (own_words(before, repeated), own_words(after, repeated));
    let is_full = [before, after].iter().any(|text| text.len() >= FULL);
    if is_full && !repeated.is_empty() {
        // What was put in pushes out what stands at the end.
        let both = old.len().min(new.len());
        old.truncate(both);
        new.truncate(both);
    }
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = (&old[same..], &new[same..]);
    let ending = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&rest.0[..rest.0.len() - ending], &rest.1[..rest.1.len() - ending]);
    match (old, new) {
        ([], []) => false,
        ([old], [new]) => !(is_slip(old, new) && is_ordinary(before, old) && is_ordinary(after, new)),
        _ => true,
    }
}

/// The words of a title and of what stands under it, but for what its source repeats there.
fn own_words(text: &str, repeated: &Repeated) -> Vec<String> {
    let (title, summary) = text.split_once('\n').unwrap_or((text, ""));
    let mut words = fingerprint::words(title);
    words.extend(repeated.without(fingerprint::words(summary)));
    words
}

/// One letter more, less, other or swapped with its neighbour.
fn is_slip(one: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    let ending = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - ending], &b[..b.len() - ending]) {
        ([_], [] | [_]) | ([], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// A word of letters, written small everywhere, that negates and counts nothing. Where a script has no capitals, any word may
/// be a name.
fn is_ordinary(text: &str, word: &str) -> bool {
    let cased = |c: char| c.is_lowercase() && !GEORGIAN.contains(&c);
    let capital =
        text.split(|c: char| !c.is_alphanumeric()).any(|raw| raw.starts_with(char::is_uppercase) && fold(raw) == word);
    word.chars().count() > 3
        && word.chars().all(cased)
        && !capital
        && !NEGATIONS.contains(&word)
        && !COUNTED.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_substantial(before: &str, after: &str) -> bool {
        super::is_substantial(before, after, &Repeated::default())
    }

    #[test]
    fn a_slip_of_the_pen_is_no_news() {
        let before = "Police arrested the lawyer Selma Kaya in Ostrava on 3 May.";
        for after in [
            "Police arested the lawyer Selma Kaya in Ostrava on 3 May.",
            "Polcie arrested the lawyer Selma Kaya, in Ostrava, on 3 May!",
            "POLICE arrested the lawyer Selma Kaya in Ostrava on 3 May",
        ] {
            // The first word has a capital and could be a name.
            let quiet = !after.starts_with("Polcie");
            assert_eq!(!is_substantial(before, after), quiet, "{after}");
        }
    }

    #[test]
    fn names_numbers_places_and_negations_always_count() {
        let before = "Police have now released the lawyer Selma Kaya in Ostrava on 3 May, she is not hurt.";
        for after in [
            "Police have now released the lawyer Selma Kaja in Ostrava on 3 May, she is not hurt.",
            "Police have now released the lawyer Selma Kaya in Ostrawa on 3 May, she is not hurt.",
            "Police have now released the lawyer Selma Kaya in Ostrava on 4 May, she is not hurt.",
            "Police have not released the lawyer Selma Kaya in Ostrava on 3 May, she is not hurt.",
            "Police have now released the lawyer Selma Kaya in Ostrava on 3 May, she is hurt.",
            "Police have now rearrested the lawyer Selma Kaya in Ostrava on 3 May, she is not hurt.",
        ] {
            assert!(is_substantial(before, after), "{after}");
        }
    }

    #[test]
    fn a_name_counts_where_nothing_is_written_with_capitals_and_so_does_a_month() {
        for (before, after) in [
            ("الشرطة تعتقل المحامية سلمى الكيالي", "الشرطة تعتقل المحامية سلمى الكيالة"),
            ("पुलिस ने वकील सलमा कयाली को पकड़ा", "पुलिस ने वकील सलमा कयाला को पकड़ा"),
            ("ადვოკატი სალომე ბერიძე დააკავეს", "ადვოკატი სალომე ბერიძა დააკავეს"),
            ("el juicio empieza en junio", "el juicio empieza en julio"),
            ("mataron a sesenta personas", "mataron a setenta personas"),
            ("eight of them are missing", "eighty of them are missing"),
        ] {
            assert!(is_substantial(before, after), "{after}");
        }
        assert!(!is_substantial("el juicio empieza mañana", "el juicio empiesa mañana"));
        assert!(!is_substantial("суд начинается завтра", "суд начинаеться завтра"));
    }
}
