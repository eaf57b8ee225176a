//! Looking again at the pages of what was published.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use almenara::fetch::{Fetcher, Policy};
use almenara::model::{
    Alert, AlertState, Because, Filter, Lack, NetworkId, Poll, Source, SourceId, SourceKind, SourceUid,
};
use almenara::pipeline::{self, Line};
use almenara::refine::tag::Vocabulary;
use almenara::schedule::Link;
use almenara::store;
use chrono::{DateTime, TimeDelta, Utc};

use crate::support::feeds;
use crate::support::hostile::{Act, Hostile, reply};
use crate::support::program::Place;

const STILL: u64 = u64::MAX / 2;
const NOTICE: &str =
    "<!doctype html><title>Lakeside</title><h1>This page has been removed at the request of the family.</h1>";
const CHALLENGE: &str = "<!doctype html><title>Just a moment...</title><p>Checking your browser</p>";
const WORDS: [(&str, &str); 5] = [
    (
        "Kenya: Office of the Lakeside Assembly raided at night",
        "Twelve officers broke the door and arrested Wafula Ingosi.",
    ),
    ("Honduras: Death threats against Nicanora Estrella", "A note with two bullets was left at her door in Intibucá."),
    ("Peru: Three miners of Cerro Pardo beaten", "Guards with iron bars waited for them at the bridge before dawn."),
    ("Nepal: Teacher Bimala Thapang is missing", "She did not come home from a meeting of the tea pickers."),
    (
        "Tunisia: Printer Habib Ouerti before a military court",
        "He had printed four hundred leaflets about the price of bread.",
    ),
];

fn noon() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().expect("an instant")
}

fn page(text: &str) -> Vec<Act> {
    reply(200, &[("content-type", "text/html; charset=utf-8")], text.as_bytes())
}

fn story(place: usize) -> Vec<Act> {
    let (title, text) = WORDS[place];
    page(&format!(
        "<!doctype html><title>{title}</title><article><h1>{title}</h1><p>{}</p></article>",
        format!("{text} ").repeat(40)
    ))
}

type Pages = Arc<Mutex<BTreeMap<String, Vec<Act>>>>;

/// One source with five alerts and a page for each, read once.
struct World {
    server: Hostile,
    pages: Pages,
    fetcher: Fetcher,
    line: Line,
    source: Source,
    poll: Poll,
    now: DateTime<Utc>,
}

impl World {
    async fn new() -> Self {
        Box::pin(Self::kept("memory:", Path::new("."), noon())).await
    }

    async fn kept(store: &str, root: &Path, now: DateTime<Utc>) -> Self {
        let pages = Pages::default();
        let shared = Arc::clone(&pages);
        let missing = || reply(404, &[], b"");
        let server = Hostile::without_robots(move |seen| {
            shared.lock().expect("no panic holds it").get(&seen.target).cloned().unwrap_or_else(missing)
        })
        .await;
        let policy = Policy {
            allow_private: vec!["127.0.0.0/8".parse().expect("a range")],
            gap: Duration::ZERO,
            ..Policy::default()
        };
        let source = Source {
            id: SourceId("lakeside".to_owned()),
            network: NetworkId("lakeside.example".to_owned()),
            network_name: "Network lakeside".to_owned(),
            ..Source::ad_hoc(server.url("/feed"), SourceKind::Auto)
        };
        let line = Line {
            store: store::open(store, root).await.expect("a store").store,
            vocabulary: Vocabulary::builtin(),
            configured: Arc::new([source.id.clone()].into()),
            policy: policy.clone(),
        };
        let poll = Poll::never(source.id.clone(), SourceUid::first(&source.id), source.url.clone());
        let fetcher = Fetcher::new(policy, noon).expect("a fetcher");
        let mut world = Self { server, pages, fetcher, line, source, poll, now };
        let entries: Vec<[String; 4]> = (0..WORDS.len())
            .map(|n| {
                world.put(n, story(n));
                let (title, text) = WORDS[n];
                [format!("l-{n}"), world.server.url(&format!("/p/{n}")).to_string(), title.to_owned(), text.to_owned()]
            })
            .collect();
        let entries: Vec<(&str, &str, &str, &str)> =
            entries.iter().map(|[a, b, c, d]| (&**a, &**b, &**c, &**d)).collect();
        let feed = reply(200, &[("content-type", "application/rss+xml")], feeds::rss(&entries).as_bytes());
        world.pages.lock().expect("no panic holds it").insert("/feed".to_owned(), feed);
        world.visit().await;
        world
    }

