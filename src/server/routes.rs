//! Which address gives what.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, LINK, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use super::App;
use super::answer::{answer, is_shared, message};
use super::feeds::feed;
use super::{api, callbacks, events, hub, pages};
use crate::model::MediaType;
use crate::render::api::Health;
use crate::render::page::{self, Setting};

/// What may be done with anything here.
const METHODS: &str = "GET, HEAD, OPTIONS";

/// All addresses. What is no address of its own is looked for on the shelf.
pub(super) fn router(app: App, stopped: watch::Receiver<bool>) -> Router {
    let app = Arc::new(app);
    let broken = page::error(&Setting { ctx: &app.ctx, health: &Health::default(), files: false });
    let limits = app.limits;
    let callbacks = app.callbacks.clone().map(callbacks::router).unwrap_or_default();
    let hub = app.hub.clone().map(hub::router).unwrap_or_default();
    let events = app.bulletin.clone();
    let events = events.map(|bulletin| events::router(bulletin, Arc::clone(&app.ctx), limits.listeners));
    Router::new()
        .route("/healthz", get(healthz))
        .fallback(shelf)
        .layer(RequestBodyLimitLayer::new(limits.body))
        .merge(callbacks)
        .merge(hub)
        .merge(events.unwrap_or_default())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limits.answer))
        .merge(api::router(Arc::clone(&app), stopped))
        .layer(CatchPanicLayer::custom(move |_| message(StatusCode::INTERNAL_SERVER_ERROR, &broken)))
        .layer(always(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(REFERRER_POLICY, "no-referrer"))
        .layer(always(CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .with_state(app)
}

/// A header on every answer that has none of that name.
fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// For supervisors: the process answers.
async fn healthz() -> impl axum::response::IntoResponse {
    ([(CACHE_CONTROL, "no-store")], "ok\n")
}

/// What stands ready at an address, else a feed or a page.
async fn shelf(State(app): State<Arc<App>>, method: Method, uri: Uri, asked: HeaderMap) -> Response {
    // What stands ready is current; a query only matters to feeds and to front pages.
    let queried = uri.query().is_some_and(|query| !query.is_empty());
    let ready = app.shelf.get(uri.path());
    if (ready.is_none() || queried)
        && let Some(response) = feed(&app, &method, &uri, &asked).await
    {
        return response;
    }
    let Some(thing) = ready.filter(|_| uri.path() != "/" || !queried) else {
        return pages::page(&app, &method, &uri, &asked).await;
    };
    match method {
        Method::GET | Method::HEAD => {
            let (media, path) = (thing.media, uri.path().to_owned());
            pointed(&app, &path, media, answer(&asked, thing).await)
        }
        Method::OPTIONS => options(thing.media),
        _ => not_allowed(),
    }
}

/// For what is neither read nor asked about.
pub(super) fn not_allowed() -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, METHODS)]).into_response()
}

/// An answer that names the hubs which tell of its changes, and its own address (WebSub §4).
pub(super) fn pointed(app: &App, path: &str, media: MediaType, mut answer: Response) -> Response {
    if is_shared(media) && !app.ctx.hubs.is_empty() {
        let hubs = app.ctx.hubs.iter().map(|hub| format!("<{hub}>; rel=\"hub\""));
        let own = format!("<{}>; rel=\"self\"", app.ctx.address(path));
        let links = hubs.chain([own]).collect::<Vec<_>>().join(", ");
        answer.headers_mut().extend(HeaderValue::from_str(&links).ok().map(|links| (LINK, links)));
    }
    answer
}

/// Also what browsers ask before a program of another origin may send conditional requests.
pub(super) fn options(media: MediaType) -> Response {
    if !is_shared(media) {
        return (StatusCode::NO_CONTENT, [(ALLOW, METHODS)]).into_response();
    }
    let headers = [
        (ALLOW, METHODS),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (ACCESS_CONTROL_ALLOW_HEADERS, "If-None-Match, If-Modified-Since"),
        (ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
