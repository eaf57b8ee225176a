//! What a feed admits and who stands behind it, in codes and in words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use url::Url;

use super::{AlertId, Country, Kind, M49, NetworkId, RegionId, Report, SourceId, Theme, Urgency};

/// What a feed admits: within a list any member will do, between lists all must be met; an empty list admits all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Network regions.
    pub regions: Vec<RegionId>,
    /// Countries.
    pub countries: Vec<Country>,
    /// UN M49 areas.
    pub m49: Vec<M49>,
    /// Urgencies as given.
    pub urgencies: Vec<Urgency>,
    /// Types.
    pub kinds: Vec<Kind>,
    /// Primary language subtags, by any report.
    pub languages: Vec<String>,
    /// Networks, by any report.
    pub networks: Vec<NetworkId>,
    /// Sources, by any report.
    pub sources: Vec<SourceId>,
    /// Themes.
    pub themes: Vec<Theme>,
    /// Cases, by the alert that each began with.
    pub cases: Vec<AlertId>,
}

/// A place in the order of alerts, newest `updated` first, ties by id: what stands strictly behind it comes next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Cursor {
    /// `updated` of the last alert seen.
    pub updated: DateTime<Utc>,
    /// Its id.
    pub id: AlertId,
}

/// As addresses have it: seconds, nanoseconds and the alert's id.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:09}.{}", self.updated.timestamp(), self.updated.timestamp_subsec_nanos(), self.id)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(());
        let (seconds, nanos) = (part()?.parse().map_err(drop)?, part()?.parse().map_err(drop)?);
        let updated = DateTime::from_timestamp(seconds, nanos).ok_or(())?;
        Ok(Self { updated, id: part()?.parse().map_err(drop)? })
    }
}

/// Words for codes, from the vocabularies, for people's eyes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Labels {
    /// `HND` → `Honduras`.
    pub countries: BTreeMap<Country, String>,
    /// `013` → `Central America`.
    pub m49: BTreeMap<M49, String>,
    /// `americas` → `Americas`.
    pub regions: BTreeMap<RegionId, String>,
    /// `critical` → `Critical: life or integrity at stake now`.
    pub urgencies: BTreeMap<Urgency, String>,
    /// `alert` → `Alert`.
    pub kinds: BTreeMap<Kind, String>,
    /// `killing` → `Killing`.
    pub themes: BTreeMap<Theme, ThemeLabel>,
}

/// Words for a theme, and what it comes under in a published vocabulary.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ThemeLabel {
    /// For people's eyes.
    pub label: String,
    /// Heading of list 4 (types of acts) of the HURIDOCS micro-thesauri, twelve digits.
    pub huridocs: Option<String>,
}

impl Labels {
    /// Name of a country, or its code where the vocabulary has none.
    pub fn country(&self, code: Country) -> String {
        self.countries.get(&code).cloned().unwrap_or_else(|| code.to_string())
    }

    /// Name of an area, or its code.
    pub fn m49(&self, code: M49) -> String {
        self.m49.get(&code).cloned().unwrap_or_else(|| code.to_string())
    }

    /// Name of a network region, or its id.
    pub fn region(&self, id: &RegionId) -> String {
        self.regions.get(id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// Name of an urgency, or its term.
    pub fn urgency(&self, urgency: Urgency) -> String {
        self.urgencies.get(&urgency).cloned().unwrap_or_else(|| urgency.to_string())
    }

    /// Name of a theme, or its term.
    pub fn theme(&self, theme: &Theme) -> String {
        self.themes.get(theme).map_or_else(|| theme.to_string(), |known| known.label.clone())
    }

    /// The heading of the HURIDOCS micro-thesauri that a theme comes under.
    pub fn huridocs(&self, theme: &Theme) -> Option<&str> {
        self.themes.get(theme)?.huridocs.as_deref()
    }

    /// Name of a type, or its term.
    pub fn kind(&self, kind: Kind) -> String {
        self.kinds.get(&kind).cloned().unwrap_or_else(|| kind.to_string())
    }
}

/// Who is behind a source, for what readers see: names are the configuration's, never the source's own.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Directory {
    /// Network id (present and former) → name and home page.
    pub networks: BTreeMap<NetworkId, (String, Url)>,
    /// Source id (present and former) → the address polled.
    pub sources: BTreeMap<SourceId, Url>,
    /// Network id (present and former) → under which terms its texts are published.
    pub rights: BTreeMap<NetworkId, String>,
    /// Sources (present and former ids) of which no excerpt leaves the house.
    pub headlines: BTreeSet<SourceId>,
}

impl Directory {
    /// What the organisation behind a report is called: as configured, else as it was called when the report was read,
    /// else by its id.
    pub fn name_of(&self, report: &Report) -> String {
        let kept = Some(&report.network_name).filter(|name| !name.is_empty());
        let configured = self.networks.get(&report.network).map(|(name, _)| name);
        configured.or(kept).unwrap_or(&report.network.0).clone()
    }

    /// What an organisation is called, or its id where nobody knows it any more.
    pub fn network(&self, id: &NetworkId) -> String {
        self.networks.get(id).map_or_else(|| id.to_string(), |(name, _)| name.clone())
    }

    /// A network's home page.
    pub fn homepage(&self, id: &NetworkId) -> Option<&Url> {
        self.networks.get(id).map(|(_, url)| url)
    }
}

/// Who publishes the wire, as feeds and pages name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Publisher {
    /// Name of the wire, the title of its feeds.
    pub name: String,
    /// How the world reaches it; ids never depend on it.
    pub base_url: Url,
    /// Where anybody can ask for a correction or removal: a `mailto:` or `https:` address.
    pub contact: Option<String>,
    /// A page that tells how the publisher works.
    pub policy: Option<Url>,
}
