//! Feeds by their addresses, and in words what is wrong with an address that means none.

use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_LOCATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};

use super::App;
use super::answer::answer;
use super::routes::{not_allowed, options, pointed};
use crate::publish::Answer;

/// Answers where the address is one of a feed; `None` where it is none.
pub(super) async fn feed(app: &App, method: &Method, uri: &Uri, asked: &HeaderMap) -> Option<Response> {
    let topic = match app.publisher.topic(uri.path(), uri.query()) {
        Ok(topic) => topic,
        Err(Answer::NoFeed) => return None,
        Err(answer) => return Some(refusal(&answer)),
    };
    if *method == Method::OPTIONS {
        return Some(options(topic.form));
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Some(not_allowed());
    }
    let thing = match app.publisher.read(&topic).await {
        Ok(thing) => thing,
        Err(answer) => return Some(refusal(&answer)),
    };
    let address = topic.address();
    let mut response = pointed(app, &address, topic.form, answer(asked, thing).await);
    if uri.path_and_query().is_none_or(|written| written.as_str() != address) {
        // Written in another order or case: whoever keeps it may keep it under the one address (RFC 9110 §8.7).
        if let Ok(address) = HeaderValue::from_str(&app.ctx.address(&address)) {
            response.headers_mut().insert(CONTENT_LOCATION, address);
        }
    }
    if topic.archive.is_some() {
        let robots = HeaderName::from_static("x-robots-tag");
        response.headers_mut().insert(robots, HeaderValue::from_static("noindex, noarchive"));
    }
    Some(response)
}

fn refusal(answer: &Answer) -> Response {
    let plain = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    let shared = [(ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    let text = format!("{answer}.\n");
    match answer {
        Answer::NotYet | Answer::Busy => {
            (StatusCode::SERVICE_UNAVAILABLE, plain, shared, [(RETRY_AFTER, "5")], text).into_response()
        }
        Answer::Failed(error) => {
            tracing::error!("a feed could not be made: {error}");
            (StatusCode::SERVICE_UNAVAILABLE, plain, shared, [(RETRY_AFTER, "60")], text).into_response()
        }
        Answer::NoArchive => (StatusCode::NOT_FOUND, plain, shared, text).into_response(),
        _ => (StatusCode::BAD_REQUEST, plain, shared, text).into_response(),
    }
}
