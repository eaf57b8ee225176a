//! A look at the page of a published alert: whether it still stands, was taken away in so many words, or only is not to be had.

use url::Url;

use super::{Error, read};
use crate::fetch::{self, Fetcher};
use crate::model::{Lack, Source, host_of};
use crate::refine;
use crate::refine::normalise::links;
use crate::refine::parse::is_removed;

/// How the page of an alert was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// It stands.
    There,
    /// Its source says that it is gone for good (410), or has put a notice of that in its place.
    Gone,
    /// It is not to be had, which says nothing of what its source wants.
    Absent(Lack),
    /// It was not asked for.
    Unasked,
}

/// Looks at a page, in the way that its source is fetched: politely, guarded, and never with less protection.
pub async fn look(fetcher: &Fetcher, source: &Source, url: &Url) -> Found {
    let document = match read::fetch(fetcher, source, url).await {
        Ok(document) => document,
        Err(error) => return missed(&error, source),
    };
    // What is gone often leads to the home page, or to whoever bought the domain.
    let home = |url: &Url| url.path().trim_matches('/').is_empty() && url.query().is_none();
    if host_of(&document.url) != host_of(url) || (home(&document.url) && !home(url)) {
        return Found::Absent(Lack::Elsewhere);
    }
    let source = source.clone();
    match read::aside(move || is_removed(&document, &source)).await {
        Some(Ok(true)) => Found::Gone,
        Some(Err(refine::Error::Wall { .. } | refine::Error::Empty { .. })) => Found::Absent(Lack::Walled),
        Some(_) => Found::There,
        None => Found::Unasked,
    }
}

/// What an answer that is no page says.
fn missed(error: &Error, source: &Source) -> Found {
    let Error::Fetch(error) = error else { return Found::Unasked };
    match error {
        fetch::Error::Status { status: 410, url, .. } => {
            // Only whoever owns the host can say so.
            let theirs = Url::parse(url).is_ok_and(|url| links::is_on(&url, &source.hosts));
            if theirs { Found::Gone } else { Found::Absent(Lack::Elsewhere) }
        }
        fetch::Error::Status { status: 404, .. } => Found::Absent(Lack::Missing),
        fetch::Error::Status { status: 401 | 403 | 407 | 451, .. } | fetch::Error::Robots { .. } => {
            Found::Absent(Lack::Refused)
        }
        fetch::Error::TooLarge { .. } | fetch::Error::Encoding { .. } => Found::There,
        fetch::Error::Downgrade { .. } | fetch::Error::Forbidden { .. } | fetch::Error::NotPublic { .. } => {
            Found::Absent(Lack::Elsewhere)
        }
        fetch::Error::ContactNotSet { .. } | fetch::Error::BadAddress { .. } | fetch::Error::Client { .. } => {
            Found::Unasked
        }
        _ => Found::Absent(Lack::Failing),
    }
}
