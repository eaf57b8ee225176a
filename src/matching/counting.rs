//! How many: numbers in digits and written out, and what they count.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::spelling::is_caseless;

/// Numbers from two up as they are written out, by language: units to twenty in order, then the tens to a hundred.
const NUMBERS: [(&str, &str, &str); 5] = [
    (
        "en",
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
        "thirty forty fifty sixty seventy eighty ninety",
    ),
    (
        "es",
        "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte",
        "treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    ),
    (
        "fr",
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt",
        "trente quarante cinquante soixante",
    ),
    (
        "pt",
        "dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezassete dezoito dezanove vinte",
        "trinta quarenta cinquenta sessenta setenta oitenta noventa",
    ),
    ("ar", "اثنين ثلاثه اربعه خمسه سته سبعه ثمانيه تسعه عشره", "ثلاثين اربعين خمسين ستين سبعين ثمانين تسعين"),
];
/// Other spellings of the same.
const SPELLINGS: [(&str, &str, u32); 29] = [
    ("en", "hundred", 100),
    ("es", "veintiuno", 21),
    ("es", "veintidos", 22),
    ("es", "veintitres", 23),
    ("es", "veinticuatro", 24),
    ("es", "veinticinco", 25),
    ("es", "cien", 100),
    ("fr", "cent", 100),
    ("fr", "cents", 100),
    ("fr", "vingts", 20),
    ("pt", "duas", 2),
    ("pt", "quatorze", 14),
    ("pt", "dezesseis", 16),
    ("pt", "dezessete", 17),
    ("pt", "dezenove", 19),
    ("pt", "cem", 100),
    ("ar", "اثنان", 2),
    ("ar", "اثنتين", 2),
    ("ar", "ثلاث", 3),
    ("ar", "اربع", 4),
    ("ar", "خمس", 5),
    ("ar", "ست", 6),
    ("ar", "سبع", 7),
    ("ar", "ثماني", 8),
    ("ar", "تسع", 9),
    ("ar", "عشر", 10),
    ("ar", "عشرين", 20),
    ("ar", "عشرون", 20),
    ("ar", "مائه", 100),
];

static TABLE: LazyLock<HashMap<(&'static str, String), u32>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for (language, units, tens) in NUMBERS {
        let units = units.split(' ').zip(2..);
        let tens = tens.split(' ').zip((30..).step_by(10));
        table.extend(units.chain(tens).map(|(word, number)| ((language, word.to_owned()), number)));
    }
    table.extend(SPELLINGS.map(|(language, word, number)| ((language, word.to_owned()), number)));
    table
});

/// Numbers with what they count, be they written out (`spelled`, as [`numbers`] gives them) or in digits: what one of the
/// next two words says, or the word before; `said` is the concept of each word.
pub(super) fn counted(words: &[String], spelled: &[(usize, u32)], said: &[Option<u16>]) -> BTreeSet<(u32, u16)> {
    let digits = words.iter().enumerate().filter_map(|(at, word)| Some((at, word.parse().ok()?)));
    let all = spelled.iter().copied().chain(digits).filter(|(_, number)| *number > 2 && !(1900..2100).contains(number));
    all.flat_map(|(at, number)| {
        // Arabic puts the number behind what it counts as well.
        let before = (at.saturating_sub(1)..at).filter(|place| is_caseless(&words[*place]));
        let around = before.chain(at + 1..words.len().min(at + 3));
        around.filter_map(|place| said[place]).map(move |what| (number, what)).collect::<Vec<_>>()
    })
    .collect()
}

/// The numbers that folded words write out in a language, each with the place of its last word.
pub(super) fn numbers(words: &[String], language: &str) -> Vec<(usize, u32)> {
    let primary = language.split('-').next().unwrap_or_default();
    let Some((language, ..)) = NUMBERS.iter().find(|(known, ..)| *known == primary) else { return Vec::new() };
    let value = |word: &str| {
        let bare = word.strip_prefix("ال").unwrap_or(word);
        TABLE.get(&(*language, bare.to_owned())).copied()
    };
    let joined = |word: Option<&String>| {
        let tens = word?.strip_prefix('و').and_then(value)?;
        (tens % 10 == 0 && (20..100).contains(&tens)).then_some(tens)
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        let Some(mut number) = value(word) else { continue };
        // “Sixty-three”, “treinta y tres”, “سبعة عشر”.
        let next = |place: usize| words.get(place).and_then(|word| value(word));
        let and = words.get(at).is_some_and(|word| matches!(&**word, "y" | "e" | "et"));
        let behind = at + usize::from(and);
        if number % 10 == 0 && (20..100).contains(&number) {
            if let Some(unit) = next(behind).filter(|unit| *unit < 10) {
                number += unit;
                at = behind + 1;
            }
        } else if let Some(tens) = joined(words.get(at)).filter(|_| *language == "ar" && number < 10) {
            // “ثمانية وعشرين”: the unit comes first.
            number += tens;
            at += 1;
        } else if let Some(more) = next(at) {
            let sum = match (number, more) {
                (3..10, 10) if *language == "ar" => Some(number + more),
                (10, 7..10) if *language == "fr" => Some(number + more),
                (4, 20) if *language == "fr" => Some(80),
                (2..10, 100) => Some(number * more),
                _ => None,
            };
            if let Some(sum) = sum {
                number = sum;
                at += 1;
            }
        }
        found.push((at - 1, number));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::fingerprint::words;

    #[test]
    fn numbers_are_read_in_the_language_they_are_written_in() {
        for (text, language, number) in [
            ("Seventeen youths", "en", 17),
            ("dezassete jovens", "pt-BR", 17),
            ("سبعة عشر شابا", "ar", 17),
            ("الطلبة السبعة", "ar", 7),
            ("sixty-three families", "en", 63),
            ("treinta y tres familias", "es", 33),
            ("vingt-cinq familles", "fr", 25),
            ("dix-sept jeunes", "fr", 17),
            ("two hundred officers", "en", 200),
            ("quatre-vingts organisations", "fr", 80),
            ("ثمانية وعشرين مهاجرا", "ar", 28),
        ] {
            let found: Vec<u32> = numbers(&words(text), language).into_iter().map(|(_, number)| number).collect();
            assert_eq!(found, [number], "{text}");
        }
        assert!(numbers(&words("once again they seize a boat"), "en").is_empty());
    }
}
