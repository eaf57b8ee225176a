//! The last step of every format: from a document to bytes with a tag, and those in fewer bytes.

use std::io::Write as _;

use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use flate2::{Compression, GzBuilder};

use super::xml;
use crate::model::{Coding, Digest, Encodings, MediaType, Representation};

/// How hard it is tried to make fewer bytes of them: what is made once is handed out often, but somebody waits for it.
const BROTLI: i32 = 7;

/// Makes finished bytes of a document: cleaned of illegal characters, and tagged.
pub(super) fn finish(media: MediaType, document: String, last_modified: DateTime<Utc>) -> Representation {
    let document = match xml::clean(&document) {
        std::borrow::Cow::Borrowed(_) => document,
        std::borrow::Cow::Owned(cleaned) => cleaned,
    };
    let mut etag = Digest::of_bytes(document.as_bytes()).to_string();
    etag.truncate(32);
    Representation { media, body: Bytes::from(document), encodings: Encodings::default(), etag, last_modified }
}

/// A representation in fewer bytes, made once and kept with it: milliseconds of pure computing the first time. `None`
/// where they would be no fewer. The same document gives the same bytes.
pub fn encoded(thing: &Representation, coding: Coding) -> Option<&Bytes> {
    thing.encodings.get(coding, || {
        let made = match coding {
            Coding::Gzip => gzip(&thing.body),
            Coding::Brotli => brotli(&thing.body),
        };
        made.filter(|made| made.len() < thing.body.len()).map(Bytes::from)
    })
}

/// The header (RFC 1952) carries neither time nor name.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::with_capacity(bytes.len() / 4), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn brotli(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let parameters = BrotliEncoderParams { quality: BROTLI, size_hint: bytes.len(), ..BrotliEncoderParams::default() };
    let mut encoded = Vec::with_capacity(bytes.len() / 4);
    brotli::BrotliCompress(&mut bytes, &mut encoded, &parameters).ok()?;
    Some(encoded)
}
