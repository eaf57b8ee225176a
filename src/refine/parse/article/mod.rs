//! The page of one entry: when it was published, in which language, under which address, and its main text. Only what
//! the listing does not say is taken from it; the text is there to be tagged by and is not kept.

mod date;
mod flat;
mod json_ld;
mod meta;
mod near;
mod text;

use scraper::Html;
use url::Url;

use super::dated::Dates;
use super::dates::{self, Hints};
use super::{depth, joined, language_tag, open, wall};
use crate::model::{Document, Moment, Source, host_of};
use crate::refine::contract::Error;
use crate::refine::normalise::links;
use flat::Flat;
use meta::Meta;

/// How many other languages of one page are taken.
const MOST_VERSIONS: usize = 24;

/// What the page of one entry tells.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Article {
    /// When it was published.
    pub published: Option<Published>,
    /// Language that the page declares (BCP 47), as written.
    pub language: Option<String>,
    /// The address the page gives itself, on the same host; `None` where it gives none or says it is a home page.
    pub canonical: Option<Url>,
    /// The addresses that the page names as the same in other languages.
    pub versions: Vec<Url>,
    /// What the page says it is about, in a sentence or two.
    pub description: Option<String>,
    /// The main text, plain, at most 20,000 characters; empty where none was found.
    pub text: String,
}

/// A date of publication, and how it was found.
#[derive(Clone, PartialEq, Debug)]
pub struct Published {
    /// The date.
    pub moment: Moment,
    /// The rule that found it, for example `article-json-ld`.
    pub rule: &'static str,
    /// What was read.
    pub matched: String,
    /// Whether the page states it, or it was only found beside the heading or in the text.
    pub stated: bool,
}

/// Reads the page of one entry.
pub fn read(document: &Document, source: &Source) -> Result<Article, Error> {
    let html = open(document)?.text;
    let url = document.url.to_string();
    if let Some(what) = wall::detect(&html) {
        return Err(Error::Wall { url, what });
    }
    let tree = depth::parse_html(&html).map_err(|what| Error::TooMuch { url, what })?;
    let (meta, mut flat) = (Meta::of(&tree), Flat::of(&tree));
    let heading = near::heading(&flat, &meta);
    flat.set_article(heading);
    let language = meta.language.as_deref().and_then(language_tag);
    let hints = Hints {
        language: language.clone().or_else(|| source.language.clone()),
        timezone: source.timezone,
        order: source.date_order.or_else(|| dates::order_of(near::short_texts(&flat))),
        now: Some(document.fetched),
    };
    let main = text::main(&html, flat.pieces.len(), flat.deepest);
    let sources = date::Sources {
        stated: json_ld::published(&tree, &document.url),
        meta: &meta,
        flat: &flat,
        heading,
        address: &document.url,
        main: &main,
    };
    let published = date::published(&sources, &Dates::new(hints), document.fetched);
    let canonical = canonical(&tree, &meta, &document.url);
    let own = canonical.as_ref().unwrap_or(&document.url);
    let versions = meta::versions(&tree)
        .filter_map(|written| links::resolve(joined(&document.url, &written)?.as_str(), None))
        .filter(|url| url != own)
        .take(MOST_VERSIONS)
        .collect();
    Ok(Article { published, language, canonical, versions, description: meta.description(), text: main })
}

/// The address that a page gives itself: believed only on its own host, and never for a whole site.
fn canonical(tree: &Html, meta: &Meta, address: &Url) -> Option<Url> {
    let written = meta::link(tree, "canonical").or_else(|| meta.first(&["og:url"]).map(str::to_owned));
    let written = written.filter(|written| !written.trim().is_empty())?;
    let url = links::resolve(joined(address, written.trim())?.as_str(), None)?;
    let same_host = host_of(&url) == host_of(address) && url.port() == address.port();
    let a_page = !url.path().trim_matches('/').is_empty() || url.query().is_some();
    (same_host && a_page && url.scheme() == address.scheme()).then_some(url)
}
