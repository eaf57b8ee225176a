//! Writing at the end of the journal, durably or not at all.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::frame::{AlertLine, Content, Frame, Header, Keys, KeysLine, Line, Outline, PollLine};
use super::line::{FORMAT, of_body, seal};
use super::place::{Month, Place};
use crate::model::{AlertId, Batch, Digest, Seq};
use crate::store::contract::Error;
use crate::store::{disk, secret};

/// How far the journal goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::store) struct Tip {
    /// Number of the last frame, 0 where there is none.
    pub(in crate::store) frame: u64,
    /// Number of the last change.
    pub(in crate::store) seq: Seq,
    /// Seal of the last frame.
    pub(in crate::store) seal: Digest,
}

impl Tip {
    /// An empty journal.
    pub(in crate::store) const START: Self = Self { frame: 0, seq: 0, seal: Digest([0; 32]) };
}

/// The one that writes at the end of the journal.
pub(in crate::store) struct Appender {
    folder: PathBuf,
    file: Option<File>,
    /// The file written to last, and where it ends.
    at: Option<(Month, u64)>,
    tip: Tip,
    /// Why nothing may be written any more.
    broken: Option<String>,
}

impl Appender {
    /// Goes on where the journal ends.
    pub(super) fn new(folder: &Path, at: Option<(Month, u64)>, tip: Tip) -> Self {
        Self { folder: folder.to_owned(), file: None, at, tip, broken: None }
    }

    /// How far the journal goes.
    pub(in crate::store) fn tip(&self) -> Tip {
        self.tip
    }

    /// The file that a batch would go to: its month, but never one before the last, so that the order of files is the order of
    /// frames whatever the clock does.
    pub(in crate::store) fn month_for(&self, batch: &Batch) -> Month {
        let month = Month::of(batch.at);
        self.at.map_or(month, |(last, _)| last.max(month))
    }

    /// Lets go of the file, because it is being replaced; the new one has another length.
    pub(in crate::store) fn moved(&mut self, month: Month, end: u64) {
        if let Some((last, _)) = self.at
            && last == month
        {
            self.at = Some((month, end));
            self.file = None;
        }
    }

    /// Writes batches of one month with one fsync. When this returns they are durable; when it fails none of them is
    /// in the journal.
    pub(in crate::store) fn write(&mut self, batches: &[Batch]) -> Result<Vec<Frame>, Error> {
        if let Some(why) = &self.broken {
            return Err(Error::Closed(why.clone()));
        }
        let Some(first) = batches.first() else { return Ok(Vec::new()) };
        let month = self.month_for(first);
        let fresh = self.at.is_none_or(|(last, _)| last != month);
        let path = self.folder.join(month.file_name());
        if fresh || self.file.is_none() {
            let file = disk::open_file(&path)?;
            if fresh {
                // A leftover of an earlier try that failed; what was acknowledged stands in the files before.
                file.set_len(0).map_err(disk::failed("write", &path))?;
                disk::sync_folder(&self.folder)?;
                self.at = Some((month, 0));
            } else if let Some((_, end)) = self.at {
                ends_at(&path, end)?;
            }
            self.file = Some(file);
        }
        let (Some(file), Some((_, end))) = (&self.file, self.at) else { return Ok(Vec::new()) };

        let mut bytes = Vec::new();
        if end == 0 {
            let name = month.file_name();
            let opening = format!("{{\"almenara\":\"journal\",\"v\":{FORMAT},\"file\":\"{name}\"}}");
            push_line(&mut bytes, &seal(&opening).0);
        }
        let mut tip = self.tip;
        let mut frames = Vec::with_capacity(batches.len());
        for batch in batches {
            let frame = lay_out(batch, &mut tip, self.tip.frame, month, end, &mut bytes)?;
            frames.push(frame);
        }

        if let Err(error) = file.write_all_at(&bytes, end) {
            // Nothing half written may stand in front of what comes next.
            if let Err(again) = file.set_len(end) {
                self.broken = Some(format!("the journal could neither be written ({error}) nor cut back ({again})"));
            }
            return Err(disk::failed("append to", &path)(error));
        }
        if let Err(error) = file.sync_data() {
            // After a failed fsync nobody knows what is on the disk: only reading it afresh tells.
            let _ = file.set_len(end);
            self.broken = Some(format!("the disk did not confirm a write to {} ({error})", path.display()));
            return Err(disk::failed("make durable", &path)(error));
        }
        self.at = Some((month, end + bytes.len() as u64));
        self.tip = tip;
        Ok(frames)
    }
}

