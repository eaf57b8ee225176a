//! A document to entries, one file per kind of source. What a document is, its bytes say: media types and addresses
//! are wrong too often. Bounds come first, walls are told from content, and nothing is lost without a word.

pub mod dates;
pub mod page;

mod characters;
mod dated;
mod depth;
mod ebcdic;
mod encoding;
mod feed;
mod glance;
mod json;
mod listing;
mod markup;
mod select;
mod sniff;
mod wall;

use crate::model::{Document, Source, SourceKind};
use crate::refine::{Error, Parsed};

use characters::legalise;
use encoding::decode;
use sniff::Shape;

/// The most bytes of a document that are read.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Reads a document as the feed or the page that it is.
pub fn parse(document: &Document, source: &Source) -> Result<Parsed, Error> {
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
    let read = match (source.kind, sniff::shape(&decoded.text)) {
        (SourceKind::Feed | SourceKind::Auto, Shape::XmlFeed) => feed::parse(&decoded.text, document, source),
        (SourceKind::Feed | SourceKind::Auto, Shape::JsonFeed) => json::parse(&decoded.text, document, source),
        (SourceKind::Feed, shape) => Err(no_feed(url, &shape, &decoded.text)),
        (SourceKind::Page | SourceKind::Auto, _) => read_page(document, &decoded.text, source),
    };
    read.map(|mut parsed| {
        parsed.warnings.splice(0..0, decoded.warnings);
        parsed
    })
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
            let why = format!("its outermost element is <{root}>, which is no feed format we know");
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
