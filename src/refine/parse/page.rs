//! A listing page to entries.

use crate::model::{Document, Source};
use crate::refine::{Error, Parsed};

/// Reads a listing page.
pub(crate) fn parse(document: &Document, _html: &str, _source: &Source) -> Result<Parsed, Error> {
    Err(Error::NoListing { url: document.url.to_string() })
}
