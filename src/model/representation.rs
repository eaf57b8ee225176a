//! What readers get: bytes with what a server must say of them.

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
    /// The same, gzipped once (RFC 1952); `None` where it would not be smaller.
    pub gzip: Option<Bytes>,
    /// Strong entity tag (RFC 9110 §8.8.3) without quotes: from the digest of `body`.
    pub etag: String,
    /// When something in it last changed, news or not; never the time of rendering.
    pub last_modified: DateTime<Utc>,
}
