//! Words that begin with a capital inside a sentence: whatever a text names, known to a gazetteer or not.

use super::concepts::Language;
use super::spelling::NameWord;
use crate::model::{Report, fold};

/// Words with a capital that name nothing: days, months, and what documents are called.
const PLAIN: [&str; 23] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "index",
    "indice",
    "urgent",
    "action",
    "indigenous",
];
/// Most such words of one report.
const MOST: usize = 24;

/// The words of a report, but for those that open a sentence, and none of a title in which most words have a capital.
pub(super) fn words(report: &Report, language: Language) -> Vec<NameWord> {
    let mut found: Vec<NameWord> = Vec::new();
    for text in [&report.title, &report.summary] {
        let words: Vec<(&str, bool)> = inner(text);
        let long = words.iter().filter(|(word, opens)| !opens && word.chars().count() > 3);
        let capital = long.clone().filter(|(word, _)| word.starts_with(char::is_uppercase)).count();
        if capital * 10 >= long.count().max(1) * 7 && words.len() > 3 {
            continue;
        }
        for (word, opens) in words {
            let lower = word.chars().all(|c| !c.is_lowercase());
            if opens || lower || !word.starts_with(char::is_uppercase) || word.chars().count() < 4 {
                continue;
            }
            let folded = fold(word);
            if found.len() < MOST && !PLAIN.contains(&&*folded) && language.concept(&folded).is_none() {
                found.push(NameWord::of(&folded));
            }
        }
    }
    found
}

/// Words, each with whether it opens a sentence or stands behind a colon.
fn inner(text: &str) -> Vec<(&str, bool)> {
    let mut opens = true;
    let mut words = Vec::new();
    for piece in text.split_whitespace() {
        let mut parts = piece.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).peekable();
        let any = parts.peek().is_some();
        for part in parts {
            words.push((part, std::mem::take(&mut opens)));
        }
        opens = (opens && !any) || piece.ends_with(['.', ':', '!', '?', '…', '|', '/', '–', '—', '"', '»', ']']);
    }
    words
}
