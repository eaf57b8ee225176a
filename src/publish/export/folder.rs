//! The folder of an export, with the list of what we wrote there: nothing else is ever changed or removed. A name is
//! written down before its file is made, so that a file of a round that was cut short is still known to be ours.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::super::Error;
use crate::model::Digest;

/// What of a folder we wrote: names and digests, written last.
const LIST: &str = ".almenara-export.json";
/// What is about to be written and does not stand in the list yet, a name a line.
const AHEAD: &str = ".almenara-export.log";
/// What is being written.
const UNFINISHED: &str = ".almenara-export.tmp";
/// How the list is written.
const FORMAT: u32 = 1;

/// What one round has made of a folder.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Exported {
    /// How many files of ours there are.
    pub files: usize,
    /// How many of them were written, because they were not there or were others.
    pub written: usize,
    /// How many were removed.
    pub removed: usize,
    /// Names at which a file stands that we have not written, and that was therefore left alone.
    pub left: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct List {
    format: u32,
    files: BTreeMap<String, Option<String>>,
}

/// A folder that only this process writes to.
pub(super) struct Folder {
    root: PathBuf,
    _lock: fs::File,
    /// Our files with their digests; without one where what stands there has to be looked at.
    files: BTreeMap<String, Option<String>>,
    ahead: Option<fs::File>,
    announced: HashSet<String>,
    /// In a round that writes everything: what is still there at its end.
    standing: Option<HashSet<String>>,
    /// Whether the list is another one than that on disk.
    changed: bool,
    done: Exported,
}

impl Folder {
    /// Opens a folder of ours, or makes one of an empty or missing folder.
    pub(super) fn open(root: &Path) -> Result<Self, Error> {
        fs::create_dir_all(root).map_err(|cause| failed("make the folder", root, cause))?;
        let lock = fs::File::open(root).map_err(|cause| failed("open", root, cause))?;
        // Where a file system knows no locks, nothing keeps two of us apart.
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            return Err(Error::Taken { path: root.to_owned() });
        }
        let files = listed(root)?;
        let changed = files.is_none();
        let mut folder = Self {
            root: root.to_owned(),
            _lock: lock,
            files: files.unwrap_or_default(),
            ahead: None,
            announced: HashSet::new(),
            standing: None,
            changed,
            done: Exported::default(),
        };
        folder.recover()?;
        Ok(folder)
    }

    /// Takes over what a round that was cut short has left.
    fn recover(&mut self) -> Result<(), Error> {
        remove_file(&self.root.join(UNFINISHED))?;
        let path = self.root.join(AHEAD);
        match fs::read_to_string(&path) {
            Ok(text) => {
                let whole = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
                for name in whole.filter(|name| is_name(name)) {
                    // Whether it was written, and which of its forms, only the file tells.
                    self.files.insert(name.to_owned(), None);
                }
                self.changed = true;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => return Err(failed("read", &path, cause)),
        }
        self.save()
    }

    /// Begins a round; where it writes everything, whatever it does not write goes at its end.
    pub(super) fn begin(&mut self, everything: bool) {
        self.standing = everything.then(HashSet::new);
        self.done = Exported::default();
    }

    /// Writes down names before there are files.
    pub(super) fn announce<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
        let mut text = String::new();
        for name in names {
            if !self.files.contains_key(name) && self.announced.insert(name.to_owned()) {
                text.push_str(name);
                text.push('\n');
            }
        }
        if text.is_empty() {
            return Ok(());
        }
        let path = self.root.join(AHEAD);
        let open = || fs::OpenOptions::new().create(true).append(true).open(&path);
        let mut file = self.ahead.take().map_or_else(open, Ok).map_err(|cause| failed("open", &path, cause))?;
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_data());
        written.map_err(|cause| failed("write", &path, cause))?;
        self.ahead = Some(file);
        Ok(())
    }

    /// Has a file hold these bytes. What is `steady` seldom changes: its digest stands in the list.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8], steady: bool) -> Result<(), Error> {
        if let Some(standing) = &mut self.standing {
            standing.insert(name.to_owned());
        }
        let path = self.root.join(name);
        let digest = steady.then(|| digest(bytes));
        match self.files.get(name) {
            Some(known) => {
                let same_length = || fs::metadata(&path).is_ok_and(|file| file.len() == bytes.len() as u64);
                if known.is_some() && *known == digest && same_length() {
                    return Ok(());
                }
                if same_length() && fs::read(&path).is_ok_and(|there| there == bytes) {
                    self.note(name, digest);
                    return Ok(());
                }
            }
            None if fs::symlink_metadata(&path).is_ok() => {
                self.done.left.push(name.to_owned());
                return Ok(());
            }
            None => self.announce([name])?,
        }
        self.replace(&path, bytes)?;
        self.note(name, digest);
        self.done.written += 1;
        Ok(())
    }

    fn note(&mut self, name: &str, digest: Option<String>) {
        if self.files.get(name) != Some(&digest) {
            self.files.insert(name.to_owned(), digest);
            self.changed = true;
        }
    }

    /// Removes a file of ours, and folders that are empty then.
    pub(super) fn remove(&mut self, name: &str) -> Result<(), Error> {
        if !self.files.contains_key(name) {
            return Ok(());
        }
        let path = self.root.join(name);
        remove_file(&path)?;
        self.files.remove(name);
        self.changed = true;
        self.done.removed += 1;
        for folder in path.ancestors().skip(1).take_while(|folder| *folder != self.root) {
            // One that is not empty stays.
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Ends a round: removes what is no longer there, then writes the list.
    pub(super) fn finish(&mut self) -> Result<Exported, Error> {
        if let Some(standing) = self.standing.take() {
            let gone: Vec<String> = self.files.keys().filter(|name| !standing.contains(*name)).cloned().collect();
            for name in gone {
                self.remove(&name)?;
            }
        }
        self.save()?;
        Ok(Exported { files: self.files.len(), ..std::mem::take(&mut self.done) })
    }

    fn save(&mut self) -> Result<(), Error> {
        if self.changed {
            let list = List { format: FORMAT, files: std::mem::take(&mut self.files) };
            let text = serde_json::to_vec(&list).expect("names and digests serialise");
            self.files = list.files;
            self.replace(&self.root.join(LIST), &text)?;
            self.changed = false;
        }
        self.ahead = None;
        self.announced.clear();
        remove_file(&self.root.join(AHEAD))
    }

    /// Nobody sees half a file: it is made beside and takes its place at once.
    fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|cause| failed("make the folder", parent, cause))?;
        }
        let unfinished = self.root.join(UNFINISHED);
        let written = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
        written.map_err(|cause| {
            drop(fs::remove_file(&unfinished));
            failed("write", path, cause)
        })
    }
}

