//! Pages for people by their addresses, in every language that they are written in.

use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};

use super::App;
use super::answer::{answer, message};
use super::routes::{not_allowed, options};
use crate::model::{MediaType, Representation};
use crate::publish::{Answer, Look, Shown};
use crate::render::Context;
use crate::render::api::Health;
use crate::render::page::{self, Address, NoPage, Setting};

/// What stands at an address, as a page; a page that says so where nothing does.
pub(super) async fn page(app: &App, method: &Method, uri: &Uri, asked: &HeaderMap) -> Response {
    let (tongue, path) = app.ctx.tongues.split(uri.path());
    if *method == Method::OPTIONS {
        return options(MediaType::Html);
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return not_allowed();
    }
    let ctx = app.publisher.speaking(tongue.code());
    // A language without its slash.
    let bare = path.strip_prefix('/').and_then(|code| app.ctx.tongues.get(code)).map(|other| other.folder());
    if let Some(folder) = bare.filter(|folder| !folder.is_empty()) {
        return moved(StatusCode::PERMANENT_REDIRECT, uri, &folder);
    }
    let query = uri.query().unwrap_or_default();
    let address = match Address::of(path, query, &app.publisher.terms()) {
        Ok(address) => address,
        Err(NoPage::Unknown) => return said(ctx, StatusCode::NOT_FOUND, page::not_found),
        Err(why) => return said(ctx, StatusCode::BAD_REQUEST, |set| page::no_such_view(set, &why.to_string())),
    };
    let question = if query.is_empty() { "" } else { "?" };
    if address.path() != format!("{}{question}{query}", path.trim_start_matches('/')) {
        // One page has one address. What a form asks for may stand elsewhere one day.
        let status = if query.is_empty() { StatusCode::PERMANENT_REDIRECT } else { StatusCode::TEMPORARY_REDIRECT };
        return moved(status, uri, &format!("{}{}", tongue.folder(), address.path()));
    }
    let response = match app.publisher.show(Look { tongue: tongue.code(), files: false }, &address).await {
        Ok(Shown::Page(page)) => answer(asked, page).await,
        Ok(Shown::Gone(page)) => message(StatusCode::GONE, &page),
        Ok(Shown::At(other)) => {
            return moved(StatusCode::TEMPORARY_REDIRECT, uri, &format!("{}{}", tongue.folder(), other.path()));
        }
        Ok(Shown::Nothing) => return said(ctx, StatusCode::NOT_FOUND, page::not_found),
        Err(Answer::Failed(error)) => {
            tracing::error!("the page {uri} could not be made: {error}");
            let page = said(ctx, StatusCode::SERVICE_UNAVAILABLE, page::error);
            return ([(RETRY_AFTER, "60")], page).into_response();
        }
        Err(_) => {
            let page = said(ctx, StatusCode::SERVICE_UNAVAILABLE, page::busy);
            return ([(RETRY_AFTER, "5")], page).into_response();
        }
    };
    if matches!(address, Address::Alert(_) | Address::Case(_)) { unlisted(response) } else { response }
}

/// Leads to another path below the root of the wire: relative to the address asked for, so that it holds behind any name of
/// ours.
fn moved(status: StatusCode, uri: &Uri, path: &str) -> Response {
    let up = "../".repeat(uri.path().matches('/').count().saturating_sub(1));
    let address = Some(format!("{up}{path}")).filter(|address| !address.is_empty());
    match HeaderValue::from_str(address.as_deref().unwrap_or("./")) {
        Ok(address) => (status, [(LOCATION, address)]).into_response(),
        // Nothing that cannot be written is an address of ours.
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What search engines are asked to leave alone.
fn unlisted(mut response: Response) -> Response {
    let robots = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(robots, HeaderValue::from_static("noindex, noarchive"));
    response
}

/// A page that only says something.
fn said(ctx: &Context, status: StatusCode, page: impl FnOnce(&Setting) -> Representation) -> Response {
    message(status, &page(&Setting { ctx, health: &Health::default(), files: false }))
}
