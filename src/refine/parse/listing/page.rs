//! What every step of the detection looks at.

use super::super::dated::Dates;
use super::links::Links;
use super::tree::Tree;

/// A page, read once.
pub(super) struct Page<'a> {
    /// Its elements and texts.
    pub(super) tree: Tree<'a>,
    /// Its links.
    pub(super) links: Links,
    /// Reads its dates.
    pub(super) dates: Dates,
}
