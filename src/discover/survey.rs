//! What an address leads to, looked at once for an operator who wants to add it: a feed, a page with a list, the feeds
//! it links to, and those that stand where feeds usually are.

use url::Url;

use super::{Error, guesses, read};
use crate::fetch::Fetcher;
use crate::model::{Document, Source, SourceKind};
use crate::refine::Parsed;
use crate::refine::complete::{Gain, complete};
use crate::refine::parse::{Pointers, pointers};

/// How many linked feeds are tried, and how many addresses are guessed for the page and for its site.
const LINKED: usize = 6;
const GUESSED: usize = 6;
const GUESSED_OF_SITE: usize = 5;

/// What an address leads to.
#[derive(Debug)]
pub struct Survey {
    /// The document at the address itself.
    pub document: Document,
    /// What it points to.
    pub pointers: Pointers,
    /// Its own entries, or why there are none.
    pub listed: Result<Parsed, Error>,
    /// Feeds found with it.
    pub offers: Vec<Offer>,
}

/// A feed found with a page.
#[derive(Debug)]
pub struct Offer {
    /// The feed.
    pub document: Document,
    /// Its entries.
    pub parsed: Parsed,
    /// Whether it belongs to the page itself and not to the whole site.
    pub own: bool,
    /// Whether the page links to it, or it was only guessed.
    pub linked: bool,
    /// What it adds to the page's own entries.
    pub gain: Gain,
}

impl Survey {
    /// The feed that is best read in place of the page: its own, with the same list; or, where the page shows none, any.
    pub fn instead(&self) -> Option<&Offer> {
        let most = self.listed.as_ref().map_or(0, |page| page.entries.len());
        let same_list = |offer: &&Offer| offer.own && offer.gain.shared * 5 >= most * 3;
        let own = self.offers.iter().find(same_list);
        own.or_else(|| self.offers.first().filter(|_| most == 0))
    }
}

/// Looks at an address.
///
/// # Errors
/// When the address itself cannot be fetched.
pub async fn survey(fetcher: &Fetcher, source: &Source) -> Result<Survey, Error> {
    let document = read::fetch(fetcher, source, &source.url).await?;
    let looked_at = document.clone();
    let pointers = read::aside(move || pointers(&looked_at)).await.unwrap_or_default();
    let (document, listed) = read::read(document, source, SourceKind::Auto).await;
    let mut found = Survey { document, pointers, listed, offers: Vec::new() };
    if found.listed.as_ref().is_ok_and(|parsed| parsed.kind == SourceKind::Feed) {
        return Ok(found);
    }
    let linked = found.pointers.feeds.iter().chain(&found.pointers.wordpress);
    let linked: Vec<(Url, bool)> = linked.take(LINKED).map(|pointer| (pointer.url.clone(), pointer.own)).collect();
    for (url, own) in linked {
        offer(fetcher, source, &mut found, &url, own, true).await;
    }
    if !found.offers.iter().any(|offer| offer.own) && !is_sent_away(&found.listed) {
        let own = guesses::of_page(&found.document.url).into_iter().map(|url| (url, true)).take(GUESSED);
        let site = guesses::of_site(&found.document.url).into_iter().map(|url| (url, false)).take(GUESSED_OF_SITE);
        for (url, own) in own.chain(site) {
            if offer(fetcher, source, &mut found, &url, own, false).await {
                break;
            }
        }
    }
    found.offers.sort_by_key(|offer| (!offer.own, !offer.linked));
    Ok(found)
}

/// A wall stands before the other doors too.
fn is_sent_away(listed: &Result<Parsed, Error>) -> bool {
    matches!(listed, Err(Error::Read(crate::refine::Error::Wall { .. })))
}

async fn offer(fetcher: &Fetcher, source: &Source, found: &mut Survey, url: &Url, own: bool, linked: bool) -> bool {
    if found.offers.iter().any(|offer| offer.document.url == *url) {
        return false;
    }
    let Ok((document, parsed)) = read::feed(fetcher, url, source).await else { return false };
    let gain = match &found.listed {
        Ok(page) => complete(&mut page.entries.clone(), &found.document.url, &parsed.entries, &document.url).1,
        Err(_) => Gain::default(),
    };
    found.offers.push(Offer { document, parsed, own, linked, gain });
    true
}
