//! Who is due, and when to come again: what we learnt of a source's rhythm, what its server asks of us, and how often
//! it failed, turned into one instant.

mod moved;
mod recheck;
mod remarks;
mod round;

pub use moved::{moved, moved_words};
pub use recheck::{Link, ROUND, due as link_due, last_due, longest, turns};
pub use remarks::remarks;
pub use round::last_round;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Outcome, OutcomeKind, Poll, Rhythm, Source, SourceId};

/// The longest that a failing, blocked or gone source is left alone, and the most a server may ask for.
const DAY: Duration = Duration::from_hours(24);
/// Jitter moves a visit by at most this share, to either side.
const JITTER: f64 = 0.1;
/// The interval grows by this share of the time that has passed since the last news: a source silent for a day is
/// visited about every hour, one silent for a month once or twice a day.
const PATIENCE: f64 = 0.02;
/// Between two news of a source that is usually as quick as that, it is visited so many times.
const VISITS_PER_NEWS: u64 = 4;
/// How many visits in a row come as soon as the operator allows after something urgent was brought.
const EAGER: u32 = 8;
/// How many times rarer visits are while a hub tells of changes.
const TOLD: u32 = 4;
/// No silence counts for longer.
const LONGEST_GAP: TimeDelta = TimeDelta::days(90);
const MOST_SECS: u64 = 90 * 24 * 60 * 60;

/// The sources to be visited now: those never visited in the order given, then the others, longest overdue first.
/// Sources that are being visited are the caller's to leave out.
pub fn due<'a>(
    sources: impl IntoIterator<Item = &'a Source>,
    polls: &BTreeMap<SourceId, Poll>,
    now: DateTime<Utc>,
) -> Vec<&'a Source> {
    let mut due: Vec<_> = sources
        .into_iter()
        .filter(|source| comes(source, polls))
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
    let instants = sources.into_iter().filter(|source| comes(source, polls)).map(|source| due_at(source, polls, now));
    instants.map(|at| at.unwrap_or(now)).min()
}

/// When to come again, and what was learnt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The next visit.
    pub due: DateTime<Utc>,
    /// How often the source has news, to be remembered.
    pub rhythm: Rhythm,
}

/// Plans the next visit after one that ended at `now` with `outcome`; `before` is what was remembered until then,
/// `refresh` how long the feed itself asks to be left alone. `jitter` is any 64 random bits.
pub fn plan(
    source: &Source,
    before: &Poll,
    outcome: &Outcome,
    refresh: Option<Duration>,
    now: DateTime<Utc>,
    jitter: u64,
) -> Plan {
    let asked = outcome.not_before_secs.map_or(Duration::ZERO, Duration::from_secs).min(DAY);
    let rhythm = learnt(source, before, outcome, now);
    let (wait, asked) = match outcome.kind {
        // A promise that nothing changes is advice: it never keeps us away for longer than the operator allows. What a
        // feed's software says of all feeds it writes counts less than that something urgent has just come.
        OutcomeKind::Ok | OutcomeKind::Unchanged => {
            let refresh = refresh.filter(|_| rhythm.eager == 0).unwrap_or_default();
            // Whoever is told of changes need not ask so often.
            let told = before.hub.as_ref().is_some_and(|hub| hub.until.is_some_and(|until| until > now));
            let interval = interval(source, &rhythm, now).saturating_mul(if told { TOLD } else { 1 });
            (within(source, interval), asked.max(refresh).min(source.every_max))
        }
        OutcomeKind::Failing | OutcomeKind::Unreadable | OutcomeKind::Gone => {
            (backed_off(source, before.failures), asked)
        }
        OutcomeKind::Blocked => (DAY, asked),
    };
    let share = 1.0 - JITTER + 2.0 * JITTER * (jitter as f64 / u64::MAX as f64);
    let wait = times(wait, share).max(asked).max(shortest(source));
    Plan { due: later(now, wait), rhythm }
}

/// False for a source that is switched off or retired.
fn comes(source: &Source, polls: &BTreeMap<SourceId, Poll>) -> bool {
    source.enabled && remembered(source, polls).is_none_or(|poll| !poll.retired || poll.url != source.url)
}

fn remembered<'a>(source: &Source, polls: &'a BTreeMap<SourceId, Poll>) -> Option<&'a Poll> {
    std::iter::once(&source.id).chain(&source.formerly).find_map(|id| polls.get(id))
}

/// When a source is due; `None` stands for at once, since nothing is known of it.
fn due_at(source: &Source, polls: &BTreeMap<SourceId, Poll>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let poll = remembered(source, polls)?;
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

/// The habit after a visit. What a first visit finds is history and says nothing of it.
fn learnt(source: &Source, before: &Poll, outcome: &Outcome, now: DateTime<Utc>) -> Rhythm {
    if !outcome.kind.is_well() {
        return before.rhythm;
    }
    let Rhythm { news, gap_secs, eager } = before.rhythm;
    let tally = outcome.tally;
    let some = tally.new + tally.revised + tally.echoes + tally.held > 0;
    let gap = news.filter(|_| some && before.imported).map(|news| silence(news, now).num_seconds().cast_unsigned());
    Rhythm {
        news: if some { Some(now) } else { news.or(Some(now)) },
        // Until it is known better, a source is as quick as the operator thinks.
        gap_secs: gap.map_or(gap_secs, |gap| {
            let mean = gap_secs.unwrap_or(source.every.as_secs().saturating_mul(VISITS_PER_NEWS));
            Some((mean.min(MOST_SECS) * 3 + gap) / 4)
        }),
        eager: if outcome.urgent { EAGER } else { eager.saturating_sub(1) },
    }
}

/// The usual interval, or a shorter one for a source that is quicker; half the usual one right after news, since news
/// come in company; and slowly longer the longer it is silent.
fn interval(source: &Source, rhythm: &Rhythm, now: DateTime<Utc>) -> Duration {
    if rhythm.eager > 0 {
        return source.every_min;
    }
    let gap = rhythm.gap_secs.map_or(source.every, |secs| Duration::from_secs(secs / VISITS_PER_NEWS));
    let usual = within(source, source.every).min(within(source, gap));
    let silent = rhythm.news.map_or(TimeDelta::zero(), |news| silence(news, now)).to_std().unwrap_or_default();
    let company = if rhythm.gap_secs.is_some() { (source.every / 2).saturating_add(silent / 2) } else { usual };
    within(source, usual.min(company).saturating_add(times(silent, PATIENCE)))
}

/// How long there has been no news; a clock that was put back makes no silence.
fn silence(news: DateTime<Utc>, now: DateTime<Utc>) -> TimeDelta {
    (now - news).clamp(TimeDelta::zero(), LONGEST_GAP)
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
