//! How a source has come to look unlike itself.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How a source has come to look unlike itself, with numbers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "condition", rename_all = "kebab-case")]
pub enum Condition {
    /// There is no list any more, or an empty one.
    ListVanished {
        /// How many entries there usually are.
        usual: u32,
    },
    /// The list is much shorter than it ever was.
    ListShrank {
        /// How many entries there are now.
        found: u32,
        /// How many there usually are.
        usual: u32,
    },
    /// The entries have lost their dates.
    DatesLost {
        /// How many entries are dated now.
        dated: u32,
        /// How many entries there are now.
        found: u32,
        /// How many of a hundred were usually dated.
        usual_percent: u32,
    },
    /// Something else stands there.
    AnotherPage {
        /// What shows it, in words.
        what: String,
    },
}

impl Condition {
    /// The name as printed, for example `list-shrank`.
    pub fn term(&self) -> &'static str {
        match self {
            Self::ListVanished { .. } => "list-vanished",
            Self::ListShrank { .. } => "list-shrank",
            Self::DatesLost { .. } => "dates-lost",
            Self::AnotherPage { .. } => "another-page",
        }
    }
}

/// The name and the numbers: `list-shrank: 4 entries where 20 were usual`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let term = self.term();
        match self {
            Self::ListVanished { usual } => write!(f, "{term}: 0 entries where {usual} were usual"),
            Self::ListShrank { found, usual } => write!(f, "{term}: {found} entries where {usual} were usual"),
            Self::DatesLost { dated, found, usual_percent } => {
                write!(f, "{term}: {dated} of {found} entries are dated where {usual_percent} % were usual")
            }
            Self::AnotherPage { what } => write!(f, "{term}: {what}"),
        }
    }
}

/// A condition that was raised and is not over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Drift {
    /// Which, with the numbers of the last visit.
    #[serde(flatten)]
    pub condition: Condition,
    /// When it was raised.
    pub since: DateTime<Utc>,
}

/// What one good reading looked like.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sight {
    /// How many entries.
    pub entries: u32,
    /// How many of them were dated.
    pub dated: u32,
}

/// What is usual for a source: the last good readings and what the document calls itself.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Habit {
    /// The last good readings, oldest first; at most [`Habit::MOST`].
    pub sights: Vec<Sight>,
    /// Language the document declares (primary subtag), where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Title of the document, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where the entries of a page stand, as in [`super::Layout::path`]; empty for a feed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
}

impl Habit {
    /// How many readings are remembered.
    pub const MOST: usize = 8;

    /// How many entries there usually are: the median of what is remembered, the larger of two; 0 where nothing is.
    pub fn usual(&self) -> u32 {
        let mut counts: Vec<u32> = self.sights.iter().map(|sight| sight.entries).collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied().unwrap_or_default()
    }

    /// Forgets what hangs on the settings that a source is read with, since the operator has changed them: all but the last
    /// numbers.
    pub fn other_settings(&mut self) {
        *self = Self { sights: self.sights.last().copied().into_iter().collect(), ..Self::default() };
    }

    /// Takes in one more good reading: its numbers, and what its document says of itself now.
    pub fn learn(&mut self, sight: Sight, language: Option<String>, title: Option<String>, path: String) {
        if self.sights.len() >= Self::MOST {
            self.sights.remove(0);
        }
        self.sights.push(sight);
        self.language = language.or(self.language.take());
        self.title = title.or(self.title.take());
        self.path = path;
    }
}
