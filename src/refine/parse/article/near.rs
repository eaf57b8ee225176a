//! The date beside the heading: a `time` element, an element that is named a date, or a short text that is one. Of
//! several, the one nearest to the heading is the article's own.

use super::flat::Flat;
use super::meta::Meta;
use crate::model::Moment;
use crate::refine::parse::dated::Dates;

/// Longest text of an element that is named a date, in bytes.
const LONGEST: usize = 160;
/// How much nearer what follows the heading is than what stands before it.
const BEFORE: u32 = 3;
/// How many texts of a page tell the order of day and month.
const TEXTS: usize = 500;

/// Where the article's own heading stands: the one that says what the page's title says, else the first `h1`.
pub(super) fn heading(flat: &Flat<'_>, meta: &Meta) -> Option<usize> {
    let title = flat.pieces.iter().position(|piece| piece.tag() == "title").map(|at| flat.text(at, 500));
    let title = meta.first(&["og:title"]).map_or_else(|| title.unwrap_or_default(), str::to_owned).to_lowercase();
    let headings: Vec<usize> = (0..flat.pieces.len())
        .filter(|at| matches!(flat.pieces[*at].tag(), "h1" | "h2" | "h3") && flat.letters(*at) > 0)
        .take(200)
        .collect();
    let says_the_title = |at: &&usize| {
        let said = flat.text(**at, 500).to_lowercase();
        said.chars().count() >= 8 && (title.contains(&said) || (title.chars().count() >= 15 && said.contains(&title)))
    };
    headings.iter().find(says_the_title).or_else(|| headings.iter().find(|at| flat.pieces[**at].tag() == "h1")).copied()
}

/// How much farther away than a `time` element an element that is only named a date, and a bare text, count.
const NAMED: u32 = 30;
const BARE: u32 = 120;
/// How many places are looked at, nearest first.
const TRIES: usize = 3_000;
/// How near to the heading a line may hold more than a date, in letters.
const BYLINE: u32 = 150;

