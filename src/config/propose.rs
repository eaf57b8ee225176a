//! A source that is not configured yet, as it would be written: into the file of its network where there is one, else
//! into a new one. What stands in a file already is not touched.

use std::fmt::Write as _;

use url::Url;

use super::{Config, languages};
use crate::model::{Network, NetworkId, SourceKind, host_of, link_key};

/// What is to be written for a new source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// Whose file it belongs in.
    pub network: NetworkId,
    /// Whether that file is new.
    pub is_new: bool,
    /// The source's id.
    pub source: String,
    /// What is to be written, after what stands in the file already.
    pub text: String,
}

/// What was learnt of an address.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// What is to be read.
    pub url: &'a Url,
    /// How.
    pub kind: SourceKind,
    /// Every other spelling under which it may be configured already.
    pub also: &'a [&'a Url],
    /// What the organisation calls itself; `None` where nothing tells it.
    pub name: Option<&'a str>,
    /// Primary subtag of the language of its texts.
    pub language: Option<&'a str>,
}

/// Proposes a source; `Err` names the source that reads the address already.
pub fn propose(config: &Config, found: &Found<'_>) -> Result<Proposal, String> {
    let keys: Vec<String> = std::iter::once(found.url).chain(found.also.iter().copied()).map(link_key).collect();
    if let Some(known) = config.sources().find(|source| keys.contains(&link_key(&source.url))) {
        return Err(format!(
            "{} is read already, as {} in networks/{}.toml{}",
            known.url,
            known.id,
            known.network,
            if known.enabled { "" } else { " (enabled = false there: remove that to have it read)" }
        ));
    }
    let host = host_of(found.url);
    let network = config.networks.iter().find(|network| is_of(network, host));
    let source = free_id(config, found.url, network);
    let kind = if found.kind == SourceKind::Feed { "feed" } else { "page" };
    let mut text = String::new();
    if network.is_none() {
        let name = found.name.unwrap_or(host);
        let homepage = found.url.join("/").map_or_else(|_| found.url.to_string(), |url| url.to_string());
        _ = writeln!(text, "name = {}\nhomepage = {}", quoted(name), quoted(&homepage));
        match found.language.filter(|code| languages::is_code(code)) {
            Some(language) => _ = writeln!(text, "language = {}", quoted(language)),
            None => text.push_str("# language = \"en\"   # not known: the code of the language its texts are in\n"),
        }
        text.push_str(
            "# timezone = \"America/Tegucigalpa\"   # not known: the zone of its city; until it is set, days count in UTC\n",
        );
    }
    _ = write!(
        text,
        "\n[[sources]]\nid = {}\nurl = {}\nkind = \"{kind}\"\npublish = \"review\"   # what it brings waits for you; set \"auto\" once you trust it\n",
        quoted(&source),
        quoted(found.url.as_str())
    );
    let id = network.map_or_else(|| NetworkId(file_name(host)), |network| network.id.clone());
    Ok(Proposal { network: id, is_new: network.is_none(), source, text })
}

/// Whether a host is the network's: that of its home page or of a source, or one below.
fn is_of(network: &Network, host: &str) -> bool {
    let is = |own: &str| host == own || host.strip_suffix(own).is_some_and(|below| below.ends_with('.'));
    let sources = network.sources.iter().flat_map(|source| source.hosts.iter().map(String::as_str));
    network.id.0 == host || std::iter::once(host_of(&network.homepage)).chain(sources).any(is)
}

/// An id made of the host and the last word of the path that nobody has yet.
fn free_id(config: &Config, url: &Url, network: Option<&Network>) -> String {
    let of_network = network.and_then(|network| Some(network.sources.first()?.id.0.split('-').next()?.to_owned()));
    let labels: Vec<&str> = host_of(url).split('.').collect();
    let is_number = labels.iter().all(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    let first = if is_number { labels.join("-") } else { labels.first().copied().unwrap_or("source").to_owned() };
    let words = url.path_segments().into_iter().flatten();
    let last = words.map(plain).rfind(|word| word.len() >= 2 && !word.bytes().all(|byte| byte.is_ascii_digit()));
    let stem = [Some(of_network.unwrap_or_else(|| plain(&first))), last].into_iter().flatten().collect::<Vec<_>>();
    let stem: String = stem.join("-").chars().take(60).collect();
    let taken =
        |id: &str| config.sources().any(|source| source.id.0 == id || source.formerly.iter().any(|old| old.0 == id));
    let numbered = (2..).map(|number| format!("{stem}-{number}"));
    std::iter::once(stem.clone()).chain(numbered).find(|id| !taken(id)).expect("there is always a further number")
}

fn plain(word: &str) -> String {
    let word: String = word.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let word: Vec<&str> = word.split('-').filter(|part| !part.is_empty()).take(4).collect();
    word.join("-")
}

fn file_name(host: &str) -> String {
    host.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' }).take(100).collect()
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
