//! The one thread that writes. Commits that wait together share an fsync; everything else runs between commits.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError, RwLockWriteGuard};
use std::time::Instant;

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, oneshot};

use super::assemble::{Folder, fatal, make_anew, open_again};
use super::verify::verify;
use super::{CLOSED, Shared, State, closed};
use crate::model::{Batch, Seq, SourceId};
use crate::store::contract::{Error, Pruned, Verification};
use crate::store::epoch;
use crate::store::index::{Fault, Index, index_bytes, release};
use crate::store::journal::{
    Appender, Chunk, Erase, Frame, Month, Piece, Purge, Scan, Tip, months, purge, purge_quarantine,
};
use crate::store::lock::Lock;
use crate::store::reserve::Reserve;
use crate::store::secret::Secret;

/// Where an answer goes.
pub(super) type Reply<T> = oneshot::Sender<Result<T, Error>>;

/// What the writer is asked to do.
pub(super) enum Job {
    Commit(Box<Batch>, Reply<Seq>),
    Prune(DateTime<Utc>, Reply<Pruned>),
    /// Commit, and erase what was written of these alerts and told by these sources before.
    Overwrite(Box<Batch>, Vec<SourceId>, Reply<Seq>),
    Verify(Reply<Verification>),
    /// Mend the index, if it is still the one complained of.
    Mend(u64, Fault, Reply<()>),
    Close(Reply<()>),
}

/// Commits written with one fsync at most.
const GROUP: usize = 64;
/// Alerts behind which no further commit joins such a group, so that what is held at a time stays small.
const GROUP_ALERTS: usize = 512;

pub(super) struct Writer {
    pub(super) folder: Folder,
    secret: Secret,
    pub(super) shared: Arc<Shared>,
    appender: Appender,
    reserve: Reserve,
    lock: Option<Lock>,
    epoch: String,
}

impl Writer {
    pub(super) fn new(
        folder: Folder,
        secret: Secret,
        shared: Arc<Shared>,
        appender: Appender,
        reserve: Reserve,
        lock: Lock,
        epoch: String,
    ) -> Self {
        Self { folder, secret, shared, appender, reserve, lock: Some(lock), epoch }
    }

    pub(super) fn epoch(&self) -> &str {
        &self.epoch
    }

    pub(super) fn shared(&self) -> Arc<Shared> {
        self.shared.clone()
    }