/// The date nearest to the heading, with the rule that found it.
pub(super) fn find(
    flat: &Flat<'_>,
    heading: Option<usize>,
    dates: &Dates,
    possible: impl Fn(&Moment) -> bool,
) -> Option<(&'static str, Moment, String)> {
    let places = (0..flat.pieces.len()).filter(|at| !flat.pieces[*at].beside);
    let mut places: Vec<(u32, usize, &'static str)> = places
        .filter_map(|at| {
            let away = distance(flat, heading, at);
            let (rule, more) = match flat.pieces[at].element {
                Some(_) if flat.pieces[at].tag() == "time" => ("article-time", 0),
                Some(_) if is_named_a_date(flat, at) => ("article-named-date", NAMED),
                Some(_) => return None,
                None => ("article-text", BARE),
            };
            Some((away.saturating_add(more), at, rule))
        })
        .collect();
    places.sort_by_key(|(away, ..)| *away);
    places.into_iter().take(TRIES).find_map(|(away, at, rule)| {
        let found = match rule {
            "article-time" => time(flat, at, dates),
            "article-named-date" => named(flat, at, dates),
            _ => text(flat, at, dates, away.saturating_sub(BARE)),
        };
        found.filter(|(moment, _)| possible(moment)).map(|(moment, matched)| (rule, moment, matched))
    })
}

fn time(flat: &Flat<'_>, at: usize, dates: &Dates) -> Option<(Moment, String)> {
    let piece = &flat.pieces[at];
    if tells_change(flat, at) {
        return None;
    }
    let shown = flat.text(at, LONGEST);
    let shown = dates.whole(&shown).map(|moment| (moment, shown));
    let mut stated = ["datetime", "content", "title"].iter().filter_map(|name| piece.attr(name));
    let stated = stated.find_map(|value| Some((dates.whole(value)?, value.trim().to_owned())));
    match (&stated, &shown) {
        // Some systems state the last change and show the first publication: readers see the latter.
        (Some((stated, _)), Some((read, _))) if (stated.day() - read.day()).num_days().abs() > 1 => shown,
        _ => stated.or(shown),
    }
}

/// An element whose class or id calls it a date.
fn named(flat: &Flat<'_>, at: usize, dates: &Dates) -> Option<(Moment, String)> {
    let piece = &flat.pieces[at];
    if tells_change(flat, at) {
        return None;
    }
    let stated = ["content", "title", "datetime", "data-date", "data-time", "data-datetime"];
    let mut stated = stated.iter().filter_map(|name| piece.attr(name)).filter(|value| value.len() <= LONGEST);
    let read = |value: &str| Some((dates.whole(value)?, value.trim().to_owned()));
    stated.find_map(read).or_else(|| {
        let text = flat.text(at, LONGEST);
        (text.len() <= LONGEST).then(|| dates.within(&text)).flatten().map(|moment| (moment, text))
    })
}

/// A text that is a date and nothing else; or, close to the heading, a line with one beside author and section.
fn text(flat: &Flat<'_>, at: usize, dates: &Dates, away: u32) -> Option<(Moment, String)> {
    let text = flat.pieces[at].text.trim();
    if !(6..=LONGEST).contains(&text.len()) || says_change(text) {
        return None;
    }
    let bare = if dates.is_bare(text) { dates.whole(text) } else { None };
    let line = || (away <= BYLINE && text.len() <= 80).then(|| dates.within(text)).flatten();
    bare.or_else(line).map(|moment| (moment, text.to_owned()))
}

/// Short texts that can be dates in figures: the page as a whole tells whether the day or the month comes first.
pub(super) fn short_texts<'a>(flat: &'a Flat<'_>) -> impl Iterator<Item = &'a str> {
    let parts =
        |text: &str| text.matches(['/', '.', '-']).count() >= 2 && text.bytes().filter(u8::is_ascii_digit).count() >= 4;
    flat.pieces.iter().map(|piece| piece.text.trim()).filter(move |text| text.len() <= 40 && parts(text)).take(TEXTS)
}

/// How far a place is from the heading, in letters.
fn distance(flat: &Flat<'_>, heading: Option<usize>, at: usize) -> u32 {
    let Some(heading) = heading else { return flat.pieces[at].before };
    let (start, place) = (flat.pieces[heading].before, flat.pieces[at].before);
    let end = start.saturating_add(flat.letters(heading));
    if place >= end { place - end } else { start.saturating_sub(place).saturating_mul(BEFORE) }
}

fn is_named_a_date(flat: &Flat<'_>, at: usize) -> bool {
    const WORDS: [&str; 27] = [
        "date",
        "dates",
        "datum",
        "fecha",
        "data",
        "published",
        "publish",
        "publication",
        "pubdate",
        "posted",
        "post",
        "timestamp",
        "time",
        "byline",
        "meta",
        "dateline",
        "created",
        "day",
        "dt",
        "submitted",
        "veroeffentlicht",
        "publie",
        "publicado",
        "tarih",
        "info",
        "infos",
        "details",
    ];
    let piece = &flat.pieces[at];
    let names = [piece.attr("class"), piece.attr("id"), piece.attr("itemprop"), piece.attr("data-testid")];
    names.into_iter().flatten().flat_map(words).any(|word| {
        WORDS.contains(&word.as_str())
            || (word.ends_with("date") && word != "update")
            || word.ends_with("datum")
            || word.starts_with("publish")
    }) && flat.letters(at) <= LONGEST as u32
}

/// `entryDate`, `entry-date` and `entry_date` are two words each.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.chars().take(300) {
        if !c.is_ascii_alphanumeric() || c.is_ascii_uppercase() {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric() {
            words.last_mut().expect("never empty").push(c.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether an element tells when a text was last changed rather than when it appeared.
fn tells_change(flat: &Flat<'_>, at: usize) -> bool {
    let piece = &flat.pieces[at];
    let names = [piece.attr("class"), piece.attr("itemprop"), piece.attr("id")];
    let named = |word: &str| names.iter().flatten().any(|name| name.to_ascii_lowercase().contains(word));
    ((named("updated") || named("modified")) && !named("publish")) || says_change(&flat.text(at, LONGEST))
}

fn says_change(text: &str) -> bool {
    const SAYINGS: [&str; 10] = [
        "updated",
        "modified",
        "last change",
        "actualiz",
        "mis à jour",
        "modifié",
        "aktualisiert",
        "geändert",
        "atualizad",
        "aggiornat",
    ];
    const FIRST: [&str; 6] = ["publ", "posted", "veröff", "erstellt", "created", "criado"];
    let text = text.to_lowercase();
    SAYINGS.iter().any(|word| text.contains(word)) && !FIRST.iter().any(|word| text.contains(word))
}
