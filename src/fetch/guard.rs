//! Which addresses may be reached. Asked for every URL, for every resolved address at connect time, and once more for
//! the peer that answered, so that neither a literal, nor a redirect, nor a name that changes its mind gets by.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Name, Resolve, Resolving};
use url::{Host, Url};

use super::cidr::Cidr;
use super::error::Error;
use super::policy::Policy;
use super::special::{NOT_FOR_THE_WEB, is_special};
use crate::model::{Proxy, is_onion};

/// Most addresses of one name that are looked at.
const MAX_ADDRESSES: usize = 32;

/// The guard before the door.
#[derive(Debug)]
pub(super) struct Guard {
    allowed: Vec<Cidr>,
    public: bool,
}

/// Why an address may not be reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// In a special-purpose range and not allowed by the operator.
    #[error("{0} is not on the public internet")]
    Special(IpAddr),
    /// On the public internet while nobody stands for this wire.
    #[error("no contact is set")]
    NoContact,
}

impl Refusal {
    pub(super) fn at(self, url: &Url) -> Error {
        match self {
            Self::Special(address) => Error::Forbidden { url: shown(url), address },
            Self::NoContact => Error::ContactNotSet { url: shown(url) },
        }
    }
}

impl Guard {
    pub(super) fn new(policy: &Policy) -> Self {
        Self { allowed: policy.allow_private.clone(), public: policy.contact_is_set() }
    }

    /// Checks what an address says of itself. The `url` crate has turned every spelling of an IP address into one. Behind a
    /// proxy this is all that can be checked: the name is looked up there.
    pub(super) fn url(&self, url: &Url, proxy: Option<&Proxy>) -> Result<(), Error> {
        let refuse = |why| Err(Error::BadAddress { url: shown(url), why });
        if !matches!(url.scheme(), "http" | "https") {
            return refuse("only http: and https: addresses are");
        }
        if url.port().is_some_and(|port| NOT_FOR_THE_WEB.binary_search(&port).is_ok()) {
            return refuse("its port belongs to another protocol than the web's");
        }
        match url.host() {
            None => refuse("it names no host"),
            Some(Host::Ipv4(v4)) => self.address(v4.into()).map_err(|refusal| refusal.at(url)),
            Some(Host::Ipv6(v6)) => self.address(v6.into()).map_err(|refusal| refusal.at(url)),
            Some(Host::Domain(_)) if is_onion(url) && !proxy.is_some_and(Proxy::leads_to_onions) => {
                Err(Error::Onion { url: shown(url) })
            }
            Some(Host::Domain(name)) if proxy.is_some() && is_local_name(name) => {
                Err(Error::NotPublic { url: shown(url) })
            }
            Some(Host::Domain(_)) if !self.public && (proxy.is_some() || self.allowed.is_empty()) => {
                Err(Refusal::NoContact.at(url))
            }
            Some(Host::Domain(_)) => Ok(()),
        }
    }

    /// Checks one address.
    pub(super) fn address(&self, address: IpAddr) -> Result<(), Refusal> {
        if self.allowed.iter().any(|range| range.contains(address)) {
            Ok(())
        } else if is_special(address) {
            Err(Refusal::Special(address))
        } else if self.public {
            Ok(())
        } else {
            Err(Refusal::NoContact)
        }
    }

    /// Of what a name resolves to, the addresses that may be reached; the first refusal where none may.
    fn admit(&self, found: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, Refusal> {
        let mut refusal = None;
        let mut admitted = Vec::new();
        for socket in found.take(MAX_ADDRESSES) {
            match self.address(socket.ip()) {
                Ok(()) => admitted.push(socket),
                Err(why) => _ = refusal.get_or_insert(why),
            }
        }
        match refusal {
            Some(why) if admitted.is_empty() => Err(why),
            _ => Ok(admitted),
        }
    }
}

/// Who knows the addresses of a host.
#[async_trait]
pub trait Names: Send + Sync {
    /// The addresses of a name, as they are now; asked for every connection.
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The system's resolver.
pub(super) struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, 0)).await?.map(|socket| socket.ip()).collect())
    }
}

/// Names behind the guard: the addresses that are checked are the ones that are connected to.
pub(super) struct GuardedNames(pub(super) Arc<Guard>, pub(super) Arc<dyn Names>);

