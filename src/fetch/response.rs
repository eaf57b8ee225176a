//! Questions about the head of an answer, asked by name. What a server wrote is bounded here and nowhere trusted.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{
    AGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, DATE, ETAG, EXPIRES, HeaderMap, HeaderName, LAST_MODIFIED,
    LOCATION, RETRY_AFTER,
};
use url::Url;

use crate::model::{Validators, http_date};

/// No server may send us away, or promise that nothing changes, for longer.
const DAY: Duration = Duration::from_hours(24);
/// Longest header value that is remembered.
const MAX_VALUE: usize = 1024;

/// `ETag` and `Last-Modified` (RFC 9110 §8.8), as sent.
pub(super) fn validators(head: &HeaderMap) -> Validators {
    Validators { etag: text(head, &ETAG), last_modified: text(head, &LAST_MODIFIED) }
}

/// `Content-Type`, as sent.
pub(super) fn content_type(head: &HeaderMap) -> Option<String> {
    text(head, &CONTENT_TYPE)
}

/// `Content-Encoding`, all values joined, in lower case; `None` where the body is as it is.
pub(super) fn content_encoding(head: &HeaderMap) -> Option<String> {
    let codings: Vec<String> = head
        .get_all(CONTENT_ENCODING)
        .iter()
        .flat_map(|value| {
            String::from_utf8_lossy(value.as_bytes())
                .to_ascii_lowercase()
                .split(',')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .map(|coding| coding.trim().chars().take(40).collect())
        .filter(|coding: &String| !coding.is_empty() && coding != "identity")
        .take(8)
        .collect();
    (!codings.is_empty()).then(|| codings.join(", "))
}

/// Where a redirect leads (RFC 9110 §10.2.2); `None` without a usable `Location`.
pub(super) fn location(head: &HeaderMap, from: &Url) -> Option<Url> {
    let value = head.get(LOCATION)?.as_bytes();
    let mut to = from.join(std::str::from_utf8(value).ok()?.trim()).ok()?;
    to.set_fragment(None);
    Some(to)
}

/// How long the server wants to be left alone (RFC 9110 §10.2.3): seconds or a date; at most a day.
pub(super) fn retry_after(head: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let value = text(head, &RETRY_AFTER)?;
    let wait = match seconds(&value) {
        Some(wait) => wait,
        // Their clock against their clock: ours may differ.
        None => {
            until(http_date::parse(&value)?, text(head, &DATE).and_then(|date| http_date::parse(&date)).unwrap_or(now))
        }
    };
    Some(wait.min(DAY))
}

/// How long the answer is promised to stay as it is (RFC 9111 §4.2): `max-age` less `Age`, or else `Expires` less
/// `Date`; at most a day; `None` where nothing or nothing usable is promised.
pub(super) fn fresh_for(head: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let control = text(head, &CACHE_CONTROL).unwrap_or_default().to_ascii_lowercase();
    let mut max_age = None;
    for directive in control.split(',').map(str::trim) {
        match directive.split_once('=') {
            Some((name, value)) if name.trim() == "max-age" => max_age = seconds(value.trim().trim_matches('"')),
            _ if directive.starts_with("no-cache") || directive.starts_with("no-store") => return None,
            _ => {}
        }
    }
    let fresh = match max_age {
        Some(age) => age.saturating_sub(text(head, &AGE).as_deref().and_then(seconds).unwrap_or_default()),
        None => until(
            http_date::parse(&text(head, &EXPIRES)?)?,
            text(head, &DATE).and_then(|date| http_date::parse(&date)).unwrap_or(now),
        ),
    };
    (!fresh.is_zero()).then(|| fresh.min(DAY))
}

/// A header's value, where it is printable and not too long to be kept.
fn text(head: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = head.get(name)?.to_str().ok()?.trim();
    (!value.is_empty() && value.len() <= MAX_VALUE).then(|| value.to_owned())
}

/// `delta-seconds` (RFC 9111 §1.2.2): what is too large to count is as good as for ever.
fn seconds(value: &str) -> Option<Duration> {
    let digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| value.parse().map_or(Duration::MAX, Duration::from_secs))
}

fn until(at: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    at.signed_duration_since(now).to_std().unwrap_or_default()
}
