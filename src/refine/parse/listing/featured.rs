//! A leading entry in a dress of its own before the list: a linked heading whose address is of the list's kind.

use std::collections::HashSet;

use super::fields::{self, Fields};
use super::groups::Record;
use super::links::Link;
use super::marks::mark;
use super::page::Page;
use super::settle::most;

/// How many leading entries a page may have.
const MOST: usize = 6;

/// Adds leading entries in front of a list.
pub(super) fn add(page: &Page<'_>, chosen: &mut Vec<Fields>) {
    let shape = |address: u32| page.links.addresses[address as usize].shape;
    let Some(first) = chosen.iter().map(|fields| fields.record.start).min() else { return };
    let known: HashSet<u32> = chosen.iter().filter_map(|fields| fields.address).collect();
    let Some((usual, _)) = most(known.iter().map(|address| shape(*address))) else { return };
    let dated = chosen.iter().filter(|fields| fields.date.is_some()).count() * 2 > chosen.len();
    let mut seen = HashSet::new();
    let leading: Vec<Record> = page
        .links
        .inside(0, first)
        .iter()
        .filter(|link| link.eligible && !link.filler && shape(link.address) == usual && !known.contains(&link.address))
        .filter(|link| is_heading(page, link) && seen.insert(link.address))
        .filter_map(|link| around(page, link, first))
        .collect();
    if leading.len() > MOST {
        return;
    }
    let leading = fields::read(page, &leading, &mut fields::Known::new());
    let told = |fields: &Fields| if dated { fields.date.is_some() } else { fields.rest > 50 };
    chosen.extend(leading.into_iter().filter(|fields| fields.title.is_some() && told(fields)));
}

fn is_heading(page: &Page<'_>, link: &Link) -> bool {
    let tree = &page.tree;
    let mut near = std::iter::once(link.node).chain(tree.ancestors(link.node).take(2));
    let inside = &tree.nodes[link.node as usize..tree.node(link.node).end as usize];
    !tree.node(link.node).is(mark::CHROME)
        && (near.any(|at| tree.node(at).is(mark::HEADING)) || inside.iter().any(|node| node.is(mark::HEADING)))
}

/// The largest piece around a link that leads nowhere else and ends before the list.
fn around(page: &Page<'_>, link: &Link, before: u32) -> Option<Record> {
    let tree = &page.tree;
    let alone = |at: &u32| {
        let end = tree.node(*at).end;
        let links = page.links.inside(*at, end);
        end <= before && links.iter().filter(|other| other.eligible).all(|other| other.address == link.address)
    };
    let start = tree.ancestors(link.node).take_while(alone).last()?;
    Some(Record { start, end: tree.node(start).end, anchor: link.node })
}
