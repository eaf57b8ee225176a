//! Which of a record's links is the entry's own, where there are several (picture, title, "Read more", PDF, a link in
//! the text).

use super::groups::Record;
use super::links::Link;
use super::marks::mark;
use super::page::Page;

/// The `a` of a record's own link.
pub(super) fn find(page: &Page<'_>, record: &Record) -> Option<u32> {
    let links = page.links.inside(record.start, record.end);
    let anchored = page.links.at(record.anchor).map(|link| link.address);
    let best = links
        .iter()
        .filter(|link| link.eligible)
        .max_by_key(|link| (rank(page, record, link), Some(link.address) == anchored, std::cmp::Reverse(link.node)))?;
    Some(best.node)
}

fn rank(page: &Page<'_>, record: &Record, link: &Link) -> u8 {
    let tree = &page.tree;
    let near: Vec<u32> = std::iter::once(link.node).chain(tree.ancestors(link.node).take(4)).collect();
    let inside = tree.nodes[link.node as usize..tree.node(link.node).end as usize].iter();
    let marked = |marks: u32| {
        near.iter().any(|at| tree.node(*at).is(marks) && tree.letters_in(*at, tree.node(*at).end) < 400)
            || inside.clone().any(|node| node.is(marks))
    };
    if near.iter().any(|at| tree.node(*at).is(mark::CHROME_CLASS | mark::AUTHOR)) {
        return 0;
    }
    match link.filler {
        false if marked(mark::HEADING) => 5,
        false if marked(mark::TITLE) => 4,
        false if !in_prose(page, record, link.node) => 3,
        true => 2,
        false => 1,
    }
}

/// Whether a link stands in the midst of a record's running text rather than by itself or at its head.
pub(super) fn in_prose(page: &Page<'_>, record: &Record, anchor: u32) -> bool {
    let tree = &page.tree;
    let node = tree.node(anchor);
    if node.is(mark::BLOCK) {
        return false;
    }
    let (start, end) = (node.block.max(record.start), tree.node(node.block).end.min(record.end));
    let own = tree.letters_in(anchor, node.end);
    let around = tree.letters_in(start, end).saturating_sub(own);
    tree.letters_in(start, anchor) > 25 && around > own * 2 && around > 60
}
