//! Lines that can be told from anything else: sealed, salted or purged.

use serde::Deserialize;

use crate::model::Digest;

/// The format this program writes, in files and in records. It reads every older one.
pub(in crate::store) const FORMAT: u32 = 1;

const SEAL: &str = ",\"sha256\":\"";
const TAIL: usize = SEAL.len() + 64 + 2;

/// The version of a record, whatever else stands in it.
#[derive(Deserialize)]
pub(in crate::store) struct Version {
    /// The format it was written in.
    pub(in crate::store) v: u32,
}

/// Puts a digest of a JSON object into it, as its last member. Returns the line and the digest.
pub(in crate::store) fn seal(object: &str) -> (String, Digest) {
    let open = object.strip_suffix('}').unwrap_or(object);
    let digest = of_sealed(open.as_bytes());
    (format!("{open}{SEAL}{digest}\"}}"), digest)
}

/// The digest in a sealed line, if the line is what was written.
pub(in crate::store) fn is_sealed(line: &[u8]) -> Option<Digest> {
    let (open, tail) = line.split_at_checked(line.len().checked_sub(TAIL)?)?;
    let hex = tail.strip_prefix(SEAL.as_bytes())?.strip_suffix(b"\"}")?;
    let digest = Digest::from_hex(std::str::from_utf8(hex).ok()?)?;
    (of_sealed(open) == digest).then_some(digest)
}

fn of_sealed(open: &[u8]) -> Digest {
    Digest::of("almenara:line:v1", &[open])
}

/// Digest of a line that follows a header. The line begins with a salt, so that once both are purged the digest
/// confirms no guess.
pub(super) fn of_body(line: &[u8]) -> Digest {
    Digest::of("almenara:body:v1", &[line])
}

/// What stands in the place of a purged line.
pub(super) fn purged(digest: &Digest) -> String {
    format!("{{\"purged\":\"{digest}\"}}")
}

/// The digest of the line that was purged here.
pub(super) fn is_purged(line: &[u8]) -> Option<Digest> {
    let hex = line.strip_prefix(b"{\"purged\":\"")?.strip_suffix(b"\"}")?;
    Digest::from_hex(std::str::from_utf8(hex).ok()?)
}
