//! What publishing is handed, what it answers, and what can go wrong.

use chrono::NaiveDate;

use crate::model::Seq;
use crate::render::SourceLine;
use crate::store;

/// What the front page shows besides the alerts.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Extras {
    /// How each source is, in the order to be listed.
    pub sources: Vec<SourceLine>,
    /// What the operator has to do first, for example set a contact; shown to every reader.
    pub notice: Option<String>,
    /// The day on which it is shown: urgencies fade from one day to the next.
    pub day: NaiveDate,
}

/// What publishing did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Published {
    /// The change up to which what stands on the shelf is current.
    pub head: Seq,
    /// True where the feeds were rendered anew.
    pub feeds: bool,
    /// True where the front page was rendered anew.
    pub index: bool,
}

/// What can go wrong in publishing. What stood on the shelf before still stands.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The store could not be read.
    #[error("the feeds were not renewed, readers still get the former ones: {0}")]
    Store(#[from] store::Error),
    /// Rendering broke down: a fault of the program.
    #[error(
        "the feeds were not renewed, readers still get the former ones: rendering broke down; please report this with the line above it in the log"
    )]
    Render,
}
