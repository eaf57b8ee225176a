//! What a reader asks for: a filter, and how what it admits is to be shown.

use super::Filter;

/// A slice of the wire. Its lists are sorted and free of repeats but for `prefer`, so that equal wishes are equal values.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Slice {
    /// What it admits.
    pub filter: Filter,
    /// True where urgencies are asked for as they are by now, faded; else as given.
    pub active: bool,
    /// Each alert is shown once, in the first of these languages (primary subtags) that it exists in, else as its leading
    /// report has it. Filters nothing.
    pub prefer: Vec<String>,
    /// True where each language version is an entry with an id of its own.
    pub versions: bool,
}

impl Slice {
    /// True where it holds the whole wire, shown as ever.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

/// A slice that the operator has given a name, and so an address that outlives what it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedFeed {
    /// As in its address: small letters, digits and hyphens.
    pub name: String,
    /// For people's eyes.
    pub title: String,
    /// What it holds.
    pub slice: Slice,
}
