//! What is written to the store in one go, and what readers of changes are told of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Act, Alert, AlertId, Digest, Poll, ReportId, SourceId};

/// Sequence number of a change: 1, 2, 3 … in commit order, without gaps.
pub type Seq = u64;

/// What a key is made of. Part of the digest, so that a link never meets an id.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyKind {
    /// The source's own id, within its source.
    Id,
    /// The canonical link, across sources.
    Link,
    /// The fingerprint of title and text, across sources.
    Text,
    /// Something that reports of one thing have in common; several reports may be found under it.
    Near,
}

/// An exact key under which a report can be found again. A digest already; the store hashes it once more under its
/// own secret, so that nothing in the index can be checked against a guessed name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Key {
    /// What it is made of.
    pub kind: KeyKind,
    /// Digest of that.
    pub digest: Digest,
}

/// Bytes of a near key that say when; nothing but zeros where it holds at any time.
const PERIOD: usize = 2;
/// Bytes that are the same for all keys of one group, the period among them.
const GROUP: usize = 16;

impl Key {
    /// A place under which a report may be found by what it has in common with others: for something of a certain period,
    /// by its number from 1, or of any time. Keys that are asked for together begin alike, for the store to keep them together.
    pub fn near(period: Option<u16>, group: &Digest, place: u8) -> Self {
        let mut digest = Digest::of("near:v2", &[&group.0, &[place]]);
        digest.0[..GROUP].copy_from_slice(&group.0[..GROUP]);
        digest.0[..PERIOD].copy_from_slice(&period.unwrap_or(0).to_be_bytes());
        Self { kind: KeyKind::Near, digest }
    }

    /// The period that a near key belongs to, big-endian.
    pub fn period(&self) -> Option<[u8; 2]> {
        let period = [self.digest.0[0], self.digest.0[1]];
        (self.kind == KeyKind::Near && period != [0; 2]).then_some(period)
    }

    /// What it has in common with those of its group; all of it where it has none.
    pub fn group(&self) -> &[u8] {
        if self.kind == KeyKind::Near { &self.digest.0[..GROUP] } else { &self.digest.0 }
    }
}

/// Who is found under a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeyHolder {
    /// The alert that carries the report now.
    pub alert: AlertId,
    /// The report that brought the key.
    pub report: ReportId,
}

/// A key to be remembered, for ever. A key that is already held keeps its first holder.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeyUse {
    /// The key.
    pub key: Key,
    /// Who is to be found under it.
    pub holder: KeyHolder,
}

/// What happened to an alert in one committed step.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// A new alert.
    New,
    /// Its substance changed: `updated` moved.
    Revised,
    /// Another source joined, or something changed that is no news: `updated` did not move.
    Joined,
    /// It became one with an older alert.
    Merged,
    /// It was taken back.
    Withdrawn,
}

/// One committed step of the wire.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// Its place in the order of all changes.
    pub seq: Seq,
    /// When it was committed.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: ChangeKind,
    /// To which alert.
    pub alert: AlertId,
}

/// Everything one visit changes; lands whole or not at all.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// Digest of what is in it: committing the same batch twice has no further effect.
    pub id: Digest,
    /// When it was decided; becomes the time of its changes.
    pub at: DateTime<Utc>,
    /// The alerts that changed, each in full as it now is, with what happened to it, in order.
    pub alerts: Vec<(ChangeKind, Alert)>,
    /// Keys to remember.
    pub keys: Vec<KeyUse>,
    /// What is remembered of the source after this visit. Its validators count only once the batch is durable.
    pub poll: Option<Poll>,
    /// A source id whose memory this poll takes over (`formerly`): that id's own poll is dropped.
    pub replaces: Option<SourceId>,
    /// What an operator did, where this is why it changes; kept for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Act>,
}

impl Batch {
    /// A batch with the digest of its contents as id.
    pub fn new(at: DateTime<Utc>, alerts: Vec<(ChangeKind, Alert)>, keys: Vec<KeyUse>, poll: Option<Poll>) -> Self {
        let body = serde_json::to_vec(&(at, &alerts, &keys, &poll)).expect("model values serialise");
        Self { id: Digest::of("almenara:batch:v1", &[&body]), at, alerts, keys, poll, replaces: None, act: None }
    }
}
