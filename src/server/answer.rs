//! From finished bytes to an HTTP answer: conditions, encoding, headers.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_ENCODING,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, LAST_MODIFIED, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::conditions::{Held, held};
use super::encoding::preferred;
use crate::model::{Coding, MediaType, Representation, http_date};
use crate::render::{encoded, page};

/// How long caches may keep an answer: a minute, and five more while they ask whether it still holds.
const FRESH: &str = "public, max-age=60, stale-while-revalidate=300";

/// Answers with what was asked for, or 304 where the reader has it already; in the coding it prefers.
pub(super) async fn answer(asked: &HeaderMap, thing: Arc<Representation>) -> Response {
    let browser = is_for_eyes(asked, thing.media);
    let suffix = if browser { "-xml" } else { "" };
    // Three encodings are three representations: each has a strong tag of its own (RFC 9110 §8.8.3.3).
    let tag = |coding: Option<Coding>| match coding {
        Some(coding) => format!("{}{suffix}-{}", thing.etag, coding.term()),
        None => format!("{}{suffix}", thing.etag),
    };
    let tags = [None, Some(Coding::Gzip), Some(Coding::Brotli)].map(tag);
    let mut headers = common(thing.media);
    put(&mut headers, CACHE_CONTROL, FRESH);
    put(&mut headers, LAST_MODIFIED, &http_date::write(thing.last_modified));
    let held = held(asked, &tags, thing.last_modified);
    if let Held::Current(Some(tag)) = &held {
        put(&mut headers, ETAG, &format!("\"{tag}\""));
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let coding = chosen(asked, &thing).await;
    put(&mut headers, ETAG, &format!("\"{}\"", tag(coding)));
    if held != Held::Nothing {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    put(
        &mut headers,
        CONTENT_TYPE,
        if browser { "application/xml; charset=utf-8" } else { thing.media.content_type() },
    );
    if let Some(coding) = coding {
        put(&mut headers, CONTENT_ENCODING, coding.term());
    }
    let encoded = coding.and_then(|coding| encoded(&thing, coding));
    (headers, Body::from(encoded.unwrap_or(&thing.body).clone())).into_response()
}

/// True where a browser asks for a feed to show it to somebody. As Atom or RSS browsers show its source; as XML they show it
/// with the style that it names.
fn is_for_eyes(asked: &HeaderMap, media: MediaType) -> bool {
    let accepts = |word| {
        let values = asked.get_all(ACCEPT).into_iter().filter_map(|value| value.to_str().ok());
        values
            .flat_map(|value| value.split(','))
            .any(|range| range.split(';').next().unwrap_or_default().trim() == word)
    };
    is_styled(media) && accepts("text/html") && !accepts("application/atom+xml") && !accepts("application/rss+xml")
}

/// True for what names a style of ours.
fn is_styled(media: MediaType) -> bool {
    matches!(media, MediaType::Atom | MediaType::Rss)
}

/// The coding that the reader likes best of those that make fewer bytes of it; made where nobody has asked for it yet.
async fn chosen(asked: &HeaderMap, thing: &Arc<Representation>) -> Option<Coding> {
    for coding in preferred(asked) {
        let smaller = if let Some(made) = thing.encodings.made(coding) {
            made.is_some()
        } else {
            let thing = Arc::clone(thing);
            // Milliseconds of pure computing, too long for a worker that serves other readers.
            let made = tokio::task::spawn_blocking(move || encoded(&thing, coding).is_some());
            made.await.unwrap_or_default()
        };
        if smaller {
            return Some(coding);
        }
    }
    None
}

/// A page that tells that something is not there or did not work; not to be kept by anybody.
pub(super) fn message(status: StatusCode, page: &Representation) -> Response {
    let mut headers = common(page.media);
    put(&mut headers, CACHE_CONTROL, "no-store");
    put(&mut headers, CONTENT_TYPE, page.media.content_type());
    (status, headers, Body::from(page.body.clone())).into_response()
}

/// True for what programs of other origins may read (Fetch standard, CORS): feeds are made for that, pages are not.
pub(super) fn is_shared(media: MediaType) -> bool {
    match media {
        MediaType::Atom | MediaType::Rss | MediaType::JsonFeed | MediaType::Json | MediaType::Opml => true,
        MediaType::Css | MediaType::Html | MediaType::Plain => false,
    }
}

fn common(media: MediaType) -> HeaderMap {
    let mut headers = HeaderMap::new();
    put(&mut headers, VARY, if is_styled(media) { "Accept-Encoding, Accept" } else { "Accept-Encoding" });
    if media == MediaType::Html {
        put(&mut headers, CONTENT_SECURITY_POLICY, &page::security_policy());
    }
    if is_styled(media) {
        // Our own style, for whoever opens a feed in a browser.
        put(&mut headers, CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'self'; frame-ancestors 'none'");
    }
    if is_shared(media) {
        put(&mut headers, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        put(&mut headers, ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, Last-Modified, Link");
    }
    headers
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    // All values are made of digits, dates and constants.
    headers.insert(name, HeaderValue::from_str(value).expect("a value of visible ASCII characters"));
}
