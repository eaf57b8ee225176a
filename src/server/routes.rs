//! Which address gives what.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, LINK, REFERRER_POLICY, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use super::App;
use super::answer::{answer, is_shared, message};
use super::feeds::feed;
use super::{api, callbacks, events, hub};
use crate::model::{AlertId, Filter, MediaType, Representation, Slice};
use crate::render::page;
use crate::store;

/// What may be done with anything here.
const METHODS: &str = "GET, HEAD, OPTIONS";

/// All addresses. What is no address of its own is looked for on the shelf.
pub(super) fn router(app: App, stopped: watch::Receiver<bool>) -> Router {
    let app = Arc::new(app);
    let broken = page::error(&app.ctx);
    let limits = app.limits;
    let callbacks = app.callbacks.clone().map(callbacks::router).unwrap_or_default();
    let hub = app.hub.clone().map(hub::router).unwrap_or_default();
    let events = app.bulletin.clone();
    let events = events.map(|bulletin| events::router(bulletin, Arc::clone(&app.ctx), limits.listeners));
    Router::new()
        .route("/healthz", get(healthz))
        .route("/alerts/{id}", get(alert))
        .route("/case/{id}", get(case))
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

/// The page of one alert, written on demand.
async fn alert(State(app): State<Arc<App>>, Path(id): Path<String>, asked: HeaderMap) -> Response {
    let Ok(known) = id.parse::<AlertId>() else { return not_found(&app) };
    if known.to_string() != id {
        // One page has one address.
        return Redirect::permanent(&app.ctx.address(&format!("alerts/{known}"))).into_response();
    }
    let alert = match app.store.alert(known).await {
        Ok(alert) => alert,
        Err(error) => return unmade(&app, &format!("the page of alert {known}"), &error),
    };
    if let Some(survivor) = alert.as_ref().and_then(|alert| alert.merged) {
        // Not for ever: an operator may take them apart again.
        return Redirect::temporary(&app.ctx.address(&format!("alerts/{survivor}"))).into_response();
    }
    match alert.and_then(|alert| page::alert(&app.ctx, &alert)) {
        Some(page) => hidden(&asked, page).await,
        None => not_found(&app),
    }
}

/// How many alerts of a case its page tells of.
const CASE: usize = 200;

/// The page of the case that began with an alert; whoever names a later alert of it is led there.
async fn case(State(app): State<Arc<App>>, Path(id): Path<String>, asked: HeaderMap) -> Response {
    let Ok(first) = id.parse::<AlertId>() else { return not_found(&app) };
    if first.to_string() != id {
        return Redirect::permanent(&app.ctx.address(&format!("case/{first}"))).into_response();
    }
    let found = async {
        let slice = Slice { filter: Filter { cases: vec![first], ..Filter::default() }, ..Slice::default() };
        if let Some(thread) = app.publisher.page(&slice, None, CASE) {
            let ids: Vec<AlertId> = thread.shown.iter().map(|place| place.id).collect();
            let alerts = app.store.named(&ids).await?;
            return Ok((alerts.into_iter().flatten().collect(), thread.more));
        }
        let alerts = app.store.alerts(&slice.filter, None, CASE).await?;
        let more = alerts.len() == CASE;
        Ok::<(Vec<_>, bool), store::Error>((alerts, more))
    };
    let (thread, more) = match found.await {
        Ok(found) => found,
        Err(error) => return unmade(&app, &format!("the page of case {first}"), &error),
    };
    if let Some(page) = page::case(&app.ctx, first, &thread, more) {
        return hidden(&asked, page).await;
    }
    match app.store.alert(first).await.ok().flatten().and_then(|alert| alert.merged.or(alert.case)) {
        Some(other) => Redirect::temporary(&app.ctx.address(&format!("case/{other}"))).into_response(),
        None => not_found(&app),
    }
}

/// A page that search engines are asked to leave alone.
async fn hidden(asked: &HeaderMap, page: Representation) -> Response {
    let robots = HeaderName::from_static("x-robots-tag");
    ([(robots, "noindex, noarchive")], answer(asked, Arc::new(page)).await).into_response()
}

/// A page that could not be made, because the store could not be read.
fn unmade(app: &App, what: &str, error: &store::Error) -> Response {
    tracing::error!("{what} could not be made: {error}");
    let page = message(StatusCode::SERVICE_UNAVAILABLE, &page::error(&app.ctx));
    ([(RETRY_AFTER, "60")], page).into_response()
}

/// What stands ready at an address, else a feed.
async fn shelf(State(app): State<Arc<App>>, method: Method, uri: Uri, asked: HeaderMap) -> Response {
    // What stands ready is current; a query only matters to feeds.
    let ready = app.shelf.get(uri.path());
    if (ready.is_none() || uri.query().is_some_and(|query| !query.is_empty()))
        && let Some(response) = feed(&app, &method, &uri, &asked).await
    {
        return response;
    }
    let Some(thing) = ready else { return not_found(&app) };
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

fn not_found(app: &App) -> Response {
    message(StatusCode::NOT_FOUND, &page::not_found(&app.ctx))
}
