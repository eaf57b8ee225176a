//! Putting alerts in the place of everything that was ever written of them. Before anything is committed it is noted what is
//! to be erased, so that a machine that stops in between finishes it when the store is next opened.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::PoisonError;

use serde::{Deserialize, Serialize};

use super::writer::Writer;
use crate::model::{AlertId, Batch, Seq, SourceId};
use crate::store::contract::Error;
use crate::store::disk;
use crate::store::journal::Erase;

const FILE: &str = "erasing";

/// What is to be erased, as it is noted.
#[derive(Default, Serialize, Deserialize)]
struct Note {
    alerts: BTreeSet<AlertId>,
    sources: BTreeSet<SourceId>,
}

impl Writer {
    /// Commits a batch and erases every earlier version of its alerts, and what visits to some sources told.
    pub(super) fn overwrite(&mut self, batch: Batch, sources: &[SourceId]) -> Result<Seq, Error> {
        let mut note = self.noted()?;
        note.alerts.extend(batch.alerts.iter().map(|(_, alert)| alert.id));
        note.sources.extend(sources.iter().cloned());
        let json = serde_json::to_vec(&note).expect("plain values serialise");
        disk::replace(&self.note(), &json)?;
        let head = match self.committed(&batch)? {
            Some(head) => head,
            None => self.write(&[batch])?.first().copied().unwrap_or_default(),
        };
        self.finish_erasing()?;
        Ok(head)
    }

    /// Erases what was noted to be erased.
    pub(super) fn finish_erasing(&mut self) -> Result<(), Error> {
        let path = self.note();
        if !path.exists() {
            return Ok(());
        }
        let note = self.noted()?;
        let tip = self.tip().frame;
        let mut polls = self.shared.polls.lock().unwrap_or_else(PoisonError::into_inner);
        polls.hush(|source| note.sources.contains(source));
        // From now on what is remembered of these sources stands in the polls' own file alone.
        polls.compact(tip)?;
        drop(polls);
        self.with_index(|index| note.sources.iter().try_for_each(|source| index.forget_poll(source)))?;
        let mut alerts = HashMap::new();
        for id in &note.alerts {
            alerts.insert(*id, self.with_index(|index| index.place(*id))?.map(|place| place.digest));
        }
        self.purge(&Erase { alerts, sources: note.sources.into_iter().collect() })?;
        std::fs::remove_file(&path).map_err(disk::failed("remove", &path))?;
        disk::sync_folder(&self.folder.root)
    }

    fn noted(&self) -> Result<Note, Error> {
        let path = self.note();
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| Error::Damaged {
                path: path.display().to_string(),
                offset: 0,
                why: format!("what is to be erased cannot be read ({error}); take back again what was being taken back, then delete this file"),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Note::default()),
            Err(error) => Err(disk::failed("read", &path)(error)),
        }
    }

    fn note(&self) -> PathBuf {
        self.folder.root.join(FILE)
    }
}
