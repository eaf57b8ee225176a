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

/// Fetches an address in full, in the way that the source is fetched: through its proxy, with its consent, and never
/// with less protection.
pub(super) async fn fetch(fetcher: &Fetcher, source: &Source, url: &Url) -> Result<Document, Error> {
    match fetcher.visit_for(source, &as_safe(url, source), &Validators::default()).await? {
        Answer::Fresh { document, .. } => Ok(document),
        Answer::Unchanged { .. } => Err(Error::Inside { url: url.to_string() }),
    }
}

/// Old links of a site that has moved to `https:` still say `http:`. What is read over the one must not be completed over
/// the other, where anybody on the way can put words in.
fn as_safe(url: &Url, source: &Source) -> Url {
    let mut url = url.clone();
    if source.url.scheme() == "https" && url.scheme() == "http" {
        // Between two web schemes this never fails.
        _ = url.set_scheme("https");
    }
    url
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

#[cfg(test)]
mod tests {
    use super::as_safe;
    use crate::model::{Source, SourceKind};

    #[test]
    fn what_a_source_over_https_leads_to_is_asked_for_over_https() {
        let url = |text: &str| text.parse().expect("an address");
        for (source, written, asked) in [
            ("https://faro.example/avisos/", "http://faro.example/feed/", "https://faro.example/feed/"),
            ("https://faro.example/avisos/", "http://faro.example:8080/feed/", "https://faro.example:8080/feed/"),
            ("https://faro.example/avisos/", "https://faro.example/feed/", "https://faro.example/feed/"),
            ("http://faro.example/avisos/", "http://faro.example/feed/", "http://faro.example/feed/"),
            ("http://faro.example/avisos/", "https://faro.example/feed/", "https://faro.example/feed/"),
        ] {
            assert_eq!(as_safe(&url(written), &Source::ad_hoc(url(source), SourceKind::Page)).as_str(), asked);
        }
    }
}
