//! A document to entries, one file per kind of source.

pub mod dates;

use crate::model::{Document, Source};
use crate::refine::{Error, Parsed};

/// Reads a document as the feed or the page that it is.
pub fn parse(document: &Document, _source: &Source) -> Result<Parsed, Error> {
    Err(Error::NoListing { url: document.url.to_string() })
}
