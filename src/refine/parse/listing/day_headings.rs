//! Dates that stand over several entries: `7 May 2019` and then a list, or a year or month (`December, 2021`) over
//! entries that show only the day (`9 December`).

use super::fields::{Fields, FoundDate};
use super::marks::mark;
use super::page::Page;
use super::tree::Tree;

/// Longest heading and shortest, in letters and digits.
const LENGTH: std::ops::RangeInclusive<u32> = 4..=40;
/// Longest date without year.
const LONGEST_DAY: u32 = 16;

/// Gives undated entries the date of the heading over them, or completes their day with the year of it.
pub(super) fn hand_down(page: &Page<'_>, all: &mut [Fields]) {
    let headings = headings(page, all);
    for fields in all.iter_mut().filter(|fields| fields.date.is_none()) {
        let over = headings.partition_point(|heading| *heading < fields.record.start);
        let heading =
            headings[..over].iter().rev().find(|heading| stands_over(&page.tree, **heading, fields.record.start));
        let Some(text) = heading.map(|heading| page.tree.text_of(*heading)) else { continue };
        fields.date = match page.dates.whole(&text) {
            Some(moment) => Some(FoundDate { moment, rule: "listing-date-heading", matched: text, at: None }),
            None => year_in(&text).and_then(|year| completed(page, fields, &year)),
        };
    }
}

/// Whether a heading stands over a record: what is around the heading and nothing else holds the record too.
fn stands_over(tree: &Tree<'_>, heading: u32, record: u32) -> bool {
    let letters = tree.letters_in(heading, tree.node(heading).end);
    let around = tree.ancestors(heading).find(|above| tree.letters_in(*above, tree.node(*above).end) > letters);
    around.is_some_and(|around| record < tree.node(around).end)
}

/// Short texts outside the entries that are a date or hold a year, in document order.
fn headings(page: &Page<'_>, all: &[Fields]) -> Vec<u32> {
    let tree = &page.tree;
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return Vec::new() };
    let start = tree.ancestors(first.record.start).nth(2).unwrap_or(0);
    let inside = |at: u32| {
        let next = all.partition_point(|fields| fields.record.start <= at);
        next.checked_sub(1).is_some_and(|nth| at < all[nth].record.end)
    };
    (start..last.record.end)
        .filter(|at| {
            let node = tree.node(*at);
            let letters = tree.letters_in(*at, node.end);
            node.is(mark::BLOCK)
                && !node.is(mark::CHROME)
                && LENGTH.contains(&letters)
                && !inside(*at)
                && node.end - at < 40
        })
        .filter(|at| {
            let text = tree.text_of(*at);
            page.dates.is_date(&text) || (tree.node(*at).is(mark::HEADING | mark::DATE) && year_in(&text).is_some())
        })
        .collect()
}

/// The year that a heading consists of, alone or with a month.
fn year_in(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let year = words.clone().find(|word| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()))?;
    let few = words.by_ref().take(4).count() <= 3;
    (few && (1950..=2100).contains(&year.parse::<u16>().ok()?)).then(|| year.to_owned())
}

/// A day such as `9 December` in an entry, read with a year.
fn completed(page: &Page<'_>, fields: &Fields, year: &str) -> Option<FoundDate> {
    let tree: &Tree<'_> = &page.tree;
    (fields.record.start..fields.record.end).find_map(|at| {
        let node = tree.node(at);
        let holds_digits = node.is(mark::DATE) || node.text.chars().any(char::is_numeric);
        if !holds_digits || tree.letters_in(at, node.end) > LONGEST_DAY || node.end - at > 20 {
            return None;
        }
        let text = tree.text_apart(at);
        let text = text.trim_matches(|c: char| !c.is_alphanumeric());
        let moment = page.dates.whole(&format!("{text} {year}"))?;
        Some(FoundDate {
            moment,
            rule: "listing-day-under-year",
            matched: format!("{text} under {year}"),
            at: Some(at),
        })
    })
}
