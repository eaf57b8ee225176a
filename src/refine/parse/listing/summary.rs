//! The excerpt of an entry: its longest block without the title, the date, who wrote it and the trailing "Read more".

use super::fields::{Fields, Found};
use super::marks::mark;
use super::page::Page;
use super::tree::{NONE, Tree, push_text};

/// Shortest excerpt, in letters and digits.
const SHORTEST: usize = 20;

/// The excerpt of a record whose title and date are known.
pub(super) fn find(page: &Page<'_>, fields: &Fields) -> Option<Found> {
    let tree = &page.tree;
    let mut best: Option<Found> = None;
    let mut current: Option<(u32, Found)> = None;
    let mut at = fields.record.start;
    while at < fields.record.end {
        let node = tree.node(at);
        if is_left_out(page, fields, at) {
            at = node.end;
            continue;
        }
        let same_block = current.as_mut().filter(|(block, _)| *block == node.block);
        match (same_block, node.text) {
            (Some((_, found)), "") if node.tag() == "br" => push_text(&mut found.text, "", true),
            (_, "") => {}
            (Some((_, found)), text) => push_text(&mut found.text, text, node.spaced),
            (None, text) => {
                best = longer(best, current.take());
                let mut start = String::new();
                push_text(&mut start, text, true);
                current = Some((node.block, Found { text: start, rule: "listing-longest-block", at }));
            }
        }
        at += 1;
    }
    let found = longer(best, current)?;
    let title = fields.title.as_ref().map(|title| title.text.as_str());
    (title != Some(found.text.as_str())).then_some(found)
}

fn longer(best: Option<Found>, current: Option<(u32, Found)>) -> Option<Found> {
    let Some((_, mut found)) = current else { return best };
    found.text = found.text.trim().trim_start_matches(['|', '–', '—', ':', '·', '•', ',']).trim().to_owned();
    let length = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    if length(&found.text) < SHORTEST || best.as_ref().is_some_and(|best| length(&best.text) >= length(&found.text)) {
        return best;
    }
    Some(found)
}

fn is_left_out(page: &Page<'_>, fields: &Fields, at: u32) -> bool {
    let tree = &page.tree;
    let node = tree.node(at);
    if fields.title.as_ref().is_some_and(|title| title.at == at)
        || fields.date.as_ref().is_some_and(|date| date.at == Some(at))
    {
        return true;
    }
    let Some(_) = node.element else { return false };
    let small = tree.letters_in(at, node.end) <= 120;
    if small && node.is(mark::AUTHOR | mark::CATEGORY | mark::CHROME_CLASS | mark::HEADING | mark::DATE) {
        return true;
    }
    if let Some(link) = page.links.at(at) {
        // A lone `[…]` that is linked still tells that the text goes on.
        return link.filing || (link.filler && tree.letters_in(at, node.end) > 0) || is_plus(tree, at);
    }
    node.tag() == "button" || (node.anchor == NONE && node.tag() == "figcaption")
}

fn is_plus(tree: &Tree<'_>, at: u32) -> bool {
    let text = tree.text_of(at);
    tree.letters_in(at, tree.node(at).end) == 0 && !text.contains('…') && !text.contains("...")
}
