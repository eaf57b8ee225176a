//! Names of authors, without the addresses that stand beside them.

use super::outline::{Field, Outline};
use super::text::characters;

/// How many authors and how many categories of one entry are taken.
pub(super) const MAX_NAMES: usize = 100;

/// The names in an author element: Atom's `name` children, or text such as `desk@example.org (The desk)`.
pub(super) fn persons(field: &Field<'_>) -> Vec<String> {
    let inside = Outline::children(field.inner, "name");
    if !inside.is_empty() {
        return inside.into_iter().filter_map(characters).collect();
    }
    characters(field.inner).and_then(|text| person(&text)).into_iter().collect()
}

/// A name without the address beside it; an address alone is no name.
fn person(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.contains('@') {
        return (!text.is_empty()).then(|| text.to_owned());
    }
    let is_mark = |c: char| matches!(c, '(' | ')' | '<' | '>' | '[' | ']' | '（' | '）' | '"' | ',' | '،');
    let name: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || is_mark(c))
        .filter(|word| !word.is_empty() && !word.contains('@'))
        .collect();
    (!name.is_empty()).then(|| name.join(" "))
}
