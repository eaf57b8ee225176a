//! What is remembered of each source. Visits that changed no alert are kept in a small file of their own, so that the
//! journal does not grow with every "not modified"; visits that did are in the journal, and the newer of both counts.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::contract::Error;
use super::disk;
use super::journal::{FORMAT, Version, is_sealed, seal};
use crate::model::{Batch, Digest, Poll, Seq, SourceId, Validators};

const FILE: &str = "polls.ndjson";
/// Batches without alerts that are remembered, so that a repeated one has no effect.
const REMEMBERED: usize = 1024;
/// Lines beyond those needed before the file is written anew.
const SLACK: usize = 512;

/// A line of the file.
#[derive(Default, Serialize, Deserialize)]
struct Entry {
    v: u32,
    /// Frames in the journal when this was written: it counts only where the journal still goes that far.
    after: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    batch: Option<(Digest, Seq)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaces: Option<SourceId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    poll: Option<Poll>,
}

/// The file and what it says, with what the journal says laid over it.
pub(super) struct Polls {
    path: PathBuf,
    file: Option<File>,
    end: u64,
    lines: usize,
    /// By source: the frame it was written with or after, and what is remembered; `None` once taken over.
    kept: BTreeMap<SourceId, (u64, Option<Poll>)>,
    recent: HashMap<Digest, Seq>,
    order: VecDeque<Digest>,
}

