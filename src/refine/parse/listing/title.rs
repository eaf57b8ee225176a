//! The title of an entry: its linked heading, else the text of its link, else another heading, else what the list as
//! a whole shows to be the place of titles. Never the excerpt.

use super::fields::{Fields, Found};
use super::main_link::in_prose;
use super::marks::mark;
use super::page::Page;
use super::settle::most;
use super::tree::push_text;
use super::{lines, words};

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
        .or_else(|| beside_date(page, fields))
        .map(|found| whole(page, found))
}

/// What the list as a whole tells: a text that stands on most links is no title ("Descargar comunicado"), of several
/// lines in a link the title is the one that differs from entry to entry, and where no record has a title, the first
/// short block is one.
pub(super) fn agree(page: &Page<'_>, all: &mut [Fields]) {
    drop_common(page, all);
    lines::agree(page, all);
    let titled = all.iter().filter(|fields| fields.title.is_some()).count();
    if titled * 5 > all.len() {
        return;
    }
    for fields in all.iter_mut().filter(|fields| fields.title.is_none()) {
        fields.title = first_block(page, fields);
    }
}

/// A date in an element of its own within the title is no part of it (`<a>Title <small>12 June</small></a>`).
pub(super) fn without_date(page: &Page<'_>, fields: &mut Fields) {
    let tree = &page.tree;
    let Some(date) = fields.date.as_ref().and_then(|date| date.at) else { return };
    let Some(title) = fields.title.as_mut().filter(|title| tree.node(title.at).element.is_some()) else { return };
    let end = tree.node(title.at).end;
    let date = if tree.node(date).element.is_none() { tree.node(date).parent } else { date };
    if date <= title.at || date >= end || tree.node(date).is(mark::HEADING | mark::TITLE) {
        return;
    }
    let (before, behind) = (tree.text(title.at, date), tree.text(tree.node(date).end, end));
    let text = format!("{before} {behind}");
    let text = text.trim_matches(|c: char| c.is_whitespace() || "|–—-·•,:".contains(c));
    if words_in(text) >= 2 && title.text.len() > text.len() {
        text.clone_into(&mut title.text);
    }
}

fn drop_common(page: &Page<'_>, all: &mut [Fields]) {
    let titles = all.iter().filter_map(|fields| fields.title.as_ref()).map(|title| title.text.as_str());
    let Some((text, count)) = most(titles) else { return };
    if count < 3 || count * 2 < all.len() {
        return;
    }
    let common = text.to_owned();
    for fields in all.iter_mut().filter(|fields| fields.title.as_ref().is_some_and(|title| title.text == common)) {
        let other = bare_heading(page, fields, mark::HEADING).or_else(|| bare_heading(page, fields, mark::TITLE));
        fields.title = other.filter(|other| other.text != common);
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
            let blocks = blocks(page, link.node, node.end, |_| false);
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

/// A link text of a word or two beside a date (`Boletín – 5 de marzo de 2026`), where nothing else is a title.
fn beside_date(page: &Page<'_>, fields: &Fields) -> Option<Found> {
    let links = page.links.inside(fields.record.start, fields.record.end);
    links.iter().filter(|link| Some(link.address) == fields.address && !link.filler).find_map(|link| {
        let text = page.tree.text_of(link.node);
        let (_, rest) = page.dates.edge(&text)?;
        (words_in(rest) >= 1 && !words::is_filler(rest)).then_some(Found {
            text,
            rule: "listing-link-text",
            at: link.node,
        })
    })
}

fn first_block(page: &Page<'_>, fields: &Fields) -> Option<Found> {
    let date = fields.date.as_ref().and_then(|date| date.at).map(|at| at..page.tree.node(at).end);
    let is_other = |at: u32| {
        let filler = page.links.at(page.tree.node(at).anchor).is_some_and(|link| link.filler || link.filing);
        // A date in the midst of a longer text is cut off below.
        let text = page.tree.node(at).text;
        filler || (date.as_ref().is_some_and(|date| date.contains(&at)) && page.dates.is_bare(text))
    };
    blocks(page, fields.record.start, fields.record.end, is_other)
        .into_iter()
        .map(|found| {
            let text = page.dates.edge(&found.text).map_or(found.text.as_str(), |(_, rest)| rest);
            let text = text.trim_matches(|c: char| c.is_whitespace() || "|–—-:·•,".contains(c)).to_owned();
            Found { text, rule: "listing-first-block", ..found }
        })
        .find(|found| !page.dates.is_bare(&found.text) && words_in(&found.text) >= 2 && !words::is_filler(&found.text))
        .filter(|found| found.text.chars().count() <= 200)
}

/// The texts of a range, split where a line breaks, without those that are said to be something else.
pub(super) fn blocks(page: &Page<'_>, start: u32, end: u32, is_other: impl Fn(u32) -> bool) -> Vec<Found> {
    let tree = &page.tree;
    let mut blocks: Vec<(u32, Found)> = Vec::new();
    let mut broken = true;
    for at in start..end {
        let node = tree.node(at);
        broken |= node.tag() == "br";
        if node.text.is_empty() || is_other(at) {
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
    if text.is_ascii() {
        let words = text.split_ascii_whitespace();
        return words.filter(|word| word.bytes().any(|byte| byte.is_ascii_alphanumeric())).count();
    }
    let dense = text.chars().filter(|c| matches!(*c as u32, 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF)).count();
    if dense > 4 {
        dense / 2
    } else {
        text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
    }
}
