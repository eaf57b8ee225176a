//! Reading a file of the journal from front to back, past whatever is damaged.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::frame::{AlertLine, Content, Frame, Header, KeysLine, Line, Outline, PollLine};
use super::line::{FORMAT, Version, is_purged, is_sealed, of_body};
use super::place::{Month, Place};
use crate::model::{Alert, Digest, Poll};
use crate::store::contract::Error;
use crate::store::disk;

/// Longest line that is looked at as one; longer ones are no lines of ours.
const MAX_LINE: u64 = 256 << 20;
/// Lines kept behind a header beyond those it names, for finding its own again among damage.
const MAX_STRAYS: usize = 64;

/// How every header begins.
const HEADER: &[u8] = b"{\"frame\":";

/// The months of the journal in a folder, in order.
pub(in crate::store) fn months(folder: &Path) -> Result<Vec<Month>, Error> {
    Ok(disk::names(folder)?.iter().filter_map(|name| Month::of_file(name)).collect())
}

/// What is found next in a file.
pub(in crate::store) enum Piece {
    /// A frame whose header is sound; its lines may be purged or damaged.
    Frame(Box<Frame>),
    /// Bytes that belong to no frame.
    Rubble {
        /// Where they begin.
        offset: u64,
        /// Where they end.
        end: u64,
    },
}

/// Reads a file of the journal from front to back. Damage does not stop it: it goes on at the next sound header.
pub(in crate::store) struct Scan {
    reader: BufReader<File>,
    path: PathBuf,
    month: Month,
    offset: u64,
    ahead: Option<RawLine>,
}

struct RawLine {
    offset: u64,
    bytes: Vec<u8>,
    /// False where the file ends before the line does.
    ended: bool,
}

impl RawLine {
    fn end(&self) -> u64 {
        self.offset + self.bytes.len() as u64 + u64::from(self.ended)
    }
}

impl Scan {
    /// Starts at a place where a frame begins, or at 0.
    pub(in crate::store) fn open(folder: &Path, month: Month, from: u64) -> Result<Self, Error> {
        let path = folder.join(month.file_name());
        let mut file = File::open(&path).map_err(disk::failed("open", &path))?;
        file.seek(SeekFrom::Start(from)).map_err(disk::failed("read", &path))?;
        Ok(Self { reader: BufReader::with_capacity(1 << 16, file), path, month, offset: from, ahead: None })
    }

    /// Where reading stands: after the last piece, the length of the file.
    pub(in crate::store) fn offset(&self) -> u64 {
        self.ahead.as_ref().map_or(self.offset, |line| line.offset)
    }

    /// The next piece, `None` at the end of the file.
    pub(in crate::store) fn next(&mut self) -> Result<Option<Piece>, Error> {
        let Some(first) = self.line()? else { return Ok(None) };
        if self.is_opening(&first)? {
            return self.next();
        }
        if let Some((header, seal)) = self.header(&first)? {
            return self.frame(&first, header, seal).map(|frame| Some(Piece::Frame(Box::new(frame))));
        }
        let first = self.resume_within(first);
        let (offset, mut end) = (first.offset, first.end());
        while let Some(line) = self.line()? {
            if self.is_opening(&line)? || self.header(&line)?.is_some() {
                self.ahead = Some(line);
                break;
            }
            end = self.resume_within(line).end();
        }
        Ok(Some(Piece::Rubble { offset, end }))
    }

