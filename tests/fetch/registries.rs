//! The IANA special-purpose address registries, block by block (iana-ipv4-special-registry, iana-ipv6-special-registry),
//! with the deprecated ones and multicast.

use std::net::IpAddr;

use almenara::fetch::{Error, Policy};
use almenara::model::Validators;
use url::Url;

use super::fetcher;

const BLOCKS: [&str; 53] = [
    "0.0.0.0/8",
    "0.0.0.0/32",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.0.0/29",
    "192.0.0.8/32",
    "192.0.0.9/32",
    "192.0.0.10/32",
    "192.0.0.170/32",
    "192.0.0.171/32",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.88.99.2/32",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
    "::1/128",
    "::/128",
    "::/96",
    "::ffff:0:0/96",
    "::ffff:0:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/23",
    "2001::/32",
    "2001:1::1/128",
    "2001:1::2/128",
    "2001:1::3/128",
    "2001:2::/48",
    "2001:3::/32",
    "2001:4:112::/48",
    "2001:10::/28",
    "2001:20::/28",
    "2001:30::/28",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
];

/// First, last and two inner addresses of a block.
fn members(block: &str) -> Vec<IpAddr> {
    let (base, prefix) = block.split_once('/').expect("a block");
    let (base, prefix): (IpAddr, u32) = (base.parse().expect(block), prefix.parse().expect(block));
    let within = |width: u32, bits: u128| {
        let size = if width == prefix { 0 } else { u128::MAX >> (128 - (width - prefix)) };
        assert_eq!(bits & size, 0, "{block} begins at its first address");
        [0, 1.min(size), size / 3, size].map(|inside| bits | inside)
    };
    match base {
        IpAddr::V4(v4) => within(32, v4.to_bits().into()).map(|bits| IpAddr::V4((bits as u32).into())).to_vec(),
        IpAddr::V6(v6) => within(128, v6.to_bits()).map(|bits| IpAddr::V6(bits.into())).to_vec(),
    }
}

fn address(host: IpAddr) -> Url {
    let host = if host.is_ipv6() { format!("[{host}]") } else { host.to_string() };
    format!("http://{host}/").parse().expect("an address")
}

#[tokio::test]
async fn no_block_of_the_special_purpose_registries_is_visited() {
    let fetcher = fetcher(Policy { contact: "mailto:desk@wire.ngo".to_owned(), ..Policy::default() });
    let more = ["fe80::/10", "fec0::/10", "ff00::/8"];
    let mut count = 0;
    for member in BLOCKS.iter().chain(&more).flat_map(|block| members(block)) {
        let error = fetcher.visit(&address(member), &Validators::default()).await.expect_err("special");
        assert!(matches!(error, Error::Forbidden { .. }), "{member}: {error}");
        count += 1;
    }
    assert_eq!(count, 4 * (53 + 3));
    // What is next to them is another matter: it is refused here only since nobody stands for this wire.
    let nobody = super::fetcher(Policy::default());
    for neighbour in
        ["9.255.255.255", "11.0.0.0", "128.0.0.0", "172.32.0.0", "192.0.1.0", "198.20.0.0", "223.255.255.255"]
    {
        let visit = nobody.visit(&address(neighbour.parse().expect(neighbour)), &Validators::default()).await;
        assert!(matches!(visit, Err(Error::ContactNotSet { .. })), "{neighbour}");
    }
    for neighbour in
        ["2001:200::", "2001:db7:ffff::1", "2001:db9::", "2003::", "2620:4f:8001::", "3ffe:ffff::1", "2606:4700::1"]
    {
        let visit = nobody.visit(&address(neighbour.parse().expect(neighbour)), &Validators::default()).await;
        assert!(matches!(visit, Err(Error::ContactNotSet { .. })), "{neighbour}");
    }
}
