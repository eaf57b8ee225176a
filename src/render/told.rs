//! A change as it is told while it happens: one line of JSON, for those who listen and for operators' own targets.

use serde::Serialize;

use super::words::rfc3339;
use super::{Context, entry};
use crate::model::{Alert, AlertId, ChangeKind};

#[derive(Serialize)]
struct Told<'a> {
    /// The change's place: epoch and number.
    change: &'a str,
    event: ChangeKind,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    into: Option<String>,
    #[serde(flatten)]
    alert: Option<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    url: &'a str,
    /// Our own page of it.
    page: String,
    source: &'a str,
    published: String,
    updated: String,
    tags: Vec<String>,
}

/// What happened to an alert, with title, address and tags where it is shown. Of what is not shown only the ids are said.
pub fn told(
    ctx: &Context,
    change: &str,
    event: ChangeKind,
    id: AlertId,
    alert: Option<&Alert>,
    into: Option<AlertId>,
) -> String {
    let told = event != ChangeKind::Withdrawn && event != ChangeKind::Merged;
    let view = alert.filter(|alert| told && entry::is_shown(alert)).map(|alert| entry::view(ctx, alert));
    let alert = view.as_ref().map(|view| Shown {
        title: &view.title,
        lang: view.lang,
        url: &view.alternate,
        page: ctx.address(&format!("alerts/{id}")),
        source: &view.author,
        published: rfc3339(view.published),
        updated: rfc3339(view.updated),
        tags: view.categories.iter().map(entry::Category::tag).collect(),
    });
    let told = Told { change, event, id: id.urn(), into: into.map(|into| into.urn()), alert };
    serde_json::to_string(&told).expect("strings and lists serialise")
}
