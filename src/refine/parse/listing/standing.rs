//! What only all groups of a page together tell: the list that a page is there for holds the newest entries; what lies
//! ahead is a calendar.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::fields::Fields;

/// A list that ends so long before the newest of the page is an archive, or what was most read.
const STALE: TimeDelta = TimeDelta::days(150);
/// Before this nobody's clock is right.
const FIRST_YEAR: i32 = 2000;

/// The dates of a group in short.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing {
    /// Its newest day that is not ahead.
    pub(super) newest: Option<NaiveDate>,
    /// The day in the middle of those that are not ahead.
    pub(super) middle: Option<NaiveDate>,
    /// Share of the entries that are dated.
    pub(super) dated: f32,
    /// Share of the dated entries whose day is still to come.
    pub(super) ahead: f32,
}

impl Standing {
    /// Of a group whose fields were read.
    pub(super) fn of<'f>(all: impl Iterator<Item = &'f Fields> + Clone, now: Option<DateTime<Utc>>) -> Self {
        let days: Vec<NaiveDate> =
            all.clone().filter_map(|fields| fields.date.as_ref()).map(|date| date.moment.day()).collect();
        let horizon = now
            .map(|now| now.date_naive() + TimeDelta::days(2))
            .filter(|day| chrono::Datelike::year(day) >= FIRST_YEAR);
        let is_ahead = |day: &&NaiveDate| horizon.is_some_and(|horizon| **day > horizon);
        let ahead = days.iter().filter(is_ahead).count();
        let mut past: Vec<NaiveDate> = days.iter().filter(|day| !is_ahead(day)).copied().collect();
        past.sort_unstable();
        Self {
            newest: past.last().copied(),
            middle: past.get(past.len() / 2).copied(),
            dated: days.len() as f32 / all.count().max(1) as f32,
            ahead: ahead as f32 / days.len().max(1) as f32,
        }
    }

    /// Whether it is a calendar of what is to come.
    pub(super) fn is_calendar(&self) -> bool {
        self.dated > 0.5 && self.ahead > 0.5
    }

    /// What the other groups of the page take from its score.
    pub(super) fn against(&self, newest: Option<NaiveDate>) -> f32 {
        let stale = self.dated >= 0.5
            && self.newest.zip(newest).is_some_and(|(own, newest)| newest.signed_duration_since(own) > STALE);
        if self.is_calendar() {
            3.0
        } else if stale {
            2.0
        } else {
            0.0
        }
    }

    /// Whether it is as much of today as another list, so that it can be more of the same.
    pub(super) fn meets(&self, other: &Self) -> bool {
        match (self.newest, other.middle) {
            (Some(newest), Some(middle)) => newest + TimeDelta::days(30) >= middle,
            _ => true,
        }
    }
}
