//! Server-sent events over real sockets.

use std::time::{Duration, Instant};

use almenara::model::{AlertState, ChangeKind};
use almenara::server::Limits;
use serde_json::Value;

use crate::support::alerts::alert;
use crate::support::desk::{Desk, Plan, client};

/// A listener, with what it has not read yet.
struct Listener {
    answer: reqwest::Response,
    rest: String,
}

impl Listener {
    async fn at(desk: &Desk, path: &str, last: Option<&str>) -> Self {
        let mut request = client().get(format!("http://{}{path}", desk.address));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        Self { answer: request.send().await.expect("answered"), rest: String::new() }
    }

    /// The next block of lines: id, event, data.
    async fn next(&mut self) -> Option<(String, String, Value)> {
        loop {
            if let Some((block, rest)) = self.rest.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.rest = rest;
                let field = |name: &str| {
                    let found = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                    found.unwrap_or_default().to_owned()
                };
                let data = serde_json::from_str(&field("data")).unwrap_or(Value::Null);
                return Some((field("id"), field("event"), data));
            }
            let piece = tokio::time::timeout(Duration::from_secs(10), self.answer.chunk()).await.expect("in time");
            self.rest.push_str(std::str::from_utf8(&piece.expect("read")?).expect("text"));
        }
    }
}

#[tokio::test]
async fn who_listens_hears_of_each_change_and_goes_on_where_it_broke_off() {
    let desk = Desk::usual().await;
    let mut listener = Listener::at(&desk, "/events", None).await;
    assert_eq!(listener.answer.headers()["content-type"], "text/event-stream");
    assert_eq!(listener.answer.headers()["cache-control"], "no-store");
    let (place, event, _) = listener.next().await.expect("a place");
    assert_eq!((event.as_str(), place.split_once(':').expect("epoch and number").1), ("", "2"));

    let mut third = alert(3, "2026-05-05T12:00:00Z");
    desk.announce(ChangeKind::New, third.clone()).await;
    let (first, event, data) = listener.next().await.expect("an event");
    assert_eq!((event.as_str(), data["event"].as_str(), data["change"].as_str()), ("new", Some("new"), Some(&*first)));
    assert_eq!(data["id"], third.id.urn());
    assert_eq!(data["title"], third.lead().title);
    assert_eq!(data["url"], third.lead().link.as_ref().expect("a link").as_str());
    assert_eq!(data["updated"], "2026-05-05T12:00:00Z");
    assert!(data["tags"].as_array().expect("a list").contains(&Value::from("country:HND")));
    drop(listener);

    third.updated += chrono::TimeDelta::hours(1);
    desk.announce(ChangeKind::Revised, third.clone()).await;
    let mut imported = alert(4, "2026-05-05T12:00:00Z");
    imported.imported = true;
    desk.announce(ChangeKind::New, imported).await;
    let mut withdrawn = third.clone();
    withdrawn.state = AlertState::Held;
    desk.announce(ChangeKind::Withdrawn, withdrawn).await;
    for (path, last) in
        [("/events", Some(first.as_str())), (&*format!("/events?since={first}"), None), ("/events?since=3", None)]
    {
        let mut again = Listener::at(&desk, path, last).await;
        assert_eq!(again.next().await.expect("its place").0, first);
        // It was taken back since: nothing is said any more of what it said.
        let (id, event, data) = again.next().await.expect("an event");
        assert_eq!((event.as_str(), id.ends_with(":6")), ("withdrawn", true), "{path}: {data}");
        assert_eq!(data, serde_json::json!({"change": id, "event": "withdrawn", "id": third.id.urn()}));
    }
}

#[tokio::test]
async fn a_place_in_another_history_or_beyond_the_end_is_gone() {
    let desk = Desk::usual().await;
    for (path, last) in [
        ("/events?since=3", None),
        ("/events?since=0000:1", None),
        ("/events", Some("0123456789abcdef:1")),
        ("/events?since=soon", None),
    ] {
        let mut listener = Listener::at(&desk, path, last).await;
        assert_eq!(listener.answer.status().as_u16(), 410, "{path} {last:?}");
        let words = listener.answer.chunk().await.expect("read").expect("words");
        assert!(String::from_utf8_lossy(&words).contains("listen without a place"));
    }
    for bad in ["country=XX", "urgency=critical&active=1", "prefer=es"] {
        let answer = Listener::at(&desk, &format!("/events?{bad}"), None).await.answer;
        assert_eq!(answer.status().as_u16(), 400, "{bad}");
    }
    assert_eq!(Listener::at(&desk, "/events?color=red", None).await.answer.status().as_u16(), 400);
}

#[tokio::test]
async fn a_slice_is_listened_to_by_the_same_keys_as_feeds() {
    let desk = Desk::usual().await;
    let mut listener = Listener::at(&desk, "/events?country=GTM&lang=es&since=0", None).await;
    listener.next().await.expect("a place");
    desk.announce(ChangeKind::New, alert(3, "2026-05-05T12:00:00Z")).await;
    let mut concerning = alert(4, "2026-05-06T12:00:00Z");
    concerning.tags.countries = vec![crate::support::alerts::country("GTM")];
    desk.announce(ChangeKind::New, concerning.clone()).await;
    let (id, event, data) = listener.next().await.expect("an event");
    assert_eq!((event.as_str(), id.ends_with(":4")), ("new", true));
    assert_eq!(data["id"], concerning.id.urn());
}

#[tokio::test]
async fn there_are_places_for_so_many_and_one_that_leaves_makes_room() {
    let limits = Limits { listeners: 2, ..Limits::default() };
    let desk = Desk::open(Plan { limits, ..Plan::usual().await }).await;
    let (first, second) = (Listener::at(&desk, "/events", None).await, Listener::at(&desk, "/events", None).await);
    assert_eq!(Listener::at(&desk, "/events", None).await.answer.status().as_u16(), 503);
    drop(first);
    let begun = Instant::now();
    while Listener::at(&desk, "/events", None).await.answer.status().as_u16() != 200 {
        assert!(begun.elapsed() < Duration::from_secs(10), "no room was made");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(second);
}

#[tokio::test]
async fn listeners_keep_nobody_from_stopping() {
    let desk = Desk::usual().await;
    let mut listener = Listener::at(&desk, "/events", None).await;
    listener.next().await.expect("a place");
    let begun = Instant::now();
    desk.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert!(listener.next().await.is_none(), "its line ended in order");
}
