//! What leaves the house unasked, and through whom: publishing decides what is said to whom, the door is somebody else's.

use async_trait::async_trait;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use url::Url;

use crate::model::Digest;

/// What is posted to an address.
#[derive(Clone, Debug)]
pub struct Message {
    /// Names in small letters, and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body, shared between all who are told the same.
    pub body: Bytes,
}

/// Why something could not be said, in words.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unsaid(pub String);

/// The one guarded way out. Private addresses are refused, also behind names and redirects; time and bytes are bounded.
#[async_trait]
pub trait Deliver: Send + Sync {
    /// Whether an address may be reached at all, as far as that can be told without asking anybody.
    ///
    /// # Errors
    /// Where it may not.
    fn admits(&self, to: &Url) -> Result<(), Unsaid>;

    /// Posts a message; the status code of the answer.
    ///
    /// # Errors
    /// Where nobody answered in time.
    async fn post(&self, to: &Url, message: Message) -> Result<u16, Unsaid>;

    /// Asks an address; the status code and the beginning of the answer, at most `most` bytes of it.
    ///
    /// # Errors
    /// Where nobody answered in time.
    async fn ask(&self, at: &Url, most: usize) -> Result<(u16, Vec<u8>), Unsaid>;
}

/// `sha256=…` of these bytes under a secret (WebSub §7.1).
pub(super) fn signature(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(body);
    format!("sha256={}", Digest(mac.finalize().into_bytes().into()))
}

/// Bytes that nobody can guess, in hexadecimal digits; `None` where the system has no randomness to give.
pub(super) fn nonce() -> Option<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(Digest(bytes).to_string())
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn a_signature_is_that_of_rfc_4231() {
        // §4.3, test case 2.
        let expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(signature("Jefe", b"what do ya want for nothing?"), expected);
    }
}
