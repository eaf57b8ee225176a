//! The index as a folder of sled: opening it, comparing it with the journal, setting it aside.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::fault::{Fault, fenced};
use super::record::{self, Checkpoint};
use crate::store::contract::Error;
use crate::store::disk;
use crate::store::journal::{From, Month, Piece, Scan, Tip, months};
use crate::store::secret::Secret;

/// The one file of sled's that grows.
const DB: &str = "db";
/// Layout of the records. Another one is not read but made anew from the journal.
const LAYOUT: u64 = 3;
/// Memory for pages. Small, because sled overshoots and the records are small.
const CACHE_BYTES: u64 = 32 << 20;
/// Never `None`: the flusher thread also reclaims space.
const FLUSH_MS: u64 = 500;
/// Indexes kept when they were set aside.
const KEPT_ASIDE: usize = 3;

pub(super) const META: &str = "meta";
pub(super) const KEYS: &str = "keys";
pub(super) const HOLDERS: &str = "holders";
pub(super) const ALERTS: &str = "alerts";
pub(super) const ORDER: &str = "order";
pub(super) const CHANGES: &str = "changes";
pub(super) const BATCHES: &str = "batches";
pub(super) const POLLS: &str = "polls";

pub(super) const CHECKPOINT: &[u8] = b"checkpoint";
const IDENTITY: &[u8] = b"identity";

/// The index, open. Every call blocks.
pub(in crate::store) struct Index {
    pub(super) db: sled::Db,
    folder: PathBuf,
    /// Checkpoint, identity, and how far each file of the journal is indexed.
    pub(super) meta: sled::Tree,
    /// Beginning of the keyed hash of a key → the rest of all that begin so, each with the number of its holder.
    pub(super) keys: sled::Tree,
    /// Number → who is found under a key.
    pub(super) holders: sled::Tree,
    /// Alert → where it stands, as it now is.
    pub(super) alerts: sled::Tree,
    /// Live alerts, newest first → their marks.
    pub(super) order: sled::Tree,
    /// Number → change.
    pub(super) changes: sled::Tree,
    /// Batch → head after it.
    pub(super) batches: sled::Tree,
    /// Keyed hash of a source → where its poll stands.
    pub(super) polls: sled::Tree,
    pub(super) secret: Secret,
}

impl Index {
    /// Opens the index in a folder, or an empty one.
    pub(in crate::store) fn open(folder: &Path, secret: &Secret) -> Result<Self, Fault> {
        sweep_snapshots(folder)?;
        disk::make_folder(folder)?;
        let index = fenced(|| {
            let db =
                sled::Config::new().path(folder).cache_capacity(CACHE_BYTES).flush_every_ms(Some(FLUSH_MS)).open()?;
            Ok(Self {
                meta: db.open_tree(META)?,
                keys: db.open_tree(KEYS)?,
                holders: db.open_tree(HOLDERS)?,
                alerts: db.open_tree(ALERTS)?,
                order: db.open_tree(ORDER)?,
                changes: db.open_tree(CHANGES)?,
                batches: db.open_tree(BATCHES)?,
                polls: db.open_tree(POLLS)?,
                db,
                folder: folder.to_owned(),
                secret: secret.clone(),
            })
        })?;
        fenced(|| index.identify())?;
        Ok(index)
    }

    /// Whose index this is: its layout and the secret it was hashed under.
    fn identify(&self) -> Result<(), Fault> {
        let ours = [&LAYOUT.to_be_bytes()[..], &self.secret.fingerprint()].concat();
        if let Some(value) = self.meta.get(IDENTITY)? {
            let mut fields = record::open(META, IDENTITY, &value)?;
            if [&fields.bytes::<8>()?[..], &fields.bytes::<32>()?].concat() != ours {
                return Err(Fault::Index("it belongs to another program or another secret".to_owned()));
            }
        } else {
            self.meta.insert(IDENTITY, record::close(META, IDENTITY, ours))?;
        }
        Ok(())
    }

    pub(super) fn checkpoint(&self) -> Result<Option<Checkpoint>, Fault> {
        let Some(value) = self.meta.get(CHECKPOINT)? else { return Ok(None) };
        record::open(META, CHECKPOINT, &value).and_then(Checkpoint::read).map(Some)
    }

    /// How far the index goes; the start for an empty one.
    pub(in crate::store) fn tip(&self) -> Result<Tip, Fault> {
        fenced(|| {
            let checkpoint = self.checkpoint()?;
            Ok(checkpoint.map_or(Tip::START, |at| Tip { frame: at.frame, seq: at.seq, seal: at.seal }))
        })
    }

