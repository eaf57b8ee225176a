//! Bytes to reports: parse what a source said, normalise it, tag it. Pure: a document, a source, a vocabulary and
//! `now` go in, reports come out.

pub mod normalise;
pub mod parse;
pub mod tag;

mod contract;

pub use contract::{Error, Parsed, Reading, Utterance};
