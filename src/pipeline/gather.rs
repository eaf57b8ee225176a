//! What a source is read with besides its own document, fetched before its turn on the line: a feed beside its page,
//! the pages of its new entries, its older pages. Sources without any of these pass through untouched.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use super::completing::{Completing, Standing, take};
use super::read::{Read, Unread};
use super::{Fetched, Line, settings};
use crate::discover::{self, Asked, Listing, Page};
use crate::fetch::{Answer, Fetcher};
use crate::model::{
    Beside, Digest, Document, Outcome, OutcomeKind, Poll, Report, Source, SourceKind, Surroundings, Validators,
};
use crate::refine::complete::said;
use crate::refine::parse::title;
use crate::refine::{self, Parsed, Reading};
use crate::store;

/// What was gathered for one visit.
#[derive(Debug)]
pub(super) struct Gathered {
    /// All reports, or why there are none.
    pub(super) read: Result<Read, Unread>,
    /// How many of them the source's own document gave.
    pub(super) listed: usize,
    /// How many wait for their own page.
    pub(super) waiting: u32,
    /// What is to be remembered of what stands around the page.
    pub(super) surroundings: Option<Surroundings>,
    /// Whether older pages were read.
    pub(super) backfilled: bool,
}

impl Gathered {
    /// What is to be remembered of it; the rest is to be taken through the line.
    pub(super) fn remember(self, poll: &mut Poll, validators: &mut Validators) -> Result<Read, Unread> {
        if poll.surroundings != self.surroundings {
            // Another address may be asked next time: what this one gave says nothing of that.
            *validators = Validators::default();
        }
        poll.surroundings = self.surroundings;
        poll.backfilled = self.backfilled;
        poll.waiting = self.waiting;
        self.read
    }
}

/// The address to be visited for a source: its own, or that of the feed that is read in its place.
pub(super) fn address<'a>(source: &'a Source, poll: &'a Poll, config: Digest) -> &'a Url {
    match &poll.surroundings {
        Some(Surroundings { config: known, beside: Beside::Instead(url), .. })
            if *known == config && poll.url == source.url && source.select.is_none() =>
        {
            url
        }
        _ => poll.address(source),
    }
}

/// Whether a feed is read in the place of the source's page.
pub(super) fn stands_in(source: &Source, poll: &Poll, config: Digest) -> bool {
    address(source, poll, config) != poll.address(source)
}

/// A visit failed: where only the feed in the page's place is not for us any more, the page is asked at the next one.
pub(super) fn failed(source: &Source, poll: &mut Poll, config: Digest, outcome: &mut Outcome) {
    if stands_in(source, poll, config) && outcome.kind != OutcomeKind::Failing {
        poll.surroundings = None;
        outcome.kind = OutcomeKind::Failing;
    }
}

/// Gathers what belongs to a fetched document. Touches the network, and the store only to ask.
///
/// # Errors
/// Only the store's.
pub async fn gather(
    fetcher: &Fetcher,
    line: &Line,
    mut fetched: Fetched,
    now: DateTime<Utc>,
) -> Result<Fetched, store::Error> {
    let Fetched { source, poll, answer, .. } = &fetched;
    let Ok(Answer::Fresh { document, .. }) = answer else { return Ok(fetched) };
    let config = settings(source, &line.policy);
    let unchanged = poll.config == Some(config) && poll.body == Some(document.digest()) && poll.waiting == 0;
    let is_page = source.kind != SourceKind::Feed && source.select.is_none();
    let backfill = source.backfill > 0 && !poll.imported && !poll.backfilled;
    if unchanged || !(is_page || source.follow || backfill) {
        return Ok(fetched);
    }
    let visit = Visit { fetcher, line, source, poll, document, config, now };
    fetched.gathered = Some(Box::pin(visit.gather(backfill)).await?);
    Ok(fetched)
}

/// One visit, while it is gathered for.
struct Visit<'a> {
    fetcher: &'a Fetcher,
    line: &'a Line,
    source: &'a Source,
    poll: &'a Poll,
    document: &'a Document,
    config: Digest,
    now: DateTime<Utc>,
}

