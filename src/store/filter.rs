//! What a filter admits: the one answer that every backend gives.

use crate::model::{Alert, AlertState, Filter};

/// True where the alert is live and every list of the filter is empty or shares a member with it.
pub(super) fn admits(filter: &Filter, alert: &Alert) -> bool {
    let tags = &alert.tags;
    alert.state == AlertState::Live
        && meets(&filter.regions, &tags.regions)
        && meets(&filter.countries, &tags.countries)
        && meets(&filter.m49, &tags.m49)
        && meets(&filter.urgencies, std::slice::from_ref(&tags.urgency))
        && meets(&filter.kinds, std::slice::from_ref(&tags.kind))
        && meets(&filter.languages, tags.language.as_slice())
        && (filter.networks.is_empty() || alert.reports.iter().any(|r| filter.networks.contains(&r.network)))
        && (filter.sources.is_empty() || alert.reports.iter().any(|r| filter.sources.contains(&r.source)))
}

fn meets<T: PartialEq>(wanted: &[T], given: &[T]) -> bool {
    wanted.is_empty() || given.iter().any(|one| wanted.contains(one))
}