    fn put(&self, place: usize, acts: Vec<Act>) {
        self.pages.lock().expect("no panic holds it").insert(format!("/p/{place}"), acts);
    }

    async fn visit(&mut self) {
        let fetched = pipeline::fetch(&self.fetcher, self.source.clone(), self.poll.clone()).await;
        self.poll = pipeline::settle(&self.line, fetched, self.now, STILL).await.expect("room").poll;
        assert!(self.poll.outcome.as_ref().expect("visited").kind.is_well());
    }

    /// The alert of a page.
    async fn alert(&self, place: usize) -> Alert {
        let link = self.server.url(&format!("/p/{place}"));
        pipeline::find(self.line.store.as_ref(), link.as_str()).await.expect("room").expect("an alert")
    }

    /// Looks at these pages; how many alerts that changed.
    async fn look(&mut self, places: &[usize]) -> usize {
        let mut links = Vec::new();
        for place in places {
            let alert = self.alert(*place).await;
            links.push(Link {
                alert: alert.id,
                report: alert.told().next().expect("a report").id,
                source: self.source.id.clone(),
                url: self.server.url(&format!("/p/{place}")),
                due: self.now,
            });
        }
        self.now += TimeDelta::days(1);
        let store = self.line.store.as_ref();
        let sighted = pipeline::look_at(&self.fetcher, store, &self.source, &links).await.expect("room");
        let (poll, now) = (self.poll.clone(), self.now);
        let looked =
            pipeline::settle_looks(&self.line, &self.source, poll, sighted, Some(now), now).await.expect("room");
        self.poll = looked.poll;
        looked.changed.len()
    }

    async fn live(&self) -> usize {
        self.line.store.alerts(&Filter::default(), None, 9).await.expect("room").len()
    }

    fn absent(&self) -> Vec<Lack> {
        self.poll.looks.absent.iter().map(|known| known.how).collect()
    }
}

#[tokio::test]
async fn a_page_that_is_gone_for_good_or_has_a_removal_notice_takes_its_alert_back_at_the_first_look() {
    for gone in [reply(410, &[], b""), page(NOTICE)] {
        let mut world = World::new().await;
        world.put(0, gone);
        assert_eq!(world.look(&[0]).await, 1);
        let alert = world.alert(0).await;
        let retraction = alert.retraction.as_ref().expect("taken back");
        assert_eq!(
            (alert.state, retraction.because, retraction.confirmed),
            (AlertState::Withdrawn, Because::Source, false)
        );
        assert_eq!((world.live().await, world.absent()), (4, Vec::new()));
        let told = &world.poll.noticed.as_ref().expect("the operator is told").warnings;
        assert!(told[0].contains(&alert.id.to_string()), "{told:?}");
        // The list still has it.
        world.visit().await;
        assert_eq!(world.live().await, 4);

        let done = pipeline::restore(&world.line, &alert, &BTreeMap::new(), world.now).await.expect("room");
        assert_eq!(done.changed.len(), 1);
        assert_eq!(world.look(&[0]).await, 0, "the operator has decided");
        assert_eq!(world.live().await, 5);
    }
}

#[tokio::test]
async fn what_is_only_not_to_be_had_hides_nothing_and_is_told_until_it_is_there_again() {
    let mut world = World::new().await;
    world.put(0, reply(404, &[], b"This page has been removed."));
    world.put(1, reply(403, &[], b"Access denied"));
    world.put(2, page(CHALLENGE));
    world.put(3, reply(302, &[("location", "/")], b""));
    world
        .pages
        .lock()
        .expect("no panic holds it")
        .insert("/".to_owned(), page("<!doctype html><title>Lakeside</title><p>Home</p>"));
    world.put(4, reply(503, &[], b""));
    assert_eq!(world.look(&[0, 1, 2, 3, 4]).await, 0);
    assert_eq!(world.live().await, 5);
    assert_eq!(world.absent(), [Lack::Missing, Lack::Refused, Lack::Walled, Lack::Elsewhere, Lack::Failing]);
    let since = world.poll.looks.absent[0].since;
    assert_eq!(world.look(&[0]).await, 0);
    assert!(world.poll.looks.absent.iter().any(|known| known.since == since && known.at > since));
    for place in 0..5 {
        world.put(place, story(place));
    }
    world.look(&[0, 1, 2, 3, 4]).await;
    assert_eq!(world.absent(), []);
}

