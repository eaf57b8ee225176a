//! Sentences that tell where a text was published first: their day is not one of the text's.

use super::fingerprint;
use crate::model::{Report, fold};

/// How a text says that somebody else said it first.
const FIRST_PUBLISHED: [&str; 12] = [
    "first published",
    "originally published",
    "originally appeared",
    "was published by",
    "publicado originalmente",
    "publicado por primera vez",
    "publicado pela primeira vez",
    "publie a l'origine",
    "initialement publie",
    "publie pour la premiere fois",
    "نشر اولا",
    "نشر لاول مره",
];

/// The words of a report without a sentence that tells where it was published first; `None` where there is no such.
pub(super) fn without_origin(report: &Report) -> Option<Vec<String>> {
    let is_origin = |sentence: &str| {
        let folded = fold(sentence);
        FIRST_PUBLISHED.iter().any(|words| folded.contains(words))
    };
    if !is_origin(&report.summary) {
        return None;
    }
    let kept = report.summary.split_inclusive(['.', '\n', '!', '?']).filter(|sentence| !is_origin(sentence));
    Some(fingerprint::words(&format!("{}\n{}", report.title, kept.collect::<String>())))
}
