//! Opening: takes the folder, brings index and journal together, and says what was not as it should be.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};

use super::writer::Writer;
use super::{Shared, State};
use crate::store::contract::{Complete, Error};
use crate::store::index::{self, Fault, Index};
use crate::store::journal::{self, Appender, FORMAT, From, Reader, Recovered, Version};
use crate::store::lock::{Left, Lock};
use crate::store::losses;
use crate::store::polls::Polls;
use crate::store::protected::Protected;
use crate::store::reserve::Reserve;
use crate::store::secret::Secret;
use crate::store::{disk, epoch};

/// Where things stand in the folder.
#[derive(Clone)]
pub(super) struct Folder {
    pub(super) root: PathBuf,
    pub(super) journal: PathBuf,
    pub(super) index: PathBuf,
    pub(super) quarantine: PathBuf,
}

impl Folder {
    fn new(root: &Path) -> Self {
        let root = root.to_owned();
        Self { journal: root.join("journal"), index: root.join("index"), quarantine: root.join("quarantine"), root }
    }
}

/// Makes a store of what is in a folder. Where the disk has no room for opening, the reserve is given for it.
pub(super) fn assemble(root: &Path, complete: Complete) -> Result<(Writer, Vec<String>), Error> {
    match bring_together(root, complete) {
        Err(Error::Io { .. }) if Reserve::new(root).give() => bring_together(root, complete),
        outcome => outcome,
    }
}

fn bring_together(root: &Path, complete: Complete) -> Result<(Writer, Vec<String>), Error> {
    disk::make_folder(root)?;
    let mut lock = Lock::take(root)?;
    let mut notes = Vec::new();
    check_format(root, &mut notes)?;
    let folder = Folder::new(root);
    disk::make_folder(&folder.journal)?;
    for place in [root, &folder.journal, &folder.quarantine] {
        disk::sweep(place)?;
    }
    let secret = Secret::load(root)?;
    let mut polls = Polls::load(root, &folder.quarantine, &mut notes)?;
    let protected = Protected::load(root, &secret, &mut notes)?;
    let reader = Reader::new(&folder.journal, complete);

    let CaughtUp { index, appender, damage, acknowledged } = catch_up(&folder, &secret, lock.left, &mut notes)?;
    let tip = appender.tip();
    let lost = damage | lay_journal_under(&mut polls, &index, &reader, &secret, &mut notes).map_err(fatal)?;
    if polls.distrust(lost, tip.frame) {
        notes.push("sources whose reports may be affected will be read again in full".to_owned());
        polls.compact(tip.frame)?;
    }
    let epoch = epoch::load(root, tip, acknowledged)?;
    let reserve = Reserve::new(root);
    lock.ready()?;
    let shared = Arc::new(Shared {
        state: RwLock::new(Some(State { index, generation: 0 })),
        polls: Mutex::new(polls),
        journal: reader,
        protected: RwLock::new(protected),
        head: AtomicU64::new(tip.seq),
    });
    let mut writer = Writer::new(folder, secret, shared, appender, reserve, lock, epoch);
    writer.finish_erasing()?;
    Ok((writer, notes))
}

/// What cannot be mended by making the index anew.
pub(super) fn fatal(fault: Fault) -> Error {
    match fault {
        Fault::Other(error) => error,
        Fault::Index(why) => Error::Damaged { path: "index".to_owned(), offset: 0, why },
        Fault::Stuck(error) => disk::failed("use", Path::new("index"))(error),
    }
}

/// The folder's own version, so that an older program refuses before it reads anything it does not know.
fn check_format(root: &Path, notes: &mut Vec<String>) -> Result<(), Error> {
    let path = root.join("format");
    let text = match std::fs::read(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(disk::failed("read", &path)(error)),
    };
    match text.as_ref().map(|text| serde_json::from_slice::<Version>(text)) {
        Some(Ok(Version { v })) if v > FORMAT => {
            Err(Error::TooNew { path: root.display().to_string(), found: v, known: FORMAT })
        }
        Some(Ok(Version { v: FORMAT })) => Ok(()),
        found => {
            if let Some(Err(_)) = found {
                notes.push("the file `format` could not be understood and was written anew".to_owned());
            }
            disk::replace(&path, format!("{{\"almenara\":\"store\",\"v\":{FORMAT}}}\n").as_bytes())
        }
    }
}

/// Index and journal, brought together.
struct CaughtUp {
    index: Index,
    appender: Appender,
    /// True where something acknowledged is lost.
    damage: bool,
    /// How many batches are known to have been acknowledged.
    acknowledged: u64,
}

