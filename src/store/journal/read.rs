//! Reading single lines of the journal by their places.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::frame::{AlertLine, Content, PollLine};
use super::line::of_body;
use super::place::{Month, Place};
use super::scan::{Piece, Scan, months};
use crate::model::{Act, Alert, AlertId, Poll, SourceId};
use crate::store::contract::{Complete, Error};
use crate::store::disk;

/// Reads single lines by their places. Keeps its files open, so that it goes on reading when descriptors run short.
pub(in crate::store) struct Reader {
    folder: PathBuf,
    complete: Complete,
    files: Mutex<HashMap<Month, Arc<File>>>,
}

impl Reader {
    /// A reader of the journal in a folder.
    pub(in crate::store) fn new(folder: &Path, complete: Complete) -> Self {
        Self { folder: folder.to_owned(), complete, files: Mutex::default() }
    }

    /// An alert, with one read.
    pub(in crate::store) fn alert(&self, place: &Place) -> Result<Alert, Error> {
        let AlertLine { mut alert, .. } = self.line(place)?;
        (self.complete)(&mut alert);
        Ok(alert)
    }

    /// A poll and the source whose memory it takes over.
    pub(in crate::store) fn poll(&self, place: &Place) -> Result<(Option<Poll>, Option<SourceId>), Error> {
        let line: PollLine<Poll> = self.line(place)?;
        Ok((line.poll, line.replaces))
    }

    /// What operators did, oldest first: reads every file from front to back.
    pub(in crate::store) fn acts(&self) -> Result<Vec<Act>, Error> {
        let mut acts = Vec::new();
        for month in months(&self.folder)? {
            let mut scan = Scan::open(&self.folder, month, 0)?;
            while let Some(piece) = scan.next()? {
                if let Piece::Frame(frame) = piece {
                    acts.extend(frame.header.act.map(|act| *act));
                }
            }
        }
        Ok(acts)
    }

    /// Alerts of which some version is what is looked for: reads every file from front to back.
    pub(in crate::store) fn search(&self, is: &dyn Fn(&Alert) -> bool) -> Result<Vec<AlertId>, Error> {
        let mut found = BTreeSet::new();
        for month in months(&self.folder)? {
            let mut scan = Scan::open(&self.folder, month, 0)?;
            while let Some(piece) = scan.next()? {
                let Piece::Frame(frame) = piece else { continue };
                for (place, content) in &frame.contents {
                    if let Content::Alert(outline) = content
                        && !found.contains(&outline.id)
                        && is(&self.alert(place)?)
                    {
                        found.insert(outline.id);
                    }
                }
            }
        }
        Ok(found.into_iter().collect())
    }

    /// Forgets open files, because they are being replaced.
    pub(in crate::store) fn forget(&self) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn line<T: serde::de::DeserializeOwned>(&self, place: &Place) -> Result<T, Error> {
        let path = self.folder.join(place.month.file_name());
        let damaged = |why: String| Error::Damaged { path: path.display().to_string(), offset: place.offset, why };
        let file = self.file(place.month, &path)?;
        let size = file.metadata().map_err(disk::failed("read", &path))?.len();
        if place.offset + u64::from(place.len) > size {
            return Err(damaged("the file ends before this line".to_owned()));
        }
        let mut bytes = vec![0; place.len as usize];
        file.read_exact_at(&mut bytes, place.offset).map_err(disk::failed("read", &path))?;
        if of_body(&bytes) != place.digest {
            return Err(damaged("the line is not the one that was written".to_owned()));
        }
        serde_json::from_slice(&bytes).map_err(|error| damaged(format!("the line cannot be understood: {error}")))
    }

    fn file(&self, month: Month, path: &Path) -> Result<Arc<File>, Error> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = files.get(&month) {
            return Ok(file.clone());
        }
        let file = Arc::new(File::open(path).map_err(disk::failed("open", path))?);
        files.insert(month, file.clone());
        Ok(file)
    }
}
