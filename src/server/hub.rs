//! Where subscribers ask our hub (WebSub §5.1).

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;

use crate::publish::hub::{Hub, Refused};

/// The longest form that is read.
const MAX_FORM: usize = 16 << 10;

/// The hub's address.
pub(super) fn router<S: Clone + Send + Sync + 'static>(hub: Arc<Hub>) -> Router<S> {
    Router::new().route("/hub", post(ask)).with_state(hub)
}

async fn ask(State(hub): State<Arc<Hub>>, body: Body) -> Response {
    let Ok(form) = axum::body::to_bytes(body, MAX_FORM).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let (status, words) = match hub.ask(&form) {
        Ok(()) => (StatusCode::ACCEPTED, String::new()),
        Err(refused) => (status(&refused), format!("{refused}\n")),
    };
    let mut answer = (status, words).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let wait = match status {
        StatusCode::TOO_MANY_REQUESTS => Some("60"),
        StatusCode::SERVICE_UNAVAILABLE => Some("600"),
        _ => None,
    };
    if let Some(wait) = wait {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(wait));
    }
    answer
}

fn status(refused: &Refused) -> StatusCode {
    match refused {
        Refused::Topic => StatusCode::NOT_FOUND,
        Refused::TooOften => StatusCode::TOO_MANY_REQUESTS,
        Refused::Full(_) | Refused::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    }
}
