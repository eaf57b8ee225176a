//! The backend on disk: a journal that is the truth, and an index in sled that finds things in it.
//!
//! ```text
//! data/
//!   journal/2026-11.ndjson   what was committed, one file a month
//!   polls.ndjson             what is remembered of each source
//!   index/                   sled; may be deleted at any time
//!   secret, format, lock     control: where the holder's socket is
//!   epoch                    which line of changes the numbers belong to
//!   reserve                  room for the end, when the disk is full
//!   quarantine/              torn tails, set aside
//!   protected                names that must not be published, as hashes under the secret
//!   erasing                  what is being erased, while it is
//!   losses                   batches that the disk has lost, while the operator leaves it there
//! ```

mod assemble;
mod erase;
mod verify;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::contract::{Complete, Error, Pruned, Store, Verification, Wanted, not_written};
use super::disk;
use super::index::{Fault, Index};
use super::journal::Reader;
use super::polls::Polls;
use super::protected::Protected;
use crate::model::{
    Act, Alert, AlertId, Batch, Change, Cursor, Digest, Filter, Key, KeyHolder, Poll, Protection, Seq, SourceId,
};
use writer::{Job, Reply};

/// Batches that may wait for the writer before callers have to.
const QUEUE: usize = 64;
/// Blocking reads at a time.
const READERS: usize = 16;
/// Alerts read at a time for an export.
const PAGE: usize = 64;
/// Says in place of the head that the store is closed.
const CLOSED: u64 = u64::MAX;

/// A handle on the writer thread and on what readers share.
pub(super) struct SledStore {
    jobs: mpsc::Sender<Job>,
    shared: Arc<Shared>,
    readers: Arc<Semaphore>,
    epoch: String,
}

/// What the writer changes and readers read.
struct Shared {
    /// `None` once closed. Written under the lock, so that readers see all of a batch or nothing.
    state: RwLock<Option<State>>,
    polls: Mutex<Polls>,
    journal: Reader,
    protected: RwLock<Protected>,
    head: AtomicU64,
}

struct State {
    index: Index,
    /// Counts how often the index was mended, so that several readers with one complaint cause it once.
    generation: u64,
}

impl Shared {
    fn read<T>(&self, work: impl FnOnce(&Index, &Reader) -> Result<T, Fault>) -> Result<T, (u64, Fault)> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let Some(state) = state.as_ref() else { return Err((0, Fault::Other(closed()))) };
        work(&state.index, &self.journal).map_err(|fault| (state.generation, fault))
    }
}

impl SledStore {
    /// Opens the store in a folder; blocks. The notes say what was noticed.
    pub(super) fn open(folder: &Path, complete: Complete) -> Result<(Self, Vec<String>), Error> {
        let (writer, notes) = assemble::assemble(folder, complete)?;
        let (jobs, queue) = mpsc::channel(QUEUE);
        let shared = writer.shared();
        let epoch = writer.epoch().to_owned();
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || writer.run(queue))
            .map_err(disk::failed("start the writer of", folder))?;
        Ok((Self { jobs, shared, readers: Arc::new(Semaphore::new(READERS)), epoch }, notes))
    }

    async fn ask<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        self.jobs.send(job(reply)).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    /// Changes the list of protected names.
    async fn protected<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Protected) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        if self.shared.head.load(Ordering::Acquire) == CLOSED {
            return Err(closed());
        }
        let shared = self.shared.clone();
        disk::blocking(move || work(&mut shared.protected.write().unwrap_or_else(PoisonError::into_inner))).await
    }

    /// Reads off the async workers. Where the index turns out not to be trusted it is mended, and read once more.
    async fn read<T, W>(&self, work: W) -> Result<T, Error>
    where
        T: Send + 'static,
        W: Fn(&Index, &Reader) -> Result<T, Fault> + Send + Sync + 'static,
    {
        let _turn = self.readers.acquire().await.map_err(|_| closed())?;
        let work = Arc::new(work);
        let mut again = true;
        loop {
            let (shared, work) = (self.shared.clone(), work.clone());
            match disk::blocking(move || Ok(shared.read(&*work))).await? {
                Ok(found) => return Ok(found),
                Err((_, Fault::Other(error))) => return Err(error),
                Err((generation, fault)) if again => {
                    again = false;
                    self.ask(|reply| Job::Mend(generation, fault, reply)).await?;
                }
                Err((_, fault)) => return Err(assemble::fatal(fault)),
            }
        }
    }
}

