//! Feeds to entries: formats, repair, fences.

mod announced;
mod encodings;
mod formats;
mod hostile;
mod repair;
mod walls;

use almenara::model::{Document, Entry, Source, SourceKind, Text, Validators};
use almenara::refine::parse::parse;
use almenara::refine::{Error, Parsed};
use chrono::DateTime;
use url::Url;

/// Reads a body as a server would send it.
fn read_as(kind: SourceKind, content_type: Option<&str>, body: &[u8]) -> Result<Parsed, Error> {
    let url = Url::parse("https://faro-del-sur.example/feed/").expect("an address");
    let document = Document {
        url: url.clone(),
        content_type: content_type.map(str::to_owned),
        body: body.to_vec(),
        validators: Validators::default(),
        fetched: DateTime::UNIX_EPOCH,
    };
    parse(&document, &Source::ad_hoc(url, kind))
}

/// Reads a feed.
fn read(body: impl AsRef<[u8]>) -> Result<Parsed, Error> {
    read_as(SourceKind::Feed, None, body.as_ref())
}

/// The entries of a feed that can be read.
fn entries(body: impl AsRef<[u8]>) -> Vec<Entry> {
    read(body).expect("a feed").entries
}

/// An RSS 2.0 feed with these insides.
fn rss(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Faro del Sur</title>{inside}</channel></rss>"
    )
}

/// An RSS item with a number.
fn item(n: usize) -> String {
    format!(
        "<item><title>Alerta {n}</title><link>https://faro-del-sur.example/{n}</link>\
         <guid isPermaLink=\"false\">faro-{n}</guid></item>"
    )
}

/// The titles as they came.
fn titles(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.title.as_ref().map_or("-", Text::raw)).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "compared with optional fields")]
fn plain(text: &str) -> Option<Text> {
    Some(Text::Plain(text.to_owned()))
}

#[expect(clippy::unnecessary_wraps, reason = "compared with optional fields")]
fn html(text: &str) -> Option<Text> {
    Some(Text::Html(text.to_owned()))
}
