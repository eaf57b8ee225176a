//! What stands in a frame: header and lines, as written and as read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::place::{Month, Place};
use crate::model::{
    Act, Alert, AlertId, AlertState, ChangeKind, Digest, Facets, KeyKind, Poll, ReportId, Seq, SourceId,
};

/// The first line of a frame: what the batch did, and the digests of the lines that say it in full.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::store) struct Header {
    /// Number of the frame: 1, 2, 3 …
    pub(in crate::store) frame: u64,
    /// Format of this record.
    pub(in crate::store) v: u32,
    /// Id of the batch.
    pub(in crate::store) batch: Digest,
    /// When it was decided.
    pub(in crate::store) at: DateTime<Utc>,
    /// Seal of the frame before; zeros for the first.
    pub(in crate::store) prev: Digest,
    /// Highest frame known to be durable when this one was written. What is broken up to there is damage; what is
    /// broken behind it was never acknowledged.
    pub(in crate::store) synced: u64,
    /// Number of its first change; of the next one where it has none.
    pub(in crate::store) seq: Seq,
    /// What an operator did, where this is why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::store) act: Option<Box<Act>>,
    /// What follows, in order.
    pub(in crate::store) lines: Vec<Line>,
}

impl Header {
    /// How many changes it makes.
    pub(in crate::store) fn changes(&self) -> u64 {
        self.lines.iter().filter(|line| matches!(line, Line::Alert { .. })).count() as u64
    }
}

/// What a header says of one line that follows it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "lowercase")]
pub(in crate::store) enum Line {
    /// An alert in full, as it was from then on.
    Alert { kind: ChangeKind, alert: AlertId, digest: Digest },
    /// Keys under which an alert is found.
    Keys { alert: AlertId, digest: Digest },
    /// What is remembered of the source.
    Poll { digest: Digest },
}

impl Line {
    /// Digest of the line.
    pub(in crate::store) fn digest(&self) -> Digest {
        match self {
            Self::Alert { digest, .. } | Self::Keys { digest, .. } | Self::Poll { digest } => *digest,
        }
    }
}

/// A line that follows a header, read.
#[derive(Clone, Debug)]
pub(in crate::store) enum Content {
    /// See [`Line::Alert`].
    Alert(Box<Outline>),
    /// See [`Line::Keys`].
    Keys(Keys),
    /// See [`Line::Poll`]: the poll, and the source whose memory it takes over.
    Poll(Option<Box<Poll>>, Option<SourceId>),
    /// Erased on purpose.
    Purged,
    /// Not what was written, or missing.
    Damaged,
}

/// What the index needs of an alert; the rest is read where it stands.
#[derive(Clone, Debug)]
pub(in crate::store) struct Outline {
    /// Identity.
    pub(in crate::store) id: AlertId,
    /// When it last changed in substance.
    pub(in crate::store) updated: DateTime<Utc>,
    /// False where it may not be shown.
    pub(in crate::store) live: bool,
    /// What filters ask of it.
    pub(in crate::store) facets: Facets,
}

impl Outline {
    /// The outline of an alert.
    pub(super) fn of(alert: &Alert) -> Self {
        Self { id: alert.id, updated: alert.updated, live: alert.state == AlertState::Live, facets: alert.facets() }
    }
}

/// A committed batch, where it stands.
#[derive(Clone, Debug)]
pub(in crate::store) struct Frame {
    /// Which file.
    pub(in crate::store) month: Month,
    /// Where its header begins.
    pub(in crate::store) offset: u64,
    /// Where the next frame begins.
    pub(in crate::store) end: u64,
    /// Its header.
    pub(in crate::store) header: Header,
    /// Seal of the header.
    pub(in crate::store) seal: Digest,
    /// One for each of `header.lines`.
    pub(in crate::store) contents: Vec<(Place, Content)>,
    /// Lines in it that no header vouches for.
    pub(in crate::store) strays: u64,
}

impl Frame {
    /// True where every line is there, or purged.
    pub(in crate::store) fn is_whole(&self) -> bool {
        self.strays == 0 && !self.contents.iter().any(|(_, content)| matches!(content, Content::Damaged))
    }

    /// The number of the last change after it.
    pub(in crate::store) fn head(&self) -> Seq {
        (self.header.seq + self.header.changes()).saturating_sub(1)
    }
}

/// Keys of one alert: what each is made of, its digest, and the report that brought it.
pub(in crate::store) type Keys = Vec<(KeyKind, Digest, ReportId)>;

/// An alert's line.
#[derive(Serialize, Deserialize)]
pub(super) struct AlertLine<A> {
    pub(super) salt: String,
    pub(super) alert: A,
}

/// A line of keys.
#[derive(Serialize, Deserialize)]
pub(super) struct KeysLine {
    pub(super) salt: String,
    pub(super) keys: Keys,
}

/// A poll's line.
#[derive(Serialize, Deserialize)]
pub(super) struct PollLine<P> {
    pub(super) salt: String,
    pub(super) poll: Option<P>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) replaces: Option<SourceId>,
}
