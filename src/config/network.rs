//! One file of `networks/`: an organisation and what is read of it.

use std::time::Duration;

use chrono_tz::Tz;
use url::Url;

use crate::model::{Defaults, Judging, Network, NetworkId, OwnCue, Proxy, Publish, Select, Source, is_onion};
use crate::refine::tag::Vocabulary;

use super::across::Claims;
use super::keys::{CUE, DEFAULTS, SELECT, SOURCE, URGENCY};
use super::problem::Refusal;
use super::section::{Section, Value};
use super::values;

const SHORTEST: Duration = Duration::from_secs(1);
const POLITE: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_hours(24 * 30);
const USUAL: Duration = Duration::from_mins(30);
/// The most older pages that may be read at a first import.
const MOST_BACK: u32 = 50;
const DAY: Duration = Duration::from_hours(24);

/// Reads one file of `networks/`. What it says of ids and addresses goes to `claims`, to be held against the other
/// files. `None` when something was refused without which there is no network.
pub(super) fn read(whole: &Section, id: NetworkId, vocabulary: &Vocabulary, claims: &mut Claims) -> Option<Network> {
    let name = whole.need("name", values::name);
    let homepage = whole.need("homepage", values::web);
    let language = whole.text("language", values::language);
    let timezone = whole.text("timezone", values::timezone).unwrap_or(Tz::UTC);
    let publish = whole.text("publish", values::publish).unwrap_or_default();
    let (rights, consent) = (whole.text("rights", values::note), whole.text("consent", values::note));
    let network = Shared { id, name: name.clone().unwrap_or_default(), publish, language, timezone };
    let former = whole.list("formerly");
    let formerly = former.iter().filter_map(|value| {
        let id = value.text(values::network_id)?;
        claims.former_network(&id, value.spot());
        Some(id)
    });
    let formerly = formerly.collect();
    let list = whole.list("sources");
    if list.is_empty() {
        let remedy = "add a [[sources]] section with its id and url, as in config/README.md";
        whole.warn("sources", Refusal::new("are missing, so nothing is read of this network", remedy));
    }
    let sources = list.iter().filter_map(|value| source(value, &network, vocabulary, claims));
    let mut sources: Vec<Source> = sources.collect();
    let homepage = homepage?;
    let hosts = hosts(std::iter::once(&homepage).chain(sources.iter().map(|source| &source.url)));
    for source in &mut sources {
        source.hosts.clone_from(&hosts);
    }
    Some(Network { id: network.id, name: name?, homepage, formerly, rights, consent, sources })
}

/// What a network's sources have in common unless they say otherwise.
struct Shared {
    id: NetworkId,
    name: String,
    publish: Publish,
    language: Option<String>,
    timezone: Tz,
}

fn source(value: &Value, network: &Shared, vocabulary: &Vocabulary, claims: &mut Claims) -> Option<Source> {
    let section = value.section(SOURCE)?;
    let id = section.need("id", values::source_id);
    let url = section.need("url", values::web);
    if let (Some(id), Some(value)) = (&id, section.value("id")) {
        claims.source(id, value.spot());
    }
    if let (Some(url), Some(value)) = (&url, section.value("url")) {
        claims.address(url, value.spot());
    }
    let former = section.list("formerly");
    let formerly = former.iter().filter_map(|value| {
        let id = value.text(values::source_id)?;
        claims.former_source(&id, value.spot());
        Some(id)
    });
    let formerly = formerly.collect();
    let kind = section.text("kind", values::kind).unwrap_or_default();
    let publish = section.text("publish", values::publish).unwrap_or(network.publish);
    let enabled = section.value("enabled").and_then(|value| value.flag()).unwrap_or(true);
    let (every, every_min, every_max) = intervals(&section, url.as_ref());
    let proxy = section.text("proxy", values::proxy);
    if let (Some(url), Some(stated)) = (&url, section.value("url"))
        && is_onion(url)
        && !proxy.as_ref().is_some_and(Proxy::leads_to_onions)
    {
        stated.refuse(Refusal::new(
            "is an onion address, which only Tor reaches",
            "add proxy = \"socks5h://127.0.0.1:9050\" to this source, with Tor running on this machine",
        ));
    }
    let ignore_robots_because = section.text("ignore_robots_because", values::reason);
    let select = section.section("select", SELECT).and_then(|select| selectors(&select));
    let defaults = section.section("defaults", DEFAULTS).map(|section| defaults(&section, vocabulary));
    let judging = judging(&section);
    let follow = section.value("follow").and_then(|value| value.flag()).unwrap_or(false);
    let backfill = section.value("backfill").and_then(|value| value.count(MOST_BACK)).unwrap_or(0);
    let language = section.text("language", values::language).or_else(|| network.language.clone());
    let timezone = section.text("timezone", values::timezone).unwrap_or(network.timezone);
    let date_order = section.text("date_order", values::date_order);
    Some(Source {
        id: id?,
        network: network.id.clone(),
        network_name: network.name.clone(),
        formerly,
        url: url?,
        kind,
        publish,
        enabled,
        every,
        every_min,
        every_max,
        proxy,
        ignore_robots_because,
        select,
        follow,
        backfill,
        defaults: defaults.unwrap_or_default(),
        judging,
        language,
        timezone,
        date_order,
        hosts: Vec::new(),
    })
}

