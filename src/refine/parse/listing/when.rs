//! The date of an entry: declared elements first, then what is named a date, then short texts, then the head of the
//! text, then the address; and what the list as a whole tells about those that show none.

use std::collections::HashSet;

use super::day_headings;
use super::fields::{Fields, FoundDate};
use super::groups::Record;
use super::marks::mark;
use super::page::Page;
use super::settle::most;
use super::title::{self, words_in};
use super::tree::{NONE, Tree};

/// Longest text of an element named as a date.
const LONGEST: u32 = 80;

/// The date that a record shows by itself.
pub(super) fn find(page: &Page<'_>, record: &Record, address: Option<u32>) -> Option<FoundDate> {
    let range = record.start..record.end;
    time_element(page, range.clone())
        .or_else(|| marked(page, range.clone()))
        .or_else(|| short_text(page, range.clone()))
        .or_else(|| dateline(page, range))
        .or_else(|| in_address(page, address))
}

/// Dates that only a few records show in a way of their own are not trusted, dates over several entries are handed
/// to each of them.
pub(super) fn agree(page: &Page<'_>, all: &mut [Fields]) {
    let rules = all.iter().filter_map(|fields| fields.date.as_ref()).map(|date| date.rule);
    if let Some((usual, count)) = most(rules) {
        for fields in all.iter_mut() {
            let odd = fields.date.as_ref().is_some_and(|date| date.rule == "listing-dateline" && usual != date.rule);
            if odd && count * 2 > 2 {
                fields.date = in_address(page, fields.address);
            }
        }
    }
    let beside = |fields: &&Fields| fields.date.as_ref().is_some_and(|date| !stands_in_title(page, fields, date));
    let dated = all.iter().filter(beside).count();
    let none = all.iter().filter(|fields| fields.date.is_none()).count();
    if dated * 5 <= all.len() && !in_titles(page, all) && none * 5 >= all.len() * 4 {
        day_headings::hand_down(page, all);
    }
    for fields in all {
        title::without_date(page, fields);
    }
}

/// Whether a date was read from the very text of the title.
fn stands_in_title(page: &Page<'_>, fields: &Fields, date: &FoundDate) -> bool {
    let title = fields.title.as_ref().map(|title| title.at..page.tree.node(title.at).end);
    date.at.is_some_and(|at| page.tree.node(at).element.is_none() && title.is_some_and(|title| title.contains(&at)))
        && fields.title.as_ref().is_some_and(|title| title.text.trim() == date.matched.trim())
}

/// Dates that stand in the titles: nobody begins or ends every title with a date unless that is its date. They are cut
/// off where what is left still tells the entries apart.
fn in_titles(page: &Page<'_>, all: &mut [Fields]) -> bool {
    let edges: Vec<_> = all
        .iter()
        .map(|fields| {
            let title = fields.title.as_ref()?;
            let (moment, rest) = page.dates.edge(&title.text)?;
            let date = FoundDate { moment, rule: "listing-date-in-title", matched: title.text.clone(), at: None };
            Some((date, rest.to_owned()))
        })
        .collect();
    let found = edges.iter().flatten().count();
    if found < 2 || found * 10 < all.len() * 6 {
        return false;
    }
    let rests: HashSet<&str> = edges.iter().flatten().map(|(_, rest)| rest.as_str()).collect();
    let told = rests.len() == found && rests.iter().all(|rest| words_in(rest) >= 3);
    let cut = told && found * 10 >= all.len() * 8;
    for (fields, edge) in all.iter_mut().zip(edges) {
        let Some((date, rest)) = edge else { continue };
        fields.date = fields.date.take().or(Some(date));
        if let Some(title) = fields.title.as_mut().filter(|_| cut) {
            title.text = rest;
        }
    }
    true
}

fn time_element(page: &Page<'_>, range: std::ops::Range<u32>) -> Option<FoundDate> {
    let mut times: Vec<u32> = range.filter(|at| page.tree.node(*at).is(mark::TIME)).collect();
    times.sort_by_key(|at| is_update(&page.tree, *at));
    times.into_iter().find_map(|at| {
        let node = page.tree.node(at);
        let stated = ["datetime", "content"].iter().filter_map(|name| node.attr(name)).find_map(|value| {
            Some(FoundDate {
                moment: page.dates.whole(value)?,
                rule: "listing-time",
                matched: value.trim().to_owned(),
                at: Some(at),
            })
        });
        stated.or_else(|| text_date(page, at, "listing-time"))
    })
}

