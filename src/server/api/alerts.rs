//! Alerts by what they are filed under, one by its id, and those of one case.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::answer::{ASK, SHORT, failed, finished, json, problem, refuse};
use super::asked::Asked;
use super::{Api, place, plain};
use crate::model::{AlertId, Cursor, Representation, Slice};
use crate::render::api::{self, Part, Place, Problem, Standing, standing};
use crate::render::slice::{BadQuery, Key, parse_beside};

/// How many alerts an answer holds where nothing is said, and at most.
const USUAL: u64 = 50;
const MOST: u64 = 500;
/// How many alerts of a case are listed.
const THREAD: usize = 200;
const KEYS: [&str; 2] = ["limit", "cursor"];

/// Alerts that are shown, newest `updated` first.
pub(super) async fn list(State(api): State<Api>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let app = &api.app;
    let at = match place(app).await {
        Ok(at) => at,
        Err(error) => return failed(&error),
    };
    let (slice, asked) = match wanted(&query.unwrap_or_default(), &api) {
        Ok(wanted) => wanted,
        Err(refused) => return problem(&refused.at(Some(&at))),
    };
    let limit = match asked.number("limit", 1..=MOST, USUAL) {
        Ok(limit) => limit as usize,
        Err(refused) => return problem(&refused.at(Some(&at))),
    };
    let behind = match asked.text("cursor").map(|text| behind(text, &at)) {
        None => None,
        Some(Ok(cursor)) => Some(cursor),
        Some(Err(Misread::Epoch)) => {
            let resync = app.ctx.address("api/v1/alerts");
            return problem(&Problem::stale(&at, "this cursor belongs to another epoch", resync));
        }
        Some(Err(Misread::Nothing)) => {
            let detail = "cursor is what an answer gave as next; leave it out to begin with the newest";
            return problem(&Problem::bad(detail, Vec::new()).at(Some(&at)));
        }
    };
    let Some(page) = app.publisher.page(&slice, behind, limit) else {
        return refuse("the wire is still looking through what it holds; ask again in a few seconds");
    };
    let mut part = Part::default();
    let (mut last, mut more) = (None, page.more);
    for cursor in &page.shown {
        let alert = match app.store.alert(cursor.id).await {
            Ok(alert) => alert,
            Err(error) => return failed(&error),
        };
        // It may have been taken back just now.
        if standing(alert.as_ref()) == Standing::Usable && !part.add(&app.ctx, cursor.id, alert.as_ref()) {
            more = true;
            break;
        }
        last = Some(*cursor);
    }
    let next = last.filter(|_| more).map(|last| format!("{}.{last}", at.epoch));
    match finished(part, at, "alerts", next, more).await {
        Ok(thing) => json(&headers, thing, SHORT).await,
        Err(response) => *response,
    }
}

/// One alert: every report, the reasons, the history.
pub(super) async fn one(
    State(api): State<Api>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let app = &api.app;
    let (at, id) = match named(&api, &id, query.as_deref()).await {
        Ok(found) => found,
        Err(response) => return *response,
    };
    let alert = match app.store.alert(id).await {
        Ok(alert) => alert,
        Err(error) => return failed(&error),
    };
    let gone = |status, detail| problem(&Problem::gone(&at, status, detail, id, alert.as_ref()));
    match standing(alert.as_ref()) {
        Standing::Usable => json(&headers, Arc::new(api::alert(&app.ctx, &at, id, alert.as_ref())), SHORT).await,
        Standing::Merged(into) => {
            let body = api::alert(&app.ctx, &at, id, alert.as_ref());
            elsewhere(&headers, body, &app.ctx.address(&format!("api/v1/alerts/{into}"))).await
        }
        Standing::Withdrawn => gone(410, "this alert was taken back; delete what you hold of it"),
        Standing::Withheld => gone(404, "this alert is kept back; do not use what you may hold of it"),
        Standing::Forgotten => gone(404, "no alert of this id is known, or its text is older than texts are kept"),
    }
}

