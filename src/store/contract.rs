//! What every backend promises.
//!
//! - `commit` is atomic: readers see all of a batch or nothing of it.
//! - `commit` is durable: when it returns, a power cut cannot take the batch back.
//! - `commit` is idempotent: the same batch id a second time changes nothing and answers the same head.
//! - A batch without alerts and keys is remembered for this only as long as the thousand of its kind that follow.
//! - Sequence numbers are 1, 2, 3 … in commit order, without gaps, for ever.
//! - All instants are UTC. Any method may return an [`Error`]; none leaves the store half changed.
//! - Methods may be called from many tasks at once; no blocking call runs on an async worker.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::{
    Act, Alert, AlertId, Batch, Change, Cursor, Digest, Filter, Key, KeyHolder, Poll, Protection, Seq, SourceId,
};

/// What can go wrong in a store. Messages say what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another process holds the folder.
    #[error("the store {path} is in use by {holder}; wait until it has finished, or stop it, and try again")]
    Busy {
        /// The folder.
        path: String,
        /// Who holds it, for example `process 4711`.
        holder: String,
        /// Address of the holder's control socket, where it has one.
        control: Option<std::path::PathBuf>,
    },
    /// The folder was written by a newer program.
    #[error(
        "the store {path} has format {found}, this program knows {known}; start a newer almenara, or restore an older copy of the folder"
    )]
    TooNew {
        /// The folder.
        path: String,
        /// Format found.
        found: u32,
        /// Newest format known.
        known: u32,
    },
    /// The address cannot be understood.
    #[error("cannot open the store {url:?}: {why}")]
    BadUrl {
        /// The address as configured.
        url: String,
        /// What is wrong with it and what to write.
        why: String,
    },
    /// No room, no rights, a failing disk.
    #[error("cannot {action} {path}: {cause}; {remedy}")]
    Io {
        /// What was tried, for example `append to`.
        action: &'static str,
        /// Which file.
        path: String,
        /// What the system said; part of the message, so not told again as what is behind it.
        cause: std::io::Error,
        /// What to do.
        remedy: &'static str,
    },
    /// Bytes are not what was written.
    #[error("{path} is damaged at byte {offset}: {why}; run `almenara verify` to see what is affected")]
    Damaged {
        /// Which file.
        path: String,
        /// Where.
        offset: u64,
        /// What does not fit.
        why: String,
    },
    /// The store was closed, or its writer has stopped after a failed write.
    #[error("the store does not take writes any more: {0}; restart almenara")]
    Closed(String),
}

/// What a prune has forgotten.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Pruned {
    /// Alerts whose text is gone; their keys and ids stay.
    pub alerts: u64,
}

/// What a check of every invariant found.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Verification {
    /// Batches looked at.
    pub batches: u64,
    /// Alerts looked at.
    pub alerts: u64,
    /// The highest sequence number.
    pub head: Seq,
    /// Bodies that were purged on purpose.
    pub purged: u64,
    /// Things to know, no fault.
    pub notes: Vec<String>,
    /// What is wrong, one sentence each; empty when all is well.
    pub faults: Vec<String>,
}

/// What is looked for in every version of every alert.
pub type Wanted = std::sync::Arc<dyn Fn(&Alert) -> bool + Send + Sync>;

/// Puts into an alert what was not known yet when it was stored.
pub type Complete = fn(&mut Alert);

/// The store, as its callers need it.
#[async_trait::async_trait]
pub trait Store: Send + Sync {
    /// Called by the daemon and the schedule: what is remembered of each source ever visited, by source id.
    async fn polls(&self) -> Result<Vec<Poll>, Error>;

    /// Called by the pipeline before deciding: who is found under each key, in the order asked.
    async fn known(&self, keys: &[Key]) -> Result<Vec<Option<KeyHolder>>, Error>;

    /// Called by the pipeline: makes a batch durable and returns the head after it. Each alert in the batch becomes one
    /// change, in order; a batch without alerts makes no change. A key that is held already keeps its holder.
    async fn commit(&self, batch: Batch) -> Result<Seq, Error>;

