//! From finished bytes to an HTTP answer: conditions, encoding, headers.

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_ENCODING,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, LAST_MODIFIED, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::conditions::{Held, held};
use super::encoding::prefers_gzip;
use crate::model::{MediaType, Representation, http_date};
use crate::render::page;

/// How long caches may keep an answer: a minute, and five more while they ask whether it still holds.
const FRESH: &str = "public, max-age=60, stale-while-revalidate=300";

/// Answers with what was asked for, or 304 where the reader has it already; gzipped where it prefers that.
pub(super) fn answer(asked: &HeaderMap, thing: &Representation) -> Response {
    let gzip = thing.gzip.as_ref().filter(|_| prefers_gzip(asked));
    // Two encodings are two representations: each has a strong tag of its own (RFC 9110 §8.8.3.3).
    let tags = [thing.etag.clone(), format!("{}-gzip", thing.etag)];
    let chosen = tags[usize::from(gzip.is_some())].clone();
    let mut headers = common(thing.media);
    put(&mut headers, CACHE_CONTROL, FRESH);
    put(&mut headers, LAST_MODIFIED, &http_date::write(thing.last_modified));
    if let Held::Current(tag) = held(asked, &tags, thing.last_modified) {
        put(&mut headers, ETAG, &format!("\"{}\"", tag.unwrap_or(chosen)));
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    put(&mut headers, ETAG, &format!("\"{chosen}\""));
    put(&mut headers, CONTENT_TYPE, thing.media.content_type());
    if gzip.is_some() {
        put(&mut headers, CONTENT_ENCODING, "gzip");
    }
    (headers, Body::from(gzip.unwrap_or(&thing.body).clone())).into_response()
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
        MediaType::Atom | MediaType::Rss | MediaType::JsonFeed => true,
        MediaType::Html | MediaType::Plain => false,
    }
}

fn common(media: MediaType) -> HeaderMap {
    let mut headers = HeaderMap::new();
    put(&mut headers, VARY, "Accept-Encoding");
    if media == MediaType::Html {
        put(&mut headers, CONTENT_SECURITY_POLICY, &page::security_policy());
    }
    if is_shared(media) {
        put(&mut headers, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        put(&mut headers, ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, Last-Modified");
    }
    headers
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    // All values are made of digits, dates and constants.
    headers.insert(name, HeaderValue::from_str(value).expect("a value of visible ASCII characters"));
}
