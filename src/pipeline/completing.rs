//! What completes the reports of one visit beyond their listing, and what of it stays at the next: while a listing says
//! the same of an entry, what completed it stays, so that a feed or page that is not to be had for once changes nothing.

use std::collections::{HashMap, HashSet};

use url::Url;

use crate::discover::{Asked, Page};
use crate::matching::Keys;
use crate::model::{Alert, AlertId, Completion, Digest, Entry, Report, Source, link_key};
use crate::refine::Parsed;
use crate::refine::complete::{key, with_article};
use crate::refine::normalise::links;
use crate::store::{self, Store};

/// How often an entry's own page is asked for in vain.
const TRIES: u8 = 3;
/// How many alerts one may have become part of, one after the other.
const MERGES: usize = 8;
/// An entry that is dated and brings so many characters of text needs no page of its own.
const ENOUGH: usize = 1_000;

/// What the store holds of a listing's reports, by their links' keys.
#[derive(Default)]
pub(super) struct Standing {
    /// Those it knows, with or without their text.
    known: HashSet<String>,
    reports: HashMap<String, Report>,
}

impl Standing {
    pub(super) async fn recall(store: &dyn Store, reports: &[Report]) -> Result<Self, store::Error> {
        let own: Vec<(String, _)> = reports
            .iter()
            .filter_map(|report| Some((key_of(report)?, Keys::of(report).own)))
            .flat_map(|(key, own)| own.into_iter().map(move |own| (key.clone(), own)))
            .collect();
        let keys: Vec<_> = own.iter().map(|(_, key)| *key).collect();
        let mut standing = Self::default();
        for ((key, _), holder) in own.into_iter().zip(store.known(&keys).await?) {
            let Some(holder) = holder else { continue };
            if standing.known.insert(key.clone())
                && let Some(alert) = alert(store, holder.alert).await?
                && let Some(report) = alert.reports.into_iter().find(|report| report.id == holder.report)
            {
                standing.reports.insert(key, report);
            }
        }
        Ok(standing)
    }
}

/// An alert, or what it has become part of.
async fn alert(store: &dyn Store, mut id: AlertId) -> Result<Option<Alert>, store::Error> {
    for _ in 0..MERGES {
        match store.alert(id).await? {
            Some(Alert { merged: Some(into), .. }) => id = into,
            found => return Ok(found),
        }
    }
    Ok(None)
}

/// The completing of one visit's reports.
pub(super) struct Completing<'a> {
    pub(super) source: &'a Source,
    /// Whether this is the first import: history is asked for once.
    pub(super) import: bool,
    /// What each entry says by itself.
    pub(super) alone: HashMap<String, Digest>,
    /// Those that a feed beside the page has completed.
    pub(super) completed: HashSet<String>,
    pub(super) standing: Standing,
}