/// Whether an element tells when a text was last changed rather than when it appeared.
fn is_update(tree: &Tree<'_>, at: u32) -> bool {
    let names = tree.node(at).element.map(|element| (element.attr("class"), element.attr("itemprop")));
    names.is_some_and(|(class, property)| {
        let class = class.unwrap_or_default();
        (class.contains("updated") || class.contains("modified")) && !class.contains("published")
            || property == Some("dateModified")
    })
}

fn marked(page: &Page<'_>, range: std::ops::Range<u32>) -> Option<FoundDate> {
    let named = |at: &u32| page.tree.node(*at).is(mark::DATE) || page.tree.node(*at).tag() == "abbr";
    let (updates, named): (Vec<u32>, Vec<u32>) = range.filter(named).partition(|at| is_update(&page.tree, *at));
    named.into_iter().chain(updates).find_map(|at| {
        let node = page.tree.node(at);
        let stated = ["title", "data-date", "data-time", "data-datetime"]
            .iter()
            .filter_map(|name| node.attr(name))
            .find_map(|value| {
                Some(FoundDate {
                    moment: page.dates.whole(value)?,
                    rule: "listing-date-attribute",
                    matched: value.trim().to_owned(),
                    at: Some(at),
                })
            });
        stated.or_else(|| text_date(page, at, "listing-date-class"))
    })
}

fn text_date(page: &Page<'_>, at: u32, rule: &'static str) -> Option<FoundDate> {
    let node = page.tree.node(at);
    if page.tree.letters_in(at, node.end) > LONGEST || (node.is(mark::TITLE | mark::HEADING) && node.anchor != NONE) {
        return None;
    }
    let text = page.tree.text_of(at);
    let moment = page.dates.within(&text).or_else(|| page.dates.within(&page.tree.text_apart(at)))?;
    Some(FoundDate { moment, rule, matched: text, at: Some(at) })
}

fn short_text(page: &Page<'_>, range: std::ops::Range<u32>) -> Option<FoundDate> {
    let tree = &page.tree;
    let candidates = || {
        range.clone().filter(|at| {
            let node = tree.node(*at);
            !node.text.is_empty() && node.text.len() < 400 && node.text.chars().any(char::is_numeric)
        })
    };
    let whole = candidates().find_map(|at| {
        let text = tree.node(at).text;
        Some(FoundDate {
            moment: page.dates.whole(text)?,
            rule: "listing-short-text",
            matched: text.trim().to_owned(),
            at: Some(at),
        })
    });
    whole.or_else(|| {
        // A line of several parts (`June 15, 2018 | Country`), or one spread over inline elements (`7 <b>May</b> 2019`).
        let mut seen = NONE;
        candidates().find_map(|at| {
            let node = tree.node(at);
            let block = if tree.letters_in(node.block, tree.node(node.block).end) <= LONGEST { node.block } else { at };
            if block == seen || tree.letters_in(block, tree.node(block).end) > LONGEST || in_title(tree, at) {
                return None;
            }
            seen = block;
            let text = tree.text_of(block);
            Some(FoundDate {
                moment: page.dates.within(&text)?,
                rule: "listing-short-text",
                matched: text,
                at: Some(at),
            })
        })
    })
}

/// Whether a text stands in a heading or a link, where a date is more likely part of a title.
fn in_title(tree: &Tree<'_>, at: u32) -> bool {
    tree.node(at).anchor != NONE || tree.ancestors(at).take(3).any(|above| tree.node(above).is(mark::HEADING))
}

fn dateline(page: &Page<'_>, range: std::ops::Range<u32>) -> Option<FoundDate> {
    let tree = &page.tree;
    let mut seen = NONE;
    range.filter(|at| !tree.node(*at).text.is_empty()).find_map(|at| {
        let block = tree.node(at).block;
        if block == seen || in_title(tree, at) {
            return None;
        }
        seen = block;
        let text = tree.text(at, tree.node(block).end.min(at + 12));
        let moment = page.dates.dateline(&text)?;
        Some(FoundDate { moment, rule: "listing-dateline", matched: text.chars().take(60).collect(), at: None })
    })
}

fn in_address(page: &Page<'_>, address: Option<u32>) -> Option<FoundDate> {
    let url = &page.links.addresses[address? as usize].url;
    let moment = page.dates.of_address(url)?;
    Some(FoundDate { moment, rule: "listing-address", matched: url.path().to_owned(), at: None })
}
