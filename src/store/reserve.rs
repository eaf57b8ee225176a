//! Room kept for the end: when the disk is full, giving it back lets what is begun be finished and what is stored be
//! read; while it cannot be had again, nothing new is taken in.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::contract::Error;
use super::{disk, secret};

const FILE: &str = "reserve";
const BYTES: u64 = 4 << 20;
/// How long it is not tried again after the disk had no room: each try writes what room there is, and removes it.
const PAUSE: Duration = Duration::from_secs(30);

/// A file of so many bytes that nobody reads.
pub(super) struct Reserve {
    path: PathBuf,
    held: bool,
    /// When it could not be had, and what the system said.
    refused: Option<(Instant, io::ErrorKind)>,
}

impl Reserve {
    /// The reserve in a folder, as it was left.
    pub(super) fn new(root: &Path) -> Self {
        let path = root.join(FILE);
        let held = disk::size(&path).is_ok_and(|size| size >= BYTES);
        Self { path, held, refused: None }
    }

    /// Makes sure that it is there; fails where the disk has no room for it, or had none a moment ago.
    pub(super) fn hold(&mut self, now: Instant) -> Result<(), Error> {
        if self.held {
            return Ok(());
        }
        let refused = self.refused.filter(|(at, _)| now.saturating_duration_since(*at) < PAUSE);
        let filled = refused.map_or_else(|| self.fill(), |(_, kind)| Err(kind.into()));
        if let Err(error) = filled {
            if refused.is_none() {
                self.refused = Some((now, error.kind()));
                let _ = std::fs::remove_file(&self.path);
            }
            return Err(disk::failed("keep room on the disk with", &self.path)(error));
        }
        self.held = true;
        Ok(())
    }

    /// Gives the room back to those who need it now. False where there was none to give.
    pub(super) fn give(&mut self) -> bool {
        std::mem::take(&mut self.held) && std::fs::remove_file(&self.path).is_ok()
    }

    fn fill(&self) -> io::Result<()> {
        // Not zeros: a file system may keep those without taking room.
        let mut block = vec![0; 1 << 16];
        secret::random(&mut block).map_err(io::Error::other)?;
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&self.path)?;
        (0..BYTES / block.len() as u64).try_for_each(|_| file.write_all(&block))?;
        file.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_that_was_refused_is_not_asked_for_again_at_once() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("data");
        let (mut reserve, now) = (Reserve::new(&root), Instant::now());
        let first = reserve.hold(now).unwrap_err().to_string();
        std::fs::create_dir(&root).unwrap();
        let again = reserve.hold(now + PAUSE / 2).unwrap_err().to_string();
        assert!(first.contains("keep room") && again.contains("keep room"), "{first} / {again}");
        assert!(!root.join(FILE).exists());
        reserve.hold(now + PAUSE).unwrap();
        assert_eq!(std::fs::metadata(root.join(FILE)).unwrap().len(), BYTES);
        assert!(reserve.give() && !root.join(FILE).exists());
        reserve.hold(now + PAUSE).unwrap();
    }
}
