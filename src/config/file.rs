//! One configuration file as text: bounded, UTF-8, with the place of every byte.

use std::cell::RefCell;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::problem::{Problem, Refusal, Spot};

/// No configuration file is larger; what is larger is something else.
const LARGEST: u64 = 1_000_000;

/// One configuration file in memory, with what was found wrong in it so far.
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) text: String,
    /// Byte offset at which each line starts.
    lines: Vec<usize>,
    pub(super) errors: RefCell<Vec<Problem>>,
    pub(super) warnings: RefCell<Vec<Problem>>,
}

impl File {
    /// Reads a file as text. A byte order mark is dropped; the rest must be UTF-8 of bounded size.
    pub(super) fn read(path: &Path) -> Result<Self, Box<Problem>> {
        let whole = |message: String, remedy: &str| {
            Box::new(Spot::file(path.to_owned()).problem(Refusal::new(message, remedy)))
        };
        let unreadable = |error: std::io::Error| {
            whole(format!("cannot be read: {error}"), "check that the file is there and that this user may read it")
        };
        // Opening a pipe or a device would wait for ever.
        if !fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(whole("is no file".to_owned(), "put an ordinary text file there, or remove it"));
        }
        let mut bytes = Vec::new();
        fs::File::open(path).map_err(unreadable)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST {
            return Err(whole("is larger than 1 MB".to_owned(), "split it into several files, or remove it"));
        }
        Self::from_bytes(path.to_owned(), bytes)
    }

    fn from_bytes(path: PathBuf, mut bytes: Vec<u8>) -> Result<Self, Box<Problem>> {
        let utf8 = "save the file again as plain text in UTF-8";
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(Box::new(Spot::file(path).problem(Refusal::new("is written in UTF-16", utf8))));
        }
        if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
            bytes.drain(..3);
        }
        let (text, bad) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
            }
        };
        let nul = text.find('\0');
        let file = Self::new(path, text);
        let refusal = match (bad, nul) {
            (Some(at), _) => Some((at, "holds bytes that are not UTF-8")),
            (None, Some(at)) => Some((at, "holds a NUL byte, so it is damaged or was only half written")),
            (None, None) => None,
        };
        match refusal {
            Some((at, message)) => Err(Box::new(file.spot(at, String::new()).problem(Refusal::new(message, utf8)))),
            None => Ok(file),
        }
    }

    fn new(path: PathBuf, text: String) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { path, text, lines, errors: RefCell::default(), warnings: RefCell::default() }
    }

    /// The same file with another text, to be read afresh.
    pub(super) fn with_text(&self, text: String) -> Self {
        Self::new(self.path.clone(), text)
    }

    /// The place of a byte offset.
    pub(super) fn spot(&self, offset: usize, key: String) -> Spot {
        let line = self.lines.partition_point(|&start| start <= offset);
        let start = self.lines[line - 1];
        let column = self.text.get(start..offset).map_or(1, |before| before.chars().count() + 1);
        Spot { file: self.path.clone(), line: Some(line), column: Some(column), key }
    }
}
