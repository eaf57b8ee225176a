//! A source from visit to visit, over days that pass in no time: a real server, a real fetcher, the line and a store.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use almenara::fetch::{Fetcher, Policy};
use almenara::model::{OutcomeKind, Poll, Source, SourceId, SourceKind, SourceUid};
use almenara::pipeline::{self, Line};
use almenara::refine::tag::Vocabulary;
use almenara::{schedule, store};
use chrono::{DateTime, TimeDelta, Utc};

use crate::support::feeds;
use crate::support::hostile::{Act, Hostile, reply};

/// The middle of all random bits: no jitter.
const STILL: u64 = u64::MAX / 2;

/// What the server says at each path.
type Site = Arc<Mutex<BTreeMap<&'static str, Vec<Act>>>>;

/// One source with all that visits it.
struct Watch {
    server: Hostile,
    site: Site,
    fetcher: Fetcher,
    line: Line,
    source: Source,
    poll: Poll,
    now: DateTime<Utc>,
}

fn noon() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().expect("an instant")
}

fn feed(entries: &[(&str, &str, &str, &str)]) -> Vec<Act> {
    reply(200, &[("content-type", "application/rss+xml")], feeds::rss(entries).as_bytes())
}

impl Watch {
    async fn of(path: &str) -> Self {
        let site = Site::default();
        let shared = Arc::clone(&site);
        let server = Hostile::without_robots(move |seen| {
            shared
                .lock()
                .expect("no panic holds it")
                .get(&*seen.target)
                .cloned()
                .unwrap_or_else(|| reply(404, &[], b""))
        })
        .await;
        let policy = Policy {
            allow_private: vec!["127.0.0.0/8".parse().expect("a range")],
            gap: Duration::ZERO,
            ..Policy::default()
        };
        let source = Source {
            id: SourceId("lakeside".to_owned()),
            every_min: Duration::from_mins(5),
            ..Source::ad_hoc(server.url(path), SourceKind::Auto)
        };
        let opened = store::open("memory:", std::path::Path::new(".")).await.expect("memory");
        let line = Line {
            store: opened.store,
            vocabulary: Vocabulary::builtin(),
            configured: Arc::new([source.id.clone()].into()),
            policy: policy.clone(),
        };
        let poll = Poll::never(source.id.clone(), SourceUid::first(&source.id), source.url.clone());
        let fetcher = Fetcher::new(policy, noon).expect("a fetcher");
        Self { server, site, fetcher, line, source, poll, now: noon() }
    }

    fn put(&self, path: &'static str, acts: Vec<Act>) {
        self.site.lock().expect("no panic holds it").insert(path, acts);
    }

    /// Visits now, and lets the time pass until it is due again; how long that is, in minutes.
    async fn visit(&mut self) -> i64 {
        let fetched = pipeline::fetch(&self.fetcher, self.source.clone(), self.poll.clone()).await;
        let settled = pipeline::settle(&self.line, fetched, self.now, STILL).await.expect("memory");
        self.poll = settled.poll;
        let wait = self.poll.due.expect("planned") - self.now;
        self.now += wait;
        wait.num_minutes()
    }

    fn kind(&self) -> OutcomeKind {
        self.poll.outcome.as_ref().expect("visited").kind
    }

    fn told(&self) -> String {
        let outcome = self.poll.outcome.as_ref().expect("visited");
        format!("{} {}", outcome.message, outcome.warnings.join(" "))
    }

    fn last_target(&self) -> String {
        self.server.seen().pop().expect("asked").target
    }

    fn is_due(&self) -> bool {
        let polls = [(self.source.id.clone(), self.poll.clone())].into();
        !schedule::due([&self.source], &polls, self.now + TimeDelta::days(400)).is_empty()
    }
}

#[tokio::test]
async fn an_address_that_moves_within_its_domain_is_followed_after_a_week_and_left_when_it_fails() {
    let mut watch = Watch::of("/old").await;
    watch.put("/old", reply(301, &[("location", "/new")], b""));
    watch.put("/new", feed(&feeds::three()));
    let begun = watch.now;
    let mut followed_after = None;
    for _ in 0..400 {
        watch.visit().await;
        assert!(watch.kind().is_well(), "{}", watch.told());
        assert!(watch.told().contains("has moved for good to"), "{}", watch.told());
        if watch.poll.moved.as_ref().is_some_and(|moved| moved.followed) {
            followed_after = Some(watch.now - begun);
            break;
        }
    }
    assert!(followed_after.is_some_and(|after| (7..9).contains(&after.num_days())), "{followed_after:?}");
    let before = watch.server.seen().len();
    watch.visit().await;
    let asked: Vec<String> = watch.server.seen()[before..].iter().map(|seen| seen.target.clone()).collect();
    assert_eq!(asked, ["/new"], "the detour is over");
    assert_eq!(watch.poll.url, watch.source.url, "what is configured stays configured");
    assert!(schedule::remarks(&watch.source, Some(&watch.poll))[0].contains("is read there"));

    watch.put("/new", reply(404, &[], b""));
    watch.put("/old", feed(&feeds::three()));
    watch.visit().await;
    assert_eq!(watch.kind(), OutcomeKind::Gone);
    watch.visit().await;
    assert!(watch.kind().is_well() && watch.last_target() == "/old", "{}", watch.told());
}

