//! When something was published, no more precise than the source said it.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// How much of a date a source told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// A bare day.
    Day,
    /// A day with hours and minutes.
    Minute,
    /// A day with hours, minutes and seconds.
    Second,
}

/// Which part of an all-numeric date comes first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DayOrder {
    /// 31/12/2019.
    DayFirst,
    /// 12/31/2019.
    MonthFirst,
    /// 19/12/31; says nothing of dates that end in a four-digit year.
    YearFirst,
}

/// A date as a source told it: a bare day or a point in time, never more precise than what was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Moment {
    /// A bare day, in the source's own time zone.
    Day(NaiveDate),
    /// A point in time told to the minute.
    Minute(DateTime<FixedOffset>),
    /// A point in time told to the second.
    Second(DateTime<FixedOffset>),
}

impl Moment {
    /// How much was told.
    pub fn precision(&self) -> Precision {
        match self {
            Self::Day(_) => Precision::Day,
            Self::Minute(_) => Precision::Minute,
            Self::Second(_) => Precision::Second,
        }
    }

    /// The day, as the source wrote it.
    pub fn day(&self) -> NaiveDate {
        match self {
            Self::Day(day) => *day,
            Self::Minute(at) | Self::Second(at) => at.date_naive(),
        }
    }

    /// The instant that stands for this moment in feeds: a bare day is 12:00 of that day in the source's time zone,
    /// so that readers in the Americas and in Asia see the right day.
    pub fn instant(&self, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Day(day) => {
                let noon = day.and_time(NaiveTime::from_hms_opt(12, 0, 0).expect("noon exists"));
                zone.from_local_datetime(&noon).earliest().map_or_else(|| noon.and_utc(), |at| at.to_utc())
            }
            Self::Minute(at) | Self::Second(at) => at.to_utc(),
        }
    }
}

/// RFC 3339: `full-date` for a bare day, `date-time` otherwise.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Minute(at) | Self::Second(at) => f.write_str(&at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        }
    }
}

/// Where the publication date of a report comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublishedFrom {
    /// The source printed it with the entry.
    Source,
    /// The entry before it in a date-ordered list printed it (WordPress prints a date once per day of posts).
    Inherited,
    /// Nothing tells it; the store fills in when the wire first saw the report.
    FirstSeen,
}
