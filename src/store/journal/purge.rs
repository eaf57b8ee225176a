//! Erasing alerts from the journal so that no file holds them and the chain still verifies.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::frame::{Content, Frame, Line};
use super::line::purged;
use super::place::Month;
use super::scan::{Piece, Scan};
use crate::model::{AlertId, Digest, SourceId};
use crate::store::contract::Error;
use crate::store::disk;

const UNREADABLE: &[u8] = b"{\"purged\":\"unreadable\"}\n";

/// What is to be erased.
#[derive(Default)]
pub(in crate::store) struct Erase {
    /// Every version of these alerts, but the one with this digest where one is named.
    pub(in crate::store) alerts: HashMap<AlertId, Option<Digest>>,
    /// What was remembered of these sources.
    pub(in crate::store) sources: HashSet<SourceId>,
}

impl Erase {
    /// Every version of some alerts.
    pub(in crate::store) fn all_of(alerts: HashSet<AlertId>) -> Self {
        Self { alerts: alerts.into_iter().map(|alert| (alert, None)).collect(), sources: HashSet::new() }
    }

    fn covers(&self, line: &Line, content: &Content) -> bool {
        match (line, content) {
            (_, Content::Purged) => false,
            (Line::Alert { alert, digest, .. }, _) => self.alerts.get(alert).is_some_and(|kept| *kept != Some(*digest)),
            (Line::Poll { .. }, Content::Poll(Some(poll), _)) => self.sources.contains(&poll.source),
            _ => false,
        }
    }
}

/// A file of the journal without the text of some alerts, durable, ready to take the old one's place.
pub(in crate::store) struct Purge {
    len: u64,
    unfinished: PathBuf,
    path: PathBuf,
    /// Opened beforehand, so that once the file is in place nothing is left to fail but the fsync.
    folder: File,
}

impl Purge {
    /// Puts the new file in place and returns its length; where this fails, the old one still stands. Lines in the new one
    /// stand elsewhere than before, whether or not the second result, which tells if its name is durable, is an error.
    pub(in crate::store) fn put(self) -> Result<(u64, Result<(), Error>), Error> {
        disk::rename(&self.unfinished, &self.path)?;
        Ok((self.len, self.folder.sync_all().map_err(disk::failed("make durable", &self.path))))
    }
}

/// Writes a month's file anew without what is to be erased, and its salts. The chain over it holds
/// as before. Lines that nothing vouches for go as well when they name what is to be erased or cannot be read, since nobody can say
/// what they hold. `None` where there is nothing to erase. Months must be purged oldest first: what a crash leaves
/// undone is then found by the next purge.
pub(in crate::store) fn purge(folder: &Path, month: Month, what: &Erase) -> Result<Option<Purge>, Error> {
    let path = folder.join(month.file_name());
    let old = File::open(&path).map_err(disk::failed("open", &path))?;
    let mut edits = Vec::new();
    let mut scan = Scan::open(folder, month, 0)?;
    while let Some(piece) = scan.next()? {
        match piece {
            Piece::Rubble { offset, end } => loose_edit(&old, &path, offset, end, what, &mut edits)?,
            Piece::Frame(frame) => frame_edits(&old, &path, &frame, what, &mut edits)?,
        }
    }
    if edits.is_empty() {
        return Ok(None);
    }
    let (file, unfinished) = disk::begin_replace(&path)?;
    rewrite(&old, &file, &edits).map_err(disk::failed("write", &unfinished))?;
    file.sync_all().map_err(disk::failed("make durable", &unfinished))?;
    let len = disk::size(&unfinished)?;
    let folder = File::open(folder).map_err(disk::failed("open", folder))?;
    Ok(Some(Purge { len, unfinished, path, folder }))
}

/// The same for what was set aside: lines go that name what is to be erased or cannot be read.
pub(in crate::store) fn purge_quarantine(quarantine: &Path, what: &Erase) -> Result<(), Error> {
    for name in disk::names(quarantine)? {
        let path = quarantine.join(name);
        let bytes = std::fs::read(&path).map_err(disk::failed("read", &path))?;
        let kept = without(&bytes, what);
        if kept != bytes {
            disk::replace(&path, &kept)?;
        }
    }
    Ok(())
}

