//! A fetched representation, as the network gave it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::Digest;

/// What a server gave us to ask "has it changed?" with (RFC 9110 §8.8). Kept as received, sent back as received.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`, with its quotes and `W/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// A fetched representation: the bytes, complete and decompressed, and what the server said about them.
#[derive(Clone, Debug)]
pub struct Document {
    /// The address it finally came from, after redirects: the base for relative links.
    pub url: Url,
    /// `Content-Type` as sent, or `None`.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// For the next conditional request.
    pub validators: Validators,
    /// When the answer was complete.
    pub fetched: DateTime<Utc>,
}

impl Document {
    /// Digest of the body, to tell an unchanged page that has no validators.
    pub fn digest(&self) -> Digest {
        Digest::of_bytes(&self.body)
    }
}
