//! What a report is tagged with: place, urgency, kind, language, references.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Basis, Country, M49, Name, Reason, RegionId, Rejected};

/// How soon somebody has to act. Closed: the six values of the wire.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// Life or physical integrity is at stake now.
    Critical,
    /// The network calls it urgent, or an arrest, threat, deportation or eviction is reported.
    Urgent,
    /// Ongoing harm without an imminent cue: judicial harassment, trial, surveillance, smear.
    Elevated,
    /// Statements, open letters, reports, awards, events, news.
    Routine,
    /// Released, acquitted, charges dropped, safe.
    Resolved,
    /// Nothing recognised. Kept, never dropped.
    #[default]
    Unknown,
}

impl Urgency {
    /// All values, most pressing first.
    pub const ALL: [Self; 6] =
        [Self::Critical, Self::Urgent, Self::Elevated, Self::Routine, Self::Resolved, Self::Unknown];

    /// The term as published, for example `critical`.
    pub fn term(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Urgent => "urgent",
            Self::Elevated => "elevated",
            Self::Routine => "routine",
            Self::Resolved => "resolved",
            Self::Unknown => "unknown",
        }
    }

    /// The nearest values of others' scales.
    pub fn equivalents(self) -> Equivalents {
        let [cap_urgency, cap_severity] = match self {
            Self::Critical => ["Immediate", "Extreme"],
            Self::Urgent => ["Expected", "Severe"],
            Self::Elevated => ["Future", "Moderate"],
            Self::Routine => ["Unknown", "Minor"],
            Self::Resolved => ["Past", "Minor"],
            Self::Unknown => ["Unknown", "Unknown"],
        };
        let iptc_urgency = match self {
            Self::Critical => 1,
            Self::Urgent => 3,
            Self::Elevated => 4,
            Self::Unknown => 5,
            Self::Routine | Self::Resolved => 6,
        };
        Equivalents { cap_urgency, cap_severity, iptc_urgency }
    }
}

/// Values of others' scales that come nearest to an urgency of ours: derived, none of them stated by anybody.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Equivalents {
    /// `urgency` of CAP 1.2 (OASIS, §3.2.2).
    pub cap_urgency: &'static str,
    /// `severity` of CAP 1.2 (OASIS, §3.2.2).
    pub cap_severity: &'static str,
    /// Editorial urgency of IPTC, 1 (highest) to 8.
    pub iptc_urgency: u8,
}

impl fmt::Display for Urgency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.term())
    }
}

/// What kind of message a report is (the `type` of the published feeds; an axis of its own beside urgency).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Something happened or is about to; somebody is asked to act.
    #[default]
    Alert,
    /// Further information on something reported before.
    Update,
    /// How a case ended: release, acquittal, a sentence.
    Outcome,
    /// The source corrects what it said.
    Correction,
    /// The source takes back what it said.
    Withdrawal,
    /// A position: open letter, joint statement, press release.
    Statement,
    /// Everything else: awards, events, reports, news.
    News,
}

impl Kind {
    /// All values.
    pub const ALL: [Self; 7] =
        [Self::Alert, Self::Update, Self::Outcome, Self::Correction, Self::Withdrawal, Self::Statement, Self::News];

    /// The term as published, for example `alert`.
    pub fn term(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::Update => "update",
            Self::Outcome => "outcome",
            Self::Correction => "correction",
            Self::Withdrawal => "withdrawal",
            Self::Statement => "statement",
            Self::News => "news",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.term())
    }
}

/// A reference code of a known series, normalised, for example series `observatory`, code `COL 003 / 0521 / OBS 056`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Reference {
    /// Which system numbers it: `observatory`, `amnesty-index`, `amnesty-ua`, `pen-ran`, `un-communication`, `ahrc`, `iachr`.
    pub series: String,
    /// The code in its normal form.
    pub code: String,
}

/// What a report is about, by its term: what was done (`killing`, `detention`) or to whom (`journalists`). The terms are
/// the vocabulary's.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Theme(pub String);

impl fmt::Display for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Everything a report is tagged with, and why.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tags {
    /// Primary subtag of the language (BCP 47), for example `en`; `None` where nothing tells it.
    pub language: Option<String>,
    /// Countries the report is about, leading one first (ISO 3166-1 alpha-3).
    pub countries: Vec<Country>,
    /// UN M49 areas above those countries, nearest first, chains joined in order without repeats; never 001, 003 or a
    /// country's own number.
    pub m49: Vec<M49>,
    /// Network regions; the first is that of the first country.
    pub regions: Vec<RegionId>,
    /// The source's own wording of the place, where it states one.
    pub source_places: Vec<String>,
    /// How soon somebody has to act, as given when the report was read.
    pub urgency: Urgency,
    /// What kind of message it is.
    pub kind: Kind,
    /// What it is about: acts first, then who is concerned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<Theme>,
    /// The last day on which readers are asked to act, or the day for which something is announced, where one is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<NaiveDate>,
    /// Reference codes found.
    pub references: Vec<Reference>,
    /// Proper names in title and text, for matching.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Name>,
    /// Why, one or more for each of the above.
    pub reasons: Vec<Reason>,
    /// What spoke for other tags and was not followed: at most [`Tags::MOST_REJECTED`], in the order it was met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<Rejected>,
}

impl Tags {
    /// How much of what was not followed is kept: a reader wants to know why, not everything.
    pub const MOST_REJECTED: usize = 12;

    /// Keeps what was not followed, once, as long as there is room.
    pub fn reject(&mut self, rejected: Rejected) {
        if self.rejected.len() < Self::MOST_REJECTED && !self.rejected.contains(&rejected) {
            self.rejected.push(rejected);
        }
    }

    /// The leading network region.
    pub fn region(&self) -> Option<&RegionId> {
        self.regions.first()
    }

    /// The strongest basis given for a tag (`country:HND`), or `None` when no reason names it.
    pub fn basis(&self, tag: &str) -> Option<Basis> {
        self.reasons.iter().filter(|reason| reason.tag == tag).map(|reason| reason.basis).min()
    }
}
