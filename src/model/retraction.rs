//! Taking back what was published.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why an alert was taken back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Because {
    /// It endangers somebody: text, names and links are gone for good, everywhere.
    Safety,
    /// It was wrong.
    Error,
    /// Its source has taken it back.
    Source,
}

impl Because {
    /// The word as given and printed, for example `safety`.
    pub fn term(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Error => "error",
            Self::Source => "source",
        }
    }
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.term())
    }
}

/// How an alert was taken back. Says nothing about whom it concerned.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Retraction {
    /// Why.
    pub because: Because,
    /// Since when.
    pub at: DateTime<Utc>,
    /// False while only a source has said so and the operator has neither confirmed nor restored it.
    pub confirmed: bool,
    /// A sentence of the operator's for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
