//! What readers can ask of an alert, and whether a filter admits it: the one answer that every feed, backend and address gives.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Alert, AlertId, AlertState, Country, Filter, Kind, M49, NetworkId, RegionId, SourceId, Theme, Urgency};

/// Everything that filters ask of an alert.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Facets {
    /// Network regions.
    pub regions: Vec<RegionId>,
    /// Countries.
    pub countries: Vec<Country>,
    /// UN M49 areas.
    pub m49: Vec<M49>,
    /// Urgency as given.
    pub urgency: Urgency,
    /// Type.
    pub kind: Kind,
    /// Primary language subtags of all its reports that speak for it, sorted.
    pub languages: Vec<String>,
    /// Networks of all its reports, sorted.
    pub networks: Vec<NetworkId>,
    /// Sources of all its reports, sorted.
    pub sources: Vec<SourceId>,
    /// Themes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<Theme>,
    /// The alert that its case began with; itself where it begins one.
    pub case: AlertId,
}

/// What an alert was filed under until something about it changed, so that whoever followed that hears where it went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Former {
    /// What it was filed under.
    pub facets: Facets,
    /// Until when.
    pub until: DateTime<Utc>,
}

impl Former {
    /// How many an alert remembers.
    pub const MOST: usize = 8;
    /// For how long it does, at least: the longest that anything which left a feed still stands there.
    pub const KEPT: TimeDelta = TimeDelta::days(90);
}

impl Alert {
    /// What filters ask of it, whether or not it is shown.
    pub fn facets(&self) -> Facets {
        fn all<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
            values.collect::<BTreeSet<T>>().into_iter().collect()
        }
        let tags = &self.tags;
        Facets {
            regions: tags.regions.clone(),
            countries: tags.countries.clone(),
            m49: tags.m49.clone(),
            urgency: tags.urgency,
            kind: tags.kind,
            languages: all(self.speaking().filter_map(|report| report.tags.language.clone())),
            networks: all(self.reports.iter().map(|report| report.network.clone())),
            sources: all(self.reports.iter().map(|report| report.source.clone())),
            themes: tags.themes.clone(),
            case: self.case_id(),
        }
    }

    /// Takes note of what it is filed under from now on, and remembers what it was filed under before. To be called
    /// whenever an alert is about to be committed.
    pub fn settle(&mut self, at: DateTime<Utc>) {
        let now = (self.state == AlertState::Live).then(|| self.facets());
        if self.filed == now {
            return;
        }
        if let Some(facets) = std::mem::replace(&mut self.filed, now) {
            self.former.retain(|former| at - former.until <= Former::KEPT && former.facets != facets);
            self.former.push(Former { facets, until: at });
            let beyond = self.former.len().saturating_sub(Former::MOST);
            self.former.drain(..beyond);
        }
    }
}

impl Filter {
    /// True where every list is empty or shares a member with the alert's.
    pub fn admits(&self, facets: &Facets) -> bool {
        meets(&self.regions, &facets.regions)
            && meets(&self.countries, &facets.countries)
            && meets(&self.m49, &facets.m49)
            && meets(&self.urgencies, std::slice::from_ref(&facets.urgency))
            && meets(&self.kinds, std::slice::from_ref(&facets.kind))
            && meets(&self.languages, &facets.languages)
            && meets(&self.networks, &facets.networks)
            && meets(&self.sources, &facets.sources)
            && meets(&self.themes, &facets.themes)
            && meets(&self.cases, std::slice::from_ref(&facets.case))
    }
}

fn meets<T: PartialEq>(wanted: &[T], given: &[T]) -> bool {
    wanted.is_empty() || given.iter().any(|one| wanted.contains(one))
}
