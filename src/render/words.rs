//! What is said in words, in the language of the context: the first line of an entry, lists, and dates for people.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, SubsecRound, Utc};

use super::Context;
use super::texts::say;
use crate::model::{Alert, Basis, Moment, Report, Urgency, primary_subtag};

/// How many names a line lists before it counts the rest.
const NAMES: usize = 5;

/// Urgency, place and who reports it, as one line: many readers show no categories. A tag that is only the source's
/// default says so.
pub(super) fn first_line(ctx: &Context, alert: &Alert) -> String {
    let networks: Vec<String> = networks(ctx, alert).into_iter().map(|(name, _)| name).collect();
    let urgency = alert.tags.urgency;
    let urgency = marked(ctx, ctx.labels.urgency(urgency), alert.tags.basis(&format!("urgency:{urgency}")));
    let reported = say(&ctx.words().alert.reported, &[("names", &listed(ctx, &networks))]);
    format!("{urgency} – {} – {reported}", place(ctx, alert))
}

/// The networks that report it, in the order of its reports, each once by its name, with the first report of each that
/// has a link, else its first.
pub(super) fn networks<'a>(ctx: &Context, alert: &'a Alert) -> Vec<(String, &'a Report)> {
    let mut networks: Vec<(String, &Report)> = Vec::new();
    for report in &alert.reports {
        let name = ctx.directory.name_of(report);
        match networks.iter_mut().find(|(known, _)| *known == name) {
            Some((_, first)) if first.link.is_none() && report.link.is_some() => *first = report,
            Some(_) => {}
            None => networks.push((name, report)),
        }
    }
    networks
}

/// Countries and region in words, a default marked as such.
pub(super) fn place(ctx: &Context, alert: &Alert) -> String {
    let basis_of = |code| alert.tags.basis(&format!("country:{code}"));
    let countries: Vec<String> = alert.tags.countries.iter().map(|&code| ctx.labels.country(code)).collect();
    let country = alert.tags.countries.first().and_then(basis_of);
    let regions: Vec<String> = alert.tags.regions.iter().map(|id| ctx.labels.region(id)).collect();
    let region = alert.tags.region().and_then(|id| alert.tags.basis(&format!("region:{id}")));
    match (countries.is_empty(), regions.is_empty()) {
        (true, true) => ctx.words().place.unknown.clone(),
        (true, false) => marked(ctx, listed(ctx, &regions), region),
        (false, true) => marked(ctx, listed(ctx, &countries), country),
        (false, false) if region == country => {
            marked(ctx, format!("{}, {}", listed(ctx, &countries), listed(ctx, &regions)), country)
        }
        (false, false) => {
            let (countries, regions) = (listed(ctx, &countries), listed(ctx, &regions));
            format!("{}, {}", marked(ctx, countries, country), marked(ctx, regions, region))
        }
    }
}

fn marked(ctx: &Context, words: String, basis: Option<Basis>) -> String {
    if basis == Some(Basis::Default) { say(&ctx.words().place.default, &[("place", &words)]) } else { words }
}

/// `A`, `A and B`, `A, B and C`, `A, B, C, D, E and 3 more`.
pub(super) fn listed(ctx: &Context, names: &[String]) -> String {
    let comma = &ctx.words().list.comma;
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] if names.len() <= NAMES => {
            say(&ctx.words().list.and, &[("most", &most.join(comma.as_str())), ("last", last)])
        }
        _ => and_more(ctx, &names[..NAMES].join(comma.as_str()), names.len() - NAMES),
    }
}

/// Names, and how many more there are.
pub(super) fn and_more(ctx: &Context, names: &str, more: usize) -> String {
    say(&ctx.words().list.more, &[("names", names), ("count", &more.to_string())])
}

/// An urgency without what explains it.
pub(super) fn urgency(ctx: &Context, urgency: Urgency) -> String {
    // A label may explain itself after a colon.
    ctx.labels.urgency(urgency).split(':').next().unwrap_or_default().trim().to_owned()
}

/// What a language is called.
pub(super) fn language(ctx: &Context, code: &str) -> String {
    ctx.words().language.get(code).cloned().unwrap_or_else(|| code.to_owned())
}

/// A text with a capital at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// An instant as feeds write it: whole seconds, and a year of four digits (RFC 3339 knows no others).
pub(super) fn instant(at: DateTime<Utc>) -> DateTime<Utc> {
    let year = at.year().clamp(1, 9999);
    at.with_year(year).unwrap_or(DateTime::UNIX_EPOCH).trunc_subsecs(0)
}

/// RFC 822 with a year of four digits, in GMT: RSS 2.0.
pub(super) fn rfc822(at: DateTime<Utc>) -> String {
    instant(at).format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// As RFC 3339 has it, in whole seconds.
pub(super) fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// When a report says it was published, for people: a bare day stays bare, an hour keeps the source's own zone.
pub(super) fn told(moment: Moment) -> String {
    match moment {
        Moment::Day(day) => day.to_string(),
        Moment::Minute(at) | Moment::Second(at) => at.format("%Y-%m-%d %H:%M %:z").to_string(),
    }
}

/// The day a report is filed under: the one its source printed, else the one we first saw it on.
pub(super) fn day(report: &Report) -> NaiveDate {
    report.published.map_or_else(|| report.first_seen.date_naive(), |moment| moment.day())
}

/// An instant of ours, for people.
pub(super) fn clock(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// The attributes of markup in the language of the context.
pub(super) fn own(ctx: &Context) -> String {
    format!("lang=\"{}\" dir=\"{}\"", ctx.tongue.code(), ctx.words().dir)
}

/// A language tag fit for `lang` and `xml:lang` (RFC 5646 §2.1: letters, digits and hyphens), or nothing.
pub(super) fn lang(language: Option<&String>) -> Option<&str> {
    let fits =
        |tag: &&str| !tag.is_empty() && tag.len() <= 35 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    language.map(String::as_str).filter(fits)
}

/// The direction a text of this language is written in; `auto` where only its characters tell.
pub(super) fn direction(lang: Option<&str>) -> &'static str {
    const RIGHT_TO_LEFT: [&str; 11] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"];
    let primary = lang.and_then(primary_subtag).unwrap_or_default();
    if RIGHT_TO_LEFT.contains(&primary.as_ref()) { "rtl" } else { "auto" }
}
