//! The flows of the W3C's test suite for WebSub hubs, against real subscribers.

use std::time::Duration;

use almenara::model::ChangeKind;
use chrono::TimeDelta;

use crate::support::alerts::{alert, country};
use crate::support::desk::{Desk, Plan, TOPIC, client};
use crate::support::subscriber::{Subscriber, confirm, signature, until};

#[tokio::test]
async fn a_feed_names_its_hub_and_itself() {
    let desk = Desk::usual().await;
    for path in ["/feed.atom", "/feed.rss", "/feed.json"] {
        let answer = client().get(format!("http://{}{path}", desk.address)).send().await.expect("answered");
        let links = answer.headers()["link"].to_str().expect("text");
        let expected = format!("<http://wire.example/hub>; rel=\"hub\", <http://wire.example{path}>; rel=\"self\"");
        assert_eq!(links, expected);
    }
    let page = client().get(format!("http://{}/", desk.address)).send().await.expect("answered");
    assert_eq!(page.headers().get("link"), None);
}

#[tokio::test]
async fn who_subscribes_is_asked_whether_it_was_meant_and_then_told_of_changes_signed() {
    let (desk, reader) = (Desk::usual().await, Subscriber::willing(204).await);
    desk.subscribe(&reader.url("/in?key=a&n=1"), "between us").await;
    let asked = &reader.heard()[0];
    assert!(asked.target.starts_with("/in?key=a&n=1&hub.mode=subscribe&"), "{}", asked.target);
    let said = |name: &str| asked.said(name).expect(name);
    assert_eq!((said("hub.topic").as_str(), said("hub.lease_seconds").as_str()), (TOPIC, "864000"));
    assert_eq!(said("hub.challenge").len(), 64);

    for number in 3..5 {
        desk.announce(ChangeKind::New, alert(number, "2026-05-05T12:00:00Z")).await;
        until("it is told", || reader.told().len() == number as usize - 2).await;
        let told = reader.told().pop().expect("told");
        let feed = desk.shelf.get("/feed.atom").expect("it stands there");
        assert_eq!(told.body, feed.body, "the whole feed as it is now");
        assert_eq!(told.target, "/in?key=a&n=1");
        assert_eq!(told.header("content-type"), Some("application/atom+xml; charset=utf-8"));
        assert_eq!(told.header("x-hub-signature"), Some(&*signature("between us", &told.body)));
        assert_ne!(told.header("x-hub-signature"), Some(&*signature("between them", &told.body)));
        let links = "<http://wire.example/hub>; rel=\"hub\", <http://wire.example/feed.atom>; rel=\"self\"";
        assert_eq!(told.header("link"), Some(links));
    }
}

#[tokio::test]
async fn every_format_is_a_topic_and_without_a_secret_nothing_is_signed() {
    let (desk, reader) = (Desk::usual().await, Subscriber::willing(200).await);
    for format in ["atom", "rss", "json"] {
        let topic = format!("http://wire.example/feed.{format}");
        let callback = reader.url(&format!("/{format}"));
        let form = [("hub.mode", "subscribe"), ("hub.topic", &*topic), ("hub.callback", &*callback)];
        assert_eq!(desk.ask(&form).await.0, 202);
    }
    until("all are subscribed", || desk.hub.subscriptions() == 3).await;
    desk.announce(ChangeKind::New, alert(3, "2026-05-05T12:00:00Z")).await;
    until("all are told", || reader.told().len() == 3).await;
    for told in reader.told() {
        let feed = desk.shelf.get(&told.target.replace('/', "/feed.")).expect("it stands there");
        assert!(told.body == feed.body && told.header("x-hub-signature").is_none());
        assert_eq!(told.header("content-type"), Some(feed.media.content_type()));
    }
}

