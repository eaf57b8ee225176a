//! Taking frames of the journal into the index, all or none.

use sled::Transactional as _;
use sled::transaction::{ConflictableTransactionError as Conflict, TransactionError, TransactionalTree, abort};

use super::bucket::{Numbers, Slot};
use super::fault::{Fault, fenced};
use super::record::{self, AlertRecord, Checkpoint, Fields, PollRecord};
use super::trees::{ALERTS, BATCHES, CHANGES, CHECKPOINT, HOLDERS, Index, KEYS, META, ORDER, POLLS, file_key};
use crate::model::{AlertId, Change, Digest, Key, KeyHolder, KeyKind, ReportId, Seq, SourceId};
use crate::store::journal::{Content, Frame, Line, Outline, Place};
use crate::store::secret::id_bytes;

impl Index {
    /// Takes frames in, all or none. Frames that were taken in before change nothing but places, so this may be repeated,
    /// and it repairs places after lines have moved.
    pub(in crate::store) fn apply(&self, frames: &[Frame]) -> Result<(), Fault> {
        if frames.is_empty() {
            return Ok(());
        }
        fenced(|| {
            let found = (&self.keys, &self.holders);
            let trees =
                (&self.meta, found.0, found.1, &self.alerts, &self.order, &self.changes, &self.batches, &self.polls);
            let outcome = trees.transaction(|(meta, keys, holders, alerts, order, changes, batches, polls)| {
                let step = Step { index: self, meta, keys, holders, alerts, order, changes, batches, polls };
                frames.iter().try_for_each(|frame| step.frame(frame))
            });
            outcome.map_err(|error| match error {
                TransactionError::Abort(fault) => fault,
                TransactionError::Storage(error) => error.into(),
            })
        })
    }
}

impl Index {
    /// Forgets where the journal holds what is remembered of a source, because that is erased there.
    pub(in crate::store) fn forget_poll(&self, source: &SourceId) -> Result<(), Fault> {
        fenced(|| {
            let key = self.secret.source(source);
            let Some(value) = self.polls.get(key)? else { return Ok(()) };
            let known = record::open(POLLS, &key, &value).and_then(PollRecord::read)?;
            let fields = PollRecord { place: None, ..known }.fields();
            self.polls.insert(key, record::close(POLLS, &key, fields))?;
            Ok(())
        })
    }
}

struct Step<'a> {
    index: &'a Index,
    meta: &'a TransactionalTree,
    keys: &'a TransactionalTree,
    holders: &'a TransactionalTree,
    alerts: &'a TransactionalTree,
    order: &'a TransactionalTree,
    changes: &'a TransactionalTree,
    batches: &'a TransactionalTree,
    polls: &'a TransactionalTree,
}

type Done = Result<(), Conflict<Fault>>;

