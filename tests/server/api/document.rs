//! The API's own description, held against the API.

use std::collections::BTreeSet;

use almenara::model::{
    AlertState, Because, ChangeKind, Field, NetworkId, Reason, RegionId, Retraction, SourceId, Verdict,
};
use almenara::model::{Basis, Urgency};
use almenara::publish::Extras;
use almenara::render::SourceLine;
use serde_json::Value;

use super::schema::{faults, members};
use super::{Newsroom, json, list};
use crate::support::alerts::{alert, at, context, join, report, url};

/// A wire with one of everything.
async fn full() -> (Newsroom, Vec<String>) {
    let mut ctx = context();
    ctx.directory.rights.insert(NetworkId("faro.example".to_owned()), "CC BY 4.0".to_owned());
    let line = |id: &str, region: Option<&str>| SourceLine {
        network: "Red Faro".to_owned(),
        id: SourceId(id.to_owned()),
        url: url("https://faro.example/alertas/"),
        state_words: "ok, last read 2026-05-02 18:00 UTC".to_owned(),
        well: Some(true),
        visited: Some(at("2026-05-02T18:00:00Z")),
        enabled: true,
        waits: region.is_none(),
        region: region.map(|region| RegionId(region.to_owned())),
    };
    let extras = Extras {
        sources: vec![line("faro", Some("americas")), line("linterna", None)],
        notice: Some("The wire is being moved.".to_owned()),
        round: Some(at("2026-05-02T18:00:00Z")),
        ..Extras::default()
    };
    let newsroom = Newsroom::open(ctx, extras).await;
    let mut live = alert(1, "2026-05-03T12:00:00Z");
    let reason = Reason::new("verdict:echo", "same-text", "río", Field::Title, Basis::Inferred);
    live.tags.urgency = Urgency::Critical;
    live.tags.deadline = chrono::NaiveDate::from_ymd_opt(2026, 6, 1);
    live.reports[0].reasons.push(Reason::new("title", "title-printed", "río", Field::Title, Basis::Stated));
    join(&mut live, report("otra", "linterna", "Otra voz", "2026-05-03T12:00:00Z"), Verdict::Echo);
    live.history[1].reasons.push(reason);
    let mut later = alert(2, "2026-05-04T12:00:00Z");
    (later.case, later.related) = (Some(live.id), vec![live.id]);
    let mut held = alert(3, "2026-05-04T12:00:00Z");
    held.state = AlertState::Held;
    let mut merged = alert(4, "2026-05-04T12:00:00Z");
    (merged.state, merged.merged) = (AlertState::Merged, Some(live.id));
    let mut gone = alert(5, "2026-05-04T12:00:00Z");
    gone.state = AlertState::Withdrawn;
    let note = Some("It was a mistake.".to_owned());
    gone.retraction = Some(Retraction { because: Because::Error, at: gone.updated, confirmed: true, note });
    let ids = [&live, &later, &held, &merged, &gone].map(|alert| alert.id.to_string()).to_vec();
    let day = later.updated;
    let kinds = [ChangeKind::New, ChangeKind::Joined, ChangeKind::Revised, ChangeKind::Merged, ChangeKind::Withdrawn];
    newsroom.tell(day, kinds.into_iter().zip([live, later, held, merged, gone]).collect()).await;
    (newsroom, ids)
}

/// The addresses that the document describes.
fn paths(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths.iter().map(|(path, operations)| (path.clone(), operations["get"].clone())).collect()
}

/// The parameters of an operation that stand behind the question mark.
fn queries(operation: &Value) -> Vec<&Value> {
    list(operation, "parameters").iter().filter(|parameter| parameter["in"] == "query").collect()
}

