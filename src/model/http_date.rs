//! Dates as HTTP writes them (RFC 9110 §5.6.7).

use chrono::{DateTime, NaiveDateTime, Utc};

const PREFERRED: &str = "%a, %d %b %Y %H:%M:%S GMT";
const OBSOLETE: [&str; 2] = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// Reads a date in any of the three forms that recipients must accept.
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let mut forms = std::iter::once(PREFERRED).chain(OBSOLETE);
    forms.find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok()).map(|at| at.and_utc())
}

/// Writes a date in the one form that senders must use.
pub fn write(at: DateTime<Utc>) -> String {
    at.format(PREFERRED).to_string()
}
