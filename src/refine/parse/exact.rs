//! Dates as programs write them, which need no reading between the lines: most dates of feeds, read in a tenth of the time.

use chrono::{DateTime, Datelike as _, Timelike as _};

use crate::model::Moment;

/// A date to the second that is exactly as RFC 3339 or RFC 822 want it, with its zone in numbers or as GMT, of a year that
/// feeds can be from. Whatever is odd about it is left to [`super::dates`].
pub(super) fn exact(text: &str) -> Option<Moment> {
    const HOURS_14: i32 = 14 * 3600;
    let at = match text.as_bytes() {
        [b'0'..=b'9', .., b'Z' | b'0'..=b'9'] if text.len() >= 20 => DateTime::parse_from_rfc3339(text),
        [_, _, _, b',', b' ', .., b'+' | b'-', _, _, _, _] | [_, _, _, b',', b' ', .., b' ', b'G', b'M', b'T'] => {
            DateTime::parse_from_rfc2822(text)
        }
        _ => return None,
    };
    let at = at.ok().filter(|_| text.matches(':').count() >= 2 && !text.ends_with("-0000"))?;
    let usual = (1990..2100).contains(&at.year()) && at.offset().local_minus_utc().abs() <= HOURS_14;
    let whole = at.with_nanosecond(0).filter(|_| usual && at.nanosecond() < 1_000_000_000)?;
    Some(Moment::Second(whole))
}