    /// Where to go on reading the journal, `None` from its beginning; an error where index and journal disagree.
    pub(in crate::store) fn resume(&self, journal: &Path) -> Result<Option<From>, Fault> {
        fenced(|| {
            let Some(at) = self.checkpoint()? else { return Ok(None) };
            let mut months = months(journal)?;
            months.retain(|month| *month <= at.month);
            for month in &months {
                let size = disk::size(&journal.join(month.file_name()))?;
                let indexed = self.indexed(*month)?;
                let fits = if *month == at.month { size >= indexed && indexed == at.end } else { size == indexed };
                if !fits {
                    return Err(Fault::Index(format!(
                        "journal/{} has {size} bytes where {indexed} are indexed",
                        month.file_name()
                    )));
                }
            }
            if self.files()? != months.len() {
                return Err(Fault::Index("it knows files that are not in the journal".to_owned()));
            }
            compare(journal, &at)?;
            let tip = Tip { frame: at.frame, seq: at.seq, seal: at.seal };
            Ok(Some(From { tip, month: at.month, end: at.end }))
        })
    }

    /// Notes where files of the journal end, for [`Index::resume`] to see whether they are still the same.
    pub(in crate::store) fn ended(&self, files: &[(Month, u64)]) -> Result<(), Fault> {
        fenced(|| {
            for (month, end) in files {
                let key = file_key(*month);
                self.meta.insert(key, record::close(META, &key, end.to_be_bytes().to_vec()))?;
            }
            Ok(())
        })
    }

    /// How many bytes of a file are indexed.
    fn indexed(&self, month: Month) -> Result<u64, Fault> {
        let key = file_key(month);
        let Some(value) = self.meta.get(key)? else { return Ok(0) };
        record::open(META, &key, &value)?.u64()
    }

    fn files(&self) -> Result<usize, Fault> {
        let mut count = 0;
        for entry in self.meta.scan_prefix(b"file:") {
            entry?;
            count += 1;
        }
        Ok(count)
    }

    /// Makes everything durable: sled's own flush does not wait for the disk.
    pub(in crate::store) fn flush(&self) -> Result<(), Fault> {
        fenced(|| {
            self.db.flush()?;
            let path = self.folder.join(DB);
            File::open(&path).and_then(|file| file.sync_all()).map_err(disk::failed("make durable", &path))?;
            Ok(disk::sync_folder(&self.folder)?)
        })
    }
}

/// The last frame indexed must stand in the journal where the index says.
fn compare(journal: &Path, at: &Checkpoint) -> Result<(), Fault> {
    let mut scan = Scan::open(journal, at.month, at.offset)?;
    match scan.next()? {
        Some(Piece::Frame(frame)) if frame.seal == at.seal && frame.end >= at.end => Ok(()),
        _ => Err(Fault::Index(format!("batch {} does not stand in the journal where it should", at.frame))),
    }
}

/// Key of a file's record in the meta tree.
pub(super) fn file_key(month: Month) -> [u8; 9] {
    let mut key = *b"file:....";
    key[5..].copy_from_slice(&month.0.to_be_bytes());
    key
}

/// How many bytes the index in a folder has; it is the same from closing to opening.
pub(in crate::store) fn index_bytes(folder: &Path) -> Result<u64, Error> {
    disk::size(&folder.join(DB))
}

/// Moves an index out of the way. It holds nothing that the journal does not, so only the last few are kept.
pub(in crate::store) fn set_aside(folder: &Path, root: &Path) -> Result<(), Error> {
    // Whatever stands there, be it no folder at all.
    if folder.symlink_metadata().is_err() {
        return Ok(());
    }
    const STEM: &str = "index.corrupt-";
    let mut numbers: Vec<u64> =
        disk::names(root)?.iter().filter_map(|name| name.strip_prefix(STEM)?.parse().ok()).collect();
    numbers.sort_unstable();
    let next = numbers.last().map_or(1, |last| last + 1);
    let aside = root.join(format!("{STEM}{next}"));
    fs::rename(folder, &aside).map_err(disk::failed("set aside", folder))?;
    disk::sync_folder(root)?;
    for old in numbers.iter().rev().skip(KEPT_ASIDE - 1) {
        let path = root.join(format!("{STEM}{old}"));
        let removed =
            if path.is_dir() && !path.is_symlink() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(disk::failed("remove", &path))?;
    }
    Ok(())
}

/// sled takes a snapshot it was still writing when the process died for a whole one, and then does not open.
fn sweep_snapshots(folder: &Path) -> Result<(), Error> {
    for name in disk::names(folder)? {
        if name.starts_with("snap.") && name.ends_with(".generating") {
            let path = folder.join(name);
            fs::remove_file(&path).map_err(disk::failed("remove", &path))?;
        }
    }
    Ok(())
}

/// Lets go of an index, which sled may not like where it is damaged.
pub(in crate::store) fn release(index: Index) {
    let _ = fenced(|| {
        drop(index);
        Ok(())
    });
}