    /// Works until it is told to close or nobody is left to tell it anything.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        while let Some(job) = queue.blocking_recv() {
            let mut waiting = VecDeque::from([job]);
            while waiting.len() < GROUP
                && let Ok(job) = queue.try_recv()
            {
                waiting.push_back(job);
            }
            while let Some(job) = waiting.pop_front() {
                match job {
                    Job::Commit(batch, reply) => {
                        let mut group = vec![(*batch, reply)];
                        while let Some(Job::Commit(next, _)) = waiting.front()
                            && self.belongs(&group, next)
                        {
                            let Some(Job::Commit(batch, reply)) = waiting.pop_front() else { break };
                            group.push((*batch, reply));
                        }
                        self.commit(group);
                    }
                    Job::Prune(before, reply) => answer(reply, self.prune(before)),
                    Job::Overwrite(batch, sources, reply) => answer(reply, self.overwrite(*batch, &sources)),
                    Job::Verify(reply) => answer(reply, self.verify()),
                    Job::Mend(generation, fault, reply) => answer(reply, self.mend(Some(generation), fault)),
                    Job::Close(reply) => {
                        answer(reply, self.close());
                        return;
                    }
                }
            }
        }
        if let Err(error) = self.close() {
            tracing::warn!(%error, "the store was let go of without being closed in order");
        }
    }

    /// True where a batch can be written together with the ones before it.
    fn belongs(&self, group: &[(Batch, Reply<Seq>)], next: &Batch) -> bool {
        let first = &group[0].0;
        let file = |batch: &Batch| in_journal(batch).then(|| self.appender.month_for(batch));
        let alerts: usize = group.iter().map(|(batch, _)| batch.alerts.len()).sum();
        alerts < GROUP_ALERTS && file(first) == file(next) && group.iter().all(|(batch, _)| batch.id != next.id)
    }

    fn commit(&mut self, group: Vec<(Batch, Reply<Seq>)>) {
        let mut batches = Vec::new();
        let mut replies = Vec::new();
        for (batch, reply) in group {
            match self.committed(&batch) {
                Ok(Some(head)) => answer(reply, Ok(head)),
                Ok(None) => {
                    batches.push(batch);
                    replies.push(reply);
                }
                Err(error) => answer(reply, Err(error)),
            }
        }
        match self.write(&batches) {
            Ok(heads) => replies.into_iter().zip(heads).for_each(|(reply, head)| answer(reply, Ok(head))),
            Err(error) if batches.len() == 1 => {
                if let Some(reply) = replies.pop() {
                    answer(reply, Err(error));
                }
            }
            // Together they did not fit; one by one some may, and each hears what became of it.
            Err(_) => {
                for (batch, reply) in batches.into_iter().zip(replies) {
                    let result = self.write(std::slice::from_ref(&batch));
                    answer(reply, result.map(|heads| heads.into_iter().next().unwrap_or_default()));
                }
            }
        }
    }

    /// The head after a batch that was committed before.
    pub(super) fn committed(&mut self, batch: &Batch) -> Result<Option<Seq>, Error> {
        if let Some(head) = self.shared.polls.lock().unwrap_or_else(PoisonError::into_inner).batch(&batch.id) {
            return Ok(Some(head));
        }
        self.with_index(|index| index.batch(&batch.id))
    }

    /// Makes batches durable, then visible. Returns the head after each.
    pub(super) fn write(&mut self, batches: &[Batch]) -> Result<Vec<Seq>, Error> {
        let Some(first) = batches.first() else { return Ok(Vec::new()) };
        self.reserve.hold(Instant::now())?;
        if !in_journal(first) {
            let tip = self.appender.tip();
            let mut polls = self.shared.polls.lock().unwrap_or_else(PoisonError::into_inner);
            polls.write(batches, tip.frame, tip.seq)?;
            return Ok(vec![tip.seq; batches.len()]);
        }
        let frames = self.appender.write(batches)?;
        let slot = self.slot();
        let state = slot.as_ref().ok_or_else(closed)?;
        let applied = state.index.apply(&frames);
        self.shared.head.store(self.appender.tip().seq, Ordering::Release);
        drop(slot);
        let mut polls = self.shared.polls.lock().unwrap_or_else(PoisonError::into_inner);
        for (frame, batch) in frames.iter().zip(batches) {
            polls.lay(frame.header.frame, batch.replaces.clone(), batch.poll.clone());
        }
        drop(polls);
        if let Err(fault) = applied {
            // The batches are durable; what is wrong is only the index.
            self.mend(None, fault)?;
        }
        Ok(frames.iter().map(Frame::head).collect())
    }

    fn prune(&mut self, before: DateTime<Utc>) -> Result<Pruned, Error> {
        let alerts = self.with_index(|index| index.older_than(before))?;
        if alerts.is_empty() {
            return Ok(Pruned::default());
        }
        let pruned = Pruned { alerts: alerts.len() as u64 };
        self.purge(&Erase::all_of(alerts))?;
        Ok(pruned)
    }

    /// Erases what is named from the files of the store.
    pub(super) fn purge(&mut self, what: &Erase) -> Result<(), Error> {
        // First, because the index lists the alerts until the last of their months is purged: a prune cut short is repeated.
        purge_quarantine(&self.folder.quarantine, what)?;
        for month in months(&self.folder.journal)? {
            let Some(purge) = purge(&self.folder.journal, month, what)? else { continue };
            self.put(month, purge)?;
        }
        Ok(())
    }

    /// How far the journal goes.
    pub(super) fn tip(&self) -> Tip {
        self.appender.tip()
    }

    /// Puts a purged file in the old one's place, and writer, readers and index right about it, whether or not its name is durable.
    fn put(&mut self, month: Month, purge: Purge) -> Result<(), Error> {
        let shared = self.shared.clone();
        let slot = shared.state.write().unwrap_or_else(PoisonError::into_inner);
        let state = slot.as_ref().ok_or_else(closed)?;
        let (end, durable) = purge.put()?;
        shared.journal.forget();
        self.appender.moved(month, end);
        let taken = take_in(&self.folder, &state.index, month, end).map_err(|fault| match fault {
            // The index still tells where things stood in the old file, so whatever it was, it has to be made anew.
            Fault::Other(error) => Fault::Index(format!("does not know a purged file of the journal ({error})")),
            fault => fault,
        });
        drop(slot);
        if let Err(fault) = taken {
            self.mend(None, fault)?;
        }
        durable
    }

    fn verify(&mut self) -> Result<Verification, Error> {
        let state = self.shared.state.read().unwrap_or_else(PoisonError::into_inner);
        let state = state.as_ref().ok_or_else(closed)?;
        verify(&self.folder, &state.index, self.appender.tip())
    }

    pub(super) fn with_index<T>(&mut self, work: impl Fn(&Index) -> Result<T, Fault>) -> Result<T, Error> {
        match self.shared.read(|index, _| work(index)) {
            Ok(found) => Ok(found),
            Err((_, fault)) => {
                self.mend(None, fault)?;
                self.shared.read(|index, _| work(index)).map_err(|(_, fault)| fatal(fault))
            }
        }
    }

    /// Opens the index again, or makes it anew from the journal, unless it already is another than the one complained of.
    fn mend(&mut self, complaint: Option<u64>, fault: Fault) -> Result<(), Error> {
        let shared = self.shared.clone();
        let mut slot = shared.state.write().unwrap_or_else(PoisonError::into_inner);
        let generation = slot.as_ref().ok_or_else(closed)?.generation;
        if complaint.is_some_and(|complaint| complaint != generation) {
            return Ok(());
        }
        let fault = match fault {
            Fault::Other(error) => return Err(error),
            fault => fault,
        };
        if let Some(state) = slot.take() {
            release(state.index);
        }
        self.reserve.give();
        let opened = match fault {
            Fault::Stuck(why) => {
                tracing::warn!(%why, "the disk refused the store's index something; it is opened again");
                open_again(&self.folder, &self.secret)
            }
            fault => Err(fault),
        };
        let index = match opened {
            Ok(index) => index,
            Err(Fault::Index(why)) => self.anew(&why)?,
            Err(fault) => return Err(fatal(fault)),
        };
        *slot = Some(State { index, generation: generation + 1 });
        Ok(())
    }

    fn anew(&mut self, why: &str) -> Result<Index, Error> {
        tracing::warn!(why, "the index of the store cannot be trusted and is made anew from the journal");
        let acknowledged = self.appender.tip().frame;
        let (index, recovered) = make_anew(&self.folder, &self.secret, acknowledged)?;
        for note in &recovered.notes {
            tracing::warn!("{note}");
        }
        if recovered.damage {
            let frame = self.appender.tip().frame;
            let mut polls = self.shared.polls.lock().unwrap_or_else(PoisonError::into_inner);
            if polls.distrust(true, frame) {
                polls.compact(frame)?;
            }
        }
        Ok(index)
    }

    fn close(&mut self) -> Result<(), Error> {
        self.shared.head.store(CLOSED, Ordering::Release);
        let Some(state) = self.slot().take() else { return Ok(()) };
        let flushed = match state.index.flush() {
            Err(_) if self.reserve.give() => state.index.flush(),
            outcome => outcome,
        };
        release(state.index);
        flushed.map_err(fatal)?;
        // Where it cannot be written, what it said before still holds.
        let _ = epoch::note(&self.folder.root, &self.epoch, self.appender.tip());
        let bytes = index_bytes(&self.folder.index)?;
        self.lock.take().map_or(Ok(()), |lock| lock.release(bytes, self.appender.tip().frame))
    }

    fn slot(&self) -> RwLockWriteGuard<'_, Option<State>> {
        self.shared.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// True where a batch changes more than what is remembered of a source.
fn in_journal(batch: &Batch) -> bool {
    !batch.alerts.is_empty() || !batch.keys.is_empty() || batch.act.is_some()
}

/// Takes a file that was replaced into the index.
fn take_in(folder: &Folder, index: &Index, month: Month, end: u64) -> Result<(), Fault> {
    let mut scan = Scan::open(&folder.journal, month, 0)?;
    let mut chunk = Chunk::default();
    while let Some(piece) = scan.next()? {
        if let Piece::Frame(frame) = piece {
            chunk.push(*frame);
        }
        if chunk.is_full() {
            index.apply(&chunk.take())?;
        }
    }
    index.apply(&chunk.take())?;
    index.ended(&[(month, end)])
}

/// Nobody may be waiting any more.
fn answer<T>(reply: Reply<T>, result: Result<T, Error>) {
    let _ = reply.send(result);
}
