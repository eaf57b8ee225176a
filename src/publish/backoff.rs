//! When to try again to tell somebody who could not be told, and when to stop.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The first pause; each is twice the one before.
const FIRST: TimeDelta = TimeDelta::minutes(1);
const LONGEST: TimeDelta = TimeDelta::hours(6);
/// Whoever could not be told for so long is not waited for any more.
const PATIENCE: TimeDelta = TimeDelta::days(3);

/// A row of failures that has not ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Failing {
    /// When it began.
    pub(super) since: DateTime<Utc>,
    /// How many there were.
    pub(super) tries: u32,
    /// When to try again.
    pub(super) again: DateTime<Utc>,
}

impl Failing {
    /// The row after one failure more; `None` where it has gone on for too long. `jitter`, any number, keeps those who
    /// failed together from being tried again together.
    pub(super) fn after(before: Option<Self>, now: DateTime<Utc>, jitter: u64) -> Option<Self> {
        let (since, tries) = before.map_or((now, 0), |row| (row.since.min(now), row.tries));
        if now - since >= PATIENCE {
            return None;
        }
        let pause = (FIRST * 2_i32.pow(tries.min(9))).min(LONGEST);
        // Up to a fifth more.
        let more = pause.num_milliseconds() / 5 * (jitter % 1000) as i64 / 1000;
        Some(Self { since, tries: tries.saturating_add(1), again: now + pause + TimeDelta::milliseconds(more) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_a_minute_to_six_hours_and_end_after_three_days() {
        let begun = DateTime::UNIX_EPOCH;
        let (mut now, mut row, mut pauses) = (begun, None, Vec::new());
        while let Some(next) = Failing::after(row, now, 0) {
            pauses.push((next.again - now).num_minutes());
            (now, row) = (next.again, Some(next));
        }
        assert_eq!(pauses[..10], [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]);
        assert!(pauses[10..].iter().all(|pause| *pause == 360), "{pauses:?}");
        assert!((72..79).contains(&(now - begun).num_hours()), "{now}");
        let jittered = Failing::after(None, begun, 999).expect("the first").again - begun;
        assert!(jittered > FIRST && jittered < FIRST * 2);
    }
}
