//! Pages for people by their addresses, in every language that they are written in.

use std::sync::Arc;

use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::App;
use super::answer::{answer, message};
use super::routes::{not_allowed, options};
use crate::model::{Alert, AlertId, Cursor, Filter, MediaType, Representation, Slice};
use crate::publish::Answer;
use crate::render::api::Health;
use crate::render::page::{self, Beside, Setting};
use crate::render::{Tongue, slice};
use crate::store;

/// How many alerts of a case its page tells of.
const CASE: usize = 200;
/// How many of them the page of one alert tells of.
const THREAD: usize = 30;

/// What stands at an address, as a page; a page that says so where nothing does.
pub(super) async fn page(app: &App, method: &Method, uri: &Uri, asked: &HeaderMap) -> Response {
    let (tongue, path) = app.ctx.tongues.split(uri.path());
    if *method == Method::OPTIONS {
        return options(MediaType::Html);
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return not_allowed();
    }
    let around = app.publisher.around();
    let health = Health::of(&around.sources, around.round);
    let set = Setting { ctx: &app.ctx, tongue, health: &health };
    let parts: Vec<&str> = path.strip_prefix('/').unwrap_or_default().split('/').collect();
    match parts.as_slice() {
        [""] => front(app, tongue, uri.query().unwrap_or_default(), asked).await,
        ["removal"] => answer(asked, Arc::new(page::removal(&set))).await,
        ["alerts", id] => alert(app, &set, id, asked).await,
        ["case", id] => case(app, &set, id, asked).await,
        // A language without its slash.
        [code] if app.ctx.tongues.get(code).is_some_and(|other| !other.folder().is_empty()) => {
            Redirect::permanent(&app.ctx.address(&format!("{code}/"))).into_response()
        }
        _ => not_found(app, tongue),
    }
}

/// Some part of the wire.
async fn front(app: &App, tongue: &Tongue, query: &str, asked: &HeaderMap) -> Response {
    let parsed = slice::parse_beside(query, &app.publisher.terms(), &["before"]);
    let (slice, beside) = match parsed {
        Ok(parsed) => parsed,
        Err(why) => return said(app, tongue, StatusCode::BAD_REQUEST, |set| page::no_such_view(set, &why.to_string())),
    };
    let place = beside.iter().map(|(_, place)| place.as_str()).rfind(|place| !place.is_empty());
    let Ok(before) = place.map(str::parse::<Cursor>).transpose() else {
        return said(app, tongue, StatusCode::BAD_REQUEST, |set| {
            page::no_such_view(set, &Answer::BadPlace.to_string())
        });
    };
    let place = before.map(|before| format!("before={before}"));
    let canonical = Some(slice::canonical(&slice)).filter(|query| !query.is_empty());
    let canonical = canonical.into_iter().chain(place).collect::<Vec<_>>().join("&");
    if canonical != query {
        // One view has one address, relative so that it holds behind any name of ours.
        let address = if canonical.is_empty() { "./".to_owned() } else { format!("?{canonical}") };
        let address = HeaderValue::from_str(&address).unwrap_or_else(|_| HeaderValue::from_static("./"));
        return (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, address)]).into_response();
    }
    match app.publisher.front(tongue, &slice, before).await {
        Ok(page) => answer(asked, page).await,
        Err(Answer::Failed(error)) => {
            tracing::error!("a page could not be made: {error}");
            failed(app, tongue)
        }
        Err(_) => {
            let page = said(app, tongue, StatusCode::SERVICE_UNAVAILABLE, page::busy);
            ([(RETRY_AFTER, "5")], page).into_response()
        }
    }
}