impl Resolve for GuardedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, names) = (Arc::clone(&self.0), Arc::clone(&self.1));
        Box::pin(async move {
            let found = names.addresses(name.as_str()).await?;
            let admitted = guard.admit(found.into_iter().map(|address| (address, 0).into()))?;
            Ok(Box::new(admitted.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

/// Looks up a proxy, which the operator wrote down and which may be private; and nothing else, whatever is asked.
pub(super) struct ProxyName(pub(super) Proxy);

impl Resolve for ProxyName {
    fn resolve(&self, name: Name) -> Resolving {
        let theirs = name.as_str() == self.0.host();
        Box::pin(async move {
            if !theirs {
                return Err("behind a proxy no name is looked up from here".into());
            }
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.take(MAX_ADDRESSES).collect();
            Ok(Box::new(found.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

/// True where the host of an address is a name of that kind.
pub(super) fn is_local(url: &Url) -> bool {
    matches!(url.host(), Some(Host::Domain(name)) if is_local_name(name))
}

/// Names that mean the machine or the network of whoever looks them up (RFC 6761, RFC 6762, RFC 8375), and those without
/// a dot, which are completed there.
fn is_local_name(name: &str) -> bool {
    const LOCAL: [&str; 7] = ["localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa"];
    let name = name.trim_end_matches('.');
    let ends = |local: &str| name.strip_suffix(local).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    !name.contains('.') || LOCAL.iter().any(|local| ends(local))
}

/// An address as it may stand in messages: without user name and password, and not endless.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Fails only for addresses that have no place for them.
    _ = url.set_username("").and_then(|()| url.set_password(None));
    let text: String = url.as_str().chars().take(300).collect();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(allowed: &[&str], contact: &str) -> Guard {
        Guard::new(&Policy {
            contact: contact.to_owned(),
            allow_private: allowed.iter().map(|range| range.parse().expect("a range")).collect(),
            ..Policy::default()
        })
    }

    #[test]
    fn a_name_that_resolves_to_public_and_private_addresses_reaches_only_the_public_ones() {
        let guard = guard(&[], "mailto:desk@wire.ngo");
        let found =
            ["127.0.0.1:0", "8.8.8.8:0", "[::1]:0", "169.254.169.254:0"].map(|text| text.parse().expect("a socket"));
        assert_eq!(guard.admit(found.into_iter()), Ok(vec!["8.8.8.8:0".parse().expect("a socket")]));
        assert_eq!(guard.admit(found[2..].iter().copied()), Err(Refusal::Special("::1".parse().expect("an address"))));
    }

    #[test]
    fn without_a_contact_only_allowed_addresses_are_admitted() {
        let guard = guard(&["10.1.0.0/16"], "mailto:desk@example.org");
        assert_eq!(guard.address("10.1.2.3".parse().expect("an address")), Ok(()));
        assert_eq!(guard.address("8.8.8.8".parse().expect("an address")), Err(Refusal::NoContact));
        assert!(matches!(guard.address("10.2.2.3".parse().expect("an address")), Err(Refusal::Special(_))));
    }

    #[test]
    fn every_special_range_is_refused_at_both_ends_and_its_neighbours_are_not() {
        let guard = guard(&[], "mailto:desk@wire.ngo");
        let refused = [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.31.196.1",
            "192.52.193.1",
            "192.88.99.1",
            "192.168.0.1",
            "192.175.48.1",
            "198.18.0.0",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::ffff:0:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "100:0:0:1::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:1ff:ffff::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:808:808::",
            "2620:4f:8000::1",
            "3fff::1",
            "3fff:fff::1",
            "4000::1",
            "5f00::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        for address in refused {
            let address: IpAddr = address.parse().expect(address);
            assert_eq!(guard.address(address), Err(Refusal::Special(address)));
        }
        let admitted = [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2001:db7::1",
            "2001:db9::1",
            "2003::1",
            "2606:4700::1",
            "3ffe::1",
        ];
        for address in admitted {
            assert_eq!(guard.address(address.parse().expect(address)), Ok(()), "{address}");
        }
    }

    #[test]
    fn the_list_of_ports_is_sorted() {
        assert!(NOT_FOR_THE_WEB.is_sorted());
    }

    #[test]
    fn a_message_carries_no_password() {
        let url = Url::parse("https://reader:secret@wire.ngo/feed").expect("an address");
        assert_eq!(shown(&url), "https://wire.ngo/feed");
    }
}
