//! Rendering and writing beside one another: pure computing on a few threads, one of which writes at a time.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tokio::task::JoinSet;

use super::super::Error;
use super::folder::Folder;

/// How many pieces of work are under way at once: the machine has readers to serve too.
const AT_ONCE: usize = 2;

/// A file as it is to be.
pub(super) struct Piece {
    /// Its name in the folder.
    pub(super) name: String,
    /// What it is to hold; `None` where it is to be gone.
    pub(super) bytes: Option<Bytes>,
    /// Whether that seldom changes.
    pub(super) steady: bool,
}

impl Piece {
    /// One that seldom changes.
    pub(super) fn new(name: String, bytes: impl Into<Bytes>) -> Self {
        Self { name, bytes: Some(bytes.into()), steady: true }
    }

    /// One that is to be gone.
    pub(super) fn gone(name: String) -> Self {
        Self { name, bytes: None, steady: true }
    }
}

/// A folder that is being written to.
pub(super) struct Writing {
    folder: Arc<Mutex<Folder>>,
    tasks: JoinSet<Result<(), Error>>,
}

impl Writing {
    pub(super) fn new(folder: Arc<Mutex<Folder>>) -> Self {
        Self { folder, tasks: JoinSet::new() }
    }

    /// Begins to make files and to write them, once there is room for another piece of work.
    pub(super) async fn begin(&mut self, make: impl FnOnce() -> Vec<Piece> + Send + 'static) -> Result<(), Error> {
        while self.tasks.len() >= AT_ONCE {
            self.next().await?;
        }
        let folder = Arc::clone(&self.folder);
        self.tasks.spawn_blocking(move || {
            let pieces = make();
            let mut folder = folder.lock().unwrap_or_else(PoisonError::into_inner);
            for piece in pieces {
                match piece.bytes {
                    Some(bytes) => folder.put(&piece.name, &bytes, piece.steady)?,
                    None => folder.remove(&piece.name)?,
                }
            }
            Ok(())
        });
        Ok(())
    }

    /// Waits until all that was begun is written.
    pub(super) async fn settle(&mut self) -> Result<(), Error> {
        while !self.tasks.is_empty() {
            self.next().await?;
        }
        Ok(())
    }

    /// Waits until nothing is under way, whatever becomes of it.
    pub(super) async fn end(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }

    async fn next(&mut self) -> Result<(), Error> {
        self.tasks.join_next().await.map_or(Ok(()), |done| done.map_err(|_| Error::Render)?)
    }

    /// Does something with the folder itself, when nothing else is under way.
    pub(super) async fn with<T: Send + 'static>(
        &mut self,
        act: impl FnOnce(&mut Folder) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.settle().await?;
        let folder = Arc::clone(&self.folder);
        let acting =
            tokio::task::spawn_blocking(move || act(&mut folder.lock().unwrap_or_else(PoisonError::into_inner)));
        acting.await.map_err(|_| Error::Render)?
    }
}