impl Visit<'_> {
    async fn gather(&self, backfill: bool) -> Result<Gathered, store::Error> {
        let mut gathered = Gathered {
            read: Err(Unread { message: String::new(), error: None }),
            listed: 0,
            waiting: 0,
            surroundings: self.poll.surroundings.clone(),
            backfilled: self.poll.backfilled,
        };
        let instead = stands_in(self.source, self.poll, self.config);
        let (document, known) = (self.document.clone(), self.poll.surroundings.as_ref());
        let listing =
            discover::listing(self.fetcher, self.source, document, instead, known, self.config, self.now).await;
        gathered.surroundings = listing.1;
        let Listing { mut parsed, base, layout, mut alone, completed } = match listing.0 {
            Ok(listing) => listing,
            Err(error) => {
                let message = error.to_string();
                let error = if let discover::Error::Read(error) = error { Some(error) } else { None };
                gathered.read = Err(Unread { message, error });
                return Ok(gathered);
            }
        };
        gathered.listed = parsed.entries.len();
        if backfill {
            let first = Document { url: base.clone(), ..self.document.clone() };
            let stopped = discover::older(self.fetcher, self.source, &first, &mut parsed, self.source.backfill).await;
            parsed.warnings.extend(stopped);
            gathered.backfilled = true;
        }
        // Older entries stand as their own pages list them.
        for (key, digest) in said(&parsed.entries, &base) {
            alone.entry(key).or_insert(digest);
        }
        let Some(reading) = self.reading(parsed.clone(), &base).await else {
            gathered.read = Err(self.failed());
            return Ok(gathered);
        };
        let standing = Standing::recall(self.line.store.as_ref(), &reading.reports).await?;
        let completing = Completing { source: self.source, import: !self.poll.imported, alone, completed, standing };
        let asked = if self.source.follow {
            let wanted = completing.wanted(&reading.reports, &parsed.entries, &base);
            discover::follow(self.fetcher, self.source, wanted).await
        } else {
            Vec::new()
        };
        let mut reading = if asked.is_empty() {
            reading
        } else {
            take(&asked, &mut parsed, &base);
            let Some(reading) = self.reading(parsed, &base).await else {
                gathered.read = Err(self.failed());
                return Ok(gathered);
            };
            reading
        };
        reading.warnings.extend(failures(&asked));
        completing.finish(&mut reading.reports, &asked);
        reading.layout = layout;
        let waits = |report: &&Report| report.completion.is_some_and(|completion| completion.waiting);
        gathered.waiting = reading.reports.iter().filter(waits).count() as u32;
        let document = self.document.clone();
        let is_page = reading.kind == SourceKind::Page;
        let title = discover::aside(move || is_page.then(|| title(&document)).flatten()).await.flatten();
        gathered.read = Ok(Read { reading, title });
        Ok(gathered)
    }

    async fn reading(&self, parsed: Parsed, base: &Url) -> Option<Reading> {
        let (source, vocabulary) = (self.source.clone(), Arc::clone(&self.line.vocabulary));
        let (uid, base, now) = (self.poll.uid, base.clone(), self.now);
        discover::aside(move || refine::reading(parsed, &base, &source, uid, &vocabulary, now)).await
    }

    fn failed(&self) -> Unread {
        let url = &self.source.url;
        Unread {
            message: format!("reading {url} failed inside the wire; please report this with the page"),
            error: None,
        }
    }
}

/// One sentence for all pages that were asked for in vain.
fn failures(asked: &[Asked]) -> Option<String> {
    let failed: Vec<&str> = asked
        .iter()
        .filter_map(|asked| match &asked.page {
            Page::Read(_) => None,
            Page::Later(why) | Page::Never(why) => Some(why.as_str()),
        })
        .collect();
    let first = failed.first()?;
    Some(format!("{} of {} pages of entries were not read; the first: {first}", failed.len(), asked.len()))
}
