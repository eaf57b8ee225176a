//! Everything that happens, for who follows it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use almenara::model::{Alert, AlertState, Because, Cause, ChangeKind, Filter, Hold, Retraction, Urgency, Verdict};
use almenara::publish::Extras;
use almenara::render::api::{self, Place};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use tokio::time::timeout;

use super::super::{SOON, Wire, answer};
use super::{Newsroom, commit, json, list};
use crate::support::alerts::{alert, at, context, join, report};

/// Knows only `/api/v1/changes`, and the cursors it is given.
struct Client {
    cursor: Option<String>,
    usable: BTreeMap<String, Value>,
    /// The number of the last change it was told of.
    seq: u64,
}

impl Client {
    fn new() -> Self {
        Self { cursor: None, usable: BTreeMap::new(), seq: 0 }
    }

    /// Asks once; true where the wire says that there is no more.
    async fn ask(&mut self, wire: &Wire, wait: u64) -> bool {
        let since = self.cursor.as_ref().map(|cursor| format!("&since={cursor}")).unwrap_or_default();
        let answer = wire.get(&format!("/api/v1/changes?limit=7&wait={wait}{since}"), &[]).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        let answer = json(&answer);
        for change in list(&answer, "changes") {
            self.seq += 1;
            assert_eq!(change["seq"], self.seq, "a change was skipped or told twice");
            let uri = change["alert"]["uri"].as_str().expect("an id").to_owned();
            if change["alert"]["pubstatus"] == "usable" {
                self.usable.insert(uri, change["alert"].clone());
            } else {
                self.usable.remove(&uri);
            }
        }
        self.cursor = Some(answer["next"].as_str().expect("a cursor").to_owned());
        answer["more"] == false
    }
}

type Step = (DateTime<Utc>, Vec<(ChangeKind, Alert)>);

