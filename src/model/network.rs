//! The organisations we read and their sources, as configured and checked.

use std::fmt;
use std::time::Duration;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Country, DayOrder, Digest, Kind, Proxy, RegionId, Urgency};

/// Id of a network: the name of its file in `config/networks/` without `.toml`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NetworkId(pub String);

impl fmt::Display for NetworkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Id of a source, as the operator wrote it; unique over all networks.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub String);

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What keys of a source's entries hang on: fixed when the source is first visited, kept when the operator renames it
/// with `formerly`. Opaque.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceUid(pub Digest);

impl SourceUid {
    /// The uid of a source that is new to the wire.
    pub fn first(id: &SourceId) -> Self {
        Self(Digest::of("almenara:source:v1", &[id.0.as_bytes()]))
    }
}

/// An organisation we read.
#[derive(Clone, PartialEq, Debug)]
pub struct Network {
    /// File name without `.toml`.
    pub id: NetworkId,
    /// What readers see.
    pub name: String,
    /// The organisation's home page; its host is the one the organisation owns.
    pub homepage: Url,
    /// Ids it had before, newest first.
    pub formerly: Vec<NetworkId>,
    /// Under which terms its texts are published, in its own words; published with every entry.
    pub rights: Option<String>,
    /// Who agreed to be republished, and when; for the operator's eyes, never published.
    pub consent: Option<String>,
    /// What we read of it.
    pub sources: Vec<Source>,
}

/// How to read a source.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// Atom, RSS or JSON Feed.
    Feed,
    /// A listing page.
    Page,
    /// Whatever comes: looked at, then read as the one or the other.
    #[default]
    Auto,
}

/// How much of what a source says is published, and when.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Publish {
    /// Title, excerpt, link, date and tags, at once.
    #[default]
    Auto,
    /// Title, link, date and tags, at once; no excerpt leaves the house.
    Headline,
    /// Nothing new before the operator has released it.
    Review,
}

impl Publish {
    /// The word as configured and printed.
    pub fn term(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Headline => "headline",
            Self::Review => "review",
        }
    }
}

/// One address we poll, checked: nothing later validates it again.
#[derive(Clone, PartialEq, Debug)]
pub struct Source {
    /// The operator's id.
    pub id: SourceId,
    /// The network it belongs to.
    pub network: NetworkId,
    /// What readers see of that network.
    pub network_name: String,
    /// Ids it had before, newest first.
    pub formerly: Vec<SourceId>,
    /// The address.
    pub url: Url,
    /// How to read it.
    pub kind: SourceKind,
    /// What is published of it.
    pub publish: Publish,
    /// False keeps it in the list but never visits it.
    pub enabled: bool,
    /// The usual interval between visits.
    pub every: Duration,
    /// The shortest interval that adaptation may choose.
    pub every_min: Duration,
    /// The longest interval that adaptation may choose.
    pub every_max: Duration,
    /// Where requests are handed over instead of being sent directly.
    pub proxy: Option<Proxy>,
    /// Why its robots.txt may be passed over, in the operator's words; `None` where it is obeyed.
    pub ignore_robots_because: Option<String>,
    /// CSS selectors, for pages that need them.
    pub select: Option<Select>,
    /// Whether the pages of its new entries are read as well.
    pub follow: bool,
    /// How many older pages of its list are read at the first import.
    pub backfill: u32,
    /// What to say where the text says nothing.
    pub defaults: Defaults,
    /// What the operator knows of its urgency and type.
    pub judging: Judging,
    /// Language its texts are in unless they say otherwise (BCP 47 primary subtag).
    pub language: Option<String>,
    /// Time zone of its bare days and zoneless times.
    pub timezone: Tz,
    /// Order of day, month and year in its all-numeric dates, where the operator told it.
    pub date_order: Option<DayOrder>,
    /// Hosts that belong to the organisation: that of the homepage and of all its sources, without `www.`.
    pub hosts: Vec<String>,
}

impl Source {
    /// A source that nobody configured, for dry runs: every setting at its default.
    pub fn ad_hoc(url: Url, kind: SourceKind) -> Self {
        let hosts = url.host_str().map(|host| super::bare_host(host).to_owned()).into_iter().collect();
        Self {
            id: SourceId("try".to_owned()),
            network: NetworkId("try".to_owned()),
            network_name: "try".to_owned(),
            formerly: Vec::new(),
            url,
            kind,
            publish: Publish::default(),
            enabled: true,
            every: Duration::from_mins(30),
            every_min: Duration::from_mins(15),
            every_max: Duration::from_hours(24),
            proxy: None,
            ignore_robots_because: None,
            select: None,
            follow: false,
            backfill: 0,
            defaults: Defaults::default(),
            judging: Judging::default(),
            language: None,
            timezone: Tz::UTC,
            date_order: None,
            hosts,
        }
    }
}

/// CSS selectors of a listing page. Each may end in `@name` to take an attribute instead of the text. Beside each field
/// may stand a regular expression that cuts what the selector took: its first group is kept, else all it matches;
/// where it does not match, the field is left out. Already checked to compile.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Select {
    /// The element that holds one entry.
    pub entry: String,
    /// The element that holds all entries; tells an empty list from a changed page.
    pub list: Option<String>,
    /// The title inside the entry.
    pub title: Option<String>,
    /// The link inside the entry.
    pub link: Option<String>,
    /// The date inside the entry.
    pub date: Option<String>,
    /// The excerpt inside the entry.
    pub summary: Option<String>,
    /// Each author inside the entry.
    pub author: Option<String>,
    /// Each category inside the entry.
    pub categories: Option<String>,
    /// The image inside the entry, of which the description (`alt`) is taken: the title, where there is none.
    pub image: Option<String>,
    /// Cuts the title.
    pub title_regex: Option<String>,
    /// Cuts the link.
    pub link_regex: Option<String>,
    /// Cuts the date.
    pub date_regex: Option<String>,
    /// Cuts the excerpt.
    pub summary_regex: Option<String>,
    /// Cuts each author.
    pub author_regex: Option<String>,
    /// Cuts each category.
    pub categories_regex: Option<String>,
    /// Cuts the image's description.
    pub image_regex: Option<String>,
    /// The form of the date (`strftime`), where it cannot be read without being told.
    pub date_format: Option<String>,
}

/// What the operator knows of the urgency and type of a source's reports.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Judging {
    /// No report counts for less, unless it tells of a good end or corrects something.
    pub floor: Option<Urgency>,
    /// No report counts for more.
    pub ceiling: Option<Urgency>,
    /// The urgency where nothing tells one.
    pub default: Option<Urgency>,
    /// Words that mean something in this source; the first that is found counts.
    pub cues: Vec<OwnCue>,
}

/// Words that mean something in one source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnCue {
    /// The words; case and accents do not matter.
    pub text: String,
    /// The urgency they stand for.
    pub urgency: Option<Urgency>,
    /// The type they stand for.
    pub kind: Option<Kind>,
}

/// What a source's reports are tagged with when their text gives nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Defaults {
    /// Countries; at most one of `countries` and `region` is given.
    pub countries: Vec<Country>,
    /// A network region, for sources that cover one.
    pub region: Option<RegionId>,
}
