//! Older pages of a list, followed one by one where each names the next: for a first import only.

use std::collections::HashSet;

use url::Url;

use super::read;
use crate::fetch::Fetcher;
use crate::model::{Document, Source};
use crate::refine::Parsed;
use crate::refine::complete::key;
use crate::refine::parse::pointers;

/// The most entries that are taken from older pages.
const MOST: usize = 5_000;

/// Adds the entries of up to `pages` older pages to a list, links written out; stops where there is no further page, one brings
/// nothing new, or one cannot be read. Says in a sentence why it stopped early, where that is a fault.
pub async fn older(
    fetcher: &Fetcher,
    source: &Source,
    first: &Document,
    listed: &mut Parsed,
    pages: u32,
) -> Option<String> {
    let mut at = first.clone();
    let mut visited: HashSet<Url> = HashSet::from([first.url.clone()]);
    let mut known: HashSet<String> = listed.entries.iter().filter_map(|entry| key(entry, &first.url)).collect();
    for _ in 0..pages {
        let page = at.clone();
        let next = read::aside(move || pointers(&page).older).await.flatten()?;
        if !visited.insert(next.clone()) {
            return None;
        }
        let fetched = match read::fetch(fetcher, source, &next).await {
            Ok(fetched) => fetched,
            Err(error) => return Some(format!("older pages were read no further: {error}")),
        };
        let (document, parsed) = read::read(fetched, source, listed.kind).await;
        let parsed = match parsed {
            Ok(parsed) => parsed,
            Err(error) => return Some(format!("older pages were read no further: {error}")),
        };
        let before = listed.entries.len();
        for mut entry in parsed.entries {
            let fresh = key(&entry, &document.url).is_none_or(|key| known.insert(key));
            if fresh && listed.entries.len() < MOST {
                // They hang on another page than the rest.
                entry.link = entry.link.map(|link| document.url.join(&link).map_or(link, |url| url.to_string()));
                listed.entries.push(entry);
            }
        }
        if listed.entries.len() == before {
            return None;
        }
        at = document;
    }
    None
}