/// The page of one alert, written on demand.
async fn alert(app: &App, set: &Setting<'_>, id: &str, asked: &HeaderMap) -> Response {
    let Ok(known) = id.parse::<AlertId>() else { return not_found(app, set.tongue) };
    let folder = set.tongue.folder();
    if known.to_string() != id {
        // One page has one address.
        return Redirect::permanent(&app.ctx.address(&format!("{folder}alerts/{known}"))).into_response();
    }
    let found = async {
        let Some(alert) = app.store.alert(known).await? else { return Ok(None) };
        let (case, _) = thread(app, alert.case.unwrap_or(alert.id), THREAD).await?;
        let related = app.store.named(&alert.related).await?.into_iter().flatten().collect::<Vec<Alert>>();
        Ok::<_, store::Error>(Some((alert, case, related)))
    };
    let (alert, case, related) = match found.await {
        Ok(Some(found)) => found,
        Ok(None) => return not_found(app, set.tongue),
        Err(error) => {
            tracing::error!("the page of alert {known} could not be made: {error}");
            return failed(app, set.tongue);
        }
    };
    if let Some(survivor) = alert.merged {
        // Not for ever: an operator may take them apart again.
        return Redirect::temporary(&app.ctx.address(&format!("{folder}alerts/{survivor}"))).into_response();
    }
    if let Some(notice) = page::gone(set, &alert) {
        return unlisted(message(StatusCode::GONE, &notice));
    }
    match page::alert(set, &alert, &Beside { case: &case, related: &related }) {
        Some(page) => unlisted(answer(asked, Arc::new(page)).await),
        None => not_found(app, set.tongue),
    }
}

/// The page of the case that began with an alert; whoever names a later alert of it is led there.
async fn case(app: &App, set: &Setting<'_>, id: &str, asked: &HeaderMap) -> Response {
    let Ok(first) = id.parse::<AlertId>() else { return not_found(app, set.tongue) };
    let folder = set.tongue.folder();
    let (alerts, more) = match thread(app, first, CASE).await {
        Ok(found) => found,
        Err(error) => {
            tracing::error!("the page of case {first} could not be made: {error}");
            return failed(app, set.tongue);
        }
    };
    if first.to_string() != id {
        return Redirect::permanent(&app.ctx.address(&format!("{folder}case/{first}"))).into_response();
    }
    if let Some(page) = page::case(set, first, &alerts, more) {
        return unlisted(answer(asked, Arc::new(page)).await);
    }
    match app.store.alert(first).await.ok().flatten().and_then(|alert| alert.merged.or(alert.case)) {
        Some(other) => Redirect::temporary(&app.ctx.address(&format!("{folder}case/{other}"))).into_response(),
        None => not_found(app, set.tongue),
    }
}

/// The newest alerts of a case, and whether there are more.
async fn thread(app: &App, first: AlertId, most: usize) -> Result<(Vec<Alert>, bool), store::Error> {
    let slice = Slice { filter: Filter { cases: vec![first], ..Filter::default() }, ..Slice::default() };
    if let Some(thread) = app.publisher.page(&slice, None, most) {
        let ids: Vec<AlertId> = thread.shown.iter().map(|place| place.id).collect();
        let alerts = app.store.named(&ids).await?;
        return Ok((alerts.into_iter().flatten().collect(), thread.more));
    }
    let alerts = app.store.alerts(&slice.filter, None, most).await?;
    let more = alerts.len() == most;
    Ok((alerts, more))
}

/// What search engines are asked to leave alone.
fn unlisted(mut response: Response) -> Response {
    let robots = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(robots, HeaderValue::from_static("noindex, noarchive"));
    response
}

fn failed(app: &App, tongue: &Tongue) -> Response {
    let page = said(app, tongue, StatusCode::SERVICE_UNAVAILABLE, page::error);
    ([(RETRY_AFTER, "60")], page).into_response()
}

fn not_found(app: &App, tongue: &Tongue) -> Response {
    said(app, tongue, StatusCode::NOT_FOUND, page::not_found)
}

/// A page that only says something.
fn said(app: &App, tongue: &Tongue, status: StatusCode, page: impl FnOnce(&Setting) -> Representation) -> Response {
    let health = Health::default();
    message(status, &page(&Setting { ctx: &app.ctx, tongue, health: &health }))
}
