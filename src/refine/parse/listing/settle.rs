//! Makes the records of a group alike: outliers that climbed too far come down, and siblings of the same make that
//! the links missed join.

use std::collections::{HashMap, HashSet};

use super::groups::{Group, Record};
use super::links::Links;
use super::marks::mark;
use super::tree::{NONE, Tree};

/// Settles a group. What lies between its records is dealt with afterwards, by [`super::spans`].
pub(super) fn settle(tree: &Tree<'_>, links: &Links, group: &mut Group) {
    if !group.declared {
        level(tree, &mut group.records);
        trim(tree, links, &mut group.records);
    }
    adopt(tree, links, &mut group.records);
    drop_repeats(tree, links, &mut group.records);
}

/// Where most records have one make or height, the others are brought to it.
fn level(tree: &Tree<'_>, records: &mut [Record]) {
    let single = |record: &Record| tree.node(record.start).end >= record.end;
    let Some((sign, count)) =
        most(records.iter().filter(|record| single(record)).map(|record| tree.node(record.start).sign))
    else {
        return;
    };
    let height = |record: &Record| tree.node(record.anchor).depth - tree.node(record.start).depth;
    let usual = most(records.iter().map(height)).map_or(0, |(height, _)| height);
    for record in records.iter_mut() {
        let fits = tree.node(record.start).sign == sign;
        if fits || !single(record) {
            continue;
        }
        let depth = tree.node(record.anchor).depth;
        let alike = std::iter::once(record.anchor)
            .chain(tree.ancestors(record.anchor))
            .take_while(|at| *at >= record.start)
            .filter(|at| tree.node(*at).sign == sign)
            .last();
        if let Some(at) = alike.filter(|_| count >= 2) {
            record.start = at;
        } else if height(record) > usual {
            record.start = tree.ancestor_at(record.anchor, depth.saturating_sub(usual));
        }
        record.end = tree.node(record.start).end;
    }
}

/// Small strangers at both ends ("Join us", "Older alerts") whose address is not of the kind the others are of. One with
/// a year beside it is no stranger, however short: the newest alert must not be lost for an odd address.
fn trim(tree: &Tree<'_>, links: &Links, records: &mut Vec<Record>) {
    let shape = |record: &Record| links.at(record.anchor).map(|link| links.addresses[link.address as usize].shape);
    let Some((usual, count)) = most(records.iter().map(shape)) else { return };
    if count * 10 < records.len() * 6 || count < 2 {
        return;
    }
    let digits = |record: &Record| {
        let nodes = tree.nodes.get(record.start as usize..record.end as usize).unwrap_or_default();
        nodes.iter().flat_map(|node| node.text.chars()).filter(|c| c.is_numeric()).count()
    };
    let strange = |record: &Record| {
        shape(record) != usual && tree.letters_in(record.start, record.end) < 40 && digits(record) < 4
    };
    let first = records.iter().position(|record| !strange(record)).unwrap_or(0);
    let last = records.iter().rposition(|record| !strange(record)).unwrap_or(0);
    records.truncate(last + 1);
    records.drain(..first);
}

/// Siblings of the records, of the same make, with a link of their own.
fn adopt(tree: &Tree<'_>, links: &Links, records: &mut Vec<Record>) {
    let mut by_parent: HashMap<u32, (u64, u32)> = HashMap::new();
    for record in records.iter() {
        let node = tree.node(record.start);
        if node.end == record.end && node.element.is_some() {
            let entry = by_parent.entry(node.parent).or_insert((node.sign, 0));
            entry.1 += u32::from(entry.0 == node.sign);
        }
    }
    let taken: HashSet<u32> = records.iter().map(|record| record.start).collect();
    let known: HashSet<u32> =
        records.iter().filter_map(|record| links.at(record.anchor)).map(|link| link.address).collect();
    let found = records.clone();
    for (parent, (sign, count)) in by_parent {
        if parent == NONE || count < 2 {
            continue;
        }
        let siblings: Vec<u32> = tree.children(parent).collect();
        for at in siblings {
            let node = tree.node(at);
            if node.sign != sign || taken.contains(&at) || node.is(mark::CHROME) || node.is(mark::HEADING) {
                continue;
            }
            let nearest = found.partition_point(|record| record.start < node.end).checked_sub(1).map(|nth| found[nth]);
            if nearest.is_some_and(|record| at < record.end) {
                continue;
            }
            let own = links.inside(at, node.end).iter().find(|link| link.eligible && !known.contains(&link.address));
            if let Some(link) = own.filter(|_| tree.letters_in(at, node.end) >= 60) {
                records.push(Record { start: at, end: node.end, anchor: link.node });
            }
        }
    }
    records.sort_by_key(|record| record.start);
}

/// One record for each address: the one that says most.
fn drop_repeats(tree: &Tree<'_>, links: &Links, records: &mut Vec<Record>) {
    let mut best: HashMap<u32, (u32, u32)> = HashMap::new();
    for record in records.iter() {
        if let Some(link) = links.at(record.anchor) {
            let says = tree.letters_in(record.start, record.end);
            let entry = best.entry(link.address).or_insert((record.start, says));
            if says > entry.1 {
                *entry = (record.start, says);
            }
        }
    }
    records.retain(|record| links.at(record.anchor).is_none_or(|link| best[&link.address].0 == record.start));
    let mut end = 0;
    records.retain(|record| {
        let apart = record.start >= end;
        end = end.max(record.end);
        apart
    });
}

/// The commonest value and how often it occurs; of equals the first.
pub(super) fn most<T: Eq + std::hash::Hash + Copy>(values: impl Iterator<Item = T>) -> Option<(T, usize)> {
    let mut counts: HashMap<T, (usize, usize)> = HashMap::new();
    for (nth, value) in values.enumerate() {
        counts.entry(value).or_insert((0, nth)).0 += 1;
    }
    counts
        .into_iter()
        .min_by_key(|(_, (count, first))| (usize::MAX - count, *first))
        .map(|(value, (count, _))| (value, count))
}
