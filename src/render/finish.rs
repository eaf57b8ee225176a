//! The last step of every format: from a document to bytes with a tag.

use std::io::Write as _;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use flate2::{Compression, GzBuilder};

use super::xml;
use crate::model::{Digest, MediaType, Representation};

/// Makes finished bytes of a document: cleaned of illegal characters, tagged, and compressed once. The gzip header
/// (RFC 1952) carries neither time nor name, so that the same document gives the same bytes.
pub(super) fn finish(media: MediaType, document: String, last_modified: DateTime<Utc>) -> Representation {
    let document = match xml::clean(&document) {
        std::borrow::Cow::Borrowed(_) => document,
        std::borrow::Cow::Owned(cleaned) => cleaned,
    };
    let mut etag = Digest::of_bytes(document.as_bytes()).to_string();
    etag.truncate(32);
    let gzip = compress(document.as_bytes()).filter(|gzip| gzip.len() < document.len());
    Representation { media, body: Bytes::from(document), gzip, etag, last_modified }
}

fn compress(bytes: &[u8]) -> Option<Bytes> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::with_capacity(bytes.len() / 4), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
