//! The page comes first: what it links to is looked at once, and only what adds to its list, or is its own where it
//! shows none, is remembered. A feed of the whole site never makes an entry for the page of a section.

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::{Error, guesses, read};
use crate::fetch::Fetcher;
use crate::model::{Beside, Digest, Document, OutcomeKind, Source, Surroundings};
use crate::refine::complete::{Gain, complete, is_incomplete};
use crate::refine::parse::{Pointer, Pointers};
use crate::refine::{self, Parsed};

/// How many feeds that a page links to are tried.
const LINKED: usize = 4;
/// How many addresses are guessed for a page that shows no list.
const GUESSED: usize = 6;
/// After so long, what was not there is looked for again, and the page itself is asked again where a feed stands in its
/// place.
pub(super) const AGAIN: TimeDelta = TimeDelta::days(14);

/// A feed that stands beside a page.
#[derive(Clone, Debug)]
pub(super) struct Companion {
    /// As fetched; its address is what its links hang on.
    pub(super) document: Document,
    /// Its entries.
    pub(super) parsed: Parsed,
}

/// What was found around a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    /// A feed that completes the page's list, or stands in its place.
    pub(super) companion: Option<Companion>,
    /// What is to be remembered.
    pub(super) surroundings: Option<Surroundings>,
    /// Things to know.
    pub(super) warnings: Vec<String>,
}

/// Looks around a page: for what is remembered, else for what it links to, else, where the page shows no list, at
/// addresses where feeds usually are. `listed` is the page's own list, `None` where it shows none.
pub(super) async fn look_around(
    fetcher: &Fetcher,
    source: &Source,
    pointers: &Pointers,
    listed: Option<(&Parsed, &Url)>,
    known: Option<&Surroundings>,
    config: Digest,
    now: DateTime<Utc>,
) -> Around {
    let remember = |beside| Some(Surroundings { at: now, config, beside });
    let known = known.filter(|known| known.config == config);
    match (known.map(|known| (&known.beside, known.at)), listed) {
        (Some((Beside::Nothing, at)), _) if now - at < AGAIN => {
            return Around { surroundings: known.cloned(), ..Around::default() };
        }
        // What the page links to no longer was perhaps never meant by those whose page it is.
        (Some((Beside::Feed(url), _)), Some(_)) if ranked(pointers).iter().any(|pointer| pointer.url == *url) => {
            return remembered(fetcher, source, url, known).await;
        }
        _ => {}
    }
    if listed.is_some_and(|(page, _)| !is_incomplete(&page.entries)) {
        return Around { surroundings: remember(Beside::Nothing), ..Around::default() };
    }
    let mut around = Around::default();
    let found = match listed {
        Some((page, base)) => {
            best_of_linked(fetcher, source, pointers, page, base).await.map(|(url, it)| (Beside::Feed(url), it))
        }
        None => own(fetcher, source, pointers).await.map(|(url, it)| (Beside::Instead(url), it)),
    };
    match found {
        Ok((beside, companion)) => {
            around.companion = Some(companion);
            around.surroundings = remember(beside);
        }
        // A feed that only could not be had now is no answer: it is asked for again at the next visit.
        Err(Unfound::ForNow) => {}
        Err(Unfound::ForGood) => around.surroundings = remember(Beside::Nothing),
    }
    around
}

/// Why nothing was found.
enum Unfound {
    ForNow,
    ForGood,
}

async fn remembered(fetcher: &Fetcher, source: &Source, url: &Url, known: Option<&Surroundings>) -> Around {
    match read::feed(fetcher, url, source).await {
        Ok((document, parsed)) => Around {
            companion: Some(Companion { document, parsed }),
            surroundings: known.cloned(),
            warnings: Vec::new(),
        },
        Err(error) => Around {
            surroundings: known.filter(|_| error.may_pass()).cloned(),
            warnings: vec![format!(
                "the feed beside the page was not read, so dates or excerpts may be missing: {error}"
            )],
            ..Around::default()
        },
    }
}

/// Of the feeds that a page links to, the one that adds most to its list.
async fn best_of_linked(
    fetcher: &Fetcher,
    source: &Source,
    pointers: &Pointers,
    page: &Parsed,
    base: &Url,
) -> Result<(Url, Companion), Unfound> {
    let mut best: Option<(usize, Url, Companion)> = None;
    let mut trouble = false;
    for pointer in ranked(pointers).into_iter().take(LINKED) {
        match read::feed(fetcher, &pointer.url, source).await {
            Ok((document, parsed)) => {
                let mut entries = page.entries.clone();
                let (_, Gain { shared, dates, words }) = complete(&mut entries, base, &parsed.entries, &document.url);
                let worth = dates + words;
                if worth > 0 && best.as_ref().is_none_or(|(most, ..)| worth > *most) {
                    best = Some((worth, pointer.url.clone(), Companion { document, parsed }));
                }
                if shared * 5 >= page.entries.len() * 4 && !is_incomplete(&entries) {
                    break;
                }
            }
            Err(error) => {
                trouble |= error.may_pass();
                if is_refused(&error) {
                    break;
                }
            }
        }
    }
    match best {
        Some((_, url, companion)) => Ok((url, companion)),
        None if trouble => Err(Unfound::ForNow),
        None => Err(Unfound::ForGood),
    }
}

/// The page's own feed: one it links to, else one where feeds usually are.
async fn own(fetcher: &Fetcher, source: &Source, pointers: &Pointers) -> Result<(Url, Companion), Unfound> {
    let linked = ranked(pointers).into_iter().filter(|pointer| pointer.own).map(|pointer| pointer.url.clone());
    let guessed = guesses::of_page(&source.url).into_iter().take(GUESSED);
    let mut trouble = false;
    for url in linked.take(LINKED).chain(guessed) {
        match read::feed(fetcher, &url, source).await {
            Ok((document, parsed)) => return Ok((url, Companion { document, parsed })),
            Err(error) => {
                trouble |= error.may_pass() && !matches!(error, Error::Read(refine::Error::Empty { .. }));
                if is_refused(&error) {
                    break;
                }
            }
        }
    }
    Err(if trouble { Unfound::ForNow } else { Unfound::ForGood })
}

/// The page's own feeds first, in the order of the page; then what its WordPress answers.
fn ranked(pointers: &Pointers) -> Vec<&Pointer> {
    let mut ranked: Vec<&Pointer> = pointers.feeds.iter().chain(&pointers.wordpress).collect();
    ranked.sort_by_key(|pointer| !pointer.own);
    ranked
}

/// Whoever is sent away does not try the next door.
fn is_refused(error: &Error) -> bool {
    matches!(error, Error::Fetch(error) if error.outcome_kind() == OutcomeKind::Blocked
        && !matches!(error, crate::fetch::Error::Robots { .. }) || error.retry_after().is_some())
}