impl Step<'_> {
    fn frame(&self, frame: &Frame) -> Done {
        let header = &frame.header;
        let mut seq = header.seq;
        let mut numbers = Numbers::of(header.frame);
        for (line, (place, content)) in header.lines.iter().zip(&frame.contents) {
            match (line, content) {
                (Line::Alert { kind, alert, .. }, content) => {
                    let change = Change { seq, at: header.at, kind: *kind, alert: *alert };
                    put(self.changes, CHANGES, &seq.to_be_bytes(), record::change_fields(header.frame, &change))?;
                    match content {
                        Content::Alert(body) => self.alert(header.frame, seq, place, body)?,
                        Content::Purged => self.purged(header.frame, seq, *alert)?,
                        // The version before it, where there is one, is the last good.
                        _ => {}
                    }
                    seq += 1;
                }
                (Line::Keys { alert, .. }, Content::Keys(keys)) => {
                    for of_one in keys.chunk_by(|one, other| one.2 == other.2) {
                        self.keys(header.frame, numbers.next(), *alert, of_one)?;
                    }
                }
                (Line::Poll { .. }, Content::Poll(poll, replaces)) => {
                    if let Some(former) = replaces {
                        self.poll(self.index.secret.source(former), header.frame, None)?;
                    }
                    if let Some(poll) = poll {
                        self.poll(self.index.secret.source(&poll.source), header.frame, Some(*place))?;
                    }
                }
                _ => {}
            }
        }
        let head = [header.frame.to_be_bytes(), frame.head().to_be_bytes()].concat();
        put(self.batches, BATCHES, &header.batch.0, head)?;
        put(self.meta, META, &file_key(frame.month), frame.end.to_be_bytes().to_vec())?;
        self.checkpoint(frame)
    }

    /// Keys of one report, as far as nobody holds them yet.
    fn keys(&self, frame: u64, number: u64, alert: AlertId, keys: &[(KeyKind, Digest, ReportId)]) -> Done {
        let mut taken = false;
        for (kind, digest, _) in keys {
            let slot = Slot::of(&self.index.secret, &Key { kind: *kind, digest: *digest });
            let value = self.keys.get(slot.bucket)?;
            let entries = match value.as_ref().map(|value| slot.entries(value)).transpose() {
                Ok(entries) => entries.unwrap_or_default(),
                Err(fault) => return abort(fault),
            };
            if slot.find(entries).is_none() {
                put(self.keys, KEYS, &slot.bucket, slot.with(entries, number))?;
                taken = true;
            }
        }
        if let Some((.., report)) = keys.first().filter(|_| taken) {
            let holder = KeyHolder { alert, report: *report };
            put(self.holders, HOLDERS, &number.to_be_bytes(), record::holder_fields(frame, &holder))?;
        }
        Ok(())
    }

    fn alert(&self, frame: u64, seq: Seq, place: &Place, alert: &Outline) -> Done {
        let old = self.old(alert.id)?;
        if old.as_ref().is_some_and(|old| old.seq > seq) {
            return Ok(());
        }
        if let Some(old) = old.filter(|old| old.live) {
            self.order.remove(&old.order)?;
        }
        let order = record::order_key(alert.updated, alert.id);
        let live = alert.live;
        let record = AlertRecord { frame, seq, order, live, place: Some(*place) };
        put(self.alerts, ALERTS, &id_bytes(alert.id), record.fields())?;
        if live {
            let mut fields = frame.to_be_bytes().to_vec();
            fields.extend(self.index.secret.marks(alert).into_iter().flat_map(u64::to_be_bytes));
            put(self.order, ORDER, &order, fields)?;
        }
        Ok(())
    }

    fn purged(&self, frame: u64, seq: Seq, id: AlertId) -> Done {
        let old = self.old(id)?;
        if old.as_ref().is_some_and(|old| old.seq > seq) {
            return Ok(());
        }
        if let Some(old) = old.filter(|old| old.live) {
            self.order.remove(&old.order)?;
        }
        let record = AlertRecord { frame, seq, order: [0; 28], live: false, place: None };
        put(self.alerts, ALERTS, &id_bytes(id), record.fields())
    }

    fn old(&self, id: AlertId) -> Result<Option<AlertRecord>, Conflict<Fault>> {
        get(self.alerts, ALERTS, &id_bytes(id), AlertRecord::read)
    }

    fn poll(&self, source: [u8; 32], frame: u64, place: Option<Place>) -> Done {
        let old = get(self.polls, POLLS, &source, PollRecord::read)?;
        if old.is_some_and(|old| old.frame > frame) {
            return Ok(());
        }
        put(self.polls, POLLS, &source, PollRecord { frame, place }.fields())
    }

    fn checkpoint(&self, frame: &Frame) -> Done {
        let old = get(self.meta, META, CHECKPOINT, Checkpoint::read)?;
        if old.is_some_and(|old| old.frame > frame.header.frame) {
            return Ok(());
        }
        let checkpoint = Checkpoint {
            frame: frame.header.frame,
            seq: frame.head(),
            seal: frame.seal,
            month: frame.month,
            offset: frame.offset,
            end: frame.end,
        };
        put(self.meta, META, CHECKPOINT, checkpoint.fields())
    }
}

fn put(tree: &TransactionalTree, name: &str, key: &[u8], fields: Vec<u8>) -> Done {
    tree.insert(key, record::close(name, key, fields))?;
    Ok(())
}

fn get<T>(
    tree: &TransactionalTree,
    name: &str,
    key: &[u8],
    read: impl FnOnce(Fields<'_>) -> Result<T, Fault>,
) -> Result<Option<T>, Conflict<Fault>> {
    let Some(value) = tree.get(key)? else { return Ok(None) };
    match record::open(name, key, &value).and_then(read) {
        Ok(record) => Ok(Some(record)),
        Err(fault) => abort(fault),
    }
}