impl Completing<'_> {
    /// The pages to be asked for, in the order of the list: of new entries, of those whose words have changed since,
    /// and of those that were asked for in vain.
    pub(super) fn wanted(&self, reports: &[Report], entries: &[Entry], base: &Url) -> Vec<Url> {
        let enough = |entry: &Entry| {
            entry.published.is_some()
                && entry.content.as_ref().is_some_and(|content| content.raw().chars().count() >= ENOUGH)
        };
        let complete: HashSet<String> =
            entries.iter().filter(|entry| enough(entry)).filter_map(|entry| key(entry, base)).collect();
        let wanted = reports.iter().filter(|report| {
            report.own_link && key_of(report).is_some_and(|key| !complete.contains(&key) && self.wants(&key))
        });
        wanted.filter_map(|report| report.link.clone()).filter(|link| *link != self.source.url).collect()
    }

    fn wants(&self, key: &str) -> bool {
        if !self.standing.known.contains(key) {
            return true;
        }
        self.standing.reports.get(key).and_then(|report| report.completion).is_some_and(|completion| {
            completion.waiting || (completion.text.is_some() && self.alone.get(key) != Some(&completion.listing))
        })
    }

    /// Marks each report with what completed it, and keeps what completed it before.
    pub(super) fn finish(&self, reports: &mut [Report], asked: &[Asked]) {
        let asked: HashMap<String, &Page> = asked.iter().map(|asked| (link_key(&asked.url), &asked.page)).collect();
        for report in reports {
            let Some(key) = key_of(report) else { continue };
            let Some(listing) = self.alone.get(&key).copied() else { continue };
            let standing = self.standing.reports.get(&key);
            let before = standing.and_then(|standing| standing.completion);
            let tries = before.filter(|before| before.listing == listing).map_or(0, |before| before.tries);
            let known = self.standing.known.contains(&key);
            let completion = match asked.get(&key) {
                Some(Page::Read(article)) => {
                    if let Some(canonical) = &article.canonical {
                        report.own_link = links::is_on(canonical, &self.source.hosts);
                        report.link = Some(canonical.clone());
                    }
                    let text = Digest::of("article:v1", &[article.text.as_bytes()]);
                    report.completion = Some(Completion { listing, tries, waiting: false, text: Some(text) });
                    continue;
                }
                Some(Page::Later(_)) => {
                    let tries = tries.saturating_add(1);
                    Some(Completion { listing, tries, waiting: !self.import && tries < TRIES, text: None })
                }
                Some(Page::Never(_)) => Some(Completion { listing, tries, waiting: false, text: None }),
                // Its turn comes at the next visit.
                None if self.source.follow && !self.import && (!known || before.is_some_and(|it| it.waiting)) => {
                    self.followable(report).then_some(Completion { listing, tries, waiting: true, text: None })
                }
                None => None,
            };
            let kept = standing.zip(before).filter(|(_, before)| before.listing == listing);
            let fresh = self.completed.contains(&key) && before.is_none_or(|before| before.text.is_none());
            if let Some((standing, before)) = kept.filter(|_| !fresh) {
                keep(report, standing);
                report.completion = completion.or(Some(Completion { waiting: false, ..before }));
            } else {
                let by_feed = Completion { listing, tries: 0, waiting: false, text: None };
                report.completion = completion.or(fresh.then_some(by_feed));
            }
        }
    }

    fn followable(&self, report: &Report) -> bool {
        report.own_link && report.link.as_ref() != Some(&self.source.url)
    }
}

/// Completes the entries whose pages were read.
pub(super) fn take(asked: &[Asked], parsed: &mut Parsed, base: &Url) {
    let articles: HashMap<String, _> = asked
        .iter()
        .filter_map(|asked| match &asked.page {
            Page::Read(article) => Some((link_key(&asked.url), article)),
            Page::Later(_) | Page::Never(_) => None,
        })
        .collect();
    for entry in &mut parsed.entries {
        if let Some(article) = key(entry, base).and_then(|key| articles.get(&key)) {
            *entry = with_article(entry, article);
        }
    }
}

/// What completed a report stays while its listing says the same.
fn keep(report: &mut Report, standing: &Report) {
    report.link.clone_from(&standing.link);
    report.versions.clone_from(&standing.versions);
    report.own_link = standing.own_link;
    report.title.clone_from(&standing.title);
    report.title_from = standing.title_from;
    report.summary.clone_from(&standing.summary);
    report.summary_html.clone_from(&standing.summary_html);
    report.published = standing.published;
    report.published_from = standing.published_from;
    report.published_at = standing.published_at;
    report.updated = standing.updated;
    report.embargo.clone_from(&standing.embargo);
    report.authors.clone_from(&standing.authors);
    report.categories.clone_from(&standing.categories);
    report.tags.clone_from(&standing.tags);
    report.reasons.clone_from(&standing.reasons);
}

fn key_of(report: &Report) -> Option<String> {
    report.link.as_ref().filter(|_| report.link_unique).map(link_key)
}
