//! What we publish, with its permanent identity and its history.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Cause, Facets, Former, Hold, Reason, Report, ReportId, Retraction, Stated, Tags, Verdict};

/// Identity of an alert: a UUID (RFC 9562, version 8) computed from its first report's identity. Published as
/// `urn:uuid:…`. Holds no name, host or date, and survives restarts, re-polls, edits and moves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AlertId(pub Uuid);

impl AlertId {
    /// The id of the alert that a report opens.
    pub fn of(first: &ReportId) -> Self {
        let digest = super::Digest::of("almenara:alert:v1", &[&first.0.0]);
        let bytes: [u8; 16] = digest.0[..16].try_into().expect("a digest has 32 bytes");
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// `urn:uuid:…` (RFC 9562 §4), the `atom:id`.
    pub fn urn(&self) -> String {
        format!("urn:uuid:{}", self.0)
    }
}

/// The bare UUID, as used in addresses and commands.
impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for AlertId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text.strip_prefix("urn:uuid:").unwrap_or(text)).map(Self)
    }
}

/// Whether an alert may be shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlertState {
    /// Published (`pubstatus` usable).
    #[default]
    Live,
    /// Kept back until an operator decides (`pubstatus` withheld): in no feed, on no page.
    Held,
    /// Became one with an older alert, which [`Alert::merged`] names; its reports are kept to undo it exactly.
    Merged,
    /// Taken back (`pubstatus` canceled), as [`Alert::retraction`] says: in no feed but as a notice that it is gone.
    Withdrawn,
}

/// What we publish: one or more reports of one thing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Alert {
    /// Identity.
    pub id: AlertId,
    /// The reports, the leading one first; never empty.
    pub reports: Vec<Report>,
    /// What the alert is tagged with: the leading report's tags, and where those give nothing, the next report's.
    pub tags: Tags,
    /// `atom:published`: the leading report's `published_at` when the alert was opened; never changes.
    pub published: DateTime<Utc>,
    /// `atom:updated`: moves on a change of substance and never backwards.
    pub updated: DateTime<Utc>,
    /// True where it was found at a source's first import: listed and archived, never pushed.
    pub imported: bool,
    /// Whether it may be shown.
    pub state: AlertState,
    /// Why it is kept back, while it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// The alert that it became one with: this one is never shown any more, and whoever finds it goes there. Its reports are
    /// kept, to undo it exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<AlertId>,
    /// The alert that its case began with; `None` where it begins one itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<AlertId>,
    /// Alerts that may be the same thing, for an editor to look at; at most [`Alert::MAX_RELATED`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<AlertId>,
    /// Alerts that an operator took apart from this one: they never become one again by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<Apart>,
    /// How it was taken back, while it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retraction: Option<Retraction>,
    /// Reports as they were before they were taken back, for the day on which that is undone: no reader is ever shown them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<Report>,
    /// What the operator says of it, whatever its reports say.
    #[serde(default, skip_serializing_if = "Stated::is_empty")]
    pub stated: Stated,
    /// How many organisations report it in their own words: the one count that every output shows. Counted by matching
    /// whenever its reports change; 0 only in what was stored before that.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub voices: usize,
    /// What it is filed under since it was last committed; `None` while it is not shown. Kept by [`Alert::settle`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed: Option<Facets>,
    /// What it was filed under before, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Former>,
    /// What happened to it, oldest first; at most [`Alert::MAX_EVENTS`], the first one kept for ever.
    pub history: Vec<Event>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Alert {
    /// How many events an alert remembers.
    pub const MAX_EVENTS: usize = 64;
    /// How many reports of one source an alert carries at most.
    pub const MAX_PER_SOURCE: usize = 4;
    /// How many related alerts one names at most.
    pub const MAX_RELATED: usize = 8;

    /// Adds to its history; beyond the most it remembers, what followed the first event is forgotten first.
    pub fn remember(&mut self, event: Event) {
        if self.history.len() >= Self::MAX_EVENTS {
            self.history.remove(1);
        }
        self.history.push(event);
    }

    /// The alert that its case began with: itself where it begins one.
    pub fn case_id(&self) -> AlertId {
        self.case.unwrap_or(self.id)
    }

    /// The report that leads.
    pub fn lead(&self) -> &Report {
        &self.reports[0]
    }

    /// Its reports that may speak for it: who has strayed from what the others tell does not, in any language.
    pub fn speaking(&self) -> impl Iterator<Item = &Report> {
        let (lead, others) = self.reports.split_at(1.min(self.reports.len()));
        lead.iter().chain(others.iter().filter(|report| !report.strayed))
    }

    /// Its reports as they were told, those that are kept from readers too.
    pub fn told(&self) -> impl Iterator<Item = &Report> {
        let hidden = |report: &Report| self.hidden.iter().any(|hidden| hidden.id == report.id);
        self.reports.iter().filter(move |report| !hidden(report)).chain(&self.hidden)
    }

    /// Why and since when it waits for the operator: it is kept back, or its source has taken it back.
    pub fn waits(&self) -> Option<Hold> {
        let taken_back =
            self.retraction.as_ref().filter(|known| !known.confirmed && self.state == AlertState::Withdrawn);
        self.held().or(taken_back.map(|known| Hold { cause: Cause::Withdrawn, since: known.at, until: None }))
    }

    /// Why and since when it is kept back; `None` for what is shown or has become part of another alert.
    pub fn held(&self) -> Option<Hold> {
        let waits = self.state == AlertState::Held && self.merged.is_none();
        // Before reasons were kept with the alert there was but this one.
        let unsaid = || Hold { cause: Cause::Takeover, since: self.lead().first_seen, until: None };
        waits.then(|| self.hold.unwrap_or_else(unsaid))
    }
}

/// An alert that an operator took apart from another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Apart {
    /// The other alert.
    pub alert: AlertId,
    /// The reports that went there: their keys still lead here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<ReportId>,
}

/// One thing that happened to an alert.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Event {
    /// When the wire learnt of it.
    pub at: DateTime<Utc>,
    /// What became of the report concerned.
    pub verdict: Verdict,
    /// The report concerned.
    pub report: ReportId,
    /// Why it was decided so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}