    fn frame(&mut self, first: &RawLine, header: Header, seal: Digest) -> Result<Frame, Error> {
        let (offset, mut end) = (first.offset, first.end());
        let mut lines: Vec<(RawLine, Option<Digest>)> = Vec::new();
        let mut strays = 0;
        let mut sound = true;
        // A frame ends with its last line; where lines are damaged, with the next sound header.
        while !sound || lines.len() < header.lines.len() {
            let Some(line) = self.line()? else { break };
            if self.header(&line)?.is_some() {
                self.ahead = Some(line);
                break;
            }
            let digest = line.ended.then(|| is_purged(&line.bytes).unwrap_or_else(|| of_body(&line.bytes)));
            sound &= header.lines.get(lines.len()).map(Line::digest) == digest;
            let line = if sound { line } else { self.resume_within(line) };
            end = line.end();
            if lines.len() < header.lines.len() + MAX_STRAYS {
                lines.push((line, digest));
            } else {
                strays += 1;
            }
        }
        let mut contents = Vec::with_capacity(header.lines.len());
        for (at, expected) in header.lines.iter().enumerate() {
            let fits = |slot: &(RawLine, Option<Digest>)| slot.1 == Some(expected.digest());
            let found = lines.get(at).filter(|slot| fits(slot)).or_else(|| lines.iter().find(|slot| fits(slot)));
            contents.push(match found {
                Some((line, _)) => (self.place(line, expected), content(&line.bytes, expected)),
                None => (Place { month: self.month, offset, len: 0, digest: expected.digest() }, Content::Damaged),
            });
        }
        strays += lines.len().saturating_sub(header.lines.len()) as u64;
        Ok(Frame { month: self.month, offset, end, header, seal, contents, strays })
    }

    /// Damage may have swallowed a line's end: goes on at a sound header inside a damaged line, and returns what stands
    /// before it.
    fn resume_within(&mut self, mut line: RawLine) -> RawLine {
        let starts = line.bytes.windows(HEADER.len()).enumerate().filter(|(_, window)| *window == HEADER);
        let Some((at, _)) =
            starts.skip_while(|(at, _)| *at == 0).find(|(at, _)| is_sealed(&line.bytes[*at..]).is_some())
        else {
            return line;
        };
        let bytes = line.bytes.split_off(at);
        self.ahead = Some(RawLine { offset: line.offset + at as u64, bytes, ended: line.ended });
        line.ended = false;
        line
    }

    fn place(&self, line: &RawLine, expected: &Line) -> Place {
        Place { month: self.month, offset: line.offset, len: line.bytes.len() as u32, digest: expected.digest() }
    }

    fn line(&mut self) -> Result<Option<RawLine>, Error> {
        if let Some(line) = self.ahead.take() {
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut bytes);
        let read = read.map_err(disk::failed("read", &self.path))? as u64;
        if read == 0 {
            return Ok(None);
        }
        let ended = bytes.pop_if(|byte| *byte == b'\n').is_some();
        let line = RawLine { offset: self.offset, bytes, ended };
        self.offset += read;
        Ok(Some(line))
    }

    /// The line with which every file begins.
    fn is_opening(&self, line: &RawLine) -> Result<bool, Error> {
        let ours = line.offset == 0 && line.ended && line.bytes.starts_with(b"{\"almenara\":\"journal\"");
        if !ours || is_sealed(&line.bytes).is_none() {
            return Ok(false);
        }
        self.known_version(&line.bytes)?;
        Ok(true)
    }

    fn header(&self, line: &RawLine) -> Result<Option<(Header, Digest)>, Error> {
        if !line.ended || !line.bytes.starts_with(HEADER) {
            return Ok(None);
        }
        let Some(seal) = is_sealed(&line.bytes) else { return Ok(None) };
        self.known_version(&line.bytes)?;
        Ok(serde_json::from_slice(&line.bytes).ok().map(|header| (header, seal)))
    }

    fn known_version(&self, line: &[u8]) -> Result<(), Error> {
        match serde_json::from_slice::<Version>(line) {
            Ok(Version { v }) if v > FORMAT => {
                Err(Error::TooNew { path: self.path.display().to_string(), found: v, known: FORMAT })
            }
            _ => Ok(()),
        }
    }
}

fn content(bytes: &[u8], expected: &Line) -> Content {
    if is_purged(bytes).is_some() {
        return Content::Purged;
    }
    let read = match expected {
        Line::Alert { .. } => serde_json::from_slice(bytes)
            .map(|line: AlertLine<Alert>| Content::Alert(Box::new(Outline::of(&line.alert)))),
        Line::Keys { .. } => serde_json::from_slice(bytes).map(|line: KeysLine| Content::Keys(line.keys)),
        Line::Poll { .. } => serde_json::from_slice(bytes)
            .map(|line: PollLine<Poll>| Content::Poll(line.poll.map(Box::new), line.replaces)),
    };
    read.unwrap_or(Content::Damaged)
}
