//! Files of plain text that programs look for at fixed addresses.

use std::fmt::Write as _;

use chrono::{Days, NaiveDate, NaiveTime};

use super::super::Context;
use super::super::finish::finish;
use super::super::window;
use crate::model::{MediaType, Representation};

/// How long what is said of security holds, in days: RFC 9116 §2.5.5 wants less than a year.
const HOLDS: u64 = 180;

/// Where security researchers find whom to write to (RFC 9116), as of a day; `None` where the publisher has given no address.
pub fn security(ctx: &Context, day: NaiveDate) -> Option<Representation> {
    let contact = ctx.publisher.contact.as_deref()?;
    let expires = day.checked_add_days(Days::new(HOLDS)).unwrap_or(day);
    let languages: Vec<&str> = ctx.tongues.all().map(|tongue| tongue.code()).collect();
    let mut text =
        format!("Contact: {contact}\nExpires: {expires}T00:00:00Z\nPreferred-Languages: {}\n", languages.join(", "));
    let canonical = ctx.address(".well-known/security.txt");
    if canonical.starts_with("https://") {
        let _ = writeln!(text, "Canonical: {canonical}");
    }
    if let Some(policy) = ctx.publisher.policy.as_ref().filter(|policy| policy.scheme() == "https") {
        let _ = writeln!(text, "Policy: {policy}");
    }
    Some(finish(MediaType::Plain, text, day.and_time(NaiveTime::MIN).and_utc()))
}

/// What programs are asked to leave alone. Pages of alerts and cases say for themselves that they are not to be indexed nor
/// archived, which nobody would see who must not fetch them.
pub fn robots(ctx: &Context) -> Representation {
    let views = ctx.tongues.all().map(|tongue| format!("Disallow: /{}?\n", tongue.folder()));
    let text =
        format!("User-agent: *\nDisallow: /api/\nDisallow: /events\nDisallow: /hub\n{}", views.collect::<String>());
    finish(MediaType::Plain, text, window::updated([]))
}
