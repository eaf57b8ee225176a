//! A document to entries, one file per kind of source. What a document is, its bytes say: media types and addresses
//! are wrong too often. Bounds come first, walls are told from content, and nothing is lost without a word.

pub mod article;
pub mod dates;
pub mod page;

mod characters;
mod dated;
mod depth;
mod ebcdic;
mod encoding;
mod exact;
mod feed;
mod glance;
mod json;
mod listing;
mod markup;
mod pointers;
mod removal;
mod select;
mod sniff;
mod wall;
mod weight;
mod wordpress;

pub use pointers::{Pointer, Pointers, pointers};
pub use removal::{is_removal, is_removed};

use url::Url;

use crate::model::{Document, MAX_LINK, Select, Source, SourceKind};
use crate::refine::normalise::text::{plain, quote};
use crate::refine::{Error, Parsed};

use characters::legalise;
use encoding::{Decoded, decode};
use sniff::Shape;

/// The most entries that are taken from one feed.
const MAX_FEED_ENTRIES: usize = 5_000;
/// The most entries that are taken from one page.
const MAX_PAGE_ENTRIES: usize = 1_000;
/// The most characters of a warning or of what an error tells.
const MAX_MESSAGE: usize = 1_000;
/// The most bytes of a document that are read.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Reads a document as the feed or the page that it is.
pub fn parse(document: &Document, source: &Source) -> Result<Parsed, Error> {
    let decoded = open(document)?;
    let url = document.url.to_string();
    let read = match (source.kind, sniff::shape(&decoded.text)) {
        (SourceKind::Feed | SourceKind::Auto, Shape::XmlFeed) => feed::parse(&decoded.text, document, source),
        (SourceKind::Feed | SourceKind::Auto, Shape::JsonFeed) => json::parse(&decoded.text, document, source),
        (SourceKind::Feed | SourceKind::Auto, Shape::Json) if wordpress::is_answer(&decoded.text) => {
            wordpress::parse(&decoded.text, document, source)
        }
        (SourceKind::Feed, shape) => Err(no_feed(url, &shape, &decoded.text)),
        (SourceKind::Page | SourceKind::Auto, _) => read_page(document, &decoded.text, source),
    };
    match read {
        Ok(mut parsed) => {
            parsed.warnings.splice(0..0, decoded.warnings);
            parsed.warnings.iter_mut().for_each(|warning| *warning = plain(warning, MAX_MESSAGE));
            Ok(parsed)
        }
        Err(error) => Err(harmless(error)),
    }
}

/// The title of a page, at most 80 characters; `None` where it has none.
pub fn title(document: &Document) -> Option<String> {
    let text = decode(&document.body, document.content_type.as_deref()).text;
    Some(quote(&glance::Glance::of(&text).title)).filter(|title| !title.is_empty())
}

/// The characters of a document that is text, cleaned.
fn open(document: &Document) -> Result<Decoded, Error> {
    let url = document.url.to_string();
    if document.body.len() > MAX_BYTES {
        return Err(Error::TooMuch { url, what: "it has more than 16 MB".to_owned() });
    }
    if let Some(what) = sniff::binary(&document.body) {
        return Err(Error::NotText { url, what: what.to_owned() });
    }
    let mut decoded = decode(&document.body, document.content_type.as_deref());
    legalise(&mut decoded.text);
    if decoded.text.chars().all(|c| c.is_whitespace() || c.is_control()) {
        return Err(Error::Empty { url });
    }
    Ok(decoded)
}

/// Selectors that take the entries which are found on a page without any; see [`page::selectors`].
pub fn selectors(document: &Document, source: &Source) -> Option<Select> {
    page::selectors(document, &open(document).ok()?.text, source)
}

/// An error without characters that deceive, whatever it quotes of the source.
fn harmless(mut error: Error) -> Error {
    if let Error::NotAFeed { what, .. }
    | Error::Wall { what, .. }
    | Error::TooMuch { what, .. }
    | Error::NotText { what, .. }
    | Error::BrokenFeed { why: what, .. } = &mut error
    {
        *what = plain(what, MAX_MESSAGE);
    }
    error
}

/// A link on its base; `None` where it is no address, or too long for one.
fn joined(base: &Url, link: &str) -> Option<Url> {
    let fits = link.len() <= MAX_LINK;
    fits.then(|| base.join(link).ok()).flatten().filter(|url| url.as_str().len() <= MAX_LINK)
}

/// A language tag as written, if it can be one.
fn language_tag(tag: &str) -> Option<String> {
    let tag = tag.trim();
    let fits =
        tag.len() >= 2 && tag.len() <= 35 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    fits.then(|| tag.to_owned())
}

fn read_page(document: &Document, html: &str, source: &Source) -> Result<Parsed, Error> {
    match wall::detect(html) {
        Some(what) => Err(Error::Wall { url: document.url.to_string(), what }),
        None => page::parse(document, html, source),
    }
}

/// What stands where a feed was expected.
fn no_feed(url: String, shape: &Shape, text: &str) -> Error {
    if let Some(what) = wall::detect(text) {
        return Error::Wall { url, what };
    }
    let what = match shape {
        Shape::Xml(root) => {
            let why = format!("its outermost element is <{}>, which is no feed format we know", quote(root));
            return Error::BrokenFeed { url, why, seen: 0 };
        }
        Shape::Json => {
            let why = "it is JSON, but has no list of items as a JSON Feed has".to_owned();
            return Error::BrokenFeed { url, why, seen: 0 };
        }
        Shape::Text => "plain text".to_owned(),
        Shape::Html | Shape::XmlFeed | Shape::JsonFeed => glance::Glance::of(text).describe(),
    };
    Error::NotAFeed { url, what }
}
