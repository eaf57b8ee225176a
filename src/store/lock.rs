//! One process per folder: a lock that dies with its holder, and a note of who that is and how to reach it.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek as _, Write as _};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use super::contract::Error;
use super::disk;

const LOCK: &str = "lock";
const CONTROL: &str = "control";
/// How the name of every folder for a control socket begins.
pub const CONTROL_FOLDER: &str = "almenara-";
const AT_REST: &str = "at rest";
const OPENING: &str = "opening";

/// How the folder was left by whoever held it last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Left {
    /// Closed in order.
    InOrder {
        /// Bytes in the index.
        index: u64,
        /// Batches in the journal; 0 where an earlier program did not say.
        batches: u64,
    },
    /// The process ended without closing; the machine has been up since, so whatever was written is there.
    Killed,
    /// Nobody knows: the machine may have gone down, so that whatever was not fsynced may be missing, or the folder may be
    /// a copy made while it was written to.
    Unknown,
}

/// The folder is ours until this is dropped or the process ends.
pub(super) struct Lock {
    file: File,
    folder: PathBuf,
    /// How the folder was left.
    pub(super) left: Left,
}

impl Lock {
    /// Takes the folder, or says who has it.
    pub(super) fn take(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(LOCK);
        let mut file = disk::open_file(&path)?;
        let held = match file.try_lock() {
            Ok(()) => false,
            Err(TryLockError::WouldBlock) => true,
            Err(TryLockError::Error(error)) => return Err(disk::failed("lock", &path)(error)),
        };
        let mut text = String::new();
        Read::by_ref(&mut file).take(1024).read_to_string(&mut text).map_err(disk::failed("read", &path))?;
        if held {
            return Err(Error::Busy {
                path: folder.display().to_string(),
                holder: holder(&text),
                control: control_of(folder),
            });
        }
        let run = run_of(&file).map_err(disk::failed("look at", &path))?;
        let left = left(&text, &run);
        let mut lock = Self { file, folder: folder.to_owned(), left };
        if let Some(socket) = control_of(folder) {
            sweep_socket(&socket);
        }
        lock.remove_control()?;
        lock.write(&format!("process {}\n{OPENING}\n", std::process::id()))?;
        Ok(lock)
    }

    /// Says that the store is open and sound. Should the process die before, the next one trusts nothing.
    pub(super) fn ready(&mut self) -> Result<(), Error> {
        let run = run_of(&self.file).map_err(disk::failed("look at", &self.folder.join(LOCK)))?;
        self.write(&format!("process {}\n{run}\n", std::process::id()))
    }

    /// Says that everything is durable and the folder closed in order, with so many bytes in the index and batches in the
    /// journal.
    pub(super) fn release(mut self, index: u64, batches: u64) -> Result<(), Error> {
        self.remove_control()?;
        self.write(&format!("{AT_REST}\n{index}\n{batches}\n"))
    }

    fn write(&mut self, text: &str) -> Result<(), Error> {
        let file = &mut self.file;
        let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(text.as_bytes()));
        written.and_then(|()| file.sync_all()).map_err(disk::failed("write", &self.folder.join(LOCK)))
    }

    fn remove_control(&self) -> Result<(), Error> {
        let path = self.folder.join(CONTROL);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(disk::failed("remove", &path)(error)),
            _ => Ok(()),
        }
    }
}

/// Writes down where the holder's control socket is.
pub(super) fn announce(folder: &Path, socket: &Path) -> Result<(), Error> {
    disk::replace(&folder.join(CONTROL), format!("{}\n", socket.display()).as_bytes())
}

/// Where the note in a folder says that a control socket is.
fn control_of(folder: &Path) -> Option<PathBuf> {
    let line = fs::read_to_string(folder.join(CONTROL)).ok()?;
    Some(PathBuf::from(line.trim_end_matches('\n'))).filter(|socket| !socket.as_os_str().is_empty())
}

/// Removes the socket of a holder that was killed, with its folder: but only where both are as a holder of ours makes
/// them, and nobody answers. What cannot be removed stays, which does no harm.
fn sweep_socket(socket: &Path) {
    let Some(folder) = socket.parent() else { return };
    let named = folder.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(CONTROL_FOLDER.as_bytes()));
    let ours = fs::metadata("/proc/self").map(|process| process.uid()).and_then(|uid| {
        let (place, socket) = (fs::symlink_metadata(folder)?, fs::symlink_metadata(socket)?);
        let private = place.is_dir() && place.mode() & 0o777 == 0o700;
        Ok(private && socket.file_type().is_socket() && place.uid() == uid && socket.uid() == uid)
    });
    if !named || !ours.unwrap_or(false) {
        return;
    }
    let answer = std::os::unix::net::UnixStream::connect(socket);
    if answer.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionRefused) {
        let _ = fs::remove_file(socket).and_then(|()| fs::remove_dir(folder));
    }
}

fn holder(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    if first.starts_with("process ") { first.to_owned() } else { "another process".to_owned() }
}

fn left(text: &str, run: &str) -> Left {
    let (first, second) = (text.lines().next(), text.lines().nth(1).unwrap_or_default());
    match first {
        Some(AT_REST) => second.parse().map_or(Left::Unknown, |index| {
            let batches = text.lines().nth(2).and_then(|line| line.parse().ok()).unwrap_or(0);
            Left::InOrder { index, batches }
        }),
        Some(_) if second == run && !run.is_empty() => Left::Killed,
        _ => Left::Unknown,
    }
}

/// What tells this run of the machine from the next, and this folder from a copy of it; empty where the system does not
/// say.
fn run_of(file: &File) -> std::io::Result<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let found = file.metadata()?;
    Ok(if boot.is_empty() { boot } else { format!("{} {}:{}", boot.trim(), found.dev(), found.ino()) })
}