fn closed() -> Error {
    Error::Closed("it was closed".to_owned())
}

#[async_trait::async_trait]
impl Store for SledStore {
    async fn polls(&self) -> Result<Vec<Poll>, Error> {
        if self.shared.head.load(Ordering::Acquire) == CLOSED {
            return Err(closed());
        }
        let shared = self.shared.clone();
        disk::blocking(move || Ok(shared.polls.lock().unwrap_or_else(PoisonError::into_inner).all())).await
    }

    async fn known(&self, keys: &[Key]) -> Result<Vec<Option<KeyHolder>>, Error> {
        let keys = keys.to_vec();
        self.read(move |index, _| index.known(&keys)).await
    }

    async fn commit(&self, batch: Batch) -> Result<Seq, Error> {
        self.ask(|reply| Job::Commit(Box::new(batch), reply)).await
    }

    async fn head(&self) -> Result<Seq, Error> {
        match self.shared.head.load(Ordering::Acquire) {
            CLOSED => Err(closed()),
            head => Ok(head),
        }
    }

    fn epoch(&self) -> &str {
        &self.epoch
    }

    async fn changes(&self, since: Seq, limit: usize) -> Result<Vec<Change>, Error> {
        self.read(move |index, _| index.changes(since, limit)).await
    }

    async fn alerts(&self, filter: &Filter, before: Option<Cursor>, limit: usize) -> Result<Vec<Alert>, Error> {
        let filter = filter.clone();
        self.read(move |index, journal| index.alerts(journal, &filter, before, limit)).await
    }

    async fn alert(&self, id: AlertId) -> Result<Option<Alert>, Error> {
        self.read(move |index, journal| index.alert(journal, id)).await
    }

    async fn named(&self, ids: &[AlertId]) -> Result<Vec<Option<Alert>>, Error> {
        let ids = ids.to_vec();
        self.read(move |index, journal| ids.iter().map(|id| index.alert(journal, *id)).collect()).await
    }

    async fn held(&self) -> Result<Vec<Alert>, Error> {
        self.read(Index::held).await
    }

    async fn acts(&self) -> Result<Vec<Act>, Error> {
        self.read(|_, journal| Ok(journal.acts()?)).await
    }

    async fn prune(&self, before: DateTime<Utc>) -> Result<Pruned, Error> {
        self.ask(|reply| Job::Prune(before, reply)).await
    }

    async fn overwrite(&self, batch: Batch, sources: &[SourceId]) -> Result<Seq, Error> {
        let sources = sources.to_vec();
        self.ask(|reply| Job::Overwrite(Box::new(batch), sources, reply)).await
    }

    async fn search(&self, is: Wanted) -> Result<Vec<AlertId>, Error> {
        self.read(move |_, journal| Ok(journal.search(&*is)?)).await
    }

    async fn protect(&self, names: &[(Digest, Protection)]) -> Result<(), Error> {
        let names = names.to_vec();
        self.protected(move |protected| protected.add(&names)).await
    }

    async fn unprotect(&self, alert: AlertId) -> Result<bool, Error> {
        self.protected(move |protected| protected.forget(alert)).await
    }

    async fn is_protecting(&self) -> Result<bool, Error> {
        Ok(!self.shared.protected.read().unwrap_or_else(PoisonError::into_inner).is_empty())
    }

    async fn protections(&self, names: &[Digest]) -> Result<Vec<(usize, Protection)>, Error> {
        let (names, shared) = (names.to_vec(), self.shared.clone());
        disk::blocking(move || Ok(shared.protected.read().unwrap_or_else(PoisonError::into_inner).known(&names))).await
    }

    async fn export(
        &self,
        line: &mut (dyn for<'a> FnMut(&'a str) -> std::io::Result<()> + Send),
    ) -> Result<u64, Error> {
        let (mut since, mut count) = (0, 0);
        loop {
            let (alerts, next) = self.read(move |index, journal| index.exported(journal, since, PAGE)).await?;
            for alert in alerts {
                line(&serde_json::to_string(&alert).expect("model values serialise")).map_err(not_written)?;
                count += 1;
            }
            match next {
                Some(next) => since = next,
                None => return Ok(count),
            }
        }
    }

    async fn verify(&self) -> Result<Verification, Error> {
        self.ask(Job::Verify).await
    }

    async fn close(&self) -> Result<(), Error> {
        match self.ask(Job::Close).await {
            Err(Error::Closed(_)) => Ok(()),
            other => other,
        }
    }
}
