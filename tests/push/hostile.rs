//! What is asked of a hub by those who mean no good, and what happens to those who are gone.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use almenara::fetch::{Fetcher, Names, Policy};
use almenara::model::{AlertState, ChangeKind};
use almenara::publish::hub::Bounds;
use async_trait::async_trait;

use crate::support::alerts::{alert, at};
use crate::support::desk::{Desk, Door, Plan, TOPIC};
use crate::support::subscriber::{Subscriber, confirm, until};

#[tokio::test]
async fn what_is_no_request_is_refused_in_words() {
    let (desk, reader) = (Desk::usual().await, Subscriber::willing(200).await);
    let callback = reader.url("/");
    let with = |mode: &'static str, topic: &'static str| {
        [("hub.mode", mode), ("hub.topic", topic), ("hub.callback", callback.as_str())]
    };
    for topic in [
        "http://wire.example/",
        "http://wire.example/feed.exe",
        "http://wire.example/alerts/1",
        "http://wire.example/feed.atom?unknown=1",
        "https://wire.example/feed.atom",
        "http://wire.example:81/feed.atom",
        "http://me@wire.example/feed.atom",
        "http://elsewhere.example/feed.atom",
        "feed.atom",
        "",
    ] {
        let (status, words) = desk.ask(&with("subscribe", topic)).await;
        assert_eq!(status, 404, "{topic}");
        assert!(words.contains("no feed of this wire"), "{words}");
    }
    assert_eq!(desk.ask(&with("publish", TOPIC)).await.0, 400);
    assert_eq!(desk.ask(&with("dance", TOPIC)).await.0, 400);
    assert_eq!(desk.ask(&[]).await.0, 400);
    assert_eq!(desk.ask(&[("hub.mode", &"x".repeat(20_000))]).await.0, 413);
    let secret = "s".repeat(200);
    let [mode, topic, callback] = with("subscribe", TOPIC);
    assert_eq!(desk.ask(&[mode, topic, callback, ("hub.secret", &secret)]).await.0, 400);
    assert!(reader.heard().is_empty());
}

/// Every name is this machine.
struct Loopback;

#[async_trait]
impl Names for Loopback {
    async fn addresses(&self, _name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(vec![IpAddr::from([127, 0, 0, 1])])
    }
}

#[tokio::test]
async fn a_private_callback_is_refused_by_its_address_and_behind_a_name() {
    let reader = Subscriber::willing(200).await;
    let policy = Policy { contact: "mailto:desk@practice-wire.org".to_owned(), ..Policy::default() };
    let names = Arc::new(Loopback) as Arc<dyn Names>;
    let fetcher = Fetcher::with_names(policy, || at("2026-06-01T00:00:00Z"), &names).expect("a fetcher");
    let desk = Desk::open(Plan { deliver: Arc::new(Door(fetcher)), ..Plan::usual().await }).await;
    let port = reader.address.port();
    let ask = async |callback: String| {
        desk.ask(&[("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.callback", &callback)]).await
    };
    for host in ["127.0.0.1", "2130706433", "[::1]", "10.0.0.1", "0x7f.1"] {
        assert_eq!(ask(format!("http://{host}:{port}/")).await.0, 400, "{host}");
    }
    for _ in 0..3 {
        assert_eq!(ask(format!("http://reader.example:{port}/")).await.0, 202, "what the name hides is seen later");
    }
    // The fourth is asked in its turn: by then the ones before have been looked into.
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!((reader.heard().len(), desk.hub.subscriptions()), (0, 0));
}

#[tokio::test]
async fn nobody_can_be_made_to_be_asked_without_end() {
    let (desk, victim) = (Desk::usual().await, Subscriber::serve(|_| Some((404, String::new()))).await);
    let ask = async |number: usize| {
        let callback = victim.url(&format!("/{number}"));
        desk.ask(&[("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.callback", &callback)]).await.0
    };
    for number in 0..10 {
        assert_eq!(ask(number).await, 202);
        until("it was asked", || victim.heard().len() == number + 1).await;
    }
    let mut refused = 0;
    for number in 10..40 {
        refused += usize::from(ask(number).await == 429);
    }
    assert!(refused >= 29, "after ten refusals once a minute at most, not {} times", 30 - refused);
    assert!(victim.heard().len() <= 11);
}

#[tokio::test]
async fn there_is_room_for_so_many_and_no_more() {
    let bounds = Bounds { subscriptions: 10, per_host: 2 };
    let desk = Desk::open(Plan { bounds, ..Plan::usual().await }).await;
    let reader = Subscriber::willing(200).await;
    desk.subscribe(&reader.url("/1"), "").await;
    desk.subscribe(&reader.url("/2"), "").await;
    let third = reader.url("/3");
    let form = [("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.callback", &*third)];
    let (status, words) = desk.ask(&form).await;
    assert_eq!(status, 503);
    assert!(words.contains("no room"), "{words}");
    let second = reader.url("/2");
    let renewal = [("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.callback", &*second)];
    assert_eq!(desk.ask(&renewal).await.0, 202, "renewing needs no room");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_slow_or_dead_delays_nobody() {
    let desk = Desk::usual().await;
    // Ports are not hosts: each of these is one of its own, as names would be.
    let mut dead = Vec::new();
    for number in 0..100 {
        let address = format!("127.0.1.{}:0", number + 1);
        let silent = Subscriber::at(&address, confirm).await;
        desk.subscribe(&silent.url("/"), "").await;
        dead.push(silent);
    }
    let reader = Subscriber::willing(200).await;
    desk.subscribe(&reader.url("/"), "").await;
    let mut waits = Vec::new();
    for number in 3..6 {
        let begun = Instant::now();
        desk.announce(ChangeKind::New, alert(number, "2026-05-05T12:00:00Z")).await;
        until("the living one is told", || reader.told().len() == number as usize - 2).await;
        waits.push(begun.elapsed());
    }
    assert!(waits.iter().all(|wait| *wait < Duration::from_secs(3)), "{waits:?}");
    assert!(dead.iter().all(|silent| silent.told().len() <= 1), "who hangs is not told again meanwhile");
}

#[tokio::test]
async fn history_of_a_first_import_and_what_is_kept_back_are_told_to_nobody() {
    let (desk, reader) = (Desk::usual().await, Subscriber::willing(200).await);
    desk.subscribe(&reader.url("/"), "").await;
    let mut imported = alert(3, "2026-05-05T12:00:00Z");
    imported.imported = true;
    desk.announce(ChangeKind::New, imported).await;
    let mut held = alert(4, "2026-05-06T12:00:00Z");
    held.state = AlertState::Held;
    desk.announce(ChangeKind::New, held).await;
    desk.announce(ChangeKind::New, alert(5, "2026-05-07T12:00:00Z")).await;
    until("news is told", || !reader.told().is_empty()).await;
    assert_eq!(reader.told().len(), 1);
}
