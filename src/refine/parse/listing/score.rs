//! How much a group of records looks like the list that a page is there for.

use std::collections::HashSet;

use super::fields::Fields;
use super::groups::Group;
use super::links::Leaf;
use super::marks::mark;
use super::page::Page;
use super::title::words_in;
use super::tree::NONE;
use super::{prose, words};

/// Under this nothing is convincing.
pub(super) const THRESHOLD: f32 = 4.6;

/// A first guess, cheap enough for every group of a page.
pub(super) fn at_first_sight(page: &Page<'_>, group: &Group) -> f32 {
    let tree = &page.tree;
    let count = group.records.len() as f32;
    let letters: u32 = group.records.iter().map(|record| tree.letters_in(record.start, record.end)).sum();
    let worded =
        group.records.iter().filter(|record| tree.letters_in(record.start, record.end) >= 20).count() as f32 / count;
    let linked = group
        .records
        .iter()
        .filter(|record| {
            tree.nodes.get(record.anchor as usize).is_some_and(|node| tree.letters_in(record.anchor, node.end) >= 15)
        })
        .count() as f32
        / count;
    let chrome = group.records.iter().filter(|record| in_chrome(page, record.start)).count() as f32 / count;
    let share = letters as f32 / tree.letters.max(1) as f32;
    count.ln().min(3.0) + 2.0 * worded + linked + 2.0 * share.min(1.0) - 4.0 * chrome
        + if group.declared { 2.0 } else { 0.0 }
}

/// The weighed evidence for a group, by the fields of its records or of a sample of them.
pub(super) fn in_full(page: &Page<'_>, all: &[Fields], group: &Group) -> f32 {
    if all.is_empty() {
        return f32::MIN;
    }
    let tree = &page.tree;
    let share = |is: &dyn Fn(&Fields) -> bool| all.iter().filter(|fields| is(fields)).count() as f32 / all.len() as f32;
    let words = |fields: &Fields| fields.title.as_ref().map_or(0, |title| words_in(&title.text));
    // Without a date beside them, three words are as well a name or a topic.
    let weight = |fields: &Fields| match (words(fields), fields.date.is_some()) {
        (3, false) => 0.5,
        (4, false) => 0.8,
        (3..=40, _) => 1.0,
        _ => 0.0,
    };
    let titled = all.iter().map(weight).sum::<f32>() / all.len() as f32;
    // A date beside it shows that a short title is one (`Alert 7`).
    let short =
        share(&|fields| fields.date.is_none() && fields.title.as_ref().is_some_and(|title| words_in(&title.text) <= 2));
    let headed = share(&|fields| fields.title.as_ref().is_some_and(|title| title.rule == "listing-heading-link"));
    let dated = share(&|fields| fields.date.is_some());
    let told = share(&|fields| fields.rest > 50);
    let address = |fields: &Fields| fields.address.map(|address| &page.links.addresses[address as usize]);
    let slugs = share(&|fields| address(fields).is_some_and(|address| address.slug));
    let own = share(&|fields| address(fields).is_some_and(|address| address.own));
    let linked = share(&|fields| fields.address.is_some());
    let main = share(&|fields| tree.node(fields.record.start).is(mark::MAIN));
    let chrome = share(&|fields| in_chrome(page, fields.record.start));
    let crowded = share(&|fields| is_crowded(page, fields));
    let letters: u32 = group.records.iter().map(|record| tree.letters_in(record.start, record.end)).sum();
    let parents: HashSet<u32> = all.iter().map(|fields| tree.node(fields.record.start).parent).collect();
    let titles: HashSet<&str> =
        all.iter().filter_map(|fields| fields.title.as_ref()).map(|title| title.text.as_str()).collect();
    let repeated = 1.0 - titles.len() as f32 / all.iter().filter(|fields| fields.title.is_some()).count().max(1) as f32;

    0.9 * (group.records.len() as f32).ln().min(3.2)
        + 2.0 * titled
        + 1.2 * headed
        + 1.8 * dated
        + 1.2 * told
        + slugs
        + 2.0 * (letters as f32 / tree.letters.max(1) as f32).min(1.0)
        + if parents.len() == 1 { 0.4 } else { 0.0 }
        + 0.5 * own
        + 0.5 * linked
        + 0.6 * main
        + if group.declared { 0.8 } else { 0.0 }
        - 4.0 * chrome
        - 1.5 * short
        - 2.0 * repeated
        - 1.5 * crowded
        - if is_under_side_heading(page, all[0].record.start) { 3.0 } else { 0.0 }
        - prose::against(page, all, &group.records)
        + 0.6 * share(&|fields| address(fields).is_some_and(|address| address.leaf == Leaf::Text))
        - 1.5 * share(&|fields| address(fields).is_some_and(|address| address.leaf == Leaf::Other))
}

/// Whether a record stands in a menu, margin or foot.
pub(super) fn in_chrome(page: &Page<'_>, start: u32) -> bool {
    page.tree.node(start).is(mark::CHROME)
}

/// Whether a record holds many other entries' links: a section of the page rather than an entry.
fn is_crowded(page: &Page<'_>, fields: &Fields) -> bool {
    let others: HashSet<u32> = page
        .links
        .inside(fields.record.start, fields.record.end)
        .iter()
        .filter(|link| link.eligible && !link.filler && Some(link.address) != fields.address)
        .filter(|link| link.worded)
        .map(|link| link.address)
        .collect();
    others.len() >= 2
}

/// Whether the heading over the list says that it is related, most read, an archive …
pub(super) fn is_under_side_heading(page: &Page<'_>, first: u32) -> bool {
    let tree = &page.tree;
    let mut inner = first;
    for above in tree.ancestors(first).take(4) {
        let heading = tree
            .children(above)
            .take_while(|at| *at < inner)
            .filter(|at| tree.node(*at).is(mark::HEADING | mark::TITLE) || heading_inside(page, *at).is_some())
            .last();
        if let Some(at) = heading {
            return words::is_side_heading(&tree.text_of(heading_inside(page, at).unwrap_or(at)));
        }
        inner = above;
        if tree.node(above).parent == NONE {
            break;
        }
    }
    false
}

fn heading_inside(page: &Page<'_>, at: u32) -> Option<u32> {
    let node = page.tree.node(at);
    (page.tree.letters_in(at, node.end) <= 60)
        .then(|| (at..node.end).find(|at| page.tree.node(*at).is(mark::HEADING)))?
}
