//! Which of the groups of a page is the list, and what else belongs to it.

use std::collections::{HashMap, HashSet};

use super::fields::{self, Fields};
use super::groups::{self, Group, Record};
use super::page::Page;
use super::standing::Standing;
use super::{featured, inherit, score, settle, spans};

/// How many groups are read in full.
const FINALISTS: usize = 16;
/// How far behind the best at first sight a group is not worth a second.
const HOPELESS: f32 = 5.0;

/// A longer group is judged by so many of its records, spread evenly: a list is a list at its tenth entry.
const SAMPLE: usize = 48;

/// A group and the fields of its records, or of a sample of them.
struct Candidate {
    group: Group,
    fields: Vec<Fields>,
    score: f32,
    standing: Standing,
}

/// The entries that the page is there for, in document order; none where nothing convinces.
pub(super) fn best(page: &Page<'_>) -> Vec<Fields> {
    let mut known = fields::Known::new();
    let mut candidates = candidates(page, &mut known);
    let newest = candidates
        .iter()
        .filter(|candidate| candidate.score >= score::THRESHOLD && candidate.standing.dated >= 0.5)
        .filter_map(|candidate| candidate.standing.newest)
        .max();
    for candidate in &mut candidates {
        candidate.score -= candidate.standing.against(newest);
    }
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    if candidates.first().is_none_or(|first| first.score < score::THRESHOLD) {
        candidates = alone(page, &mut known);
    }
    let Some(first) = candidates.first().filter(|first| first.score >= score::THRESHOLD) else { return Vec::new() };
    let floor = (first.score * 0.6).max(score::THRESHOLD);
    let mut chosen = all_of(page, first, &mut known);
    for further in candidates[1..].iter().filter(|further| further.score >= floor) {
        if belongs(page, first, further) {
            join(page, &mut chosen, &all_of(page, further, &mut known));
        }
    }
    inherit::inherit(page, &mut chosen);
    featured::add(page, &mut chosen);
    fields::complete(page, &mut chosen);
    chosen.sort_by_key(|fields| fields.record.start);
    chosen
}

fn candidates(page: &Page<'_>, known: &mut fields::Known) -> Vec<Candidate> {
    let mut groups: Vec<Group> = groups::declared(&page.tree, &page.links);
    groups.extend(groups::of_links(&page.tree, &page.links));
    let mut ranked: Vec<(f32, Group)> =
        groups.into_iter().map(|group| (score::at_first_sight(page, &group), group)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut seen, mut settled, mut read) = (HashSet::new(), HashSet::new(), 0);
    let mut candidates = Vec::new();
    let hopeless = ranked.first().map_or(0.0, |(sight, _)| sight - HOPELESS);
    for (_, mut group) in ranked.into_iter().filter(|(sight, _)| *sight > hopeless) {
        let ranges = |group: &Group| group.records.iter().map(|record| (record.start, record.end)).collect::<Vec<_>>();
        if !seen.insert(ranges(&group)) {
            continue;
        }
        settle::settle(&page.tree, &page.links, &mut group);
        drop_side_lists(page, &mut group);
        spans::deal_out(&page.tree, &page.links, &page.dates, &mut group);
        read += 1;
        if !settled.insert(ranges(&group)) {
            continue;
        }
        let mut fields = fields::read(page, &sample(&group.records), known);
        drop_strangers(page, &mut fields);
        if is_list(&fields) {
            let score = score::in_full(page, &fields, &group);
            let standing = Standing::of(fields.iter(), page.now);
            candidates.push(Candidate { group, fields, score, standing });
        }
        if read >= FINALISTS {
            break;
        }
    }
    candidates
}

fn sample(records: &[Record]) -> Vec<Record> {
    if records.len() <= SAMPLE {
        return records.to_vec();
    }
    (0..SAMPLE).map(|nth| records[nth * (records.len() - 1) / (SAMPLE - 1)]).collect()
}

/// The fields of all records of a group.
fn all_of(page: &Page<'_>, candidate: &Candidate, known: &mut fields::Known) -> Vec<Fields> {
    if candidate.group.records.len() <= SAMPLE {
        return candidate.fields.clone();
    }
    let mut all = fields::read(page, &candidate.group.records, known);
    drop_strangers(page, &mut all);
    all
}

/// Of a group that stands in several places, those under the heading of something else do not count.
fn drop_side_lists(page: &Page<'_>, group: &mut Group) {
    let mut sides: HashMap<u32, bool> = HashMap::new();
    let mut is_side = |record: &Record| {
        let parent = page.tree.node(record.start).parent;
        *sides.entry(parent).or_insert_with(|| score::is_under_side_heading(page, record.start))
    };
    let kept: Vec<Record> = group.records.iter().filter(|record| !is_side(record)).copied().collect();
    if !kept.is_empty() {
        group.records = kept;
    }
}

/// The same for those where all is still to come, and for those of another make that end before half of the longest.
fn drop_strangers(page: &Page<'_>, all: &mut Vec<Fields>) {
    let parent = |fields: &Fields| page.tree.node(fields.record.start).parent;
    let mut runs: HashMap<u32, Vec<&Fields>> = HashMap::new();
    for fields in all.iter() {
        runs.entry(parent(fields)).or_default().push(fields);
    }
    if runs.len() < 2 || Standing::of(all.iter(), page.now).is_calendar() {
        return;
    }
    let sign = |run: &[&Fields]| page.tree.node(run[0].record.start).sign;
    let Some(longest) = runs.values().max_by_key(|run| (run.len(), std::cmp::Reverse(run[0].record.start))) else {
        return;
    };
    let main = Standing::of(longest.iter().copied(), page.now);
    let is_strange = |run: &[&Fields]| {
        let standing = Standing::of(run.iter().copied(), page.now);
        let to_come = standing.is_calendar() && standing.newest.is_none();
        run.len() > 1 && (to_come || (sign(run) != sign(longest) && !standing.meets(&main)))
    };
    let places: HashSet<u32> = runs.iter().filter(|(_, run)| is_strange(run)).map(|(place, _)| *place).collect();
    all.retain(|fields| !places.contains(&parent(fields)));
}

/// Lists of exactly one entry, best first: looked for only where nothing else is a list.
fn alone(page: &Page<'_>, known: &mut fields::Known) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = groups::alone(&page.tree, &page.links)
        .into_iter()
        .map(|group| (fields::read(page, &group.records, known), group))
        .filter(|(fields, _)| is_list(fields))
        .map(|(fields, group)| Candidate {
            score: score::in_full(page, &fields, &group),
            standing: Standing::of(fields.iter(), page.now),
            fields,
            group,
        })
        .filter(|candidate| !candidate.standing.is_calendar())
        .collect();
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
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

/// Whether a further group can be more of the list: not what is related, most read, to come, long past, or without the
/// dates that the list has.
fn belongs(page: &Page<'_>, first: &Candidate, further: &Candidate) -> bool {
    let sign = |candidate: &Candidate| page.tree.node(candidate.fields[0].record.start).sign;
    if score::is_under_side_heading(page, further.fields[0].record.start) || further.standing.is_calendar() {
        return false;
    }
    let behind = first.fields.iter().map(|fields| fields.record.end).max()
        <= further.fields.iter().map(|fields| fields.record.start).min();
    let bare = first.standing.dated > 0.7 && further.standing.dated < 0.2;
    sign(first) == sign(further) || (!(bare && behind) && further.standing.meets(&first.standing))
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
