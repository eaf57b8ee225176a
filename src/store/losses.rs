//! Batches that were acknowledged and are gone from the journal's end. Nothing else in the folder would tell of them once the
//! journal goes on with others, so they are written down, and every check tells of them until the operator removes the file.

use std::path::Path;

use super::contract::Error;
use super::disk;

const FILE: &str = "losses";
/// Losses that are told; of a folder that lost more this often, the rest says nothing new.
const MAX_TOLD: usize = 100;

/// Writes down that the journal ends with a batch although more had been acknowledged, where that is so.
pub(super) fn note(root: &Path, last: u64, acknowledged: u64) -> Result<(), Error> {
    if last >= acknowledged {
        return Ok(());
    }
    let mut lines = read(root)?;
    let line = format!("{} {acknowledged}", last + 1);
    if !lines.contains(&line) && lines.len() < MAX_TOLD {
        lines.push(line);
        disk::replace(&root.join(FILE), format!("{}\n", lines.join("\n")).as_bytes())?;
    }
    Ok(())
}

/// What was lost, one sentence each.
pub(super) fn told(root: &Path) -> Result<Vec<String>, Error> {
    let sentence = |line: String| {
        let which = match line.split_once(' ') {
            Some((first, last)) if first == last => format!("batch {first}"),
            Some((first, last)) => format!("batches {first} to {last}"),
            None => "the last batches".to_owned(),
        };
        format!(
            "what had been committed as {which} is gone from the end of the journal; put a copy of the store's folder in its place, \
             or go on without what was lost by deleting the file `{FILE}` in it"
        )
    };
    Ok(read(root)?.into_iter().map(sentence).collect())
}

fn read(root: &Path) -> Result<Vec<String>, Error> {
    let path = root.join(FILE);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).lines().take(MAX_TOLD).map(str::to_owned).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(disk::failed("read", &path)(error)),
    }
}
