//! A range of addresses as an operator writes it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use super::error::Error;

/// A range of IP addresses in CIDR notation (RFC 4632, RFC 4291 §2.3), for example `127.0.0.0/8` or `::1/128`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Cidr {
    base: IpAddr,
    prefix: u8,
}

impl Cidr {
    /// True where the address lies in the range. An IPv4 address written as IPv6 (`::ffff:127.0.0.1`) counts as what
    /// it stands for.
    pub fn contains(&self, address: IpAddr) -> bool {
        same_prefix(self.base, address, self.prefix) || same_prefix(self.base, address.to_canonical(), self.prefix)
    }
}

fn same_prefix(base: IpAddr, address: IpAddr, prefix: u8) -> bool {
    let shift = |width: u8| u32::from(width - prefix);
    match (base, address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            (base.to_bits() ^ address.to_bits()).checked_shr(shift(32)).unwrap_or(0) == 0
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            (base.to_bits() ^ address.to_bits()).checked_shr(shift(128)).unwrap_or(0) == 0
        }
        _ => false,
    }
}

impl FromStr for Cidr {
    type Err = Error;

    /// A single address is a range of one.
    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |why: String| Error::BadRange { range: text.to_owned(), why };
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let base: IpAddr = address.parse().map_err(|_| {
            refuse("it must begin with an IPv4 or IPv6 address, such as 127.0.0.0/8 or ::1/128".to_owned())
        })?;
        let width = if base.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => width,
            Some(digits) => digits
                .parse::<u8>()
                .ok()
                .filter(|prefix| *prefix <= width && digits.bytes().all(|b| b.is_ascii_digit()))
                .ok_or_else(|| refuse(format!("the number after the slash must be from 0 to {width}")))?,
        };
        let first = first_of(base, prefix);
        if first == base {
            Ok(Self { base, prefix })
        } else {
            Err(refuse(format!("the range of that size around it begins elsewhere: write {first}/{prefix}")))
        }
    }
}

fn first_of(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(u32::from(32 - prefix)).unwrap_or(0);
            IpAddr::V4((v4.to_bits() & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(u32::from(128 - prefix)).unwrap_or(0);
            IpAddr::V6((v6.to_bits() & mask).into())
        }
    }
}

/// As parsed: always with the prefix.
impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.prefix)
    }
}
