//! Texts that are no title of an entry ("Read more"), and headings over lists that are not the list.

use super::phrases::{COUNTED, FILLERS, OPENINGS, SIDE_HEADINGS, SIDE_PHRASES};

/// Whether the text of a link is no title: empty, a sign, "Read more", "PDF", the name of a language …
pub(super) fn is_filler(text: &str) -> bool {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let bare = words.join(" ");
    bare.is_empty()
        || FILLERS.contains(&bare.as_str())
        || OPENINGS.iter().any(|opening| bare.starts_with(opening))
        || (words.len() <= 3 && words.last().is_some_and(|last| COUNTED.contains(&last.as_str())))
        || (words.len() <= 7
            && words.iter().any(|word| matches!(word.as_str(), "pdf" | "docx" | "kb" | "mb"))
            && words.len() <= 4)
        || (words.len() <= 7 && words.iter().any(|word| matches!(word.as_str(), "kb" | "mb" | "ko" | "mo")))
        || (words.len() <= 2 && words.iter().all(|word| word.chars().all(char::is_numeric)))
}

/// Whether a heading stands over a list that is not the list: related, most read, an archive …
pub(super) fn is_side_heading(text: &str) -> bool {
    let lower = text.trim().trim_end_matches(':').to_lowercase();
    let short = lower.split_whitespace().count() <= 5;
    SIDE_HEADINGS.contains(&lower.as_str()) || (short && SIDE_PHRASES.iter().any(|phrase| lower.contains(phrase)))
}