/// The usual interval, and the bounds between which it is adapted.
fn intervals(section: &Section, url: Option<&Url>) -> (Duration, Duration, Duration) {
    let read = |key, example| section.text(key, values::duration(example, SHORTEST, LONGEST));
    let every = read("every", "every = \"30m\"").unwrap_or(USUAL);
    let least = read("every_min", "every_min = \"15m\"");
    let most = read("every_max", "every_max = \"24h\"");
    for (key, value) in [("every", Some(every)), ("every_min", least)] {
        if let (Some(duration), Some(stated)) = (value, section.value(key))
            && duration < POLITE
            && url.is_none_or(|url| !values::is_loopback(url))
        {
            stated.warn(Refusal::new(
                "is less than a minute, more than most servers put up with",
                "write for example every = \"30m\"",
            ));
        }
    }
    let order = |key: &str, right: bool, message: &str| {
        if let (false, Some(value)) = (right, section.value(key)) {
            value.refuse(Refusal::new(message, "make every_min the shortest, every_max the longest of the three"));
        }
    };
    let min = least.unwrap_or((every / 2).max(SHORTEST));
    let max = most.unwrap_or(every.max(DAY));
    order("every_min", min <= every, "is longer than every");
    order("every_max", every <= max, "is shorter than every");
    (every, min, max)
}

fn selectors(section: &Section) -> Option<Select> {
    let css = |key| section.text(key, values::selector);
    let cut = |key| section.text(key, values::cut(key));
    for field in ["title", "link", "date", "summary", "author", "categories", "image"] {
        if let (Some(value), None) = (section.value(&format!("{field}_regex")), section.value(field)) {
            let remedy = format!("write {field} = \"…\", the selector of what it is to cut, or remove it");
            value.refuse(Refusal::new(format!("stands there without {field}"), remedy));
        }
    }
    if let (Some(value), None) = (section.value("date_format"), section.value("date")) {
        value.refuse(Refusal::new("stands there without date", "write for example date = \"time\", or remove it"));
    }
    let select = Select {
        entry: String::new(),
        list: section.text("list", values::list_selector),
        title: css("title"),
        link: css("link"),
        date: css("date"),
        summary: css("summary"),
        author: css("author"),
        categories: css("categories"),
        image: css("image"),
        title_regex: cut("title_regex"),
        link_regex: cut("link_regex"),
        date_regex: cut("date_regex"),
        summary_regex: cut("summary_regex"),
        author_regex: cut("author_regex"),
        categories_regex: cut("categories_regex"),
        image_regex: cut("image_regex"),
        date_format: section.text("date_format", values::date_format),
    };
    Some(Select { entry: section.need("entry", values::entry_selector)?, ..select })
}

fn defaults(section: &Section, vocabulary: &Vocabulary) -> Defaults {
    let countries = section.texts("countries", values::country(vocabulary));
    let region = section.text("region", values::region(vocabulary));
    if let (false, Some(value)) = (countries.is_empty(), section.value("region")) {
        value.refuse(Refusal::new(
            "stands beside countries",
            "keep one of the two: countries, or the region where the source covers many of them",
        ));
    }
    Defaults { countries, region }
}

/// What the operator knows of the source's urgency and type.
fn judging(source: &Section) -> Judging {
    let section = source.section("urgency", URGENCY);
    let read = |key| section.as_ref().and_then(|section| section.text(key, values::urgency));
    let [floor, ceiling, default] = ["floor", "ceiling", "default"].map(read);
    if let (Some(least), Some(most)) = (floor, ceiling)
        && least < most
        && let Some(value) = section.as_ref().and_then(|section| section.value("floor"))
    {
        value.refuse(Refusal::new("is above ceiling", "write the less pressing of the two as floor"));
    }
    let cues = source.list("cues");
    let cues = cues.iter().filter_map(|value| {
        let section = value.section(CUE)?;
        let text = section.need("text", values::words);
        let (urgency, kind) = (section.text("urgency", values::urgency), section.text("type", values::message));
        if section.value("urgency").is_none() && section.value("type").is_none() {
            value.refuse(Refusal::new("says nothing of its text", "add urgency = \"critical\", or type = \"alert\""));
        }
        Some(OwnCue { text: text?, urgency, kind })
    });
    Judging { floor, ceiling, default, cues: cues.collect() }
}

/// The hosts that belong to the organisation, each once, in order.
fn hosts<'a>(addresses: impl Iterator<Item = &'a Url>) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::new();
    for host in addresses.filter_map(Url::host_str) {
        let host = host.strip_prefix("www.").unwrap_or(host);
        if !hosts.iter().any(|known| known == host) {
            hosts.push(host.to_owned());
        }
    }
    hosts
}