#[tokio::test]
async fn any_slice_is_a_topic_however_it_is_written_and_only_what_concerns_it_is_told() {
    let (desk, reader, witness) = (Desk::usual().await, Subscriber::willing(200).await, Subscriber::willing(200).await);
    desk.subscribe(&witness.url("/"), "").await;
    let (asked, callback) = ("http://wire.example/feed.rss?lang=ES&country=gtm", reader.url("/"));
    let form = [("hub.mode", "subscribe"), ("hub.topic", asked), ("hub.callback", &*callback)];
    assert_eq!(desk.ask(&form).await.0, 202);
    until("it is subscribed", || desk.hub.subscriptions() == 2).await;
    assert_eq!(reader.heard()[0].said("hub.topic").as_deref(), Some(asked), "as the subscriber wrote it");
    desk.announce(ChangeKind::New, alert(3, "2026-05-05T12:00:00Z")).await;
    until("who reads all is told", || witness.told().len() == 1).await;
    let mut concerning = alert(4, "2026-05-06T12:00:00Z");
    concerning.tags.countries = vec![country("GTM")];
    desk.announce(ChangeKind::New, concerning.clone()).await;
    until("both are told", || witness.told().len() == 2 && reader.told().len() == 1).await;
    let told = &reader.told()[0];
    let own = "http://wire.example/feed.rss?country=GTM&lang=es";
    let links = format!("<http://wire.example/hub>; rel=\"hub\", <{own}>; rel=\"self\"");
    assert_eq!(told.header("link"), Some(&*links));
    assert_eq!(told.header("content-type"), Some("application/rss+xml; charset=utf-8"));
    let text = String::from_utf8(told.body.clone()).expect("text");
    assert!(text.contains(&concerning.lead().title) && !text.contains("del río (3)"), "{text}");
    let answer = client().get(format!("http://{}/feed.rss?lang=es&country=GTM", desk.address)).send().await;
    assert_eq!(answer.expect("answered").headers()["link"], links, "so it is found");
    // What leaves the slice concerns it as well.
    concerning.settle(concerning.updated);
    concerning.tags.countries = vec![country("HND")];
    concerning.updated += TimeDelta::hours(1);
    desk.announce(ChangeKind::Revised, concerning).await;
    until("it is told that it left", || reader.told().len() == 2).await;
}

#[tokio::test]
async fn what_its_callback_does_not_confirm_is_no_subscription() {
    let desk = Desk::usual().await;
    let wrong = Subscriber::serve(|_| Some((200, "0".repeat(64)))).await;
    let unwilling = Subscriber::serve(|heard| Some((404, heard.said("hub.challenge").unwrap_or_default()))).await;
    let moved = Subscriber::serve(|heard| Some((302, heard.said("hub.challenge").unwrap_or_default()))).await;
    let endless = Subscriber::serve(|heard| confirm(heard).map(|(status, said)| (status, said.repeat(1 << 16)))).await;
    for reader in [&wrong, &unwilling, &moved, &endless] {
        let callback = reader.url("/");
        let form = [("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.callback", &*callback)];
        assert_eq!(desk.ask(&form).await.0, 202);
        until("it is asked", || reader.heard().len() == 1).await;
    }
    let witness = Subscriber::willing(200).await;
    desk.subscribe(&witness.url("/"), "").await;
    desk.announce(ChangeKind::New, alert(3, "2026-05-05T12:00:00Z")).await;
    until("the one that confirmed is told", || witness.told().len() == 1).await;
    assert_eq!(desk.hub.subscriptions(), 1);
    assert!([&wrong, &unwilling, &moved, &endless].iter().all(|reader| reader.told().is_empty()));
}

