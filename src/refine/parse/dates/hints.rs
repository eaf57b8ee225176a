//! What helps to read a date.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::model::DayOrder;

/// The longest text, in bytes, that is taken for a date.
pub const MAX_DATE: usize = 256;
/// How much of a longer text, in bytes, is searched for one.
pub const MAX_PROSE: usize = 20_000;

/// What helps to read a date.
#[derive(Clone, Debug)]
pub struct Hints {
    /// Primary language subtag of the text or its source, if known. A region (`en-GB`) helps where usage differs.
    pub language: Option<String>,
    /// Zone of times that name none.
    pub timezone: Tz,
    /// Order of all-numeric dates, where something better than the language tells it: the source's setting, or the
    /// page as a whole (see [`super::order_of`]).
    pub order: Option<DayOrder>,
    /// The time of reading, for `3 days ago` and `yesterday`; without it such forms are no dates.
    pub now: Option<DateTime<Utc>>,
}

impl Default for Hints {
    fn default() -> Self {
        Self { language: None, timezone: Tz::UTC, order: None, now: None }
    }
}
