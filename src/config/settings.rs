//! `almenara.toml`: how the wire answers, stores, fetches and calls itself.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use crate::fetch;
use crate::model::Publisher;
use crate::render::slice::Terms;

use super::keys::{EXPORT, FETCH, PUBLISHER, RETENTION, SERVER, STORE};
use super::problem::Refusal;
use super::push::{self, Push};
use super::section::Section;
use super::values;

const DAY: Duration = Duration::from_hours(24);

/// Where the wire answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Server {
    /// The address and port to listen on.
    pub listen: SocketAddr,
    /// How the world reaches it; ends in a slash.
    pub base_url: Url,
}

/// `almenara.toml`, checked.
pub(super) struct Settings {
    pub(super) server: Server,
    pub(super) store_url: String,
    pub(super) fetch: fetch::Policy,
    pub(super) look_again: bool,
    pub(super) retention: Option<Duration>,
    pub(super) publisher: Publisher,
    pub(super) push: Push,
    pub(super) export: Option<PathBuf>,
}

/// Reads `almenara.toml`; what is missing or refused has its default. Files that it names are looked for from `root`.
pub(super) fn read(whole: &Section, root: &Path, terms: &Terms) -> Settings {
    let server = whole.section("server", SERVER).map(|section| server(&section));
    let server = server.unwrap_or_else(|| Server { listen: default_listen(), base_url: at(default_listen()) });
    let store = whole.section("store", STORE).and_then(|store| store.text("url", store_url));
    let fetch = whole.section("fetch", FETCH);
    let keep = whole.section("retention", RETENTION).and_then(|retention| retention.text("keep", keep));
    let look_again = fetch.as_ref().and_then(|fetch| fetch.value("look_again")?.flag()).unwrap_or(true);
    let fetch = fetch_policy(fetch.as_ref());
    let publisher = publisher(whole.section("publisher", PUBLISHER).as_ref(), &server.base_url, &fetch);
    let export = whole.section("export", EXPORT).and_then(|export| export.text("to", folder));
    Settings {
        store_url: store.unwrap_or_else(|| "sled:data".to_owned()),
        look_again,
        fetch,
        retention: keep.flatten(),
        publisher,
        server,
        push: push::read(whole, root, terms),
        export: export.map(|to| root.join(to)),
    }
}

/// Whom sources can write to, readers can too, unless another address is given for them.
fn publisher(section: Option<&Section>, base_url: &Url, fetch: &fetch::Policy) -> Publisher {
    let name = section.and_then(|section| section.text("name", values::name));
    let contact = section.and_then(|section| section.text("contact", values::contact));
    Publisher {
        name: name.unwrap_or_else(|| "Almenara".to_owned()),
        base_url: base_url.clone(),
        contact: contact.or_else(|| fetch.contact_is_set().then(|| fetch.contact.clone())),
        policy: section.and_then(|section| section.text("policy", values::web)),
    }
}

fn server(section: &Section) -> Server {
    let listen = section.text("listen", values::listen).unwrap_or_else(default_listen);
    Server { listen, base_url: section.text("base_url", values::base).unwrap_or_else(|| at(listen)) }
}

fn default_listen() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 8470).into()
}

fn at(listen: SocketAddr) -> Url {
    Url::parse(&format!("http://{listen}/")).expect("a socket address makes an address")
}

fn folder(text: &str) -> Result<PathBuf, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new("names no folder", "write to = \"public\" to have the files in the folder public"));
    }
    Ok(PathBuf::from(text))
}

/// The store opens it; here only what no store could mean is refused.
fn store_url(text: &str) -> Result<String, Refusal> {
    let bad = |why: String| Err(Refusal::new(why, "write url = \"sled:data\" to keep everything in the folder data"));
    match text.split_once(':') {
        Some(("sled", "")) => bad("names no folder".to_owned()),
        Some(("memory", "") | ("sled", _)) => Ok(text.to_owned()),
        _ => bad(format!("{text:?} is no store")),
    }
}

fn fetch_policy(section: Option<&Section>) -> fetch::Policy {
    let mut policy = fetch::Policy::default();
    let Some(section) = section else { return policy };
    let gap = values::duration("gap = \"1s\"", Duration::ZERO, Duration::from_hours(1));
    let contact = section.text("contact", values::contact);
    let stated = section.value("contact").filter(|_| contact.is_some());
    policy.contact = contact.unwrap_or(policy.contact);
    policy.gap = section.text("gap", gap).unwrap_or(policy.gap);
    policy.allow_private = section.texts("allow_private", values::cidr);
    if let (Some(value), false) = (stated, policy.contact_is_set()) {
        value.warn(Refusal::new(
            "is still the example, or at a domain that is kept for examples and tests, so nothing is fetched but from \
             allow_private addresses",
            "write an address at which you can be reached: the networks you read see it",
        ));
    }
    policy
}

/// `forever` is `None`.
fn keep(text: &str) -> Result<Option<Duration>, Refusal> {
    if text == "forever" {
        return Ok(None);
    }
    values::duration("keep = \"forever\" or keep = \"2 years\"", DAY, DAY * 36_500)(text).map(Some)
}
