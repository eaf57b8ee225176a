//! What operators did, for whoever has to answer for it later.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AlertId, ReportId, SourceId};

/// What an operator did.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verb {
    /// Put a source under review, or kept an alert back.
    Hold,
    /// Let what was kept back be published.
    Release,
    /// Made one alert of two.
    Merge,
    /// Took an alert apart.
    Split,
    /// Took an alert back.
    Retract,
    /// Published again what was taken back.
    Restore,
    /// Replaced a name.
    Redact,
    /// Gave an alert other tags.
    Retag,
    /// Took everything back that names a person, and keeps it out from then on.
    Protect,
}

impl Verb {
    /// The word as typed and printed, for example `merge`.
    pub fn term(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Retract => "retract",
            Self::Restore => "restore",
            Self::Redact => "redact",
            Self::Retag => "retag",
            Self::Protect => "protect",
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.term())
    }
}

/// One decision of an operator's. It holds ids only: no title, name, link or note ever, since it is kept for good.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Act {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub verb: Verb,
    /// The alerts concerned; what a merge left stands first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<AlertId>,
    /// The report concerned, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportId>,
    /// The source concerned, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
}

impl Act {
    /// How many alerts one act names at most; what concerned more is told by how many changes it made.
    pub const MOST_ALERTS: usize = 64;

    /// An act that concerns these alerts.
    pub fn on(verb: Verb, alerts: impl IntoIterator<Item = AlertId>, at: DateTime<Utc>) -> Self {
        Self { at, verb, alerts: alerts.into_iter().take(Self::MOST_ALERTS).collect(), report: None, source: None }
    }
}
