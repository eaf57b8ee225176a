//! Up to when everybody was asked in time, so that a silent wire is told from a quiet world.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Poll, Source, SourceId};

/// How long a visit may take, with waiting for its turn, before the round counts as unfinished.
const GRACE: TimeDelta = TimeDelta::minutes(10);

/// When the last round was completed: the last instant by which every source that is switched on had been visited as
/// often as it was due. While all are, that is the last visit; `None` until each was visited once. Sources whose address
/// is gone for good are not waited for.
pub fn last_round<'a>(
    sources: impl IntoIterator<Item = &'a Source>,
    polls: &BTreeMap<SourceId, Poll>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let mut last = None;
    let mut missed: Option<DateTime<Utc>> = None;
    for source in sources.into_iter().filter(|source| source.enabled) {
        let poll = polls.get(&source.id);
        if poll.is_some_and(|poll| poll.retired) {
            continue;
        }
        let (visited, due) = (poll?.visited?, poll?.due);
        last = last.max(Some(visited));
        if let Some(due) = due.filter(|due| *due <= now - GRACE) {
            missed = Some(missed.map_or(due, |missed| missed.min(due)));
        }
    }
    match missed {
        Some(missed) => last.min(Some(missed)),
        None => last,
    }
}
