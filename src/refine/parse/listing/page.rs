//! What every step of the detection looks at.

use chrono::{DateTime, Utc};

use super::super::dated::Dates;
use super::head::Told;
use super::links::Links;
use super::prose::Prose;
use super::tree::Tree;

/// A page, read once.
pub(super) struct Page<'a> {
    /// Its elements and texts.
    pub(super) tree: Tree<'a>,
    /// Its links.
    pub(super) links: Links,
    /// Reads its dates.
    pub(super) dates: Dates,
    /// Its paragraphs.
    pub(super) prose: Prose,
    /// What it says of itself.
    pub(super) told: Told,
    /// The time of reading.
    pub(super) now: Option<DateTime<Utc>>,
}
