//! What became of a report when it was held against all that is known.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What became of a report.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing known matches: a new alert.
    New,
    /// A report the wire holds, changed in substance: the same alert, updated.
    Revised,
    /// Another source carries the same text.
    Echo,
    /// The same statement in another language.
    Translation,
    /// Other words, the same thing.
    SameIncident,
    /// Further information on a known case: an alert of its own in the same case.
    FollowUp,
    /// Nothing new.
    Seen,
    /// Kept back because publishing it could harm (a takeover of another's link, a flood).
    Held,
}

impl Verdict {
    /// The word as printed, for example `same-incident`.
    pub fn term(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Revised => "revised",
            Self::Echo => "echo",
            Self::Translation => "translation",
            Self::SameIncident => "same-incident",
            Self::FollowUp => "follow-up",
            Self::Seen => "seen",
            Self::Held => "held",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.term())
    }
}
