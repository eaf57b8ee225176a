//! Where things stand in the journal.

use chrono::{DateTime, Datelike as _, Utc};

use crate::model::Digest;

/// A month of the journal, as `year * 100 + month`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::store) struct Month(pub(in crate::store) u32);

impl Month {
    const ENDING: &'static str = ".ndjson";

    /// The month of an instant.
    pub(in crate::store) fn of(at: DateTime<Utc>) -> Self {
        let year = at.year().clamp(1970, 9999).unsigned_abs();
        Self(year * 100 + at.month())
    }

    /// `2026-11.ndjson`.
    pub(in crate::store) fn file_name(self) -> String {
        format!("{:04}-{:02}{}", self.0 / 100, self.0 % 100, Self::ENDING)
    }

    /// The month of a file, `None` for files that are not ours.
    pub(in crate::store) fn of_file(name: &str) -> Option<Self> {
        let (year, month) = name.strip_suffix(Self::ENDING)?.split_once('-')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let shape = year.len() == 4 && month.len() == 2 && digits(year) && digits(month);
        let (year, month): (u32, u32) = (year.parse().ok()?, month.parse().ok()?);
        (shape && (1..=12).contains(&month)).then_some(Self(year * 100 + month))
    }
}

/// Where a line stands, and what it must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::store) struct Place {
    /// Which file.
    pub(in crate::store) month: Month,
    /// Its first byte.
    pub(in crate::store) offset: u64,
    /// Its length in bytes, without the line's end.
    pub(in crate::store) len: u32,
    /// Digest of it.
    pub(in crate::store) digest: Digest,
}
