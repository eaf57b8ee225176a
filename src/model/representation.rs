//! What readers get: bytes with what a server must say of them.

use std::sync::OnceLock;

use bytes::Bytes;
use chrono::{DateTime, Utc};

/// The media types the house publishes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MediaType {
    /// `application/atom+xml` (RFC 4287 §7).
    Atom,
    /// `application/rss+xml`.
    Rss,
    /// `application/feed+json` (JSON Feed 1.1).
    JsonFeed,
    /// `application/json` (RFC 8259).
    Json,
    /// `text/x-opml`.
    Opml,
    /// `text/css`.
    Css,
    /// `text/html`.
    Html,
    /// `text/plain`.
    Plain,
}

impl MediaType {
    /// The `Content-Type` field value.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::JsonFeed => "application/feed+json; charset=utf-8",
            Self::Json => "application/json",
            Self::Opml => "text/x-opml; charset=utf-8",
            Self::Css => "text/css; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Plain => "text/plain; charset=utf-8",
        }
    }
}

/// Finished bytes, as the server hands them out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Representation {
    /// What they are.
    pub media: MediaType,
    /// The bytes, shared between requests.
    pub body: Bytes,
    /// The same in fewer bytes, made when somebody first asks for it.
    pub encodings: Encodings,
    /// Strong entity tag (RFC 9110 §8.8.3) without quotes: from the digest of `body`.
    pub etag: String,
    /// When something in it last changed, news or not; never the time of rendering.
    pub last_modified: DateTime<Utc>,
}

/// How bytes are made fewer on their way (RFC 9110 §8.4.1).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Coding {
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

impl Coding {
    /// The word of `Content-Encoding`, and the ending of an entity tag.
    pub fn term(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }
}

/// Encoded forms of one body, each made once and kept. They follow from the body, so any two are equal.
#[derive(Clone, Default)]
pub struct Encodings {
    gzip: OnceLock<Option<Bytes>>,
    brotli: OnceLock<Option<Bytes>>,
}

impl Encodings {
    /// A form, if it was made already: `Some(None)` where it would be no smaller.
    pub fn made(&self, coding: Coding) -> Option<Option<&Bytes>> {
        self.place(coding).get().map(Option::as_ref)
    }

    /// A form, made now unless it was made already; `None` where it would be no smaller.
    pub fn get(&self, coding: Coding, make: impl FnOnce() -> Option<Bytes>) -> Option<&Bytes> {
        self.place(coding).get_or_init(make).as_ref()
    }

    /// How many bytes are kept.
    pub fn size(&self) -> usize {
        let made = |place: &OnceLock<Option<Bytes>>| place.get().and_then(Option::as_ref).map_or(0, Bytes::len);
        made(&self.gzip) + made(&self.brotli)
    }

    fn place(&self, coding: Coding) -> &OnceLock<Option<Bytes>> {
        match coding {
            Coding::Gzip => &self.gzip,
            Coding::Brotli => &self.brotli,
        }
    }
}

impl PartialEq for Encodings {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Encodings {}

impl std::fmt::Debug for Encodings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.size())
    }
}
