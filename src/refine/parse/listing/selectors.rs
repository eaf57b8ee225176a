//! CSS selectors that take the same entries as the detection did, for an operator to paste. Each is tried on the page
//! before it is offered.

use std::collections::HashSet;

use scraper::{Html, Selector, node::Element};

use super::super::dates::Hints;
use super::super::select;
use super::fields::Fields;
use super::page::Page;
use super::path::{lasting_class, of as path_of};
use super::settle::most;
use super::tree::NONE;
use crate::model::{Entry, Select};

/// Share of the entries, in percent, that a selector must give as the detection did.
const ALIKE: usize = 90;

/// Selectors for the list `found`, whose entries are `entries`; `None` where none takes just those.
pub(super) fn of(html: &Html, page: &Page<'_>, found: &[Fields], entries: &[Entry], hints: &Hints) -> Option<Select> {
    let entry = entry_names(page, found).into_iter().find(|css| takes_just(html, page, found, css))?;
    let bare = Select { entry, ..Select::default() };
    let fitting = |names: Vec<String>, with: &dyn Fn(&str) -> Select, value: &dyn Fn(&Entry) -> Option<String>| {
        names.into_iter().find(|css| agrees(html, &with(css), hints, entries, value))
    };
    let place = |at: &dyn Fn(&Fields) -> Option<u32>| names_inside(page, found, at);
    let links =
        place(&|fields| fields.anchor).into_iter().map(|css| format!("{css} @href").trim().to_owned()).collect();
    let link =
        fitting(links, &|css| Select { link: Some(css.to_owned()), ..bare.clone() }, &|entry| entry.link.clone());
    let title = fitting(
        place(&|fields| fields.title.as_ref().map(|title| title.at)),
        &|css| Select { title: Some(css.to_owned()), ..bare.clone() },
        &|entry| entry.title.as_ref().map(|title| title.raw().to_owned()),
    );
    let dates = place(&|fields| fields.date.as_ref().and_then(|date| date.at));
    let stated = dates.iter().map(|css| format!("{css} @datetime"));
    let date = fitting(
        stated.chain(dates.iter().cloned()).collect(),
        &|css| Select { date: Some(css.to_owned()), ..bare.clone() },
        &|entry| entry.published.map(|moment| moment.to_string()),
    );
    let summary = fitting(
        place(&|fields| fields.summary.as_ref().map(|summary| summary.at)),
        &|css| Select { summary: Some(css.to_owned()), ..bare.clone() },
        &|entry| entry.summary.as_ref().map(|summary| summary.raw().to_owned()),
    );
    Some(Select { title, link, date, summary, ..bare })
}

/// Ways to name the element of most entries, short ones first.
fn entry_names(page: &Page<'_>, found: &[Fields]) -> Vec<String> {
    let tree = &page.tree;
    let place = |fields: &Fields| tree.node(fields.record.start).styled;
    let Some((usual, _)) = most(found.iter().map(place)) else { return Vec::new() };
    let Some(at) = found.iter().find(|fields| place(fields) == usual).map(|fields| fields.record.start) else {
        return Vec::new();
    };
    let Some(element) = tree.node(at).element else { return Vec::new() };
    let above = tree.nodes.get(tree.node(at).parent as usize).and_then(|node| node.element);
    let own = names(element);
    let mut all = own.clone();
    for above in above.into_iter().flat_map(names) {
        all.extend(own.iter().map(|own| format!("{above} > {own}")));
    }
    all.push(path_of(page, found));
    all
}

/// `tag.class`, then `tag`.
fn names(element: &Element) -> Vec<String> {
    let classed = lasting_class(element).map(|class| format!("{}.{class}", element.name()));
    classed.into_iter().chain(std::iter::once(element.name().to_owned())).collect()
}

/// Whether a selector takes the elements of the entries and no other.
fn takes_just(html: &Html, page: &Page<'_>, found: &[Fields], css: &str) -> bool {
    let Ok(selector) = Selector::parse(css) else { return false };
    let records: HashSet<*const Element> = found
        .iter()
        .map(|fields| page.tree.node(fields.record.start))
        .filter_map(|node| node.element)
        .map(std::ptr::from_ref)
        .collect();
    let mut count = 0;
    for element in html.select(&selector) {
        if !records.contains(&std::ptr::from_ref(element.value())) {
            return false;
        }
        count += 1;
    }
    count * 100 >= found.len() * ALIKE
}

/// Ways to name what most entries have at a place, seen from the entry; an empty one for the entry itself.
fn names_inside(page: &Page<'_>, found: &[Fields], at: &dyn Fn(&Fields) -> Option<u32>) -> Vec<String> {
    let tree = &page.tree;
    let element = |at: u32| if tree.node(at).element.is_some() { at } else { tree.node(at).parent };
    let places = || found.iter().filter_map(|fields| Some((element(at(fields)?), fields.record)));
    let Some((usual, _)) = most(places().map(|(at, _)| tree.node(at).styled)) else { return Vec::new() };
    let Some((at, record)) = places().find(|(at, _)| tree.node(*at).styled == usual) else { return Vec::new() };
    if at <= record.start {
        return vec![String::new()];
    }
    let Some(own) = tree.node(at).element.map(names) else { return Vec::new() };
    let mut all = own.clone();
    for above in tree.ancestors(at).take_while(|above| *above > record.start && *above != NONE).take(2) {
        for name in tree.node(above).element.into_iter().flat_map(names) {
            all.extend(own.iter().map(|own| format!("{name} {own}")));
        }
    }
    all
}

/// Whether reading by a selector gives what the detection gave.
fn agrees(
    html: &Html,
    select: &Select,
    hints: &Hints,
    entries: &[Entry],
    value: &dyn Fn(&Entry) -> Option<String>,
) -> bool {
    let Ok(select::Outcome::Entries(read, _)) = select::read(html, select, hints.clone()) else { return false };
    let told = entries.iter().filter(|entry| value(entry).is_some()).count();
    let taken: Vec<String> = read.iter().filter_map(value).collect();
    let alike = taken.iter().filter(|taken| entries.iter().any(|entry| value(entry).as_ref() == Some(taken))).count();
    told > 0 && alike * 100 >= told * ALIKE && (taken.len() - alike) * 100 <= taken.len() * (100 - ALIKE)
}
