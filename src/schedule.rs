//! Who is due, and when to come again: what we learnt of a source's habit, what its server asks of us, and how often
//! it failed, turned into one instant.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Outcome, OutcomeKind, Poll, Source, SourceId};

/// The longest that a failing, blocked or gone source is left alone, and the most a server may ask for.
const DAY: Duration = Duration::from_hours(24);
/// Jitter moves a visit by at most this share, to either side.
const JITTER: f64 = 0.1;
/// How much is added to the interval after a visit without news, beyond the usual interval. Intervals that grow so
/// come to about this share of the time that has passed since the last news: a source silent for a day is visited
/// about every half hour, one silent for a month once or twice a day.
const PATIENCE: f64 = 0.02;

/// The sources to be visited now: those never visited in the order given, then the others, longest overdue first.
/// Sources that are being visited are the caller's to leave out.
pub fn due<'a>(
    sources: impl IntoIterator<Item = &'a Source>,
    polls: &BTreeMap<SourceId, Poll>,
    now: DateTime<Utc>,
) -> Vec<&'a Source> {
    let mut due: Vec<_> = sources
        .into_iter()
        .filter(|source| source.enabled)
        .map(|source| (due_at(source, polls, now), source))
        .filter(|(at, _)| at.is_none_or(|at| at <= now))
        .collect();
    due.sort_by_key(|(at, _)| *at);
    due.into_iter().map(|(_, source)| source).collect()
}

/// When the next of these sources becomes due; `None` where there is none to visit at all.
pub fn next_due<'a>(
    sources: impl IntoIterator<Item = &'a Source>,
    polls: &BTreeMap<SourceId, Poll>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let instants = sources.into_iter().filter(|source| source.enabled).map(|source| due_at(source, polls, now));
    instants.map(|at| at.unwrap_or(now)).min()
}

/// When to come again after a visit that ended at `now` with `outcome`; `before` is what was remembered until then.
/// `jitter` is any 64 random bits.
pub fn next_visit(source: &Source, before: &Poll, outcome: &Outcome, now: DateTime<Utc>, jitter: u64) -> DateTime<Utc> {
    let asked = outcome.not_before_secs.map_or(Duration::ZERO, Duration::from_secs).min(DAY);
    let (wait, asked) = match outcome.kind {
        // A promise that nothing changes is advice: it never keeps us away for longer than the operator allows.
        OutcomeKind::Ok | OutcomeKind::Unchanged => (learnt(source, before, outcome), asked.min(source.every_max)),
        OutcomeKind::Failing | OutcomeKind::Unreadable => (backed_off(source, before.failures), asked),
        OutcomeKind::Blocked | OutcomeKind::Gone => (DAY, asked),
    };
    let share = 1.0 - JITTER + 2.0 * JITTER * (jitter as f64 / u64::MAX as f64);
    let wait = times(wait, share).max(asked).max(shortest(source));
    later(now, wait)
}

/// When a source is due; `None` stands for at once, since nothing is known of it.
fn due_at(source: &Source, polls: &BTreeMap<SourceId, Poll>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let poll = std::iter::once(&source.id).chain(&source.formerly).find_map(|id| polls.get(id))?;
    let (visited, due) = (poll.visited?, poll.due?);
    if visited > later(now, shortest(source)) || due > later(now, farthest(source)) {
        // The clock has been put back, and nobody knows how much of the wait is over.
        return Some(now);
    }
    if poll.url != source.url {
        // Another address: what was learnt of the old one says nothing.
        return Some(due.min(later(visited, shortest(source))));
    }
    Some(due)
}

/// Half the interval after news, back to the usual one when there is none, then slowly beyond.
fn learnt(source: &Source, before: &Poll, outcome: &Outcome) -> Duration {
    let usual = within(source, source.every);
    if !before.imported {
        // What a first visit finds is history and says nothing of the habit.
        return usual;
    }
    let last = last_interval(before).map_or(usual, |interval| within(source, interval));
    let tally = outcome.tally;
    let interval = if tally.new + tally.revised + tally.echoes + tally.held > 0 {
        last.min(usual) / 2
    } else if last < usual {
        usual.min(times(last, 1.25))
    } else {
        times(last, 1.0 + PATIENCE)
    };
    within(source, interval)
}

/// The interval that was chosen last; `None` where it was not learnt but imposed, by a failure or by the server.
fn last_interval(before: &Poll) -> Option<Duration> {
    let outcome = before.outcome.as_ref().filter(|outcome| outcome.kind.is_well())?;
    let interval = (before.due? - before.visited?).to_std().ok()?;
    let imposed = outcome.not_before_secs.map_or(Duration::ZERO, Duration::from_secs);
    (interval > imposed).then_some(interval)
}

/// Doubled with every failure in a row, up to a day; a source is never given up.
fn backed_off(source: &Source, failures: u32) -> Duration {
    let usual = within(source, source.every);
    usual.saturating_mul(1 << failures.min(20)).min(DAY.max(usual))
}

fn within(source: &Source, interval: Duration) -> Duration {
    interval.min(source.every_max).max(source.every_min)
}

/// No visit comes sooner after another, whatever is learnt or asked.
fn shortest(source: &Source) -> Duration {
    source.every_min.min(source.every)
}

/// No due date of ours lies farther ahead.
fn farthest(source: &Source) -> Duration {
    times(DAY.max(source.every).max(source.every_min).max(source.every_max), 1.0 + 2.0 * JITTER)
}

fn times(wait: Duration, factor: f64) -> Duration {
    Duration::try_from_secs_f64(wait.as_secs_f64() * factor).unwrap_or(Duration::MAX)
}

fn later(at: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(wait).ok().and_then(|wait| at.checked_add_signed(wait)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
