//! The title of an entry: its linked heading, else the text of its link, else another heading, else what the list as
//! a whole shows to be the place of titles. Never the excerpt.

use super::fields::{Fields, Found};
use super::main_link::in_prose;
use super::marks::mark;
use super::page::Page;
use super::tree::push_text;
use super::words;

/// Longest title, in characters.
const LONGEST: usize = 300;

/// The title that a record shows by itself.
pub(super) fn find(page: &Page<'_>, fields: &Fields) -> Option<Found> {
    linked_heading(page, fields, mark::HEADING)
        .or_else(|| linked_heading(page, fields, mark::TITLE))
        .or_else(|| link_text(page, fields))
        .or_else(|| bare_heading(page, fields, mark::HEADING))
        .or_else(|| bare_heading(page, fields, mark::TITLE))
        .or_else(|| attribute(page, fields))
        .map(|found| whole(page, found))
}

/// What the list as a whole tells: where no record has a title, the first short block is one; a link text that is a
/// paragraph is none.
pub(super) fn agree(page: &Page<'_>, all: &mut [Fields]) {
    let titled = all.iter().filter(|fields| fields.title.is_some()).count();
    if titled * 5 > all.len() {
        return;
    }
    for fields in all.iter_mut().filter(|fields| fields.title.is_none()) {
        fields.title = first_block(page, fields);
    }
}

fn linked_heading(page: &Page<'_>, fields: &Fields, marked: u32) -> Option<Found> {
    let tree = &page.tree;
    (fields.record.start..fields.record.end).filter(|at| tree.node(*at).is(marked)).find_map(|at| {
        let node = tree.node(at);
        let around = Some(node.anchor).and_then(|anchor| page.links.at(anchor));
        if around.is_some_and(|link| Some(link.address) == fields.address) {
            return good(page, at, "listing-heading-link");
        }
        page.links
            .inside(at, node.end)
            .iter()
            .filter(|link| Some(link.address) == fields.address && !link.filler)
            .find_map(|link| good(page, link.node, "listing-heading-link"))
    })
}

fn link_text(page: &Page<'_>, fields: &Fields) -> Option<Found> {
    let tree = &page.tree;
    page.links
        .inside(fields.record.start, fields.record.end)
        .iter()
        .filter(|link| {
            Some(link.address) == fields.address && !link.filler && !in_prose(page, &fields.record, link.node)
        })
        .filter_map(|link| {
            let node = tree.node(link.node);
            let blocks = blocks(page, link.node, node.end);
            if blocks.len() > 1 {
                return blocks.into_iter().find(|found| !page.dates.is_bare(&found.text) && words_in(&found.text) >= 2);
            }
            good(page, link.node, "listing-link-text")
        })
        .max_by_key(|found| found.text.chars().count())
}

fn bare_heading(page: &Page<'_>, fields: &Fields, marked: u32) -> Option<Found> {
    let tree = &page.tree;
    (fields.record.start..fields.record.end)
        .filter(|at| {
            tree.node(*at).is(marked) && page.links.inside(*at, tree.node(*at).end).iter().all(|link| link.filler)
        })
        .find_map(|at| good(page, at, "listing-heading"))
}

fn attribute(page: &Page<'_>, fields: &Fields) -> Option<Found> {
    let links = page.links.inside(fields.record.start, fields.record.end);
    links.iter().filter(|link| Some(link.address) == fields.address).find_map(|link| {
        let node = page.tree.node(link.node);
        let text = node.attr("title").or_else(|| node.attr("aria-label"))?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (words_in(&text) >= 3 && !words::is_filler(&text) && text.chars().count() <= LONGEST).then_some(Found {
            text,
            rule: "listing-link-attribute",
            at: link.node,
        })
    })
}

fn first_block(page: &Page<'_>, fields: &Fields) -> Option<Found> {
    blocks(page, fields.record.start, fields.record.end)
        .into_iter()
        .find(|found| !page.dates.is_bare(&found.text) && words_in(&found.text) >= 2 && !words::is_filler(&found.text))
        .filter(|found| found.text.chars().count() <= 200)
        .map(|found| Found { rule: "listing-first-block", ..found })
}

/// The texts of a range, split where a line breaks.
fn blocks(page: &Page<'_>, start: u32, end: u32) -> Vec<Found> {
    let tree = &page.tree;
    let mut blocks: Vec<(u32, Found)> = Vec::new();
    let mut broken = true;
    for at in start..end {
        let node = tree.node(at);
        broken |= node.tag() == "br";
        if node.text.is_empty() {
            continue;
        }
        let same_line = blocks.last_mut().filter(|(block, _)| *block == node.block && !broken);
        if let Some((_, found)) = same_line {
            push_text(&mut found.text, node.text, node.spaced);
        } else {
            let mut text = String::new();
            push_text(&mut text, node.text, true);
            blocks.push((node.block, Found { text, rule: "listing-link-text", at }));
        }
        broken = false;
    }
    blocks.into_iter().map(|(_, found)| Found { text: found.text.trim().to_owned(), ..found }).collect()
}

/// The text of an element if it can be a title.
fn good(page: &Page<'_>, at: u32, rule: &'static str) -> Option<Found> {
    let text = page.tree.text_of(at);
    let fits =
        !words::is_filler(&text) && text.chars().count() <= LONGEST && (text.len() > 80 || !page.dates.is_bare(&text));
    fits.then_some(Found { text, rule, at })
}

/// A title that was cut short on the page stands in full in the `title` of its link.
fn whole(page: &Page<'_>, found: Found) -> Found {
    let tree = &page.tree;
    let Some(cut) = found.text.strip_suffix('…').or_else(|| found.text.strip_suffix("...")).map(str::trim_end) else {
        return found;
    };
    let anchor = tree.node(found.at).anchor;
    let full = [found.at, anchor]
        .into_iter()
        .filter_map(|at| tree.nodes.get(at as usize))
        .filter_map(|node| node.attr("title"))
        .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "))
        .find(|title| title.starts_with(cut) && title.chars().count() <= LONGEST);
    match full {
        Some(text) => Found { text, ..found },
        None => found,
    }
}

/// How many words a text has; scripts that do not part words count two letters as one.
pub(super) fn words_in(text: &str) -> usize {
    let dense = text.chars().filter(|c| matches!(*c as u32, 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF)).count();
    if dense > 4 {
        dense / 2
    } else {
        text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
    }
}
