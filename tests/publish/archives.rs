//! The archives (RFC 5005), read by a client that knows nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use almenara::model::{Alert, AlertState, Batch, Because, ChangeKind, Filter, Representation, Retraction};
use almenara::publish::{Answer, Extras, Publisher, Shelf};
use almenara::render::{self, FeedInfo, Slot};
use almenara::store::Store;
use chrono::{DateTime, TimeDelta, Utc};

use crate::support::alerts::{alert, at, context, country};
use crate::support::stored::{holding, put};
use crate::support::{atom_rules, json_rules, rss_rules};

const CURRENT: &str = "/feed.atom";

struct Press {
    store: Arc<dyn Store>,
    publisher: Publisher,
}

async fn press(alerts: Vec<Alert>) -> Press {
    let store = holding(alerts).await;
    let publisher = Publisher::new(Arc::new(context()), Shelf::default(), Arc::clone(&store));
    let press = Press { store, publisher };
    press.publish().await;
    press
}

impl Press {
    async fn publish(&self) {
        self.publisher.publish(Extras::default()).await.expect("published");
        self.publisher.catch_up().await.expect("looked through");
        self.publisher.publish(Extras::default()).await.expect("published");
    }

    async fn get(&self, address: &str) -> Arc<Representation> {
        self.ask(address).await.unwrap_or_else(|answer| panic!("{address}: {answer}"))
    }

    async fn ask(&self, address: &str) -> Result<Arc<Representation>, Answer> {
        let (path, query) = address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
        self.publisher.get(path, query).await
    }

    async fn commit(&self, when: &str, kind: ChangeKind, mut alert: Alert) {
        alert.settle(at(when));
        self.store.commit(Batch::new(at(when), vec![(kind, alert)], Vec::new(), None)).await.expect("committed");
    }

    async fn withdraw(&self, when: &str, mut alert: Alert) {
        alert.filed = Some(alert.facets());
        alert.state = AlertState::Withdrawn;
        alert.retraction = Some(Retraction { because: Because::Error, at: at(when), confirmed: true, note: None });
        self.commit(when, ChangeKind::Withdrawn, alert).await;
    }

    /// What readers are shown, by id.
    async fn shown(&self, admits: impl Fn(&Alert) -> bool) -> Wire {
        let alerts = self.store.alerts(&Filter::default(), None, usize::MAX).await.expect("read");
        let slots: Vec<Slot> = alerts.into_iter().filter(admits).map(Slot::of).collect();
        let feed = render::atom::feed(&context(), &FeedInfo::main(&context()), &slots);
        feed_rs::parser::parse(&feed.body[..]).expect("a feed").entries.into_iter().map(kept).collect()
    }
}

/// What a client keeps of an entry: when it last changed, its title, its text.
pub(super) type Wire = BTreeMap<String, (DateTime<Utc>, String, String)>;

fn kept(entry: feed_rs::model::Entry) -> (String, (DateTime<Utc>, String, String)) {
    let content = entry.content.and_then(|content| content.body).expect("a text");
    (entry.id, (entry.updated.expect("a date"), entry.title.expect("a title").content, content))
}

/// A client that knows RFC 4287, RFC 5005 §4 and RFC 6721.
#[derive(Default)]
pub(super) struct Client {
    entries: Wire,
    gone: BTreeSet<String>,
    read: BTreeSet<String>,
}

impl Client {
    /// Reads the current feed, then walks back until it meets an archive that it has read before.
    async fn catch_up(&mut self, press: &Press, current: &str) -> usize {
        self.read_back(current, &async |address: &str| press.get(address).await.body.to_vec()).await
    }

