//! JSON and problems, with the headers that all answers of the API have in common.

use std::sync::Arc;

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, IF_MODIFIED_SINCE, LAST_MODIFIED, RETRY_AFTER,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::super::answer::answer;
use crate::model::Representation;
use crate::render::api::{Part, Place, Problem};
use crate::store;

/// For what may be a few seconds old.
pub(super) const SHORT: &str = "public, max-age=10, stale-while-revalidate=60";
/// For what must be asked again each time.
pub(super) const ASK: &str = "no-cache";

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
const NOT_KEPT: HeaderValue = HeaderValue::from_static("noindex, noarchive");

/// Hands JSON out, or 304 where the reader has it already.
pub(super) async fn json(asked: &HeaderMap, thing: Arc<Representation>, kept: &'static str) -> Response {
    // Numbers may be given out anew within a second, after a restore: only tags tell.
    let mut asked = asked.clone();
    asked.remove(IF_MODIFIED_SINCE);
    let mut response = answer(&asked, thing).await;
    let headers = response.headers_mut();
    headers.remove(LAST_MODIFIED);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(ROBOTS, NOT_KEPT);
    response
}

/// Finishes a part of the wire, away from the workers that serve other readers.
pub(super) async fn finished(
    part: Part,
    place: Place,
    name: &'static str,
    next: Option<String>,
    more: bool,
) -> Result<Arc<Representation>, Box<Response>> {
    let finishing = tokio::task::spawn_blocking(move || Arc::new(part.finish(&place, name, next, more)));
    finishing.await.map_err(|_| Box::new(refuse("this answer could not be written; ask again in a minute")))
}

/// Tells what is wrong (RFC 9457).
pub(super) fn problem(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (ROBOTS, NOT_KEPT),
    ];
    (status, headers, problem.json()).into_response()
}

/// Tells that it cannot be answered just now.
pub(super) fn refuse(why: &str) -> Response {
    let answer = problem(&Problem::new(503, "Not just now", why));
    ([(RETRY_AFTER, "5")], answer).into_response()
}

/// Tells that the store could not be read.
pub(super) fn failed(error: &store::Error) -> Response {
    tracing::error!("a question to the API could not be answered: {error}");
    refuse("the wire could not read what it holds; ask again in a minute")
}
