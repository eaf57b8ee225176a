//! What can go wrong with the index, sorted by what mends it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::store::contract::Error;

/// Why something could not be done with the index.
#[derive(Debug)]
pub(in crate::store) enum Fault {
    /// The index cannot be trusted: set it aside and make it anew.
    Index(String),
    /// The disk refuses, and sled does not go on before it is opened again. The index itself may be sound.
    Stuck(std::io::Error),
    /// Something else, which making the index anew would not mend.
    Other(Error),
}

impl From<sled::Error> for Fault {
    fn from(error: sled::Error) -> Self {
        match error {
            sled::Error::Io(error) => Self::Stuck(error),
            other => Self::Index(other.to_string()),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            // A place that does not hold what the index says: one of the two is wrong, and reading afresh shows which.
            Error::Damaged { .. } => Self::Index(error.to_string()),
            other => Self::Other(other),
        }
    }
}

/// Does something with sled, which panics on some damage.
pub(in crate::store) fn fenced<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let why = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no reason given");
        Err(Fault::Index(format!("sled gave up: {why}")))
    })
}