#[tokio::test]
async fn an_address_that_moves_to_another_domain_is_read_there_but_never_remembered() {
    let elsewhere = Hostile::on(tokio::net::TcpListener::bind("127.0.0.3:0").await.expect("a free port"), |seen| {
        if seen.target == "/robots.txt" { reply(404, &[], b"") } else { feed(&feeds::three()) }
    });
    let mut watch = Watch::of("/old").await;
    watch.put("/old", reply(308, &[("location", elsewhere.url("/new").as_str())], b""));
    for _ in 0..300 {
        watch.visit().await;
        assert!(watch.kind().is_well(), "{}", watch.told());
    }
    assert!(watch.now - noon() > TimeDelta::days(20));
    assert!(watch.told().contains("may be somebody else's"), "{}", watch.told());
    assert_eq!(watch.last_target(), "/old");
}

#[tokio::test]
async fn what_is_gone_for_good_is_not_asked_again_and_what_is_not_there_ever_more_rarely() {
    let mut watch = Watch::of("/feed").await;
    watch.put("/feed", feed(&feeds::three()));
    watch.visit().await;
    watch.site.lock().expect("no panic holds it").remove("/feed");
    let waits = [watch.visit().await, watch.visit().await, watch.visit().await, watch.visit().await];
    assert_eq!(waits, [30, 60, 120, 240]);
    for _ in 0..5 {
        watch.visit().await;
    }
    assert_eq!(watch.visit().await, 24 * 60);
    assert!(watch.is_due() && !watch.poll.retired);

    watch.put("/feed", reply(410, &[], b""));
    watch.visit().await;
    assert_eq!(watch.kind(), OutcomeKind::Gone);
    assert!(watch.poll.retired && !watch.is_due());
    assert!(watch.told().contains("gone for good") && watch.told().contains("almenara fetch"), "{}", watch.told());
    assert!(schedule::remarks(&watch.source, Some(&watch.poll))[0].contains("almenara fetch lakeside"));

    // The operator asks.
    watch.put("/feed", feed(&feeds::three()));
    watch.visit().await;
    assert!(watch.kind().is_well() && !watch.poll.retired && watch.is_due());
}

#[tokio::test]
async fn after_an_urgent_alert_the_source_is_visited_sooner_for_a_while() {
    let mut watch = Watch::of("/feed").await;
    watch.put("/feed", feed(&feeds::three()));
    assert_eq!(watch.visit().await, 30, "what the first visit finds is history");
    let mut entries = feeds::three();
    let text = "URGENT ACTION: he was arrested this morning and is at imminent risk of torture. Act now.";
    entries
        .insert(0, ("a-4", "https://a.example/four", "Kenya: Urgent appeal: Baraka Otumbo at risk of torture", text));
    watch.put("/feed", feed(&entries));
    let mut waits = Vec::new();
    for _ in 0..9 {
        waits.push(watch.visit().await);
    }
    assert_eq!(waits[..8], [5; 8], "{}", watch.told());
    assert!(waits[8] > 10, "{waits:?}");
}

#[tokio::test]
async fn servers_that_ask_for_peace_get_it_and_are_never_given_up() {
    let mut watch = Watch::of("/feed").await;
    for (headers, minutes) in [
        (vec![("retry-after", "7200")], 120),
        (vec![("retry-after", "Tue, 10 Mar 2026 17:00:00 GMT"), ("date", "Tue, 10 Mar 2026 12:00:00 GMT")], 300),
        (vec![("retry-after", "99999999")], 24 * 60),
    ] {
        let mut watch = Watch::of("/feed").await;
        watch.put("/feed", reply(429, &headers, b""));
        assert_eq!(watch.visit().await, minutes, "{headers:?}");
        assert_eq!(watch.kind(), OutcomeKind::Failing);
    }
    watch.put("/feed", reply(503, &[], b""));
    for _ in 0..60 {
        assert!(watch.visit().await <= 24 * 60);
    }
    assert!(watch.is_due());
    watch.put("/feed", reply(403, &[], b""));
    assert_eq!(watch.visit().await, 24 * 60, "a daily knock");
    assert_eq!(watch.kind(), OutcomeKind::Blocked);
    watch.put("/feed", feed(&feeds::three()));
    assert_eq!(watch.visit().await, 30, "{}", watch.told());
}

#[tokio::test]
async fn a_feed_that_says_how_often_it_changes_is_visited_no_more_often() {
    let mut watch = Watch::of("/feed").await;
    let with = |head: &str| feeds::rss(&feeds::three()).replacen("<item>", &format!("{head}<item>"), 1);
    watch.put("/feed", reply(200, &[], with("<ttl>180</ttl>").as_bytes()));
    assert_eq!(watch.visit().await, 180);
    assert_eq!(watch.visit().await, 180, "also where nothing has changed");
    watch.put("/feed", reply(200, &[("cache-control", "max-age=14400")], with("<ttl>180</ttl> ").as_bytes()));
    assert_eq!(watch.visit().await, 240, "or as long as its server promises");
    watch.source.every_max = Duration::from_hours(2);
    assert_eq!(watch.visit().await, 120, "but never more rarely than the operator wants");
}
