//! The newsroom API: what is asked, read from the store and the shelf, and handed out as JSON. What stands in the answers
//! is `render::api`'s to say.

mod alerts;
mod answer;
mod asked;
mod changes;

use std::sync::Arc;

use axum::Router;
use axum::extract::{OriginalUri, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{any, get};
use tokio::sync::watch;
use tower_http::timeout::TimeoutLayer;

use self::answer::{SHORT, json, problem, refuse};
use super::App;
use super::routes::options;
use crate::model::{MediaType, Representation};
use crate::render::api::{Place, Problem, openapi};
use crate::store;

/// What the API answers from.
#[derive(Clone)]
struct Api {
    app: Arc<App>,
    /// True once the server stops: nobody waits any longer then.
    stopped: watch::Receiver<bool>,
    openapi: Arc<Representation>,
}

/// All addresses of the API. It keeps time for itself, since some may wait for news.
pub(super) fn router<S: Clone + Send + Sync + 'static>(app: Arc<App>, stopped: watch::Receiver<bool>) -> Router<S> {
    let in_time = |time| TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time);
    let limit = app.limits.answer;
    let openapi = Arc::new(openapi(&app.ctx));
    Router::new()
        .route("/api/v1/alerts", get(alerts::list).options(preflight))
        .route("/api/v1/alerts/{id}", get(alerts::one).options(preflight))
        .route("/api/v1/cases/{id}", get(alerts::case).options(preflight))
        .route("/api/v1/sources", get(ready).options(preflight))
        .route("/api/v1/status", get(ready).options(preflight))
        .route("/api/v1/openapi.json", get(document).options(preflight))
        .route("/api", any(nothing))
        .route("/api/{*rest}", any(nothing))
        .layer(in_time(limit))
        .route("/api/v1/changes", get(changes::changes).options(preflight))
        .layer(in_time(limit + changes::LONGEST))
        .with_state(Api { app, stopped, openapi })
}

/// Where the wire stands.
async fn place(app: &App) -> Result<Place, store::Error> {
    Ok(Place { epoch: app.store.epoch().to_owned(), head: app.store.head().await? })
}

/// Refuses whatever is asked of an address that takes no parameters.
async fn plain(app: &App, query: Option<&str>) -> Option<Response> {
    let refused = asked::read(query, &[]).err()?;
    Some(problem(&refused.at(place(app).await.ok().as_ref())))
}

/// What browsers ask before a program of another origin may send conditional requests.
async fn preflight() -> Response {
    options(MediaType::Json)
}

/// What stands ready.
async fn ready(
    State(api): State<Api>,
    OriginalUri(uri): OriginalUri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = plain(&api.app, query.as_deref()).await {
        return refusal;
    }
    match api.app.shelf.get(uri.path()) {
        Some(thing) => json(&headers, thing, SHORT).await,
        None => refuse("it is not there yet; ask again in a few seconds"),
    }
}

async fn document(State(api): State<Api>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    if let Some(refusal) = plain(&api.app, query.as_deref()).await {
        return refusal;
    }
    json(&headers, Arc::clone(&api.openapi), SHORT).await
}

async fn nothing() -> Response {
    problem(&Problem::new(
        404,
        "Not found",
        "there is nothing at this address; /api/v1/openapi.json lists what there is",
    ))
}
