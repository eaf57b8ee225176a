//! What an operator may decide about fetching.

use std::time::Duration;

use url::Url;

use super::cidr::Cidr;
use super::error::Error;

/// How the house fetches: who it says it is, how patient it is, and where it may go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Where the people who run this wire can be reached, as a `mailto:` or `https:` address; part of the User-Agent.
    /// While it is not set (see [`Self::contact_is_set`]), only addresses in `allow_private` are fetched.
    pub contact: String,
    /// Shortest pause between the end of one request to a host and port and the start of the next.
    pub gap: Duration,
    /// Private and special addresses that the guard lets through all the same.
    pub allow_private: Vec<Cidr>,
    /// Longest time for finding and reaching a host.
    pub connect_timeout: Duration,
    /// Longest silence: until the whole head of an answer is there, then between two pieces of its body.
    pub read_timeout: Duration,
    /// Longest time for one visit from first to last byte, redirects included, waiting for turns not.
    pub total_timeout: Duration,
    /// Most bytes of a body, on the wire and after decompression each.
    pub max_body: usize,
    /// Most redirects in a row.
    pub max_redirects: usize,
    /// After so long, a document is read in full even where the server says that nothing has changed.
    pub reread: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            contact: "mailto:desk@example.org".to_owned(),
            gap: Duration::from_secs(1),
            allow_private: Vec::new(),
            connect_timeout: Duration::from_secs(5),
            read_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(30),
            max_body: 16 << 20,
            max_redirects: 5,
            reread: Duration::from_hours(24),
        }
    }
}

impl Policy {
    /// False while the contact is empty or still at one of the domains that stand for nobody (RFC 2606).
    pub fn contact_is_set(&self) -> bool {
        let contact = self.contact.trim();
        let host = match Url::parse(contact) {
            Ok(url) if url.has_host() => url.host_str().unwrap_or_default().to_owned(),
            Ok(url) => url.path().rsplit('@').next().unwrap_or_default().to_owned(),
            Err(_) => contact.rsplit('@').next().unwrap_or_default().to_owned(),
        };
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let placeholder = ["example.org", "example.com", "example.net", "example", "invalid", "test"]
            .iter()
            .any(|domain| host == *domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')));
        !host.is_empty() && !placeholder
    }

    /// Whether a contact can be sent along: it stands in a comment of a header (RFC 9110 §5.6.5), at most 200 bytes long.
    pub fn can_send(contact: &str) -> bool {
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"()\\\"".contains(&byte);
        (1..=200).contains(&contact.len()) && contact.bytes().all(plain)
    }

    /// `almenara/VERSION (+CONTACT)`.
    pub(super) fn user_agent(&self) -> Result<String, Error> {
        let contact = self.contact.trim();
        if !Self::can_send(contact) {
            return Err(Error::BadContact { contact: self.contact.clone() });
        }
        Ok(format!("almenara/{} (+{contact})", env!("CARGO_PKG_VERSION")))
    }
}
