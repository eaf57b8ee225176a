//! Texts that are no title of an entry ("Read more"), and headings over lists that are not the list.

use super::phrases::{COUNTED, FILLERS, OPENINGS, SIDE_HEADINGS, SIDE_PHRASES};

/// Whether the text of a link is no title: empty, a sign, "Read more", "PDF", the name of a language …
pub(super) fn is_filler(text: &str) -> bool {
    let mut bare = String::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(8) {
        bare.push_str(if bare.is_empty() { "" } else { " " });
        bare.extend(word.chars().flat_map(char::to_lowercase));
    }
    let words = || bare.split(' ');
    let count = words().count();
    let is_size = |word: &str| matches!(word, "kb" | "mb" | "ko" | "mo");
    let is_file = |word: &str| matches!(word, "pdf" | "docx");
    bare.is_empty()
        || OPENINGS.iter().any(|opening| bare.starts_with(opening))
        || (count <= 5 && FILLERS.contains(&bare.as_str()))
        || (count <= 7 && words().any(is_size))
        || (count <= 4 && words().any(is_file))
        || (count <= 3 && words().next_back().is_some_and(|last| COUNTED.contains(&last)))
        || (count <= 2 && words().all(|word| word.chars().all(char::is_numeric)))
}

/// Whether a heading stands over a list that is not the list: related, most read, an archive …
pub(super) fn is_side_heading(text: &str) -> bool {
    let lower = text.trim().trim_end_matches(':').to_lowercase();
    let short = lower.split_whitespace().count() <= 5;
    SIDE_HEADINGS.contains(&lower.as_str()) || (short && SIDE_PHRASES.iter().any(|phrase| lower.contains(phrase)))
}