/// Brings the index up to the end of the journal, from where it stands or, where it cannot be trusted, from the start.
fn catch_up(folder: &Folder, secret: &Secret, left: Left, notes: &mut Vec<String>) -> Result<CaughtUp, Error> {
    let mut indexed = 0;
    let standing = stand(folder, secret, left, &mut indexed)?;
    let acknowledged = match left {
        Left::InOrder { batches, .. } => indexed.max(batches),
        _ => indexed,
    };
    let why = match standing {
        Ok((index, from)) => match follow(folder, &index, from, acknowledged) {
            Ok(recovered) => {
                let behind = recovered.appender.tip().frame.saturating_sub(indexed);
                if behind == 0 || left == Left::Killed {
                    if behind > 0 {
                        notes.push(format!("the index was {behind} batches behind the journal and was caught up"));
                    }
                    return Ok(finish(index, recovered, acknowledged, notes));
                }
                "was behind the journal, although it had been closed in order".to_owned()
            }
            Err(Fault::Index(why)) => why,
            Err(fault) => return Err(fatal(fault)),
        },
        Err(why) => why,
    };
    let (index, recovered) = make_anew(folder, secret, acknowledged)?;
    let tip = recovered.appender.tip();
    if acknowledged > 0 || tip.frame > 0 {
        notes.push(format!(
            "the index {why}; it was made anew from the journal: {} batches, {} changes",
            tip.frame, tip.seq
        ));
    }
    Ok(finish(index, recovered, acknowledged, notes))
}

/// An index as it was left, or why it cannot be used.
type Standing = Result<(Index, Option<From>), String>;

fn stand(folder: &Folder, secret: &Secret, left: Left, indexed: &mut u64) -> Result<Standing, Error> {
    if !folder.index.exists() {
        return Ok(Err("was missing".to_owned()));
    }
    if !folder.index.is_dir() {
        return Ok(Err("was no folder".to_owned()));
    }
    let tampered = match left {
        Left::InOrder { index, .. } => index::index_bytes(&folder.index).ok() != Some(index),
        _ => false,
    };
    let index = match Index::open(&folder.index, secret) {
        Ok(index) => index,
        Err(Fault::Index(why)) => return Ok(Err(format!("could not be opened ({why})"))),
        Err(fault) => return Err(fatal(fault)),
    };
    // Whatever the index knows was acknowledged, since it never leads.
    *indexed = index.tip().map_or(0, |tip| tip.frame);
    if tampered {
        return Ok(Err("was not as it had been left".to_owned()));
    }
    if left == Left::Unknown {
        let why = "could not be trusted, because the machine went down, or the folder was copied, while it was in use";
        return Ok(Err(why.to_owned()));
    }
    match index.resume(&folder.journal) {
        Ok(from) => Ok(Ok((index, from))),
        Err(Fault::Index(why)) => Ok(Err(format!("did not agree with the journal ({why})"))),
        Err(fault) => Err(fatal(fault)),
    }
}

/// Sets the index aside and makes it anew. So many batches are known to have been acknowledged.
pub(super) fn make_anew(folder: &Folder, secret: &Secret, acknowledged: u64) -> Result<(Index, Recovered), Error> {
    index::set_aside(&folder.index, &folder.root)?;
    let index = Index::open(&folder.index, secret).map_err(fatal)?;
    let recovered = follow(folder, &index, None, acknowledged).map_err(fatal)?;
    index.flush().map_err(fatal)?;
    Ok((index, recovered))
}

/// Opens the index once more, after the disk refused something, and goes on where it stands.
pub(super) fn open_again(folder: &Folder, secret: &Secret) -> Result<Index, Fault> {
    let index = Index::open(&folder.index, secret)?;
    let from = index.resume(&folder.journal)?;
    follow(folder, &index, from, index.tip()?.frame)?;
    Ok(index)
}

/// Takes into the index what stands in the journal from a place on. What had been acknowledged and is not there any more is
/// written down.
fn follow(folder: &Folder, index: &Index, from: Option<From>, acknowledged: u64) -> Result<Recovered, Fault> {
    let mut refused = None;
    let recovered = journal::recover(&folder.journal, &folder.quarantine, from, acknowledged, &mut |frames| {
        index.apply(&frames).map_err(|fault| {
            refused = Some(fault);
            Error::Closed("the index does not take this in".to_owned())
        })
    });
    match (recovered, refused) {
        (Ok(recovered), _) => {
            losses::note(&folder.root, recovered.appender.tip().frame, acknowledged)?;
            index.ended(&recovered.ended)?;
            Ok(recovered)
        }
        (Err(_), Some(fault)) => Err(fault),
        (Err(error), None) => Err(Fault::Other(error)),
    }
}

fn finish(index: Index, recovered: Recovered, acknowledged: u64, notes: &mut Vec<String>) -> CaughtUp {
    notes.extend(recovered.notes);
    CaughtUp { index, appender: recovered.appender, damage: recovered.damage, acknowledged }
}

/// Lays what the journal says of each source under what the polls' own file says. True where something could not be
/// read.
fn lay_journal_under(
    polls: &mut Polls,
    index: &Index,
    reader: &Reader,
    secret: &Secret,
    notes: &mut Vec<String>,
) -> Result<bool, Fault> {
    let mut lost = false;
    for (source, record) in index.polls()? {
        match record.place.map(|place| reader.poll(&place)) {
            None => polls.drop_where(record.frame, |id| secret.source(id) == source),
            Some(Ok((Some(poll), _))) => polls.lay_under(record.frame, poll),
            Some(Ok((None, _))) => {}
            Some(Err(error)) => {
                notes.push(error.to_string());
                lost = true;
            }
        }
    }
    Ok(lost)
}
