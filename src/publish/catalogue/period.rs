//! The time that one archive is of: a month, or one of its days.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use super::Month;

/// A month (`2026-05`) or a day (`2026-05-17`), in UTC.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Period {
    /// A month.
    Month(Month),
    /// A day of a month that is not over yet, or in which too much was committed for one document.
    Day(NaiveDate),
}

impl Period {
    /// Its first day.
    pub fn first(self) -> NaiveDate {
        match self {
            Self::Month(month) => month.first(),
            Self::Day(day) => day,
        }
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        match self {
            Self::Month(month) => month.last(),
            Self::Day(day) => day,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Day(day) => day.format("%Y-%m-%d").fmt(f),
        }
    }
}

impl FromStr for Period {
    type Err = ();

    /// Reads the one form in which it is written.
    fn from_str(text: &str) -> Result<Self, ()> {
        if let Ok(month) = text.parse() {
            return Ok(Self::Month(month));
        }
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| ())?;
        let period = Self::Day(day);
        if period.to_string() == text { Ok(period) } else { Err(()) }
    }
}
