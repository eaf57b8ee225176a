//! What is remembered of the links of a source's alerts, and of what seems to be gone without being taken back.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AlertId, ReportId};

/// What the operator should know of a published alert that its source no longer shows, or not for sure. None of this hides
/// anything.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lack {
    /// It is said to be taken back, together with so many others that somebody has to look first.
    Claimed,
    /// Its source has taken it back and is heard no more in it, but others tell the same in their own words.
    Parted,
    /// The page is not there (404).
    Missing,
    /// It is not for us (401, 403, 451, robots.txt).
    Refused,
    /// A challenge, a login or an error page stands there.
    Walled,
    /// The link leads to another page.
    Elsewhere,
    /// Nobody answers, or with an error that may pass.
    Failing,
}

impl Lack {
    /// All of them, what has to be looked at first.
    pub const ALL: [Self; 7] =
        [Self::Claimed, Self::Parted, Self::Missing, Self::Refused, Self::Walled, Self::Elsewhere, Self::Failing];

    /// The word as printed, for example `missing`.
    pub fn term(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Parted => "parted",
            Self::Missing => "missing",
            Self::Refused => "refused",
            Self::Walled => "walled",
            Self::Elsewhere => "elsewhere",
            Self::Failing => "failing",
        }
    }

    /// What it means, for the operator.
    pub fn words(self) -> &'static str {
        match self {
            Self::Claimed => "the source takes them back, too many at once to be believed",
            Self::Parted => {
                "the source has taken them back, so that only what other organisations report of the same is shown"
            }
            Self::Missing => "their pages are not there any more (404)",
            Self::Refused => "their pages are not for us any more (401, 403, 451 or robots.txt)",
            Self::Walled => "a challenge, a login or an error page stands in the place of their pages",
            Self::Elsewhere => "their links lead to other pages",
            Self::Failing => "their pages could not be reached",
        }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.term())
    }
}

/// An alert that is published, while its source no longer shows it. Says nothing about whom it concerns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Absence {
    /// The alert.
    pub alert: AlertId,
    /// The source's report in it.
    pub report: ReportId,
    /// How it is absent.
    pub how: Lack,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When that was last seen.
    pub at: DateTime<Utc>,
}

/// What is remembered of the links of one source's alerts.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Looks {
    /// Every look that was due by then has been made; `None` before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// What seems to be gone, oldest first; at most [`Looks::MOST`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<Absence>,
}

impl Looks {
    /// How many absences are remembered of one source.
    pub const MOST: usize = 100;

    /// True where nothing is remembered.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes note that a report is absent; of one that was absent in the same way before, since when stays.
    pub fn miss(&mut self, alert: AlertId, report: ReportId, how: Lack, now: DateTime<Utc>) {
        let before = self.absent.iter().position(|known| known.report == report);
        let before = before.map(|place| self.absent.remove(place));
        let since = before.filter(|known| known.how == how).map_or(now, |known| known.since);
        self.absent.push(Absence { alert, report, how, since, at: now });
        self.absent.sort_by_key(|known| known.since);
        if self.absent.len() > Self::MOST {
            // What most needs to be looked at stays.
            let least = (0..self.absent.len()).max_by_key(|place| self.absent[*place].how);
            least.map(|place| self.absent.remove(place));
        }
    }

    /// Takes note that a report is there, or is no longer looked for.
    pub fn settle(&mut self, report: &ReportId) {
        self.absent.retain(|known| known.report != *report);
    }

    /// Takes note that the operator has decided on an alert; true where there was something to note.
    pub fn decided(&mut self, alert: &AlertId) -> bool {
        let before = self.absent.len();
        self.absent.retain(|known| known.alert != *alert);
        self.absent.len() < before
    }

    /// Those of one kind.
    pub fn of(&self, how: Lack) -> impl Iterator<Item = &Absence> {
        self.absent.iter().filter(move |known| known.how == how)
    }
}
