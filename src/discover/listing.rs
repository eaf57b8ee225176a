//! A source's own document read as a list, with what stands beside it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use url::Url;

use super::beside::{AGAIN, Companion, look_around};
use super::{Error, read};
use crate::fetch::Fetcher;
use crate::model::{Digest, Document, Layout, Source, SourceKind, Surroundings};
use crate::refine::complete::{complete, said};
use crate::refine::parse::pointers;
use crate::refine::{self, Parsed};

/// A list, completed by the feed beside it.
#[derive(Debug)]
pub struct Listing {
    /// The entries.
    pub parsed: Parsed,
    /// What their links hang on.
    pub base: Url,
    /// What the list itself looks like, before anything is added to it.
    pub layout: Layout,
    /// What each entry says by itself, by its link's key.
    pub alone: HashMap<String, Digest>,
    /// Those that the feed has completed, by their links' keys.
    pub completed: HashSet<String>,
}

/// Reads a document as a list and looks around it. `instead` where the document is a feed that is read in the place of
/// the source's page; `known` is what is remembered of the page's surroundings, and what is to be remembered from now on
/// comes back with the list.
pub async fn listing(
    fetcher: &Fetcher,
    source: &Source,
    document: Document,
    instead: bool,
    known: Option<&Surroundings>,
    config: Digest,
    now: DateTime<Utc>,
) -> (Result<Listing, Error>, Option<Surroundings>) {
    let kind = if instead { SourceKind::Feed } else { source.kind };
    let (document, read) = read::read(document, source, kind).await;
    let base = document.url.clone();
    if instead {
        // What stood in the page's place and no longer does is forgotten, and so is what has stood there for long: the
        // page is asked again.
        let known = known.filter(|known| read.is_ok() && now - known.at < AGAIN).cloned();
        return (read.map(|parsed| alone(parsed, base)), known);
    }
    let of_use = match &read {
        Ok(parsed) => parsed.kind == SourceKind::Page,
        Err(error) => matches!(error, Error::Read(refine::Error::NoListing { .. })),
    };
    if !of_use || source.kind == SourceKind::Feed || source.select.is_some() {
        return (read.map(|parsed| alone(parsed, base)), known.cloned());
    }
    let pointers = read::aside(move || pointers(&document)).await.unwrap_or_default();
    let page = read.as_ref().ok().map(|parsed| (parsed, &base));
    let around = look_around(fetcher, source, &pointers, page, known, config, now).await;
    let listing = match (read, around.companion) {
        (Ok(parsed), companion) => {
            let mut listing = alone(parsed, base);
            if let Some(Companion { document, parsed: feed }) = companion {
                let entries = &mut listing.parsed.entries;
                listing.completed = complete(entries, &listing.base, &feed.entries, &document.url).0;
            }
            listing.parsed.warnings.extend(around.warnings);
            Ok(listing)
        }
        (Err(_), Some(Companion { document, mut parsed })) => {
            let url = &document.url;
            parsed.warnings.push(format!("the page shows no list, so its feed {url} is read in its place"));
            Ok(alone(parsed, document.url))
        }
        (Err(error), None) => Err(error),
    };
    (listing, around.surroundings)
}

fn alone(parsed: Parsed, base: Url) -> Listing {
    Listing {
        layout: Layout::of(parsed.path.clone(), &parsed.entries),
        alone: said(&parsed.entries, &base),
        completed: HashSet::new(),
        parsed,
        base,
    }
}
