//! A whole wire, from a source's page to those who are told.

use std::sync::{Arc, Mutex};

use almenara::{config, daemon};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::support::desk::client;
use crate::support::feeds;
use crate::support::hostile::{Hostile, reply};
use crate::support::program::Place;
use crate::support::subscriber::{Subscriber, signature, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_source_brings_reaches_a_subscriber_a_target_and_a_hub_elsewhere() {
    let (subscriber, target, elsewhere) =
        (Subscriber::willing(200).await, Subscriber::willing(200).await, Subscriber::willing(204).await);
    let page = Arc::new(Mutex::new(feeds::rss(&feeds::three())));
    let shown = Arc::clone(&page);
    let source = Hostile::without_robots(move |_| reply(200, &[], shown.lock().expect("no panic").as_bytes())).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let base = format!("http://{}/", listener.local_addr().expect("an address"));
    let place = Place::new();
    let settings = std::fs::read_to_string(place.path().join("config/almenara.toml")).expect("written");
    let push = format!(
        "[push]\nexternal_hubs = [\"{}\"]\n[[webhook]]\nurl = \"{}\"\nsecret_file = \"desk.secret\"\ncountry = [\"KEN\"]\n",
        elsewhere.url("/hub"),
        target.url("/changes")
    );
    place.write("config/almenara.toml", &(settings.replace("https://wire.example/", &base) + &push));
    place.write("desk.secret", "drawn at random, of course\n");
    place.source("shore", source.url("/feed").as_str(), "");
    let loaded = config::load(&place.path().join("config")).expect("a configuration").config;
    assert!(!format!("{loaded:?}").contains("drawn at random"), "a secret stands in no log");
    let wire = Arc::new(daemon::Wire::open(loaded).await.expect("a wire"));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = tokio::spawn(daemon::serve(Arc::clone(&wire), listener, async move { drop(stopped.await) }));
    until("the source was read", || wire.polls().values().any(|poll| poll.visited.is_some())).await;

    let (topic, callback) = (format!("{base}feed.json"), subscriber.url("/"));
    let form = [("hub.mode", "subscribe"), ("hub.topic", &*topic), ("hub.callback", &*callback), ("hub.secret", "s")];
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let answer = client().post(format!("{base}hub")).body(form).send().await.expect("answered");
    assert_eq!(answer.status().as_u16(), 202);
    let ledger = place.data().join("hub.ndjson");
    until("it is subscribed", || std::fs::read_to_string(&ledger).is_ok_and(|text| text.contains("confirmed"))).await;
    let mut entries = feeds::three();
    let news = (
        "ferry",
        "https://a.example/ferry",
        "Kenya: The ferry of the lakeside assembly is late",
        "It was told on Friday at noon.",
    );
    entries.insert(0, news);
    *page.lock().expect("no panic") = feeds::rss(&entries);

    until("the subscriber is told", || {
        subscriber.told().iter().any(|told| String::from_utf8_lossy(&told.body).contains("ferry of the lakeside"))
    })
    .await;
    let told = subscriber.told().pop().expect("told");
    assert_eq!(told.header("x-hub-signature"), Some(&*signature("s", &told.body)));
    let said =
        |told: &crate::support::subscriber::Heard| -> Value { serde_json::from_slice(&told.body).expect("JSON") };
    let ferry = |value: &Value| value["title"].as_str().is_some_and(|title| title.contains("ferry of the lakeside"));
    until("the target is told", || target.told().iter().map(said).any(|value| ferry(&value))).await;
    for told in target.told() {
        assert_eq!(told.header("x-almenara-signature"), Some(&*signature("drawn at random, of course", &told.body)));
    }
    until("the hub elsewhere is told", || elsewhere.told().len() >= 3).await;
    let pinged = String::from_utf8(elsewhere.told()[0].body.clone()).expect("a form");
    assert!(pinged.starts_with("hub.mode=publish&hub.url=http%3A%2F%2F127.0.0.1"), "{pinged}");
    let page = client().get(format!("{base}feed.atom")).send().await.expect("answered");
    let links = page.headers()["link"].to_str().expect("text").to_owned();
    assert!(links.contains(&format!("<{base}hub>; rel=\"hub\", <{}>; rel=\"hub\"", elsewhere.url("/hub"))), "{links}");
    stop.send(()).expect("it runs");
    served.await.expect("no panic").expect("it stops in order");
}

#[test]
fn a_target_without_a_good_secret_or_with_unknown_terms_is_told_of_when_the_configuration_is_read() {
    let place = Place::new();
    let settings = std::fs::read_to_string(place.path().join("config/almenara.toml")).expect("written");
    let told = |webhook: &str| {
        let target = format!("{settings}[[webhook]]\nurl = \"https://desk.example/\"\n{webhook}\n");
        place.write("config/almenara.toml", &target);
        config::load(&place.path().join("config")).map(|_| ()).map_err(|problems| problems.to_string())
    };
    for (webhook, words) in [
        ("", "webhook[0].secret: is missing"),
        ("secret = \"short\"", "hard to guess"),
        ("secret_file = \"nowhere\"", "cannot be read"),
        ("secret = \"sixteen letters, or more\"\nsecret_file = \"nowhere\"", "only one of"),
        ("secret = \"sixteen letters, or more\"\ncountry = [\"XXX\"]", "webhook[0].country"),
    ] {
        let problems = told(webhook).expect_err(webhook);
        assert!(problems.contains(words), "{webhook}: {problems}");
        assert!(!problems.contains("sixteen letters"), "a secret stands in no message: {problems}");
    }
    told("secret = \"sixteen letters, or more\"\ncountry = [\"HND\"]").expect("as it should be");
}
