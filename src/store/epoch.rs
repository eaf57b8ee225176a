//! Which line of changes the numbers of a store belong to. A store that was put back to an earlier point gives the same
//! numbers to other changes; whoever counts on them is told by a new epoch.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::contract::Error;
use super::journal::Tip;
use super::{disk, secret};
use crate::model::Digest;

const FILE: &str = "epoch";

/// What the file says.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    epoch: String,
    /// The file itself, as its disk knows it: a copy that was put back is another one.
    file: String,
    /// How far the journal went when this was written.
    frame: u64,
    seal: Digest,
}

/// A name that no other line of changes has.
pub(super) fn new() -> Result<String, Error> {
    let mut bytes = [0; 8];
    secret::random(&mut bytes)?;
    Ok(format!("{:016x}", u64::from_be_bytes(bytes)))
}

/// The epoch of a folder whose journal goes that far, where so many batches had been acknowledged: the one it had, or a new
/// one where the folder is a copy, or lacks something that readers may have been told of.
pub(super) fn load(root: &Path, tip: Tip, acknowledged: u64) -> Result<String, Error> {
    let path = root.join(FILE);
    let known: Option<Mark> = std::fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok());
    let holds = |mark: &Mark| {
        let same = tip.frame > mark.frame || (tip.frame == mark.frame && tip.seal == mark.seal);
        same && tip.frame >= acknowledged
            && File::open(&path).and_then(|file| name_of(&file)).ok() == Some(mark.file.clone())
    };
    let epoch = known.filter(holds).map_or_else(new, |mark| Ok(mark.epoch))?;
    // Always another file, so that an earlier one is told from it even where it is written into its place.
    if let Err(error) = note(root, &epoch, tip) {
        tracing::warn!("{error}. Until it can be written, every start makes newsrooms read everything again");
    }
    Ok(epoch)
}

/// Writes down how far the journal goes.
pub(super) fn note(root: &Path, epoch: &str, tip: Tip) -> Result<(), Error> {
    let path = root.join(FILE);
    let (mut file, unfinished) = disk::begin_replace(&path)?;
    let name = name_of(&file).map_err(disk::failed("look at", &unfinished))?;
    let mark = Mark { epoch: epoch.to_owned(), file: name, frame: tip.frame, seal: tip.seal };
    let text = serde_json::to_string(&mark).expect("strings and numbers serialise");
    writeln!(file, "{text}").map_err(disk::failed("write", &unfinished))?;
    disk::finish_replace(&file, &unfinished, &path)
}

/// What tells a file from a copy of it. Not every file system knows when a file was made.
fn name_of(file: &File) -> std::io::Result<String> {
    let found = file.metadata()?;
    let born = found.created().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    Ok(format!("{}:{}", found.ino(), born.as_nanos()))
}