impl Polls {
    /// Reads the file in a folder. Lines that are not what was written are set aside and reported.
    pub(super) fn load(folder: &Path, quarantine: &Path, notes: &mut Vec<String>) -> Result<Self, Error> {
        let path = folder.join(FILE);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(disk::failed("read", &path)(error)),
        };
        let mut polls = Self {
            path,
            file: None,
            end: 0,
            lines: usize::MAX,
            kept: BTreeMap::new(),
            recent: HashMap::new(),
            order: VecDeque::new(),
        };
        let mut broken = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            match line.strip_suffix(b"\n").filter(|line| is_sealed(line).is_some()) {
                Some(line) => polls.read(line)?,
                None => broken += 1,
            }
        }
        if broken > 0 {
            let kept = disk::set_aside(quarantine, FILE, &bytes)?;
            notes.push(format!(
                "{broken} lines of {FILE} were not completely written; a copy is in {}, and those sources are read again",
                kept.display()
            ));
            polls.compact(0)?;
        }
        Ok(polls)
    }

    fn read(&mut self, line: &[u8]) -> Result<(), Error> {
        if let Ok(Version { v }) = serde_json::from_slice(line)
            && v > FORMAT
        {
            return Err(Error::TooNew { path: self.path.display().to_string(), found: v, known: FORMAT });
        }
        if let Ok(entry) = serde_json::from_slice::<Entry>(line) {
            self.lay(entry.after, entry.replaces, entry.poll);
            if let Some((batch, head)) = entry.batch {
                self.remember(batch, head);
            }
        }
        Ok(())
    }

    /// What a frame of the journal, or a line, says; the newer counts.
    pub(super) fn lay(&mut self, frame: u64, replaces: Option<SourceId>, poll: Option<Poll>) {
        let mut put = |source: SourceId, poll: Option<Poll>| {
            let slot = self.kept.entry(source).or_insert((frame, None));
            if slot.0 <= frame {
                *slot = (frame, poll);
            }
        };
        if let Some(former) = replaces {
            put(former, None);
        }
        if let Some(poll) = poll {
            put(poll.source.clone(), Some(poll));
        }
    }

    /// What the journal says as of a frame, where this file does not say it with or after that frame.
    pub(super) fn lay_under(&mut self, frame: u64, poll: Poll) {
        if self.kept.get(&poll.source).is_none_or(|slot| slot.0 < frame) {
            self.lay(frame, None, Some(poll));
        }
    }

    /// The source is no more, as of a frame of the journal that took it over.
    pub(super) fn drop_where(&mut self, frame: u64, is: impl Fn(&SourceId) -> bool) {
        for (source, slot) in &mut self.kept {
            if slot.0 < frame && is(source) {
                *slot = (frame, None);
            }
        }
    }

    /// Forgets what sources gave to ask "has it changed?" with: of all, or of those written after a frame that
    /// the journal no longer has. They are read in full again, and what was lost comes back.
    pub(super) fn distrust(&mut self, all: bool, tip: u64) -> bool {
        let mut any = false;
        for slot in self.kept.values_mut() {
            let lost = slot.0 > tip;
            slot.0 = slot.0.min(tip);
            if let Some(poll) = slot.1.as_mut().filter(|_| all || lost) {
                any |= poll.validators != Validators::default() || poll.body.is_some();
                poll.validators = Validators::default();
                poll.body = None;
            }
        }
        any
    }

    /// Everything remembered, by source.
    pub(super) fn all(&self) -> Vec<Poll> {
        self.kept.values().filter_map(|(_, poll)| poll.clone()).collect()
    }

    /// Forgets what visits to some sources have told in words. To be written with [`Polls::compact`].
    pub(super) fn hush(&mut self, is: impl Fn(&SourceId) -> bool) {
        let polls = self.kept.values_mut().filter_map(|(_, poll)| poll.as_mut());
        polls.filter(|poll| is(&poll.source)).for_each(Poll::hush);
    }

    /// The head after a batch without alerts, if it is remembered.
    pub(super) fn batch(&self, id: &Digest) -> Option<Seq> {
        self.recent.get(id).copied()
    }

    /// Takes in batches without alerts and makes them durable with one fsync. When it fails, none counts.
    pub(super) fn write(&mut self, batches: &[Batch], after: u64, head: Seq) -> Result<(), Error> {
        if self.file.is_none() || self.lines > SLACK + REMEMBERED + 4 * self.kept.len() {
            self.compact(after)?;
        }
        let mut bytes = Vec::new();
        for batch in batches {
            let entry = Entry {
                v: FORMAT,
                after,
                batch: Some((batch.id, head)),
                replaces: batch.replaces.clone(),
                poll: batch.poll.clone(),
            };
            push(&mut bytes, &entry);
        }
        let Some(file) = &self.file else { return Ok(()) };
        let written = file.write_all_at(&bytes, self.end).and_then(|()| file.sync_data());
        if let Err(error) = written {
            // What is there now is anybody's guess: the next write begins with a new file.
            let _ = file.set_len(self.end);
            self.file = None;
            return Err(disk::failed("append to", &self.path)(error));
        }
        self.end += bytes.len() as u64;
        self.lines += batches.len();
        for batch in batches {
            self.lay(after, batch.replaces.clone(), batch.poll.clone());
            self.remember(batch.id, head);
        }
        Ok(())
    }

    /// Writes the file anew, with what counts.
    pub(super) fn compact(&mut self, after: u64) -> Result<(), Error> {
        let mut bytes = Vec::new();
        for (source, (frame, poll)) in &self.kept {
            let replaces = poll.is_none().then(|| source.clone());
            push(&mut bytes, &Entry { v: FORMAT, after: *frame, batch: None, replaces, poll: poll.clone() });
        }
        for id in &self.order {
            let batch = self.recent.get(id).map(|head| (*id, *head));
            push(&mut bytes, &Entry { v: FORMAT, after, batch, ..Entry::default() });
        }
        self.file = None;
        disk::replace(&self.path, &bytes)?;
        self.file = Some(disk::open_file(&self.path)?);
        self.end = bytes.len() as u64;
        self.lines = self.kept.len() + self.order.len();
        Ok(())
    }

    fn remember(&mut self, batch: Digest, head: Seq) {
        if self.recent.insert(batch, head).is_none() {
            self.order.push_back(batch);
        }
        while self.order.len() > REMEMBERED {
            if let Some(oldest) = self.order.pop_front() {
                self.recent.remove(&oldest);
            }
        }
    }
}

fn push(bytes: &mut Vec<u8>, entry: &Entry) {
    let json = serde_json::to_string(entry).expect("model values serialise");
    bytes.extend_from_slice(seal(&json).0.as_bytes());
    bytes.push(b'\n');
}

/// What is wrong with the file in a folder.
pub(super) fn check(folder: &Path) -> Result<Vec<String>, Error> {
    let path = folder.join(FILE);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(disk::failed("read", &path)(error)),
    };
    let sound = |line: &[u8]| line.strip_suffix(b"\n").is_some_and(|line| is_sealed(line).is_some());
    let broken = bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| !sound(line)).count();
    Ok((broken > 0).then(|| format!("{FILE}: {broken} lines are not what was written")).into_iter().collect())
}
