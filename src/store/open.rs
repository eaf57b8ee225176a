//! Which store an address means, and opening it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::contract::{Complete, Error, Store};
use super::memory::MemoryStore;
use super::sled::SledStore;
use super::{disk, lock};

/// An open store and what was noticed while opening it.
pub struct Opened {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Its folder, where it has one: the place for [`announce_control`].
    pub folder: Option<PathBuf>,
    /// What the operator should hear, one sentence each: what was damaged, set aside or rebuilt. Empty when all is well.
    pub notes: Vec<String>,
}

/// Opens the store at an address: `sled:PATH`, with PATH relative to `root`, or `memory:`, which forgets everything at
/// the end. Catches up or rebuilds the index, which takes a while where there is much to read.
pub async fn open(url: &str, root: &Path) -> Result<Opened, Error> {
    open_with(url, root, |_| {}).await
}

/// The same for who knows more of alerts than was known when some of them were stored: `complete` is shown each one as it
/// is read, and what it puts in is written down when that one is next committed.
pub async fn open_with(url: &str, root: &Path, complete: Complete) -> Result<Opened, Error> {
    match Address::parse(url, root)? {
        Address::Memory => Ok(Opened { store: Arc::new(MemoryStore::new()?), folder: None, notes: Vec::new() }),
        Address::Sled(folder) => {
            let (store, notes) = disk::blocking({
                let folder = folder.clone();
                move || SledStore::open(&folder, complete)
            })
            .await?;
            Ok(Opened { store: Arc::new(store), folder: Some(folder), notes })
        }
    }
}

/// The folder of the store at an address, or `None` where it has none or the address cannot be understood. Opens
/// nothing.
pub fn folder_of(url: &str, root: &Path) -> Option<PathBuf> {
    match Address::parse(url, root) {
        Ok(Address::Sled(folder)) => Some(folder),
        _ => None,
    }
}

/// Called by the daemon: writes down where its control socket is, for [`Error::Busy`] to tell others. The note is
/// removed when the store is closed; where its writer was killed the next one removes it, and the socket too if it stands in a
/// private folder whose name begins with [`CONTROL_FOLDER`](super::CONTROL_FOLDER).
pub fn announce_control(folder: &Path, socket: &Path) -> Result<(), Error> {
    lock::announce(folder, socket)
}

enum Address {
    Memory,
    Sled(PathBuf),
}

impl Address {
    fn parse(url: &str, root: &Path) -> Result<Self, Error> {
        let wrong = |why: &str| Err(Error::BadUrl { url: url.to_owned(), why: why.to_owned() });
        match url.split_once(':') {
            Some(("memory", "")) => Ok(Self::Memory),
            Some(("memory", _)) => wrong("nothing may follow `memory:`; write `memory:` alone"),
            Some(("sled", "")) => wrong("the folder is missing; write for example `sled:data`"),
            Some(("sled", path)) if path.contains('\0') => wrong("a folder's name cannot hold a NUL character"),
            Some(("sled", path)) => Ok(Self::Sled(root.join(path))),
            _ => wrong("write `sled:` and a folder, for example `sled:data`, or `memory:` to keep nothing"),
        }
    }
}