/// The alerts of a case that are shown, oldest first.
pub(super) async fn case(
    State(api): State<Api>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let app = &api.app;
    let (at, id) = match named(&api, &id, query.as_deref()).await {
        Ok(found) => found,
        Err(response) => return *response,
    };
    let (mut thread, more) = match app.publisher.thread(id, THREAD).await {
        Ok(found) => found,
        Err(error) => return failed(&error),
    };
    // One may have been taken back just now.
    thread.retain(|alert| standing(Some(alert)) == Standing::Usable);
    if thread.is_empty() {
        return outside(&api, &at, id, &headers).await;
    }
    thread.sort_by_key(|alert| (alert.published, alert.id));
    json(&headers, Arc::new(api::case(&app.ctx, &at, &thread, more)), SHORT).await
}

/// What is said where no case began with an alert: the case that it stands in, where it does.
async fn outside(api: &Api, at: &Place, id: AlertId, headers: &HeaderMap) -> Response {
    let app = &api.app;
    match app.store.alert(id).await {
        Ok(Some(alert)) if standing(Some(&alert)) == Standing::Usable && alert.case.is_some_and(|case| case != id) => {
            let body = api::alert(&app.ctx, at, id, Some(&alert));
            let case = alert.case.unwrap_or(id);
            elsewhere(headers, body, &app.ctx.address(&format!("api/v1/cases/{case}"))).await
        }
        Ok(_) => problem(&Problem::gone(at, 404, "no case began with an alert of this id", id, None)),
        Err(error) => failed(&error),
    }
}

/// Where the wire stands, and an id as it was written; refuses whatever is asked besides.
async fn named(api: &Api, id: &str, query: Option<&str>) -> Result<(Place, AlertId), Box<Response>> {
    if let Some(refusal) = plain(&api.app, query).await {
        return Err(Box::new(refusal));
    }
    let at = place(&api.app).await.map_err(|error| Box::new(failed(&error)))?;
    if let Ok(id) = id.parse() {
        return Ok((at, id));
    }
    let detail = "an alert's id is a UUID, with or without \"urn:uuid:\" before it";
    Err(Box::new(problem(&Problem::new(404, "Not found", detail).at(Some(&at)))))
}

/// Sends readers on, for now: an operator may take alerts apart again.
async fn elsewhere(headers: &HeaderMap, body: Representation, address: &str) -> Response {
    let mut headers = headers.clone();
    headers.remove(header::IF_NONE_MATCH);
    let mut response = json(&headers, Arc::new(body), ASK).await;
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

/// What of the wire is asked for. How feeds are to be shown is of no matter here: each alert comes with every language.
fn wanted(query: &str, api: &Api) -> Result<(Slice, Asked), Problem<'static>> {
    let keys = || {
        let filters = Key::ALL.into_iter().filter(|key| key.filters() || *key == Key::Active).map(Key::name);
        filters.chain(KEYS).map(str::to_owned).collect::<Vec<_>>()
    };
    let (slice, beside) = parse_beside(query, &api.app.publisher.terms(), &KEYS).map_err(|bad| match bad {
        BadQuery::Key { key, .. } => {
            let allowed = keys();
            Problem::bad(format!("there is no parameter {key:?} here; allowed: {}", allowed.join(", ")), allowed)
        }
        BadQuery::Term { ref allowed, .. } => Problem::bad(bad.to_string(), allowed.clone()),
        _ => Problem::bad(bad.to_string(), Vec::new()),
    })?;
    if !slice.prefer.is_empty() || slice.versions {
        return Err(Problem::bad(
            "prefer and versions are for feeds: here each alert comes with all its reports",
            keys(),
        ));
    }
    let known = |(key, value): (String, String)| Some((*KEYS.iter().find(|known| **known == key)?, value));
    Ok((slice, Asked::of(beside.into_iter().filter_map(known).collect())))
}

/// Why a cursor is none.
enum Misread {
    Epoch,
    Nothing,
}

fn behind(text: &str, at: &Place) -> Result<Cursor, Misread> {
    let (epoch, rest) = text.split_once('.').ok_or(Misread::Nothing)?;
    let cursor = rest.parse().map_err(|()| Misread::Nothing)?;
    if epoch == at.epoch { Ok(cursor) } else { Err(Misread::Epoch) }
}
