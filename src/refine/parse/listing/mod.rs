//! Finds the entries of a listing page by itself: groups of links that stand in like places, climbed up to records,
//! weighed against each other, read field by field; and what the page declares in JSON-LD, microdata or h-feed.

mod day_headings;
mod featured;
mod fields;
mod filing;
mod groups;
mod inherit;
mod links;
mod main_link;
mod marks;
mod names;
mod page;
mod path;
mod phrases;
mod score;
mod settle;
mod spans;
mod structured;
mod summary;
mod title;
mod tree;
mod when;
mod words;

use std::collections::HashSet;

use scraper::Html;
use url::Url;

use super::dated::Dates;
use super::dates::{self, Hints};
use crate::model::Entry;
use fields::Fields;
use groups::Group;
use page::Page;

/// How many groups are read in full.
const FINALISTS: usize = 16;
/// How far behind the best at first sight a group is not worth a second.
const HOPELESS: f32 = 5.0;

/// The entries of a page in document order with links as written, and where they stand; none where nothing convinces.
pub(super) fn detect(html: &Html, base: &Url, address: &Url, hints: Hints) -> (Vec<Entry>, String) {
    let tree = tree::Tree::new(html);
    let links = links::Links::new(&tree, base, address, false);
    let hints = Hints { order: hints.order.or_else(|| dates::order_of(numeric_texts(&tree))), ..hints };
    let mut page = Page { tree, links, dates: Dates::new(hints) };
    let mut found = best(&page);
    if found.is_empty() {
        page.links = links::Links::new(&page.tree, base, address, true);
        found = best(&page);
    }
    let stated = structured::read(html, &page, base);
    match structured::instead(&page, &found, &stated) {
        Some(entries) => (entries, structured::PATH.to_owned()),
        None => (structured::complete(&page, &found, &stated), path::of(&page, &found)),
    }
}

/// Short texts that can be dates in figures: the page as a whole tells whether the day or the month comes first.
fn numeric_texts<'a>(tree: &'a tree::Tree<'_>) -> impl Iterator<Item = &'a str> {
    let parts =
        |text: &str| text.matches(['/', '.', '-']).count() >= 2 && text.bytes().filter(u8::is_ascii_digit).count() >= 4;
    tree.nodes.iter().map(|node| node.text.trim()).filter(move |text| text.len() <= 40 && parts(text)).take(500)
}

struct Candidate {
    fields: Vec<Fields>,
    score: f32,
}

fn best(page: &Page<'_>) -> Vec<Fields> {
    let mut candidates = candidates(page);
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    let Some(first) = candidates.first().filter(|first| first.score >= score::THRESHOLD) else { return Vec::new() };
    let floor = (first.score * 0.6).max(score::THRESHOLD);
    let mut chosen = first.fields.clone();
    for further in candidates[1..].iter().filter(|further| further.score >= floor) {
        join(page, &mut chosen, &further.fields);
    }
    inherit::inherit(page, &mut chosen);
    featured::add(page, &mut chosen);
    fields::complete(page, &mut chosen);
    chosen.sort_by_key(|fields| fields.record.start);
    chosen
}

fn candidates(page: &Page<'_>) -> Vec<Candidate> {
    let mut groups: Vec<Group> = groups::declared(&page.tree, &page.links);
    groups.extend(groups::of_links(&page.tree, &page.links));
    let mut ranked: Vec<(f32, Group)> =
        groups.into_iter().map(|group| (score::at_first_sight(page, &group), group)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut seen, mut settled, mut read) = (HashSet::new(), HashSet::new(), 0);
    let mut known = fields::Known::new();
    let mut candidates = Vec::new();
    let hopeless = ranked.first().map_or(0.0, |(sight, _)| sight - HOPELESS);
    for (_, mut group) in ranked.into_iter().filter(|(sight, _)| *sight > hopeless) {
        let ranges = |group: &Group| group.records.iter().map(|record| (record.start, record.end)).collect::<Vec<_>>();
        if !seen.insert(ranges(&group)) {
            continue;
        }
        settle::settle(&page.tree, &page.links, &mut group);
        spans::deal_out(&page.tree, &page.links, &page.dates, &mut group);
        read += 1;
        if !settled.insert(ranges(&group)) {
            continue;
        }
        let fields = fields::read(page, &group.records, &mut known);
        if is_list(&fields) {
            let score = score::in_full(page, &fields, group.declared);
            candidates.push(Candidate { fields, score });
        }
        if read >= FINALISTS {
            break;
        }
    }
    candidates
}

/// One record alone is a list only when it has everything an entry has, a linked heading above all: on a page of one
/// text the heading is not linked.
fn is_list(fields: &[Fields]) -> bool {
    let complete = |fields: &Fields| {
        let headed = fields.title.as_ref().is_some_and(|title| title.rule == "listing-heading-link");
        headed && fields.date.is_some() && fields.rest > 50
    };
    fields.len() >= 2 || fields.iter().all(complete)
}

/// A featured entry, or the same kind of entries in another section: addresses of the same shape, in new places.
fn join(page: &Page<'_>, chosen: &mut Vec<Fields>, further: &[Fields]) {
    let shape = |fields: &Fields| fields.address.map(|address| page.links.addresses[address as usize].shape);
    let Some((usual, _)) = settle::most(chosen.iter().filter_map(shape)) else { return };
    let alike = further.iter().filter(|fields| shape(fields) == Some(usual)).count();
    let overlaps = |fields: &Fields| {
        chosen.iter().any(|known| known.record.start < fields.record.end && fields.record.start < known.record.end)
    };
    if alike * 3 < further.len() * 2 || further.iter().filter(|fields| overlaps(fields)).count() * 2 > further.len() {
        return;
    }
    let known: HashSet<u32> = chosen.iter().filter_map(|fields| fields.address).collect();
    let new: Vec<Fields> = further
        .iter()
        .filter(|fields| shape(fields) == Some(usual) && !overlaps(fields))
        .filter(|fields| fields.address.is_some_and(|address| !known.contains(&address)))
        .filter(|fields| fields.title.is_some() && !score::in_chrome(page, fields.record.start))
        .cloned()
        .collect();
    chosen.extend(new);
}
