//! Where hubs reach us (WebSub §5.3, §7): under addresses that nobody can guess, which the server only hands on.

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

/// The longest body that is taken from a hub; what is longer is left to the next visit.
const MAX_BODY: usize = 4 << 20;

/// Whoever has subscribed somewhere.
#[async_trait]
pub trait Callbacks: Send + Sync {
    /// True where something was subscribed to under this name.
    fn knows(&self, token: &str) -> bool;
    /// A hub asks whether a subscription was meant (WebSub §5.3); what to say back, or `None` where it was not.
    fn verify(&self, token: &str, query: &str) -> Option<String>;
    /// A hub brings a document.
    async fn deliver(&self, token: &str, delivery: Delivery);
}

/// What a hub brought; nothing of it has been checked.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// `X-Hub-Signature`, as sent.
    pub signature: Option<String>,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// The addresses under which hubs reach us.
pub(super) fn router<S: Clone + Send + Sync + 'static>(callbacks: Arc<dyn Callbacks>) -> Router<S> {
    Router::new().route("/websub/callback/{token}", get(verify).post(deliver)).with_state(callbacks)
}

async fn verify(
    State(callbacks): State<Arc<dyn Callbacks>>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    match callbacks.verify(&token, &query.unwrap_or_default()) {
        Some(answer) => {
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], answer)
                .into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn deliver(
    State(callbacks): State<Arc<dyn Callbacks>>,
    Path(token): Path<String>,
    head: HeaderMap,
    body: Body,
) -> Response {
    if !callbacks.knows(&token) {
        // So that a hub ends what nobody waits for any more (WebSub §7).
        return StatusCode::GONE.into_response();
    }
    let Ok(body) = axum::body::to_bytes(body, MAX_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let text = |name: &str| head.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let delivery =
        Delivery { signature: text("x-hub-signature"), content_type: text("content-type"), body: body.into() };
    callbacks.deliver(&token, delivery).await;
    // Whether the signature holds is none of the hub's business (WebSub §7.1).
    StatusCode::ACCEPTED.into_response()
}