    /// Called by publish and the API: the sequence number of the last change, 0 for an empty store.
    async fn head(&self) -> Result<Seq, Error>;

    /// Called by the API: which line of changes the numbers belong to. It stays the same for as long as no number that was
    /// given out can come to mean another change, and is another one after the store was put back to an earlier point.
    fn epoch(&self) -> &str;

    /// Called by publish and the API: changes with a number above `since`, in order, at most `limit`.
    async fn changes(&self, since: Seq, limit: usize) -> Result<Vec<Change>, Error>;

    /// Called by the server and publish: live alerts that the filter admits, newest `updated` first (ties: lower id first), strictly
    /// behind `before`, at most `limit`. Held alerts are not among them.
    async fn alerts(&self, filter: &Filter, before: Option<Cursor>, limit: usize) -> Result<Vec<Alert>, Error>;

    /// Called by the server, the pipeline and explain: one alert as it now is, held ones too; `None` where it is unknown
    /// or its text was pruned. Where the disk has damaged its newest version, the last one that can be read.
    async fn alert(&self, id: AlertId) -> Result<Option<Alert>, Error>;

    /// Called by the pipeline: the same for many at once, in the order asked.
    async fn named(&self, ids: &[AlertId]) -> Result<Vec<Option<Alert>>, Error>;

    /// Called by the daemon: every alert that waits for the operator and has its text, in no order: kept back, or taken back
    /// by its source. Looks at every alert's record.
    async fn held(&self) -> Result<Vec<Alert>, Error>;

    /// Called by the command line: what operators did, oldest first. Slow: reads the whole record.
    async fn acts(&self) -> Result<Vec<Act>, Error>;

    /// Called by the daemon: forgets the text of alerts last updated before a date, every version and salt of it, in every
    /// file of the store; keys, ids and changes stay, so that nothing forgotten is announced again.
    async fn prune(&self, before: DateTime<Utc>) -> Result<Pruned, Error>;

    /// Called by the pipeline, for what must be nowhere any more: commits a batch like [`Store::commit`] and erases every earlier version
    /// of its alerts, with their salts, in every file of the store, and what visits to these sources have told in words. Keys, ids and
    /// changes stay. Where this is cut short, what is left is erased when the store is next opened.
    async fn overwrite(&self, batch: Batch, sources: &[SourceId]) -> Result<Seq, Error>;

    /// Called by the pipeline, for what must be found wherever it was ever written: the alerts of which some version that is kept,
    /// the present one or an earlier one, is what is looked for. Slow: reads the whole record.
    async fn search(&self, is: Wanted) -> Result<Vec<AlertId>, Error>;

    /// Called by the pipeline: remembers what is to be done about names, of which the store keeps hashes under its own secret
    /// alone. A name that is known already for the same alert, or for all, is done about anew.
    async fn protect(&self, names: &[(Digest, Protection)]) -> Result<(), Error>;

    /// Called by the pipeline: forgets what was to be replaced in one alert. False where nothing was.
    async fn unprotect(&self, alert: AlertId) -> Result<bool, Error>;

    /// Called by the pipeline, for every visit: whether any name is protected at all.
    async fn is_protecting(&self) -> Result<bool, Error>;

    /// Called by the pipeline, before deciding: what is to be done about some of these names, by their places in the list.
    async fn protections(&self, names: &[Digest]) -> Result<Vec<(usize, Protection)>, Error>;

    /// Called by the command line: every alert as it now is, oldest change first, one JSON object per line.
    async fn export(&self, line: &mut (dyn for<'a> FnMut(&'a str) -> std::io::Result<()> + Send))
    -> Result<u64, Error>;

    /// Called by the command line: checks every invariant. Slow; changes nothing.
    async fn verify(&self) -> Result<Verification, Error>;

    /// Called by the daemon, last: makes everything durable and lets go of the folder.
    async fn close(&self) -> Result<(), Error>;
}

/// What an export says when its reader is gone.
pub(super) fn not_written(cause: std::io::Error) -> Error {
    Error::Io {
        action: "write",
        path: "the export".to_owned(),
        cause,
        remedy: "check that what reads it is still there and that its disk has room",
    }
}
