//! Groups of links that stand in like places, each link climbed up to the record it is the link of.

use std::collections::HashMap;

use super::links::{Link, Links, in_chrome};
use super::marks::mark;
use super::tree::{NONE, Tree};

/// One entry's piece of the page: sibling nodes from `start` up to `end`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Record {
    /// Position of the first node.
    pub(super) start: u32,
    /// One past the last node.
    pub(super) end: u32,
    /// Position of the link that it was found by; [`NONE`] where it has none of its own.
    pub(super) anchor: u32,
}

/// Records that go together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// In document order, not overlapping.
    pub(super) records: Vec<Record>,
    /// Declared by markup rather than found by likeness.
    pub(super) declared: bool,
}

/// How many links of the page are looked at.
const MAX_LINKS: usize = 5000;
/// How many groups are looked at.
const MAX_GROUPS: usize = 400;

/// How many lone headings are looked at.
const MAX_ALONE: usize = 12;

/// All groups of two or more links with distinct addresses, not yet settled.
pub(super) fn of_links(tree: &Tree<'_>, links: &Links) -> Vec<Group> {
    let mut places: HashMap<(u8, bool, u64), Vec<&Link>> = HashMap::new();
    let mut order = Vec::new();
    for link in links.all.iter().filter(|link| link.eligible).take(MAX_LINKS) {
        let node = tree.node(link.node);
        let chrome = in_chrome(tree, link);
        let inner = tree.nodes[link.node as usize..node.end as usize]
            .iter()
            .find(|node| !node.text.is_empty())
            .map_or(0, |text| text.styled);
        let nth = nth_link(tree, link.node);
        let places_of_link = [
            (0, node.styled),
            (1, node.plain),
            (2, near_place(tree, link.node)),
            (3 + u8::from(link.filler), inner),
            (5, node.styled.wrapping_add(nth)),
        ];
        for (kind, place) in places_of_link {
            let key = (kind, chrome, place);
            places
                .entry(key)
                .or_insert_with(|| {
                    order.push(key);
                    Vec::new()
                })
                .push(link);
        }
    }
    let mut seen = std::collections::HashSet::new();
    let mut groups = Vec::new();
    for key in order {
        let links = &places[&key];
        let distinct = links.windows(2).any(|pair| pair[0].address != pair[1].address);
        if distinct && seen.insert(links.iter().map(|link| link.node).collect::<Vec<_>>()) {
            groups.push(Group { records: climb(tree, links), declared: false });
        }
        if groups.len() >= MAX_GROUPS {
            break;
        }
    }
    groups
}

/// The entries that the markup itself declares (`article`, microformats, microdata), the innermost of nested ones.
pub(super) fn declared(tree: &Tree<'_>, links: &Links) -> Vec<Group> {
    [mark::ENTRY, mark::ARTICLE, mark::ENTRY | mark::ARTICLE]
        .into_iter()
        .map(|wanted| Group { records: declared_by(tree, links, wanted), declared: true })
        .filter(|group| !group.records.is_empty())
        .collect()
}

/// Linked headings that stand alone, each with the largest piece of page around it that leads nowhere else.
pub(super) fn alone(tree: &Tree<'_>, links: &Links) -> Vec<Group> {
    let is_heading = |link: &&Link| {
        let near = std::iter::once(link.node).chain(tree.ancestors(link.node).take(2));
        let inside = link.node + 1..tree.node(link.node).end;
        link.eligible
            && !link.filler
            && !in_chrome(tree, link)
            && near.chain(inside).any(|at| tree.node(at).is(mark::HEADING))
    };
    let around = |link: &Link| {
        let only = |at: &u32| {
            let others = links.inside(*at, tree.node(*at).end);
            others.iter().all(|other| other.filing || other.address == link.address)
                && (*at..tree.node(*at).end).filter(|at| tree.node(*at).is(mark::HEADING)).count() <= 1
        };
        tree.ancestors(link.node).take_while(only).last()
    };
    links
        .all
        .iter()
        .filter(is_heading)
        .take(MAX_ALONE)
        .filter_map(|link| {
            let start = around(link)?;
            let record = Record { start, end: tree.node(start).end, anchor: link.node };
            Some(Group { records: vec![record], declared: false })
        })
        .collect()
}

fn declared_by(tree: &Tree<'_>, links: &Links, wanted: u32) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        if !node.is(wanted) || node.is(mark::CHROME) {
            continue;
        }
        let at = at as u32;
        let Some(anchor) = links.inside(at, node.end).iter().find(|link| link.eligible) else { continue };
        while records.last().is_some_and(|outer| outer.end >= node.end) {
            records.pop();
        }
        records.push(Record { start: at, end: node.end, anchor: anchor.node });
    }
    records
}

/// Which of the links of its parent it is.
fn nth_link(tree: &Tree<'_>, at: u32) -> u64 {
    let parent = tree.node(at).parent;
    tree.children(parent)
        .take_while(|child| *child < at)
        .take(50)
        .filter(|child| tree.node(*child).anchor == *child)
        .count() as u64
}

/// The last four steps of the path: what sections with the same inside have in common.
fn near_place(tree: &Tree<'_>, at: u32) -> u64 {
    std::iter::once(at)
        .chain(tree.ancestors(at))
        .take(4)
        .fold(0, |sum: u64, at| sum.wrapping_mul(0x0100_0000_01b3).wrapping_add(tree.node(at).sign))
}

/// Each run of links to one address becomes the largest piece of page that holds no other address of the group.
fn climb(tree: &Tree<'_>, links: &[&Link]) -> Vec<Record> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    let mut address = NONE;
    for link in links {
        match runs.last_mut() {
            Some(run) if link.address == address => run.1 = link.node,
            _ => runs.push((link.node, link.node)),
        }
        address = link.address;
    }
    let joint: Vec<u32> = runs.windows(2).map(|pair| tree.node(tree.common(pair[0].1, pair[1].0)).depth).collect();
    runs.iter()
        .enumerate()
        .map(|(nth, (first, last))| {
            let before = nth.checked_sub(1).map(|nth| joint[nth]);
            let depth = before.max(joint.get(nth).copied()).unwrap_or(0) + 1;
            let start = tree.ancestor_at(*first, depth);
            let end = tree.node(tree.ancestor_at(*last, depth)).end;
            Record { start, end, anchor: *first }
        })
        .collect()
}
