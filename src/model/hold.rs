//! Why something is kept back, since when, and until when.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why an alert is kept back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Everything new of its source waits for the operator (`publish = "review"`, or `almenara hold`).
    Review,
    /// The first reading of its source was ambiguous: it may not be the list of alerts at all.
    Doubt,
    /// Its source no longer looked like itself when this was read.
    Drift,
    /// Its text says that it must not be published yet.
    Embargo,
    /// Its source has dated it ahead.
    Dated,
    /// Other words under a link that somebody else owns.
    Takeover,
    /// It was read while its source was in doubt, and its source does not list it any more since the settings were changed.
    Unlisted,
    /// The operator has set it aside.
    SetAside,
    /// It names somebody whom the operator protects.
    Protected,
    /// It tells of what was taken back.
    TakenBack,
    /// Its source has taken it back, and the operator has not looked at that.
    Withdrawn,
}

impl Cause {
    /// The word as printed, for example `embargo`.
    pub fn term(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Doubt => "doubt",
            Self::Drift => "drift",
            Self::Embargo => "embargo",
            Self::Dated => "dated",
            Self::Takeover => "takeover",
            Self::Unlisted => "unlisted",
            Self::SetAside => "set-aside",
            Self::Protected => "protected",
            Self::TakenBack => "taken-back",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What it means, for the operator.
    pub fn words(self) -> &'static str {
        match self {
            Self::Review => "its source is under review",
            Self::Doubt => "the first reading of its source was ambiguous",
            Self::Drift => "its source no longer looked like itself",
            Self::Embargo => "its text is under embargo",
            Self::Dated => "its source has dated it ahead",
            Self::Takeover => "it has other words under a link of somebody else",
            Self::SetAside => "you have set it aside",
            Self::Protected => "it names somebody whom you protect; the name is left out of what is kept",
            Self::TakenBack => "it tells of what was taken back",
            Self::Withdrawn => {
                "its source has taken it back: `almenara retract ALERT --reason source` says so for good, `almenara restore ALERT` brings it \
                 back"
            }
            Self::Unlisted => "its source does not list it any more since its settings were changed",
        }
    }

    /// True where nobody needs to decide any more: it stays out unless it is released by its own id.
    pub fn is_aside(self) -> bool {
        matches!(self, Self::Unlisted | Self::SetAside)
    }

    /// True where it is the source that is waited for, not this alert alone: whoever releases the source means these.
    pub fn is_of_the_source(self) -> bool {
        matches!(self, Self::Review | Self::Doubt | Self::Drift)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.term())
    }
}

/// Why an alert is kept back, since when, and until when.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hold {
    /// Why.
    pub cause: Cause,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it is released by itself; `None` where only the operator can release it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// What a source asks: not before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Embargo {
    /// [`Cause::Embargo`] where the text says so, [`Cause::Dated`] where the entry's date does.
    pub cause: Cause,
    /// Until when; `None` where the text names no date that can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

impl Embargo {
    /// True while it is not to be published.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// A source's entries wait for the operator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Review {
    /// [`Cause::Doubt`] where the first reading was ambiguous, [`Cause::Review`] where the operator said so.
    pub cause: Cause,
    /// Since when.
    pub since: DateTime<Utc>,
    /// What was ambiguous; empty where the operator said so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
