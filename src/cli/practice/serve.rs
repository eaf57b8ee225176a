//! The three sites on the wire.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::OriginalUri;
use axum::http::header::{CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::model::Digest;

use super::stage::{CAIRN, LAMPWARD, Stage};
use super::{feeds, pages};

const HTML: &str = "text/html; charset=utf-8";

/// The world behind the sites.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) stage: Stage,
    pub(super) clock: fn() -> DateTime<Utc>,
}

/// The scene as it is shared. A std lock: never held across an await.
pub(super) type Shared = Arc<Mutex<Scene>>;

/// Serves one site until the task is aborted.
pub(super) fn site(listener: TcpListener, scene: Shared, desk: usize) -> JoinHandle<()> {
    let router = Router::new().fallback(move |OriginalUri(uri): OriginalUri, head: HeaderMap| {
        let answer = answer(&scene, desk, &uri, &head);
        async { answer }
    });
    tokio::spawn(async move { _ = axum::serve(listener, router).await })
}

fn answer(scene: &Shared, desk: usize, uri: &Uri, head: &HeaderMap) -> Response {
    let scene = scene.lock().unwrap_or_else(PoisonError::into_inner);
    let path = uri.path();
    if path == scene.stage.sites[desk].listing {
        let (site, entries) = (&scene.stage.sites[desk], scene.stage.on(desk));
        return match desk {
            LAMPWARD => tagged(head, HTML, pages::listing(site, entries)),
            CAIRN => tagged(head, "application/atom+xml", feeds::atom(site, entries)),
            _ => tagged(head, "application/rss+xml", feeds::rss(site, entries)),
        };
    }
    let site = &scene.stage.sites[desk];
    match scene.stage.page(desk, path) {
        Some(entry) => tagged(head, HTML, pages::single(site, entry)),
        None if path == "/" => tagged(head, HTML, pages::home(site)),
        None => (StatusCode::NOT_FOUND, "There is no such page.\n").into_response(),
    }
}

/// With an entity tag, and 304 for whoever has it already.
fn tagged(head: &HeaderMap, media_type: &'static str, body: String) -> Response {
    let tag = format!("\"{:016x}\"", Digest::of_bytes(body.as_bytes()).short());
    if head.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
    }
    ([(CONTENT_TYPE, media_type.to_owned()), (ETAG, tag)], body).into_response()
}
