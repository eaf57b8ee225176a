//! Everything that can go wrong at the door, and what follows from it.

use std::net::IpAddr;
use std::time::Duration;

use crate::model::OutcomeKind;

/// Why nothing was fetched. Messages say what happened and what to do; addresses in them never carry passwords.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The contact cannot be sent in a header.
    #[error(
        "the contact {contact:?} cannot be sent along; write a mailto: or https: address without spaces and brackets into [fetch] contact in almenara.toml"
    )]
    BadContact {
        /// As configured.
        contact: String,
    },
    /// A range of addresses cannot be understood.
    #[error("{range:?} is no range of addresses: {why}")]
    BadRange {
        /// As written.
        range: String,
        /// What is wrong and what to write.
        why: String,
    },
    /// The client could not be built.
    #[error("the client for fetching cannot start: {why}")]
    Client {
        /// What the library said.
        why: String,
    },
    /// Nobody can be reached about this wire yet.
    #[error(
        "not fetched: set [fetch] contact in almenara.toml to an address where you can be reached (it is sent to every site that is read), then start again"
    )]
    ContactNotSet {
        /// What was to be fetched.
        url: String,
    },
    /// Not an address that can be visited.
    #[error("{url} is not visited: {why}")]
    BadAddress {
        /// The address.
        url: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The guard stands before it.
    #[error(
        "{url} leads to {address}, which is not on the public internet; if that is meant, add a range with it to [fetch] allow_private in almenara.toml"
    )]
    Forbidden {
        /// The address.
        url: String,
        /// Where it leads.
        address: IpAddr,
    },
    /// A name that means the machine or the network of whoever looks it up.
    #[error(
        "{url} is a name of the proxy's own network, and a proxy is only asked for what is on the public internet; check the address, or take proxy away from the source"
    )]
    NotPublic {
        /// The address.
        url: String,
    },
    /// An onion service, without Tor.
    #[error(
        "{url} is an onion address, which only Tor reaches; let Tor run on this machine and add proxy = \"socks5h://127.0.0.1:9050\" to the source"
    )]
    Onion {
        /// The address.
        url: String,
    },
    /// The proxy does not answer, or does not get through.
    #[error(
        "no connection to {url} through the proxy {proxy} ({why}); see that the proxy runs. It will be tried again, and never without it"
    )]
    Proxy {
        /// The address.
        url: String,
        /// The proxy.
        proxy: String,
        /// What the system said.
        why: String,
    },
    /// A secure address led to an insecure one.
    #[error(
        "{url} is secure but leads to the insecure {to}, which is not followed; tell the organisation, or configure the other address if you trust it"
    )]
    Downgrade {
        /// The secure address.
        url: String,
        /// The insecure one.
        to: String,
    },
    /// Round and round.
    #[error("{url} was redirected more than {limit} times; open it in a browser and configure the address it ends at")]
    TooManyRedirects {
        /// The first address.
        url: String,
        /// The most that is followed.
        limit: usize,
    },
    /// A redirect to nowhere.
    #[error("{url} redirects without a usable address ({status}); it may pass, otherwise tell the organisation")]
    BadRedirect {
        /// The address.
        url: String,
        /// The status code.
        status: u16,
    },
    /// robots.txt says no.
    #[error(
        "the robots.txt of the site asks us not to read {url}, so it is not read; ask the organisation for permission or for another address"
    )]
    Robots {
        /// The address.
        url: String,
    },
    /// robots.txt cannot be read now, so we do not know.
    #[error("{url} answered with status {status}, so nobody knows what may be read there; it will be tried again")]
    RobotsUnreachable {
        /// The address of the robots.txt.
        url: String,
        /// The status code.
        status: u16,
        /// When the server wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// An answer that is not the document.
    #[error("{url} answered with status {status}{}", remedy(*.status))]
    Status {
        /// The address.
        url: String,
        /// The status code.
        status: u16,
        /// When the server wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// The host has no address.
    #[error("the host of {url} cannot be found ({why}); if it lasts, check the spelling and this machine's connection")]
    Unresolved {
        /// The address.
        url: String,
        /// What the system said.
        why: String,
    },
    /// Nobody answers, or in a tongue we do not speak.
    #[error("no connection to {url} ({why}); it will be tried again")]
    Unreachable {
        /// The address.
        url: String,
        /// What the system said.
        why: String,
    },
    /// The certificate or the encryption does not hold.
    #[error("no secure connection to {url} ({why}); it will be tried again, and never without encryption")]
    Insecure {
        /// The address.
        url: String,
        /// What does not hold.
        why: String,
    },
    /// Too slow.
    #[error("{url} took too long; it will be tried again")]
    Timeout {
        /// The address.
        url: String,
    },
    /// The answer broke off or is no HTTP.
    #[error("the answer of {url} broke off or is damaged ({why}); nothing of it was used, it will be tried again")]
    Broken {
        /// The address.
        url: String,
        /// What does not fit.
        why: String,
    },
    /// More than anybody would write.
    #[error(
        "the answer of {url} is larger than {limit} bytes and was not read; configure a smaller page or feed of it"
    )]
    TooLarge {
        /// The address.
        url: String,
        /// The most that is read.
        limit: usize,
    },
    /// Compressed in a way we do not undo.
    #[error("the answer of {url} is compressed in a way that cannot be undone ({encoding}); tell the organisation")]
    Encoding {
        /// The address.
        url: String,
        /// `Content-Encoding` as sent, or what was found.
        encoding: String,
    },
}

fn remedy(status: u16) -> &'static str {
    match status {
        401 | 403 | 407 | 451 => {
            " (not for us): the wire does not go around it and asks once a day; ask the organisation for permission or for another address"
        }
        404 => " (not there): it will be tried again ever more rarely; look for the new address and configure it",
        410 => {
            " (gone for good): it is not asked any more until you change the source's settings or run `almenara fetch` for it; look for the new address and configure it, or remove the source"
        }
        429 => " (too often): it will be asked less often",
        500..=599 => " (trouble on their side): it will be tried again",
        _ => ": open it in a browser and see what it says",
    }
}

impl Error {
    /// How a visit that ended so is called.
    pub fn outcome_kind(&self) -> OutcomeKind {
        match self {
            Self::BadContact { .. }
            | Self::BadRange { .. }
            | Self::ContactNotSet { .. }
            | Self::BadAddress { .. }
            | Self::Forbidden { .. }
            | Self::NotPublic { .. }
            | Self::Onion { .. }
            | Self::Downgrade { .. }
            | Self::Robots { .. }
            | Self::Status { status: 401 | 403 | 407 | 451, .. } => OutcomeKind::Blocked,
            Self::Status { status: 404 | 410, .. } => OutcomeKind::Gone,
            Self::TooLarge { .. } | Self::Encoding { .. } => OutcomeKind::Unreadable,
            Self::Client { .. }
            | Self::TooManyRedirects { .. }
            | Self::BadRedirect { .. }
            | Self::RobotsUnreachable { .. }
            | Self::Status { .. }
            | Self::Proxy { .. }
            | Self::Unresolved { .. }
            | Self::Unreachable { .. }
            | Self::Insecure { .. }
            | Self::Timeout { .. }
            | Self::Broken { .. } => OutcomeKind::Failing,
        }
    }

    /// True where the server says that what was asked for is gone and will not come back (410).
    pub fn is_for_good(&self) -> bool {
        matches!(self, Self::Status { status: 410, .. })
    }

    /// How long the server wants to be left alone (`Retry-After`, RFC 9110 §10.2.3), at most a day.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } | Self::RobotsUnreachable { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