#[tokio::test]
async fn a_site_that_says_of_everything_that_it_is_gone_empties_nothing() {
    let mut world = World::new().await;
    for place in 0..5 {
        world.put(place, reply(410, &[], b""));
    }
    assert_eq!(world.look(&[0, 1]).await, 0, "another page of the site was asked, and is gone too");
    assert_eq!(world.look(&[0, 1, 2, 3, 4]).await, 0);
    assert_eq!((world.live().await, world.absent()), (5, vec![Lack::Claimed; 5]));
    // What is repaired is there again; what stays gone is believed once it is alone.
    for place in 1..5 {
        world.put(place, story(place));
    }
    assert_eq!(world.look(&[0, 1, 2, 3, 4]).await, 1);
    assert_eq!((world.live().await, world.absent()), (4, Vec::new()));
}

#[tokio::test]
async fn no_more_than_a_few_of_one_organisation_go_within_a_day() {
    let mut world = World::new().await;
    for place in 0..3 {
        world.put(place, reply(410, &[], b""));
    }
    assert_eq!(world.look(&[0, 1, 2]).await, 3, "two of its pages still stand");
    let failing = Poll { failures: 2, ..world.poll.clone() };
    world.poll = failing;
    world.put(3, reply(410, &[], b""));
    assert_eq!(world.look(&[3]).await, 0, "its own list is not well either");
    assert_eq!(world.absent(), [Lack::Claimed]);
    let (changed, poll) =
        pipeline::confirm_claims(&world.line, &world.source, world.poll.clone(), world.now).await.expect("room");
    assert_eq!((changed.len(), poll.looks.absent.len()), (1, 0));
    assert!(world.alert(3).await.retraction.expect("taken back").confirmed);
}

#[tokio::test]
async fn a_host_that_does_not_answer_is_not_asked_again_and_again() {
    let mut world = World::new().await;
    let before = world.server.seen().len();
    for place in 0..5 {
        world.put(place, reply(503, &[], b""));
    }
    world.look(&[0, 1, 2, 3, 4]).await;
    assert_eq!(world.server.seen().len() - before, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_running_wire_looks_again_a_day_later_and_every_feed_is_told() {
    let place = Place::new();
    let world = Box::pin(World::kept("sled:data", place.path(), almenara::daemon::now() - TimeDelta::days(2))).await;
    // Three of one host have their turn at once.
    let mut turns = Vec::new();
    for page in 0..WORDS.len() {
        turns.push((world.alert(page).await.id, page));
    }
    turns.sort_unstable();
    let (gone, missing, stands) = (turns[0].1, turns[1].1, turns[2].1);
    world.put(gone, reply(410, &[], b""));
    world.put(missing, reply(404, &[], b""));
    world.line.store.close().await.expect("closed");
    place.source("lakeside", world.source.url.as_str(), "");
    tokio::task::spawn_blocking(move || {
        let daemon = place.serve();
        let feed = daemon.until("/feed.atom", |feed| feed.contains("under review"));
        let title = |page: usize| WORDS[page].0;
        assert!(!feed.contains(title(gone)), "{feed}");
        assert!(feed.contains(title(missing)) && feed.contains(title(stands)), "{feed}");
        assert!(feed.contains("deleted-entry"), "{feed}");
        let status = place.run(&["status"]).stdout;
        assert!(status.contains("not there any more (404)"), "{status}");
        assert!(place.run(&["held"]).stdout.contains("withdrawn"));
        world.put(missing, page(NOTICE));
        let link = |page: usize| world.server.url(&format!("/p/{page}")).to_string();
        let told = place.run(&["look", &link(missing)]).stdout;
        assert!(told.contains("was taken down by its source") && told.contains("almenara restore"), "{told}");
        assert!(!daemon.get("/feed.atom").1.contains(title(missing)));
        assert!(place.run(&["look", &link(stands)]).stdout.contains("still stands"));
        assert_eq!(place.run(&["look", &link(missing)]).code, Some(1), "it is not shown");
        assert_eq!(daemon.stop().0, Some(0));
        assert_eq!(place.run(&["verify"]).code, Some(0));
        drop(world);
    })
    .await
    .expect("it ran");
}
