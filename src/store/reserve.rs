//! Room kept for the end: when the disk is full, giving it back lets what is begun be finished and what is stored be
//! read; while it cannot be had again, nothing new is taken in.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::contract::Error;
use super::{disk, secret};

const FILE: &str = "reserve";
const BYTES: u64 = 4 << 20;

/// A file of so many bytes that nobody reads.
pub(super) struct Reserve {
    path: PathBuf,
    held: bool,
}

impl Reserve {
    /// The reserve in a folder, as it was left.
    pub(super) fn new(root: &Path) -> Self {
        let path = root.join(FILE);
        let held = disk::size(&path).is_ok_and(|size| size >= BYTES);
        Self { path, held }
    }

    /// Makes sure that it is there; fails where the disk has no room for it.
    pub(super) fn hold(&mut self) -> Result<(), Error> {
        if !self.held {
            if let Err(error) = self.fill() {
                let _ = std::fs::remove_file(&self.path);
                return Err(error);
            }
            self.held = true;
        }
        Ok(())
    }

    /// Gives the room back to those who need it now. False where there was none to give.
    pub(super) fn give(&mut self) -> bool {
        std::mem::take(&mut self.held) && std::fs::remove_file(&self.path).is_ok()
    }

    fn fill(&self) -> Result<(), Error> {
        // Not zeros: a file system may keep those without taking room.
        let mut block = vec![0; 1 << 16];
        secret::random(&mut block)?;
        let mut file = disk::open_file(&self.path)?;
        let written = (0..BYTES / block.len() as u64).try_for_each(|_| file.write_all(&block));
        written.and_then(|()| file.sync_all()).map_err(disk::failed("keep room on the disk with", &self.path))
    }
}
