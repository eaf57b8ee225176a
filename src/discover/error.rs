//! What can go wrong with a further document.

use crate::{fetch, refine};

/// Why a further document was not read.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It could not be fetched.
    #[error(transparent)]
    Fetch(#[from] fetch::Error),
    /// It was fetched, but not understood.
    #[error(transparent)]
    Read(#[from] refine::Error),
    /// The reader itself failed.
    #[error("reading {url} failed inside the wire; please report this with the page")]
    Inside {
        /// The address.
        url: String,
    },
}

impl Error {
    /// True where the next attempt may well succeed.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Fetch(error) => error.outcome_kind() == crate::model::OutcomeKind::Failing,
            Self::Read(refine::Error::Wall { .. } | refine::Error::Empty { .. }) => true,
            Self::Read(_) | Self::Inside { .. } => false,
        }
    }
}