#[tokio::test]
async fn who_unsubscribes_is_asked_and_then_left_alone() {
    let desk = Desk::usual().await;
    let willing = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let wills = std::sync::Arc::clone(&willing);
    let reader = Subscriber::serve(move |heard| {
        let leaves = heard.said("hub.mode").is_some_and(|mode| mode == "unsubscribe");
        let refuses = leaves && !wills.load(std::sync::atomic::Ordering::SeqCst);
        Some(confirm(heard).filter(|_| !refuses).unwrap_or((200, String::new())))
    })
    .await;
    let (callback, witness) = (reader.url("/in"), Subscriber::willing(200).await);
    desk.subscribe(&callback, "between us").await;
    desk.subscribe(&witness.url("/"), "").await;
    let form = [("hub.mode", "unsubscribe"), ("hub.topic", TOPIC), ("hub.callback", &*callback)];
    assert_eq!(desk.ask(&form).await.0, 202);
    until("it is asked", || reader.heard().len() == 2).await;
    assert_eq!(reader.heard()[1].said("hub.lease_seconds"), None);
    desk.announce(ChangeKind::New, alert(3, "2026-05-05T12:00:00Z")).await;
    until("who did not mean it is told on", || reader.told().len() == 1).await;

    willing.store(true, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(desk.ask(&form).await.0, 202);
    until("it ends", || desk.hub.subscriptions() == 1).await;
    desk.announce(ChangeKind::New, alert(4, "2026-05-06T12:00:00Z")).await;
    until("the other is told", || witness.told().len() == 2).await;
    assert_eq!(reader.told().len(), 1);
    let asked = reader.heard().len();
    assert_eq!(desk.ask(&form).await.0, 202, "who has subscribed is not told to anybody");
    desk.announce(ChangeKind::New, alert(5, "2026-05-07T12:00:00Z")).await;
    until("the other is told", || witness.told().len() == 3).await;
    assert_eq!(reader.heard().len(), asked, "and nobody is asked about nothing");
}

#[tokio::test]
async fn a_lease_ends_unless_it_is_renewed_and_a_renewal_may_bring_another_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::open(Plan { folder: Some(folder.path().to_owned()), ..Plan::usual().await }).await;
    let (reader, other) = (Subscriber::willing(200).await, Subscriber::willing(200).await);
    let renew = async |callback: &str, lease: &str, secret: &str| {
        let form = [
            ("hub.mode", "subscribe"),
            ("hub.topic", TOPIC),
            ("hub.callback", callback),
            ("hub.lease_seconds", lease),
            ("hub.secret", secret),
        ];
        assert_eq!(desk.ask(&form).await.0, 202);
    };
    renew(&reader.url("/"), "5", "first").await;
    renew(&other.url("/"), "99999999999", "").await;
    until("both are there", || desk.hub.subscriptions() == 2).await;
    assert_eq!(reader.heard()[0].said("hub.lease_seconds").as_deref(), Some("3600"), "not for less than an hour");
    assert_eq!(other.heard()[0].said("hub.lease_seconds").as_deref(), Some("2592000"), "not for more than 30 days");
    desk.pass(TimeDelta::minutes(50));
    renew(&reader.url("/"), "7200", "second").await;
    let ledger = folder.path().join("hub.ndjson");
    until("it is renewed", || std::fs::read_to_string(&ledger).expect("it stands there").contains("second")).await;
    desk.pass(TimeDelta::minutes(60));
    desk.announce(ChangeKind::New, alert(3, "2026-05-05T12:00:00Z")).await;
    until("it is told still", || reader.told().len() == 1 && other.told().len() == 1).await;
    let told = &reader.told()[0];
    assert_eq!(told.header("x-hub-signature"), Some(&*signature("second", &told.body)));
    desk.pass(TimeDelta::minutes(61));
    until("it ends by itself", || desk.hub.subscriptions() == 1).await;
    desk.announce(ChangeKind::New, alert(4, "2026-05-06T12:00:00Z")).await;
    until("the other is told", || other.told().len() == 2).await;
    assert_eq!(reader.told().len(), 1);
}

#[tokio::test]
async fn whoever_is_gone_is_forgotten() {
    let (desk, gone) = (Desk::usual().await, Subscriber::willing(410).await);
    desk.subscribe(&gone.url("/"), "").await;
    desk.announce(ChangeKind::New, alert(3, "2026-05-05T12:00:00Z")).await;
    until("it ends", || desk.hub.subscriptions() == 0).await;
    assert_eq!(gone.told().len(), 1);
}