/// What happens on the wire in the test: several things to each of many alerts, some in one step.
fn story() -> Vec<Step> {
    let mut steps = Vec::new();
    let start = at("2026-05-01T00:00:00Z");
    let mut minute = 0;
    let mut then = || {
        minute += 1;
        start + TimeDelta::minutes(minute)
    };
    let mut alerts: Vec<Alert> = (0..40).map(|n| alert(n, "2026-05-01T00:00:00Z")).collect();
    for pair in alerts.chunks(2) {
        steps.push((then(), pair.iter().map(|alert| (ChangeKind::New, alert.clone())).collect()));
    }
    for (n, alert) in alerts.iter_mut().enumerate() {
        let now = then();
        let change = match n % 8 {
            0 => {
                let echo = report(&format!("echo {n}"), "linterna", "Otra voz", "2026-05-01T08:00:00Z");
                join(alert, echo, Verdict::Echo);
                ChangeKind::Joined
            }
            1 | 6 => {
                alert.reports[0].title = format!("Liberan a la defensora ({n})");
                alert.tags.urgency = Urgency::Resolved;
                alert.updated = now;
                ChangeKind::Revised
            }
            2 => {
                alert.state = AlertState::Withdrawn;
                alert.retraction = Some(Retraction { because: Because::Source, at: now, confirmed: false, note: None });
                ChangeKind::Withdrawn
            }
            3 => {
                alert.state = AlertState::Held;
                alert.hold = Some(Hold { cause: Cause::SetAside, since: now, until: None });
                ChangeKind::Revised
            }
            _ => continue,
        };
        steps.push((now, vec![(change, alert.clone())]));
    }
    for n in (4..40).step_by(8) {
        let now = then();
        let survivor = alerts[n].id;
        let mut both = alerts[n + 1].clone();
        both.state = AlertState::Merged;
        both.merged = Some(survivor);
        alerts[n].reports.extend(both.reports.clone());
        alerts[n].updated = now;
        steps.push((now, vec![(ChangeKind::Revised, alerts[n].clone()), (ChangeKind::Merged, both)]));
    }
    for n in (3..40).step_by(16) {
        let now = then();
        alerts[n].state = AlertState::Live;
        alerts[n].hold = None;
        steps.push((now, vec![(ChangeKind::Revised, alerts[n].clone())]));
    }
    steps
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_knows_only_the_changes_has_the_complete_wire() {
    let newsroom = Newsroom::open(context(), Extras::default()).await;
    let (mut client, mut late) = (Client::new(), Client::new());
    let told = async {
        for (now, changed) in story() {
            newsroom.tell(now, changed).await;
        }
    };
    let read = async {
        // It asks again and again while things happen, and waits where nothing has.
        while client.seq < 60 {
            client.ask(&newsroom.wire, 10).await;
        }
    };
    timeout(SOON * 3, async { tokio::join!(told, read) }).await.expect("in time");
    for client in [&mut client, &mut late] {
        while !client.ask(&newsroom.wire, 0).await {}
    }

    let store = &newsroom.wire.store;
    let place = Place { epoch: store.epoch().to_owned(), head: store.head().await.expect("a head") };
    assert_eq!(client.seq, place.head);
    let mut stored = BTreeMap::new();
    for alert in store.alerts(&Filter::default(), None, usize::MAX).await.expect("alerts") {
        let written = api::alert(&newsroom.ctx, &place, alert.id, Some(&alert));
        let written: Value = serde_json::from_slice(&written.body).expect("JSON");
        let told = &client.usable[&alert.id.urn()];
        assert_eq!(told["headline"], alert.lead().title);
        assert_eq!(list(told, "reports").len(), alert.reports.len());
        assert!(list(told, "subject").iter().any(|tag| tag["code"] == alert.tags.urgency.term()));
        stored.insert(alert.id.urn(), written["alert"].clone());
    }
    assert!(stored.len() > 20);
    assert_eq!(client.usable, stored, "who followed it");
    assert_eq!(late.usable, stored, "who came late");
}

#[tokio::test]
async fn whoever_waits_is_told_at_once_and_not_for_ever() {
    let newsroom = Newsroom::open(context(), Extras::default()).await;
    newsroom.tell(at("2026-05-01T00:00:00Z"), vec![(ChangeKind::New, alert(1, "2026-05-01T00:00:00Z"))]).await;
    let begun = Instant::now();
    let quiet = newsroom.json("/api/v1/changes?since=1&wait=1").await;
    assert!(list(&quiet, "changes").is_empty() && begun.elapsed() >= Duration::from_secs(1));
    assert_eq!(quiet["more"], false);

    let next = quiet["next"].as_str().expect("a cursor");
    let begun = Instant::now();
    let path = format!("/api/v1/changes?since={next}&wait=60");
    let news = async {
        tokio::task::yield_now().await;
        newsroom.tell(at("2026-05-02T00:00:00Z"), vec![(ChangeKind::New, alert(2, "2026-05-02T00:00:00Z"))]).await;
    };
    let (told, ()) = tokio::join!(newsroom.json(&path), news);
    assert_eq!(list(&told, "changes").len(), 1);
    assert!(begun.elapsed() < SOON);
}

#[tokio::test]
async fn whoever_waits_does_not_keep_the_server_from_stopping() {
    let newsroom = Newsroom::open(context(), Extras::default()).await;
    let mut socket = newsroom.wire.connect().await;
    let request = b"GET /api/v1/changes?wait=60 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut socket, request).await.expect("sent");
    // Whoever comes later is served meanwhile.
    assert_eq!(newsroom.wire.get("/healthz", &[]).await.status, 200);
    let begun = Instant::now();
    newsroom.wire.stop.send(()).expect("it runs");
    assert_eq!(answer(&mut socket).await.status, 200);
    timeout(SOON, newsroom.wire.ended).await.expect("it ends").expect("no panic").expect("no error");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_cursor_of_another_epoch_or_beyond_the_head_is_gone() {
    let newsroom = Newsroom::open(context(), Extras::default()).await;
    newsroom.tell(at("2026-05-01T00:00:00Z"), vec![(ChangeKind::New, alert(1, "2026-05-01T00:00:00Z"))]).await;
    let epoch = newsroom.wire.store.epoch().to_owned();
    for query in [
        "since=0123456789abcdef:1",
        "since=1&epoch=0123456789abcdef",
        "since=0123456789abcdef:0",
        "since=2",
        "since=99&wait=9",
    ] {
        let answer = newsroom.wire.get(&format!("/api/v1/changes?{query}"), &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (410, Some("application/problem+json")), "{query}");
        let problem = json(&answer);
        assert_eq!((problem["epoch"].as_str(), problem["head"].as_u64()), (Some(epoch.as_str()), Some(1)));
        assert_eq!(problem["resync"], "http://wire.example/api/v1/changes?since=0");
    }
    for query in [String::new(), "since=0".to_owned(), format!("since=0&epoch={epoch}"), format!("since={epoch}:0")] {
        let answer = newsroom.json(&format!("/api/v1/changes?{query}")).await;
        assert_eq!(list(&answer, "changes").len(), 1, "{query}");
        assert_eq!(answer["next"], format!("{epoch}:1"));
    }
    for query in ["since=-1", "since=x", "since=a:b", "limit=0", "limit=1001", "wait=61", "wait=x", "sice=1"] {
        assert_eq!(newsroom.wire.get(&format!("/api/v1/changes?{query}"), &[]).await.status, 400, "{query}");
    }
}

#[tokio::test]
async fn an_answer_ends_where_it_grows_heavy_and_the_next_goes_on_there() {
    let newsroom = Newsroom::open(context(), Extras::default()).await;
    let heavy = |n| {
        let mut alert = alert(n, "2026-05-01T00:00:00Z");
        alert.reports[0].summary = "agua ".repeat(100_000);
        (ChangeKind::New, alert)
    };
    commit(&*newsroom.wire.store, at("2026-05-01T00:00:00Z"), (0..12).map(heavy).collect()).await;
    newsroom.publish().await;
    let first = newsroom.wire.get("/api/v1/changes?limit=1000", &[]).await;
    assert!(first.body.len() < 6 << 20, "{}", first.body.len());
    let mut client = Client::new();
    while !client.ask(&newsroom.wire, 0).await {}
    assert_eq!((client.seq, client.usable.len()), (12, 12));
}
