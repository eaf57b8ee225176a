//! The record of truth: files of lines, one file a month, that only grow, except where text is purged.
//!
//! A frame is one committed batch: a header line, then one line for each alert, its keys, and the poll. Header lines
//! carry SHA-256 over themselves and the one before, and over each line that follows them, which begins with a salt of its
//! own; so a purged line leaves the chain whole and gives nothing away.

mod append;
mod chunk;
mod frame;
mod line;
mod place;
mod purge;
mod read;
mod recover;
mod scan;

pub(in crate::store) use append::{Appender, Tip};
pub(in crate::store) use chunk::Chunk;
pub(in crate::store) use frame::{Content, Frame, Line, Outline};
pub(in crate::store) use line::{FORMAT, Version, is_sealed, seal};
pub(in crate::store) use place::{Month, Place};
pub(in crate::store) use purge::{Erase, Purge, purge, purge_quarantine};
pub(in crate::store) use read::Reader;
pub(in crate::store) use recover::{From, Recovered, recover};
pub(in crate::store) use scan::{Piece, Scan, months};