struct Edit {
    offset: u64,
    end: u64,
    text: Vec<u8>,
}

fn frame_edits(old: &File, path: &Path, frame: &Frame, what: &Erase, edits: &mut Vec<Edit>) -> Result<(), Error> {
    let mut sound: Vec<(u64, u64)> = Vec::new();
    let mut replaced = Vec::new();
    for (line, (place, content)) in frame.header.lines.iter().zip(&frame.contents) {
        let (offset, end) = (place.offset, place.offset + u64::from(place.len));
        if matches!(content, Content::Damaged) && place.len == 0 {
            continue;
        }
        sound.push((offset, end + 1));
        if what.covers(line, content) {
            replaced.push(Edit { offset, end, text: purged(&line.digest()).into_bytes() });
        }
    }
    if !frame.is_whole() {
        sound.sort_unstable();
        let mut at = header_end(old, path, frame)?;
        for (offset, end) in sound.into_iter().chain([(frame.end, frame.end)]) {
            loose_edit(old, path, at, offset, what, &mut replaced)?;
            at = at.max(end);
        }
        replaced.sort_by_key(|edit| edit.offset);
    }
    edits.extend(replaced);
    Ok(())
}

fn header_end(old: &File, path: &Path, frame: &Frame) -> Result<u64, Error> {
    let mut at = frame.offset;
    let mut block = [0; 4096];
    loop {
        let read = old.read_at(&mut block, at).map_err(disk::failed("read", path))?;
        match block[..read].iter().position(|byte| *byte == b'\n') {
            Some(end) => return Ok(at + end as u64 + 1),
            None if read == 0 => return Ok(at),
            None => at += read as u64,
        }
    }
}

fn loose_edit(
    old: &File,
    path: &Path,
    offset: u64,
    end: u64,
    what: &Erase,
    edits: &mut Vec<Edit>,
) -> Result<(), Error> {
    if offset >= end {
        return Ok(());
    }
    let mut bytes = vec![0; (end - offset) as usize];
    old.read_exact_at(&mut bytes, offset).map_err(disk::failed("read", path))?;
    let text = without(&bytes, what);
    if text != bytes {
        edits.push(Edit { offset, end, text });
    }
    Ok(())
}

fn without(bytes: &[u8], what: &Erase) -> Vec<u8> {
    let sources = what.sources.iter().map(|source| format!("\"source\":\"{source}\""));
    let names: Vec<String> = what.alerts.keys().map(AlertId::to_string).chain(sources).collect();
    let mut kept = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let text = std::str::from_utf8(line).ok();
        let readable = text.filter(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok());
        if readable.is_some_and(|text| !names.iter().any(|name| text.contains(name.as_str()))) {
            kept.extend_from_slice(line);
        } else if !kept.ends_with(UNREADABLE) {
            kept.extend_from_slice(UNREADABLE);
        }
    }
    kept
}

fn rewrite(mut old: &File, new: &File, edits: &[Edit]) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, new);
    let mut at = 0;
    for edit in edits {
        old.seek(SeekFrom::Start(at))?;
        std::io::copy(&mut old.take(edit.offset - at), &mut out)?;
        out.write_all(&edit.text)?;
        at = edit.end;
    }
    old.seek(SeekFrom::Start(at))?;
    std::io::copy(&mut old, &mut out)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_put_in_place_tells_its_length_though_its_name_may_not_be_durable() {
        let place = tempfile::tempdir().unwrap();
        let (unfinished, path) = (place.path().join("new"), place.path().join("old"));
        std::fs::write(&unfinished, "shorter").unwrap();
        std::fs::write(&path, "much longer").unwrap();
        // A device that refuses to be synced stands in for a folder on a failing disk.
        let folder = File::open("/dev/null").unwrap();
        let purge = Purge { len: 7, unfinished: unfinished.clone(), path: path.clone(), folder };
        let (len, durable) = purge.put().unwrap();
        assert_eq!((len, std::fs::read_to_string(&path).unwrap().as_str()), (7, "shorter"));
        assert!(matches!(durable, Err(Error::Io { action: "make durable", .. })), "{durable:?}");

        let folder = File::open(place.path()).unwrap();
        assert!(Purge { len: 7, unfinished, path, folder }.put().is_err(), "there was nothing to put");
    }
}