    /// The same, whoever has the documents.
    pub(super) async fn read_back(&mut self, current: &str, get: &impl AsyncFn(&str) -> Vec<u8>) -> usize {
        let mut next = Some(current.to_owned());
        let mut read = 0;
        while let Some(address) = next {
            let thing = get(&address).await;
            atom_rules::assert_valid(&thing);
            let text = std::str::from_utf8(&thing).expect("UTF-8");
            assert_eq!(text.contains("<fh:archive>"), address != current, "{address}");
            let feed = feed_rs::parser::parse(&thing[..]).expect("a feed");
            for entry in feed.entries {
                let (id, now) = kept(entry);
                let known = self.entries.entry(id).or_insert_with(|| now.clone());
                if known.0 < now.0 {
                    *known = now;
                }
            }
            for deleted in text.split("<at:deleted-entry ").skip(1) {
                let id = deleted.split("ref=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
                self.gone.insert(id.to_owned());
            }
            read += 1;
            let link = feed.links.iter().find(|link| link.rel.as_deref() == Some("prev-archive"));
            next = link.map(|link| link.href.strip_prefix("http://wire.example").expect("ours").to_owned());
            next = next.filter(|archive| self.read.insert(archive.clone()));
        }
        read
    }

    pub(super) fn wire(&self) -> Wire {
        let kept = self.entries.iter().filter(|(id, _)| !self.gone.contains(*id));
        kept.map(|(id, entry)| (id.clone(), entry.clone())).collect()
    }
}

/// Alerts over six months, every second one of Honduras; one month of them in a flood.
fn wire(count: u32) -> Vec<Alert> {
    (0..count)
        .map(|number| {
            let flood = number % 3 == 0;
            let begin = at(if flood { "2026-03-01T00:00:00Z" } else { "2026-01-01T00:00:00Z" });
            let spread = if flood { 31 } else { 180 };
            let when = begin + TimeDelta::minutes(i64::from(number) * spread * 1440 / i64::from(count));
            let mut alert = alert(number, &when.to_rfc3339());
            if number % 2 == 0 {
                alert.tags.countries = vec![country("GTM")];
            }
            alert.filed = Some(alert.facets());
            alert
        })
        .collect()
}

#[tokio::test]
async fn a_client_that_knows_only_archives_rebuilds_the_wire() {
    let alerts = wire(10_000);
    let press = press(alerts.clone()).await;
    for number in (0..10_000).step_by(40) {
        press.withdraw("2026-06-28T12:00:00Z", alerts[number].clone()).await;
    }
    for number in (1..10_000).step_by(60) {
        let mut merged = alerts[number].clone();
        merged.state = AlertState::Merged;
        merged.merged = Some(alerts[number + 1].id);
        press.commit("2026-06-28T13:00:00Z", ChangeKind::Merged, merged).await;
    }
    press.publish().await;
    let mut client = Client::default();
    assert!(client.catch_up(&press, CURRENT).await >= 6);
    let shown = press.shown(|_| true).await;
    assert_eq!(shown.len(), 10_000 - 250 - 167);
    assert_eq!(client.wire(), shown);

    let mut client = Client::default();
    client.catch_up(&press, "/country/HND/feed.atom").await;
    assert_eq!(client.wire(), press.shown(|alert| alert.tags.countries == [country("HND")]).await);
}

#[tokio::test]
async fn whoever_was_away_for_a_year_walks_back_to_where_it_left_and_misses_nothing() {
    let alerts = wire(300);
    let press = press(alerts.clone()).await;
    let mut client = Client::default();
    client.catch_up(&press, CURRENT).await;
    press.withdraw("2026-08-02T12:00:00Z", alerts[7].clone()).await;
    let mut revised = alerts[8].clone();
    "Otra cosa".clone_into(&mut revised.reports[0].title);
    revised.updated = at("2026-09-02T12:00:00Z");
    press.commit("2026-09-02T12:00:00Z", ChangeKind::Revised, revised).await;
    for number in 0..600_u32 {
        let when = at("2026-10-01T00:00:00Z") + TimeDelta::hours(i64::from(number) * 14);
        put(&*press.store, alert(10_000 + number, &when.to_rfc3339())).await;
    }
    press.publish().await;
    let known = client.read.len();
    let read = client.catch_up(&press, CURRENT).await;
    assert!(read < 40, "it stops at what it knows: {read}");
    assert!(client.read.len() > known);
    assert_eq!(client.wire(), press.shown(|_| true).await);
}

#[tokio::test]
async fn an_archive_changes_by_what_happens_to_what_stands_in_it_and_by_nothing_else() {
    let mut alerts = wire(60);
    for alert in &mut alerts {
        alert.filed = Some(alert.facets());
    }
    let press = press(alerts.clone()).await;
    let addresses =
        ["/archive/2026-02/feed.atom", "/archive/2026-02/feed.rss", "/archive/2026-02/country/HND/feed.json"];
    let etags = async || {
        let mut etags = Vec::new();
        for address in addresses {
            etags.push(press.get(address).await.etag.clone());
        }
        etags
    };
    let before = etags().await;
    put(&*press.store, alert(1_000, "2026-06-29T12:00:00Z")).await;
    press.publish().await;
    put(&*press.store, alert(1_001, "2026-07-02T12:00:00Z")).await;
    press.publish().await;
    assert_eq!(etags().await, before);
    let stands =
        |alert: &&Alert| alert.updated.to_rfc3339().starts_with("2026-02") && alert.tags.countries == [country("HND")];
    let one = alerts.iter().find(stands).expect("one of February").clone();
    press.withdraw("2026-07-03T12:00:00Z", one.clone()).await;
    press.publish().await;
    let after = etags().await;
    assert!(after.iter().zip(&before).all(|(after, before)| after != before), "{after:?}");
    let text = press.get(addresses[0]).await;
    let text = std::str::from_utf8(&text.body).expect("UTF-8");
    assert!(text.contains("at:deleted-entry") && !text.contains(&one.lead().title), "{text}");
}

#[tokio::test]
async fn whatever_was_kept_and_whenever_it_was_made_the_same_wire_gives_the_same_documents() {
    let addresses = [
        CURRENT,
        "/country/HND/feed.json",
        "/feed.rss?country=GTM&lang=es",
        "/archive/2026-03/feed.atom",
        "/archive/2026-05/feed.atom",
        "/archive/2026-06-10/feed.json",
        "/archive/2026-06-26/feed.atom",
    ];
    let press = press(wire(90)).await;
    let mut number = 1_000;
    for day in ["2026-06-29", "2026-06-30", "2026-07-01", "2026-07-03", "2026-08-02"] {
        for address in addresses {
            press.get(address).await;
        }
        number += 1;
        let mut alert = alert(number, &format!("{day}T12:00:00Z"));
        if number % 2 == 0 {
            alert.tags.countries = vec![country("GTM")];
        }
        put(&*press.store, alert).await;
        press.publish().await;
        let again = Publisher::new(Arc::new(context()), Shelf::default(), Arc::clone(&press.store));
        again.publish(Extras::default()).await.expect("published");
        for address in addresses {
            let (path, query) = address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
            let fresh = again.get(path, query).await.expect("a feed");
            assert_eq!(press.get(address).await.body, fresh.body, "{address} on {day}");
        }
    }
}

#[tokio::test]
async fn archives_are_valid_in_every_format_and_only_what_is_over_is_archived() {
    let press = press(wire(90)).await;
    atom_rules::assert_valid(&press.get("/archive/2026-01/feed.atom?lang=es&country=HND").await.body);
    rss_rules::assert_valid(&press.get("/archive/2026-01/feed.rss").await.body);
    json_rules::assert_valid(&press.get("/archive/2026-01/feed.json").await.body);
    assert!(press.get("/archive/2026-06-02/feed.atom").await.body.len() > 100);
    for (address, words) in [
        ("/archive/2026-06/feed.atom", "no archive"),
        ("/archive/2025-12/feed.atom", "no archive"),
        ("/archive/9999-12/feed.atom", "no archive"),
        ("/archive/2026-01/feed.atom?before=1.000000000.6f1b0c5e-0000-8000-8000-000000000000", "before"),
        ("/archive/2026-01/feed.atom?country=XXX", "allowed values"),
    ] {
        let answer = press.ask(address).await.expect_err(address);
        assert!(answer.to_string().contains(words), "{address}: {answer}");
    }
    for address in
        ["/archive/2026-1/feed.atom", "/archive/2026-01-1/feed.atom", "/archive/x/feed.atom", "/archive/feed.atom"]
    {
        assert!(matches!(press.ask(address).await, Err(Answer::NoFeed)), "{address}");
    }
}