#[tokio::test]
async fn who_could_not_be_told_is_told_later_what_is_newest_then() {
    let desk = Desk::usual().await;
    let well = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let is_well = std::sync::Arc::clone(&well);
    let reader = Subscriber::serve(move |heard| {
        let status = if is_well.load(std::sync::atomic::Ordering::SeqCst) { 200 } else { 503 };
        Some(confirm(heard).unwrap_or((status, String::new())))
    })
    .await;
    desk.subscribe(&reader.url("/"), "").await;
    desk.announce(ChangeKind::New, alert(3, "2026-05-05T12:00:00Z")).await;
    until("it was tried", || reader.told().len() == 1).await;
    desk.announce(ChangeKind::New, alert(4, "2026-05-06T12:00:00Z")).await;
    desk.pass(TimeDelta::seconds(59));
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(reader.told().len(), 1, "not before its time, whatever is new");
    well.store(true, std::sync::atomic::Ordering::SeqCst);
    desk.pass(TimeDelta::seconds(20));
    until("it is tried again", || reader.told().len() == 2).await;
    assert_eq!(reader.told()[1].body, desk.shelf.get("/feed.atom").expect("it stands there").body);
    desk.announce(ChangeKind::New, alert(5, "2026-05-07T12:00:00Z")).await;
    until("all is well again", || reader.told().len() == 3).await;
}

#[tokio::test]
async fn what_is_kept_does_not_grow_with_what_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::open(Plan { folder: Some(folder.path().to_owned()), ..Plan::usual().await }).await;
    let reader = Subscriber::willing(200).await;
    for number in 0..4 {
        desk.subscribe(&reader.url(&format!("/{number}")), "").await;
    }
    for number in 0..100 {
        let updated = alert(1, "2026-05-05T12:00:00Z").updated + TimeDelta::minutes(number);
        let mut changing = alert(1, "2026-05-05T12:00:00Z");
        changing.updated = updated;
        desk.announce(ChangeKind::Revised, changing).await;
        until("all are told", || reader.told().len() == 4 * (number as usize + 1)).await;
    }
    desk.stop().await;
    let written = std::fs::read_to_string(folder.path().join("hub.ndjson")).expect("it stands there");
    assert!((4..300).contains(&written.lines().count()), "{}", written.lines().count());
}

#[tokio::test]
async fn subscriptions_survive_a_restart_and_what_was_missed_is_told_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = async || Plan { folder: Some(folder.path().to_owned()), ..Plan::usual().await };
    let (reader, leaving) = (Subscriber::willing(200).await, Subscriber::willing(410).await);
    let desk = Desk::open(plan().await).await;
    desk.subscribe(&reader.url("/"), "between us").await;
    desk.subscribe(&leaving.url("/"), "").await;
    let store = std::sync::Arc::clone(&desk.store);
    desk.announce(ChangeKind::New, alert(3, "2026-05-05T12:00:00Z")).await;
    until("told, and gone", || reader.told().len() == 1 && desk.hub.subscriptions() == 1).await;
    desk.commit(ChangeKind::New, alert(4, "2026-05-06T12:00:00Z")).await;
    desk.stop().await;

    let again = Plan { store: std::sync::Arc::clone(&store), ..plan().await };
    let desk = Desk::open(again).await;
    assert_eq!(desk.hub.subscriptions(), 1);
    until("what was missed is told", || reader.told().len() == 2).await;
    let told = &reader.told()[1];
    assert_eq!(told.body, desk.shelf.get("/feed.atom").expect("it stands there").body);
    assert_eq!(told.header("x-hub-signature"), Some(&*signature("between us", &told.body)));
    desk.stop().await;

    let desk = Desk::open(Plan { store, ..plan().await }).await;
    desk.announce(ChangeKind::New, alert(5, "2026-05-07T12:00:00Z")).await;
    until("the next is told", || reader.told().len() == 3).await;
    let written = std::fs::read_to_string(folder.path().join("hub.ndjson")).expect("it stands there");
    assert!(!written.contains(&leaving.address.to_string()), "who left is forgotten");
}
