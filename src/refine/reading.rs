//! What only the whole document shows: ids and links that several of its entries share, entries that stand in it twice.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use url::Url;

use super::normalise::links;
use super::report::{About, entry_id, identity, identity_of, report_within};
use super::tag::Vocabulary;
use super::{Parsed, Reading, TakenBack};
use crate::model::{Entry, Layout, Report, Source, SourceUid, Withdrawal, Withdrawn, link_key};

/// By how much text the entries of one document are tagged beside their titles, in bytes, all together: hundreds of long
/// ones. What a source wants read beyond that keeps the others waiting.
const MAX_TAGGED: usize = 2 << 20;

/// Reports of all entries, in document order. `base` is the document's address.
pub fn reading(
    parsed: Parsed,
    base: &Url,
    source: &Source,
    uid: SourceUid,
    vocabulary: &Vocabulary,
    now: DateTime<Utc>,
) -> Reading {
    let Parsed { kind, mut entries, path, language, withdrawn, mut warnings, announced } = parsed;
    let layout = Layout::of(path, &entries);
    let taken_back = take_back(&mut entries, &withdrawn, source, uid);
    drop_shared_ids(&mut entries, base, &mut warnings);
    let mut reports: Vec<Report> = Vec::with_capacity(entries.len());
    let mut seen = BTreeSet::new();
    let (mut empty, mut twice) = (0, 0);
    let about = About { source, uid, base: Some(base), declared_language: language.as_deref(), vocabulary, now };
    let mut left = MAX_TAGGED;
    for entry in &entries {
        match report_within(entry, &about, &mut left) {
            None => empty += 1,
            Some(report) if !seen.insert(words_of(&report)) => twice += 1,
            Some(report) => reports.push(report),
        }
    }
    if left == 0 {
        warnings.push(
            "it holds more text than is read at once: its last entries are tagged by their titles alone".to_owned(),
        );
    }
    if empty > 0 {
        warnings.push(format!("left out {empty} of {} entries: neither title nor text nor link", entries.len()));
    }
    if twice > 0 {
        warnings.push(format!("left out {twice} of {} entries: they stand in the document twice", entries.len()));
    }
    mark_shared_links(&mut reports);
    Reading { kind, reports, taken_back, layout, language, warnings, announced }
}

/// Leaves out the entries that the document itself takes back. One that it has changed since is told anew (RFC 6721 §3), and
/// taken back no longer.
fn take_back(entries: &mut Vec<Entry>, withdrawn: &[Withdrawn], source: &Source, uid: SourceUid) -> Vec<TakenBack> {
    let mut gone: BTreeMap<String, Option<DateTime<Utc>>> = BTreeMap::new();
    for Withdrawn { id, when, .. } in withdrawn.iter().filter(|known| known.how != Withdrawal::Superseded) {
        if let Some(id) = entry_id(id) {
            let latest = gone.entry(id).or_default();
            *latest = (*latest).max(*when);
        }
    }
    if gone.is_empty() {
        return Vec::new();
    }
    entries.retain(|entry| {
        let Some(id) = entry.id.as_deref().and_then(entry_id) else { return true };
        let Some(when) = gone.get(&id).copied() else { return true };
        let told = entry.updated.or(entry.published).map(|moment| moment.instant(source.timezone));
        let anew = when.is_some_and(|when| told.is_some_and(|told| told > when));
        if anew {
            gone.remove(&id);
        }
        anew
    });
    gone.into_iter().map(|(id, when)| TakenBack { report: identity_of(uid, &id), when }).collect()
}

/// An id that stands on entries with different links is no id.
fn drop_shared_ids(entries: &mut [Entry], base: &Url, warnings: &mut Vec<String>) {
    let mut links_of: BTreeMap<String, BTreeSet<Option<String>>> = BTreeMap::new();
    for entry in entries.iter() {
        if let Some(id) = entry.id.as_deref().and_then(entry_id) {
            let link = entry.link.as_deref().and_then(|link| links::resolve(link, Some(base)));
            links_of.entry(id).or_default().insert(link.as_ref().map(link_key));
        }
    }
    let mut dropped = 0;
    for entry in entries.iter_mut() {
        let id = entry.id.as_deref().and_then(entry_id);
        if id.is_some_and(|id| links_of.get(&id).is_some_and(|links| links.len() > 1)) {
            entry.id = None;
            dropped += 1;
        }
    }
    if dropped > 0 {
        warnings.push(format!("{dropped} of {} entries share an id with another: their links are used", entries.len()));
    }
}

/// A link that stands on entries with different words cannot tell them apart.
fn mark_shared_links(reports: &mut [Report]) {
    let mut words: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for report in reports.iter() {
        if let Some(link) = &report.link {
            let said = (report.title.clone(), report.summary.clone());
            words.entry(link_key(link)).or_default().insert(said);
        }
    }
    for report in reports {
        let Some(link) = &report.link else { continue };
        if words.get(&link_key(link)).is_some_and(|words| words.len() > 1) {
            report.link_unique = false;
            report.id = identity(report);
        }
    }
}

/// All that makes two entries the same.
fn words_of(report: &Report) -> (Option<String>, Option<String>, String, String) {
    let link = report.link.as_ref().map(link_key);
    (report.entry_id.clone(), link, report.title.clone(), report.summary.clone())
}
