//! Checking every invariant of a folder, without changing anything.

use super::assemble::Folder;
use crate::store::contract::{Error, Verification};
use crate::store::disk;
use crate::store::index::{Check, Fault, Index};
use crate::store::journal::{Content, Frame, Month, Piece, Scan, Tip, months};
use crate::store::{losses, polls};

/// Reads the whole journal and holds everything against everything.
pub(super) fn verify(folder: &Folder, index: &Index, tip: Tip) -> Result<Verification, Error> {
    let mut found = Verification::default();
    let mut check = Check::new(index);
    let mut chain = Tip::START;
    for month in months(&folder.journal)? {
        let mut scan = Scan::open(&folder.journal, month, 0)?;
        while let Some(piece) = scan.next()? {
            match piece {
                Piece::Rubble { offset, end } => check.fault(format!(
                    "journal/{}: {} bytes at byte {offset} belong to no batch",
                    month.file_name(),
                    end - offset
                )),
                Piece::Frame(frame) => {
                    found.batches += 1;
                    links(&chain, month, &frame, &mut check);
                    chain = Tip { frame: frame.header.frame, seq: frame.head(), seal: frame.seal };
                    found.purged +=
                        frame.contents.iter().filter(|(_, content)| matches!(content, Content::Purged)).count() as u64;
                    if let Err(fault) = check.frame(&frame) {
                        check.fault(told(fault)?);
                    }
                }
            }
        }
    }
    if chain != tip {
        check.fault(format!("the journal ends with batch {}, not with {}", chain.frame, tip.frame));
    }
    let lost = losses::told(&folder.root)?;
    polls::check(&folder.root)?.into_iter().chain(lost).for_each(|fault| check.fault(fault));
    match check.finish() {
        Ok((alerts, faults)) => (found.alerts, found.faults) = (alerts, faults),
        Err(fault) => found.faults.push(told(fault)?),
    }
    found.head = chain.seq;
    found.notes = aside(folder)?;
    Ok(found)
}

/// How a frame hangs on the one before it.
fn links(chain: &Tip, month: Month, frame: &Frame, check: &mut Check<'_>) {
    let (header, name) = (&frame.header, month.file_name());
    let at = format!("journal/{name}: batch {} at byte {}", header.frame, frame.offset);
    if header.frame != chain.frame + 1 {
        check.fault(format!("{at} follows batch {}", chain.frame));
    } else if header.prev != chain.seal {
        check.fault(format!("{at} was not written after the one that now stands before it"));
    }
    if header.seq != chain.seq + 1 {
        check.fault(format!("{at} goes on with change {} after change {}", header.seq, chain.seq));
    }
    if !frame.is_whole() {
        let damaged = frame.contents.iter().filter(|(_, content)| matches!(content, Content::Damaged)).count();
        check.fault(format!("{at}: {damaged} of {} lines are not what was written", header.lines.len()));
    }
}

fn told(fault: Fault) -> Result<String, Error> {
    match fault {
        Fault::Index(why) => {
            Ok(format!("the index cannot be trusted: {why}; delete the folder `index` to have it made anew"))
        }
        Fault::Stuck(why) => Ok(format!("the index cannot be read: {why}")),
        Fault::Other(error) => Err(error),
    }
}

/// What was set aside and is still there.
fn aside(folder: &Folder) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    let torn = disk::names(&folder.quarantine)?.len();
    if torn > 0 {
        notes.push(format!("{torn} files are set aside in {}", folder.quarantine.display()));
    }
    let indexes = disk::names(&folder.root)?.iter().filter(|name| name.starts_with("index.corrupt-")).count();
    if indexes > 0 {
        notes.push(format!(
            "{indexes} indexes that could not be trusted are kept as index.corrupt-…; they may be deleted"
        ));
    }
    Ok(notes)
}