/// Fails where a file is not as long as what was written to it: writing on would leave a hole, or overwrite something.
fn ends_at(path: &Path, end: u64) -> Result<(), Error> {
    let len = disk::size(path)?;
    if len == end {
        return Ok(());
    }
    let why = format!(
        "it has {len} bytes where {end} were written; nothing was added to it, restart almenara to have it looked over"
    );
    Err(Error::Damaged { path: path.display().to_string(), offset: len.min(end), why })
}

/// Appends a batch's lines to `bytes`, which will stand at `base` of the file.
fn lay_out(
    batch: &Batch,
    tip: &mut Tip,
    synced: u64,
    month: Month,
    base: u64,
    bytes: &mut Vec<u8>,
) -> Result<Frame, Error> {
    let mut texts: Vec<String> = Vec::new();
    let mut lines = Vec::new();
    let mut contents = Vec::new();
    for (kind, alert) in &batch.alerts {
        let text = json(&AlertLine { salt: salt()?, alert });
        lines.push(Line::Alert { kind: *kind, alert: alert.id, digest: of_body(text.as_bytes()) });
        contents.push(Content::Alert(Box::new(Outline::of(alert))));
        texts.push(text);
    }
    for (alert, keys) in keys_by_alert(batch) {
        let text = json(&KeysLine { salt: salt()?, keys: keys.clone() });
        lines.push(Line::Keys { alert, digest: of_body(text.as_bytes()) });
        contents.push(Content::Keys(keys));
        texts.push(text);
    }
    if batch.poll.is_some() || batch.replaces.is_some() {
        let text = json(&PollLine { salt: salt()?, poll: batch.poll.as_ref(), replaces: batch.replaces.clone() });
        lines.push(Line::Poll { digest: of_body(text.as_bytes()) });
        contents.push(Content::Poll(batch.poll.clone().map(Box::new), batch.replaces.clone()));
        texts.push(text);
    }

    let frame = tip.frame + 1;
    let header = Header {
        frame,
        v: FORMAT,
        batch: batch.id,
        at: batch.at,
        prev: tip.seal,
        synced,
        seq: tip.seq + 1,
        act: batch.act.clone().map(Box::new),
        lines,
    };
    let (text, digest) = seal(&json(&header));
    let offset = base + bytes.len() as u64;
    push_line(bytes, &text);
    let mut placed = Vec::with_capacity(texts.len());
    for ((text, line), content) in texts.iter().zip(&header.lines).zip(contents) {
        let len = u32::try_from(text.len()).map_err(|_| too_large(month))?;
        placed.push((Place { month, offset: base + bytes.len() as u64, len, digest: line.digest() }, content));
        push_line(bytes, text);
    }
    let end = base + bytes.len() as u64;
    let frame = Frame { month, offset, end, header, seal: digest, contents: placed, strays: 0 };
    *tip = Tip { frame: frame.header.frame, seq: frame.head(), seal: digest };
    Ok(frame)
}

/// A batch's keys, each once, by the alert they lead to.
fn keys_by_alert(batch: &Batch) -> Vec<(AlertId, Keys)> {
    let mut seen = HashSet::new();
    let mut groups: Vec<(AlertId, Keys)> = Vec::new();
    let mut group_of = HashMap::new();
    for used in &batch.keys {
        if seen.insert(used.key) {
            let group = *group_of.entry(used.holder.alert).or_insert_with(|| {
                groups.push((used.holder.alert, Vec::new()));
                groups.len() - 1
            });
            groups[group].1.push((used.key.kind, used.key.digest, used.holder.report));
        }
    }
    groups
}

fn salt() -> Result<String, Error> {
    let mut bytes = [0; 16];
    secret::random(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("model values serialise")
}

fn push_line(bytes: &mut Vec<u8>, line: &str) {
    bytes.extend_from_slice(line.as_bytes());
    bytes.push(b'\n');
}

fn too_large(month: Month) -> Error {
    Error::Io {
        action: "append to",
        path: month.file_name(),
        cause: std::io::Error::from(std::io::ErrorKind::FileTooLarge),
        remedy: "an alert of this size cannot be kept; report this",
    }
}
