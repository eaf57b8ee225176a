//! Bytes to reports: parse what a source said, normalise it, tag it. Pure: a document, a source, a vocabulary and
//! `now` go in, reports come out.

pub mod complete;
pub mod normalise;
pub mod parse;
pub mod tag;

pub mod drift;

mod contract;
mod embargo;
mod reading;
mod report;

pub use contract::{Announced, Error, Parsed, Reading, TakenBack, Utterance};
pub use reading::reading;
pub use report::report;

use chrono::{DateTime, Utc};

use crate::model::{Document, Source, SourceUid};

use tag::Vocabulary;

/// Everything that a document reports, in document order.
pub fn refine(
    document: &Document,
    source: &Source,
    uid: SourceUid,
    vocabulary: &Vocabulary,
    now: DateTime<Utc>,
) -> Result<Reading, Error> {
    let parsed = parse::parse(document, source)?;
    Ok(reading(parsed, &document.url, source, uid, vocabulary, now))
}
