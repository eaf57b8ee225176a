//! A document to entries, one file per kind of source.

pub mod dates;
