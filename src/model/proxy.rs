//! A go-between for requests, as an operator names it.

use std::fmt;

use url::{Host, Url};

/// Where requests to a source are handed over instead of being sent directly. The name of the source is looked up at the
/// proxy, never from here. Neither `Debug` nor `Display` show its user name and password.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Proxy(Url);

impl Proxy {
    /// A proxy at an address of the form `socks5h://HOST:PORT`, `http://HOST:PORT` or `https://HOST:PORT`. The error says
    /// what is wrong and what to write.
    pub fn parse(text: &str) -> Result<Self, (&'static str, &'static str)> {
        const EXAMPLE: &str = "write for example proxy = \"socks5h://127.0.0.1:9050\", which is where Tor listens";
        let url = Url::parse(text.trim()).map_err(|_| ("is no address of a proxy", EXAMPLE))?;
        match url.scheme() {
            "socks5h" | "http" | "https" => {}
            "socks5" | "socks" | "socks4" | "socks4a" => {
                return Err((
                    "would have the names of what is read looked up from here, where others can see them",
                    "write socks5h:// in its place, so that the proxy looks them up",
                ));
            }
            _ => return Err(("is of a kind that is not spoken", EXAMPLE)),
        }
        let host = url.host_str().is_some_and(|host| !host.is_empty());
        // Only the web's own protocols have a port that goes without saying.
        if !host || url.port_or_known_default().is_none_or(|port| port == 0) {
            return Err(("lacks a host or a port", EXAMPLE));
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(("holds more than a host and a port", EXAMPLE));
        }
        Ok(Self(url))
    }

    /// The address with all that belongs to it, for whoever connects.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// The host to connect to, without brackets.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']')
    }

    /// True where `.onion` addresses can be reached through it: Tor is spoken to in SOCKS.
    pub fn leads_to_onions(&self) -> bool {
        self.0.scheme() == "socks5h"
    }
}

/// True for the addresses of Tor's onion services, which have no meaning outside of it (RFC 7686).
pub fn is_onion(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(host)) => host.trim_end_matches('.').rsplit('.').next() == Some("onion"),
        _ => false,
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let port = self.0.port_or_known_default().unwrap_or_default();
        write!(f, "{}://{}:{port}", self.0.scheme(), self.0.host_str().unwrap_or_default())
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({self})")
    }
}
