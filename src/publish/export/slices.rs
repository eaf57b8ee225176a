//! Which feeds there are as files, and what stands in each and in its archives.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use chrono::{DateTime, NaiveDate, Utc};

use super::super::catalogue::{Catalogue, Page};
use super::super::pages::single;
use super::super::{Topic, gather};
use super::folder::is_name;
use super::links::Threads;
use crate::model::{AlertId, Filter, MediaType, Seq, Slice, Urgency};
use crate::render::Context;
use crate::render::slice::{Key, Terms};

/// The facets whose terms have feeds: those that the list of feeds names.
const FACETS: [Key; 7] = [Key::Region, Key::Country, Key::Urgency, Key::Type, Key::Theme, Key::Lang, Key::Network];
/// More archives than any feed can have: a day each for some centuries.
const ARCHIVES: usize = 100_000;

/// Every feed that is kept as files, with its current form in Atom: everything, those by name, each term of a facet that
/// anything was ever filed under or that has a page, and each case that goes on.
pub(super) fn listed(
    ctx: &Context,
    terms: &Terms,
    catalogue: &Catalogue,
    threads: &Threads,
    day: NaiveDate,
) -> Vec<Topic> {
    let named = ctx.feeds.iter().map(|named| Topic::by_name(named, MediaType::Atom));
    let urgencies = Urgency::ALL.iter().map(|urgency| (Key::Urgency, urgency.term()));
    let filed = catalogue.terms().chain(urgencies);
    // A term that cannot be the name of a folder is found under other facets.
    let filed = filed.filter(|(key, term)| FACETS.contains(key) && is_name(term));
    let singles = filed.filter_map(|(key, term)| terms.single(key, term));
    let case = |id: &AlertId| Slice { filter: Filter { cases: vec![*id], ..Filter::default() }, ..Slice::default() };
    let slices = std::iter::once(Slice::default())
        .chain(singles)
        .chain(viewed(ctx, catalogue, day))
        .chain(threads.keys().map(case));
    let mut seen = HashSet::new();
    let mut topics: Vec<Topic> = slices.map(|slice| Topic::current(slice, MediaType::Atom)).chain(named).collect();
    topics.retain(|topic| seen.insert(stem(topic)));
    topics
}

/// The views of single terms that have pages as files: a term that cannot be the name of a folder is found under others.
pub(super) fn viewed(ctx: &Context, catalogue: &Catalogue, day: NaiveDate) -> Vec<Slice> {
    let mut views = single(ctx, catalogue, day);
    views.retain(|slice| is_name(&stem(&Topic::current(slice.clone(), MediaType::Atom))));
    views
}

/// Where a feed stands, below the folder, without the ending of a format.
pub(super) fn stem(topic: &Topic) -> String {
    let address = topic.address();
    address.trim_start_matches('/').trim_end_matches(".atom").to_owned()
}

/// One document in each of the formats.
pub(super) struct Part {
    pub(super) topic: Topic,
    pub(super) page: Page,
    /// Changes with everything that its bytes hang on.
    pub(super) mark: u64,
}

/// A feed and all its archives.
#[derive(Default)]
pub(super) struct Parts {
    /// The current one first, then from the newest archive to the oldest.
    pub(super) all: Vec<Part>,
    /// With a change after this, some of them are others.
    pub(super) until: Option<DateTime<Utc>>,
}

/// What stands in a feed and in its archives.
pub(super) fn parts(catalogue: &Catalogue, topic: &Topic, day: NaiveDate, seqs: &HashMap<AlertId, Seq>) -> Parts {
    let Ok(mut page) = gather::page(catalogue, topic, day) else { return Parts::default() };
    // What is behind is in the archives: a file cannot be asked for what stands before a place.
    page.more = false;
    let mut parts = Parts::default();
    let mut next = Some((topic.clone(), page));
    while let Some((topic, page)) = next.take() {
        let older = page.older.filter(|_| parts.all.len() < ARCHIVES);
        parts.until = parts.until.into_iter().chain(page.until).min();
        next = older.and_then(|period| {
            let page = catalogue.archive(period, &topic.slice)?;
            Some((Topic { archive: Some(period), ..topic.clone() }, page))
        });
        let mark = mark(&page, topic.slice.active.then_some(day), seqs);
        parts.all.push(Part { topic, page, mark });
    }
    parts
}

fn mark(page: &Page, day: Option<NaiveDate>, seqs: &HashMap<AlertId, Seq>) -> u64 {
    let mut mark = DefaultHasher::new();
    for place in &page.shown {
        (place.id, place.updated, seqs.get(&place.id)).hash(&mut mark);
    }
    for departed in &page.left {
        (departed.id, departed.at, seqs.get(&departed.id)).hash(&mut mark);
    }
    (page.shown.len(), page.older, page.newer, day).hash(&mut mark);
    mark.finish()
}
