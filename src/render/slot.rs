//! What stands at one place of a feed: an alert as the feed shows it, or word of one that has left.

use std::sync::Arc;

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};

use super::slice::Key;
use super::version_id;
use crate::model::{Alert, AlertId, AlertState, Facets, Filter, Retraction, Slice};

/// One place in a feed.
#[derive(Clone, PartialEq, Debug)]
pub enum Slot {
    /// An alert that stands there.
    Alert {
        /// The entry's id: the alert's own, or that of one of its language versions.
        id: AlertId,
        /// The alert, led by the report that the feed shows.
        alert: Arc<Alert>,
    },
    /// What stood there and does so no more. It has the id of what it takes the place of, so that a reader's copy is
    /// overwritten, and says nothing of what that said.
    Gone {
        /// The entry's id.
        id: AlertId,
        /// When the alert was published.
        published: DateTime<Utc>,
        /// When it left, rounded up to a whole second: later than any `updated` under which it stood there.
        updated: DateTime<Utc>,
        /// The alert's own id, where something is still to be seen of it.
        alert: AlertId,
        /// What happened.
        how: Gone,
    },
}

/// How an alert left a feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Gone {
    /// It was taken back.
    Withdrawn(Option<Retraction>),
    /// It became one with another alert.
    Merged {
        /// That alert.
        into: AlertId,
    },
    /// It is kept back until the operator decides.
    Held,
    /// It is shown elsewhere: of these facets the feed asks for others than it has by now.
    Left(Vec<Key>),
}

impl Slot {
    /// An alert shown as it is.
    pub fn of(alert: impl Into<Arc<Alert>>) -> Self {
        let alert = alert.into();
        Self::Alert { id: alert.id, alert }
    }

    /// What `atom:updated` says.
    pub fn updated(&self) -> DateTime<Utc> {
        match self {
            Self::Alert { alert, .. } => alert.updated,
            Self::Gone { updated, .. } => *updated,
        }
    }

    /// The entry's id.
    pub fn id(&self) -> AlertId {
        match self {
            Self::Alert { id, .. } | Self::Gone { id, .. } => *id,
        }
    }
}

/// Word of an alert that left a slice at that instant: one place, or one for each language version that stood there.
pub fn departed(alert: &Alert, slice: &Slice, at: DateTime<Utc>) -> Vec<Slot> {
    let how = how(alert, &slice.filter);
    let gone =
        |id| Slot::Gone { id, published: alert.published, updated: raised(at), alert: alert.id, how: how.clone() };
    if !slice.versions {
        return vec![gone(alert.id)];
    }
    let facets = alert.former.iter().find(|former| former.until == at).map(|former| former.facets.clone());
    let languages = facets.unwrap_or_else(|| alert.facets()).languages;
    let wanted = &slice.filter.languages;
    let stood = languages.iter().filter(|language| wanted.is_empty() || wanted.contains(language));
    let stood: Vec<Slot> = stood.map(|language| gone(version_id(alert.id, Some(language)))).collect();
    if languages.is_empty() { vec![gone(version_id(alert.id, None))] } else { stood }
}

/// The first whole second after an instant: feeds write whole seconds, and what replaces must be later than what it replaces.
fn raised(at: DateTime<Utc>) -> DateTime<Utc> {
    let second = TimeDelta::seconds(1);
    at.duration_trunc(second).ok().and_then(|whole| whole.checked_add_signed(second)).unwrap_or(at)
}

fn how(alert: &Alert, filter: &Filter) -> Gone {
    match alert.state {
        AlertState::Withdrawn => Gone::Withdrawn(alert.retraction.clone()),
        AlertState::Merged => match alert.merged {
            Some(into) => Gone::Merged { into },
            None => Gone::Withdrawn(None),
        },
        AlertState::Held => Gone::Held,
        AlertState::Live => Gone::Left(refused(filter, &alert.facets())),
    }
}

/// Which of the facets that a filter asks for are not met any more. None of them where only time has passed: then the
/// urgency has faded.
fn refused(filter: &Filter, facets: &Facets) -> Vec<Key> {
    let urgency = Filter { urgencies: filter.urgencies.clone(), ..Filter::default() };
    let parts = [
        (Key::Region, Filter { regions: filter.regions.clone(), ..Filter::default() }),
        (Key::Country, Filter { countries: filter.countries.clone(), ..Filter::default() }),
        (Key::M49, Filter { m49: filter.m49.clone(), ..Filter::default() }),
        (Key::Urgency, urgency),
        (Key::Type, Filter { kinds: filter.kinds.clone(), ..Filter::default() }),
        (Key::Theme, Filter { themes: filter.themes.clone(), ..Filter::default() }),
        (Key::Lang, Filter { languages: filter.languages.clone(), ..Filter::default() }),
        (Key::Network, Filter { networks: filter.networks.clone(), ..Filter::default() }),
        (Key::Source, Filter { sources: filter.sources.clone(), ..Filter::default() }),
        (Key::Case, Filter { cases: filter.cases.clone(), ..Filter::default() }),
    ];
    let refused: Vec<Key> = parts.into_iter().filter(|(_, part)| !part.admits(facets)).map(|(key, _)| key).collect();
    if refused.is_empty() { vec![Key::Urgency] } else { refused }
}
