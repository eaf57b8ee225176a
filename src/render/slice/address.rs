//! The one address of a slice.

use std::fmt::Write as _;

use super::Key;
use crate::model::Slice;

/// The query that means this slice, in its one form: keys in order, terms sorted; empty for the whole wire.
pub fn canonical(slice: &Slice) -> String {
    let mut query = String::new();
    for (key, terms) in written(slice) {
        let terms: Vec<String> = terms.iter().map(|term| escape(term)).collect();
        let and = if query.is_empty() { "" } else { "&" };
        let _ = write!(query, "{and}{key}={}", terms.join(","));
    }
    query
}

/// Where a slice stands, without the ending of a format: its path, and what stands after the question mark, which is empty
/// where one term of one facet has an address of its own.
pub fn place(slice: &Slice) -> (String, String) {
    match written(slice).as_slice() {
        [(key, terms)] if key.filters() && terms.len() == 1 => {
            (format!("/{key}/{}/feed", escape(&terms[0])), String::new())
        }
        _ => ("/feed".to_owned(), canonical(slice)),
    }
}

/// Where a slice stands in a format, for example `.atom`.
pub fn address(slice: &Slice, ending: &str) -> String {
    let (path, query) = place(slice);
    if query.is_empty() { format!("{path}{ending}") } else { format!("{path}{ending}?{query}") }
}

/// What is written of a slice, key by key.
pub(in crate::render) fn written(slice: &Slice) -> Vec<(Key, Vec<String>)> {
    fn all<T: ToString>(terms: &[T]) -> Vec<String> {
        terms.iter().map(T::to_string).collect()
    }
    let filter = &slice.filter;
    let word = |set: bool, word: &str| if set { vec![word.to_owned()] } else { Vec::new() };
    let terms = |key| match key {
        Key::Region => all(&filter.regions),
        Key::Country => all(&filter.countries),
        Key::M49 => all(&filter.m49),
        Key::Urgency => all(&filter.urgencies),
        Key::Type => all(&filter.kinds),
        Key::Theme => all(&filter.themes),
        Key::Lang => filter.languages.clone(),
        Key::Network => all(&filter.networks),
        Key::Source => all(&filter.sources),
        Key::Case => all(&filter.cases),
        Key::Active => word(slice.active, "1"),
        Key::Prefer => slice.prefer.clone(),
        Key::Versions => word(slice.versions, "all"),
    };
    Key::ALL.map(|key| (key, terms(key))).into_iter().filter(|(_, terms)| !terms.is_empty()).collect()
}

/// Percent-encoded but for what RFC 3986 §2.3 leaves free, so that a term stands alike in a path and in a query.
fn escape(term: &str) -> String {
    let mut escaped = String::with_capacity(term.len());
    for byte in term.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(byte.into());
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}