#[tokio::test]
async fn every_address_stands_in_the_document_and_nothing_else_does() {
    let (newsroom, _) = full().await;
    let document = newsroom.json("/api/v1/openapi.json").await;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], "http://wire.example");
    let described: BTreeSet<String> = paths(&document).into_iter().map(|(path, _)| path).collect();
    let source = include_str!("../../../src/server/api/mod.rs");
    let routes = source.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let routes: BTreeSet<String> = routes.filter(|path| path.starts_with("/api/v1/")).map(str::to_owned).collect();
    assert!(routes.len() >= 7);
    assert_eq!(described, routes);
}

#[tokio::test]
async fn every_parameter_stands_in_the_document_and_does_something() {
    let (newsroom, ids) = full().await;
    let document = newsroom.json("/api/v1/openapi.json").await;
    for (path, operation) in paths(&document) {
        let asked = path.replace("{id}", &ids[0]);
        let refused = newsroom.wire.get(&format!("{asked}?nonsense=1"), &[]).await;
        assert_eq!(refused.status, 400, "{path}");
        let problem = json(&refused);
        let allowed = problem["allowed"].as_array().cloned().unwrap_or_default();
        let allowed: BTreeSet<&str> = allowed.iter().filter_map(Value::as_str).collect();
        let described: BTreeSet<&str> =
            queries(&operation).into_iter().filter_map(|parameter| parameter["name"].as_str()).collect();
        assert_eq!(described, allowed, "{path}");
        for parameter in queries(&operation) {
            let name = parameter["name"].as_str().expect("a name");
            if let Some(example) = parameter.get("example") {
                let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
                let answer = newsroom.wire.get(&format!("{asked}?{name}={example}"), &[]).await;
                assert_eq!(answer.status, 200, "{path}?{name}={example}");
            }
            for number in [parameter["schema"]["minimum"].as_i64(), parameter["schema"]["maximum"].as_i64()] {
                let Some(number) = number.filter(|_| name != "wait") else { continue };
                let answer = newsroom.wire.get(&format!("{asked}?{name}={number}"), &[]).await;
                assert_eq!(answer.status, 200, "{path}?{name}={number}");
            }
        }
    }
}

#[tokio::test]
async fn every_answer_is_as_the_document_says_and_all_that_it_names_is_seen() {
    let (newsroom, ids) = full().await;
    let document = newsroom.json("/api/v1/openapi.json").await;
    let mut met = BTreeSet::new();
    let mut asked = vec![
        ("/api/v1/changes", String::new()),
        ("/api/v1/changes", "?since=99".to_owned()),
        ("/api/v1/changes", "?since=x".to_owned()),
        ("/api/v1/alerts", String::new()),
        ("/api/v1/alerts", "?limit=1".to_owned()),
        ("/api/v1/alerts", "?region=atlantis".to_owned()),
        ("/api/v1/sources", String::new()),
        ("/api/v1/status", String::new()),
        ("/api/v1/alerts/{id}", "0".to_owned()),
    ];
    asked.extend(ids.iter().flat_map(|id| [("/api/v1/alerts/{id}", id.clone()), ("/api/v1/cases/{id}", id.clone())]));
    let mut statuses = BTreeSet::new();
    for (path, rest) in asked {
        let address = if path.ends_with("{id}") { path.replace("{id}", &rest) } else { format!("{path}{rest}") };
        let answer = newsroom.wire.get(&address, &[]).await;
        let response = &document["paths"][path]["get"]["responses"][answer.status.to_string()];
        let media = answer.header("content-type").expect("a type");
        let schema = response["content"].get(media).unwrap_or_else(|| panic!("{address}: {} {media}", answer.status));
        let found = faults(&document, &schema["schema"], &json(&answer), &mut met);
        assert!(found.is_empty(), "{address}: {found:#?}");
        statuses.insert(answer.status);
    }
    assert_eq!(statuses, BTreeSet::from([200, 307, 400, 404, 410]));
    let unseen: Vec<_> = members(&document).difference(&met).cloned().collect();
    assert!(unseen.is_empty(), "the document names what no answer has: {unseen:?}");
}