/// What stands in the list; `None` where the folder is empty.
fn listed(root: &Path) -> Result<Option<BTreeMap<String, Option<String>>>, Error> {
    let path = root.join(LIST);
    match fs::read(&path) {
        Ok(bytes) => {
            let list = serde_json::from_slice::<List>(&bytes).ok();
            let list = list.filter(|list| list.format == FORMAT && list.files.keys().all(|name| is_name(name)));
            list.map(|list| Some(list.files)).ok_or_else(|| Error::List { path: path.clone() })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut there = fs::read_dir(root).map_err(|cause| failed("read", root, cause))?;
            // Cut short before the first list was there.
            if there.any(|entry| entry.is_ok_and(|entry| entry.file_name() != UNFINISHED)) {
                return Err(Error::NotOurs { path: root.to_owned() });
            }
            Ok(None)
        }
        Err(cause) => Err(failed("read", &path, cause)),
    }
}

/// True for what can only be a file inside the folder, and none of those that we keep for ourselves.
pub(super) fn is_name(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && part.len() <= 200
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
            && part.bytes().any(|byte| byte != b'.')
    };
    name.split('/').all(plain) && !name.starts_with(".almenara-export")
}

fn remove_file(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(failed("remove", path, cause)),
        _ => Ok(()),
    }
}

fn failed(action: &'static str, path: &Path, cause: io::Error) -> Error {
    Error::Folder { action, path: path.to_owned(), cause }
}

fn digest(bytes: &[u8]) -> String {
    let mut digest = Digest::of_bytes(bytes).to_string();
    digest.truncate(32);
    digest
}
