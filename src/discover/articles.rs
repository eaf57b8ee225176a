//! The pages of new entries, one after the other, at most so many at one visit.

use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::{Error, read};
use crate::fetch::Fetcher;
use crate::model::{Source, host_of};
use crate::refine;
use crate::refine::parse::article::{self, Article};

/// The most pages that are asked for at one visit.
const MOST: usize = 20;
/// After so long, the rest waits for the next visit.
const TIME: Duration = Duration::from_mins(3);
/// After so many failures in a row, the rest waits too.
const FAILURES: u32 = 3;

/// What became of the question for one page.
#[derive(Debug)]
pub struct Asked {
    /// The address, as asked for.
    pub url: Url,
    /// What came of it.
    pub page: Page,
}

/// An entry's own page.
#[derive(Debug)]
pub enum Page {
    /// It was read.
    Read(Box<Article>),
    /// It was not read and may be asked for again.
    Later(String),
    /// It will not be read: it is gone, refused, or no page.
    Never(String),
}

/// Reads the pages at these addresses; those that were not asked for are not in the answer.
pub async fn follow(fetcher: &Fetcher, source: &Source, addresses: Vec<Url>) -> Vec<Asked> {
    let begun = Instant::now();
    let (mut asked, mut failures) = (Vec::new(), 0);
    for url in addresses.into_iter().take(MOST) {
        if begun.elapsed() > TIME || failures >= FAILURES {
            break;
        }
        let page = match article(fetcher, source, &url).await {
            Ok(article) => Page::Read(Box::new(article)),
            Err(error) if error.may_pass() => Page::Later(error.to_string()),
            Err(error) => Page::Never(error.to_string()),
        };
        failures = if matches!(page, Page::Read(_)) { 0 } else { failures + 1 };
        asked.push(Asked { url, page });
    }
    asked
}

async fn article(fetcher: &Fetcher, source: &Source, url: &Url) -> Result<Article, Error> {
    let document = read::fetch(fetcher, source, url).await?;
    // A page that is gone often leads to the home page, or to whoever bought the domain.
    if host_of(&document.url) != host_of(url) || document.url.path().trim_matches('/').is_empty() {
        return Err(refine::Error::Wall { url: url.to_string(), what: "another page".to_owned() }.into());
    }
    let source = source.clone();
    let read = read::aside(move || article::read(&document, &source)).await;
    Ok(read.ok_or_else(|| Error::Inside { url: url.to_string() })??)
}
