//! A month of the calendar, in UTC.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

/// A month, written `2026-05`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Month(u32);

impl Month {
    /// The month of an instant; what lies outside the years 0 to 9999 counts for the nearest of them.
    pub fn of(at: DateTime<Utc>) -> Self {
        Self::of_day(at.date_naive())
    }

    /// The month of a day.
    pub fn of_day(day: NaiveDate) -> Self {
        Self(day.year().clamp(0, 9999) as u32 * 12 + day.month0())
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt((self.0 / 12) as i32, self.0 % 12 + 1, 1).unwrap_or_default()
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        Self(self.0 + 1).first().pred_opt().unwrap_or_default()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0 / 12, self.0 % 12 + 1)
    }
}

impl FromStr for Month {
    type Err = ();

    /// Reads the one form in which it is written.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, month) = text.split_once('-').ok_or(())?;
        let digits = |text: &str, len| text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(());
        }
        let (year, month): (u32, u32) = (year.parse().map_err(|_| ())?, month.parse().map_err(|_| ())?);
        if (1..=12).contains(&month) { Ok(Self(year * 12 + month - 1)) } else { Err(()) }
    }
}
