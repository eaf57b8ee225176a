//! Which addresses may be reached. Asked for every URL, for every resolved address at connect time, and once more for
//! the peer that answered, so that neither a literal, nor a redirect, nor a name that changes its mind gets by.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Name, Resolve, Resolving};
use url::{Host, Url};

use super::cidr::Cidr;
use super::error::Error;
use super::policy::Policy;

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

    /// Checks what an address says of itself. The `url` crate has turned every spelling of an IP address into one.
    pub(super) fn url(&self, url: &Url) -> Result<(), Error> {
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
            Some(Host::Domain(_)) if !self.public && self.allowed.is_empty() => Err(Refusal::NoContact.at(url)),
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

/// The system's resolver behind the guard: the addresses that are checked are the ones that are connected to.
pub(super) struct GuardedNames(pub(super) Arc<Guard>);

impl Resolve for GuardedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let admitted = guard.admit(found)?;
            Ok(Box::new(admitted.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

/// An address as it may stand in messages: without user name and password, and not endless.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Fails only for addresses that have no place for them.
    _ = url.set_username("").and_then(|()| url.set_password(None));
    let text: String = url.as_str().chars().take(300).collect();
    text
}

/// True for everything in the IANA special-purpose address registries (RFC 6890 and its updates), multicast, and all
/// IPv6 outside of global unicast. Addresses that embed an IPv4 address (v4-mapped and -compatible, SIIT, NAT64, 6to4,
/// Teredo) are special as a whole, whatever they embed: none is a public site's own address.
fn is_special(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => SPECIAL_V4.iter().any(|(base, prefix)| in_v4(v4, *base, *prefix)),
        IpAddr::V6(v6) => {
            !in_v6(v6, Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)
                || SPECIAL_V6.iter().any(|(base, prefix)| in_v6(v6, *base, *prefix))
        }
    }
}

fn in_v4(address: Ipv4Addr, base: Ipv4Addr, prefix: u32) -> bool {
    (address.to_bits() ^ base.to_bits()) >> (32 - prefix) == 0
}

fn in_v6(address: Ipv6Addr, base: Ipv6Addr, prefix: u32) -> bool {
    (address.to_bits() ^ base.to_bits()) >> (128 - prefix) == 0
}

const SPECIAL_V4: [(Ipv4Addr, u32); 19] = [
    (Ipv4Addr::UNSPECIFIED, 8),           // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private use
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // shared by carriers
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link local
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private use
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 31, 196, 0), 24), // AS112
    (Ipv4Addr::new(192, 52, 193, 0), 24), // AMT
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private use
    (Ipv4Addr::new(192, 175, 48, 0), 24), // AS112
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved
    (Ipv4Addr::BROADCAST, 32),
];

/// Inside 2000::/3; all that lies outside of it (loopback, v4-mapped, SIIT, NAT64, discard, unique and link local,
/// segment routing, multicast) is special anyway.
const SPECIAL_V6: [(Ipv6Addr, u32); 5] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, among them Teredo and ORCHID
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48), // AS112
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Ports of other well-known protocols, which could be spoken to through an address (the "bad ports" of the Fetch
/// standard). Sorted.
#[rustfmt::skip]
const NOT_FOR_THE_WEB: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

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
