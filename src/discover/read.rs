//! One further document, fetched and read.

use tokio::sync::Semaphore;
use url::Url;

use super::Error;
use crate::fetch::{Answer, Fetcher};
use crate::model::{Document, Source, SourceKind, Validators};
use crate::refine::{self, Parsed, parse};

/// How many documents are read at once: reading takes memory and time, and many sources may answer together.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Work that takes time, off the async workers and not too much of it at once; `None` where it panicked.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let _turn = AT_ONCE.acquire().await.ok()?;
    tokio::task::spawn_blocking(work).await.ok()
}

/// Fetches an address in full, in the way that the source is fetched: through its proxy, with its consent.
pub(super) async fn fetch(fetcher: &Fetcher, source: &Source, url: &Url) -> Result<Document, Error> {
    match fetcher.visit_for(source, url, &Validators::default()).await? {
        Answer::Fresh { document, .. } => Ok(document),
        Answer::Unchanged { .. } => Err(Error::Inside { url: url.to_string() }),
    }
}

/// Reads a document as a source of that kind is read, off the async workers.
pub(super) async fn read(document: Document, source: &Source, kind: SourceKind) -> (Document, Result<Parsed, Error>) {
    let source = Source { kind, ..source.clone() };
    let (url, kept) = (document.url.to_string(), document.clone());
    let read = aside(move || parse::parse(&document, &source)).await;
    (kept, read.map_or(Err(Error::Inside { url }), |read| read.map_err(Error::from)))
}

/// Fetches and reads a feed with at least one entry.
pub(super) async fn feed(fetcher: &Fetcher, url: &Url, source: &Source) -> Result<(Document, Parsed), Error> {
    let document = fetch(fetcher, source, url).await?;
    let (document, parsed) = read(document, source, SourceKind::Feed).await;
    let parsed = parsed?;
    if parsed.entries.is_empty() {
        return Err(refine::Error::Empty { url: url.to_string() }.into());
    }
    Ok((document, parsed))
}
