//! A real hub on loopback that confirms, forges and delivers.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use almenara::model::{Filter, SourceId};
use almenara::{config, daemon};
use hmac::{Hmac, KeyInit, Mac};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::feeds;
use crate::support::hostile::{Hostile, reply};
use crate::support::program::Place;

/// What a hub was asked for: names and values of the form.
type Asked = Arc<Mutex<Vec<Vec<(String, String)>>>>;

/// A hub that takes every subscription and does nothing by itself.
async fn hub() -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/push", listener.local_addr().expect("an address"));
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut heard = String::new();
            while !heard.contains("\r\n\r\n") || !heard.contains("hub.lease_seconds=") {
                let mut piece = [0; 4096];
                let read = stream.read(&mut piece).await.unwrap_or(0);
                if read == 0 {
                    break;
                }
                heard.push_str(&String::from_utf8_lossy(&piece[..read]));
            }
            let body = heard.split("\r\n\r\n").nth(1).unwrap_or_default();
            let form = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
            log.lock().expect("no panic holds it").push(form);
            drop(stream.write_all(b"HTTP/1.1 202 x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await);
        }
    });
    (url, asked)
}

/// One request to an address; status and body of the answer.
async fn request(method: &str, url: &url::Url, headers: &str, body: &[u8]) -> (u16, String) {
    let address = (url.host_str().expect("a host"), url.port().expect("a port"));
    let mut stream = TcpStream::connect(address).await.expect("somebody listens");
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let length = body.len();
    let head = format!(
        "{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("it listens");
    // A server that has heard enough may stop listening.
    drop(stream.write_all(body).await);
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

fn signed(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("any key will do");
    mac.update(body);
    let digits: Vec<String> = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("content-type: application/rss+xml\r\nx-hub-signature: sha256={}\r\n", digits.concat())
}

/// A feed that names a hub, with one entry more.
fn feed(hub: &str, own: &str, more: Option<&str>) -> String {
    let mut entries = feeds::three();
    let title = more.map(|word| format!("Kenya: The {word} of the lakeside assembly is told"));
    let link = format!("https://a.example/{}", more.unwrap_or_default());
    if let (Some(word), Some(title)) = (more, &title) {
        entries.insert(0, (word, &link, title, "It was told on Friday at noon, before the ferry came."));
    }
    let links = format!("<atom:link rel=\"hub\" href=\"{hub}\"/><atom:link rel=\"self\" href=\"{own}\"/><item>");
    feeds::rss(&entries).replacen("<item>", &links, 1)
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_is_subscribed_at_confirmed_and_believed_only_with_a_right_signature() {
    let (hub, asked) = hub().await;
    let page = Arc::new(Mutex::new(String::new()));
    let shown = Arc::clone(&page);
    let server =
        Hostile::without_robots(move |_| reply(200, &[], shown.lock().expect("no panic holds it").as_bytes())).await;
    let own = server.url("/feed").to_string();
    *page.lock().expect("no panic holds it") = feed(&hub, &own, None);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let base = format!("http://{}/", listener.local_addr().expect("an address"));
    let place = Place::new();
    let settings = std::fs::read_to_string(place.path().join("config/almenara.toml")).expect("written");
    let settings = settings.replace("sled:data", "memory:").replace("https://wire.example/", &base);
    place.write("config/almenara.toml", &settings);
    place.source("shore", &own, "");
    let paced = std::fs::read_to_string(place.path().join("config/networks/shore.example.toml")).expect("written");
    place.write("config/networks/shore.example.toml", &paced.replace("every = \"1s\"", "every = \"1h\""));
    let config = config::load(&place.path().join("config")).expect("a configuration").config;
    let wire = Arc::new(daemon::Wire::open(config).await.expect("a wire"));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = tokio::spawn(daemon::serve(Arc::clone(&wire), listener, async move { drop(stopped.await) }));
    let has = async |word: &str| {
        let alerts = wire.store().alerts(&Filter::default(), None, 100).await.expect("memory");
        alerts.iter().any(|alert| alert.lead().title.contains(word))
    };
    let shore = SourceId("shore".to_owned());

    until("the hub is asked", async || !asked.lock().expect("no panic holds it").is_empty()).await;
    let form = asked.lock().expect("no panic holds it")[0].clone();
    let said = |name: &str| form.iter().find(|(key, _)| key == name).expect(name).1.clone();
    assert_eq!((said("hub.mode").as_str(), said("hub.topic").as_str()), ("subscribe", own.as_str()));
    let (callback, secret) = (said("hub.callback"), said("hub.secret"));
    let token = callback.strip_prefix(&format!("{base}websub/callback/")).expect("an address of ours");
    assert!(token.len() == 64 && secret.len() == 64 && token != secret);
    let callback: url::Url = callback.parse().expect("an address");
    let guessed: url::Url = format!("{base}websub/callback/{}", "0".repeat(64)).parse().expect("an address");

    let verify = async |at: &url::Url, topic: &str, mode: &str| {
        let mut url = at.clone();
        url.query_pairs_mut().extend_pairs([("hub.mode", mode), ("hub.topic", topic), ("hub.challenge", "c&h=1")]);
        url.query_pairs_mut().append_pair("hub.lease_seconds", "864000");
        request("GET", &url, "", b"").await
    };
    assert_eq!(verify(&callback, "http://elsewhere.example/", "subscribe").await.0, 404);
    assert_eq!(verify(&callback, &own, "unsubscribe").await.0, 404, "nobody asked for the end of it");
    assert_eq!(verify(&guessed, &own, "subscribe").await.0, 404);
    let promised = || wire.polls()[&shore].hub.as_ref().and_then(|hub| hub.until);
    assert_eq!(promised(), None);
    assert_eq!(verify(&callback, &own, "subscribe").await, (200, "c&h=1".to_owned()));

    let deliver = async |at: &url::Url, head: &str, body: &[u8]| request("POST", at, head, body).await.0;
    let forged = feed(&hub, &own, Some("forgery"));
    assert_eq!(deliver(&guessed, &signed(&secret, forged.as_bytes()), forged.as_bytes()).await, 410);
    for head in
        ["", "x-hub-signature: sha256=00\r\n", &signed("guessed", forged.as_bytes()), &signed(&secret, b"other")]
    {
        assert_eq!(deliver(&callback, head, forged.as_bytes()).await, 202, "a forger learns nothing");
    }
    let garbage = b"\x00\x01 no feed";
    assert_eq!(deliver(&callback, &signed(&secret, garbage), garbage).await, 202);
    assert_eq!(deliver(&callback, "", &vec![b'x'; 5 << 20]).await, 413);
    let before = server.seen().len();
    let news = feed(&hub, &own, Some("verdict"));
    assert_eq!(deliver(&callback, &signed(&secret, news.as_bytes()), news.as_bytes()).await, 202);
    until("what the hub brought is there", async || has("verdict").await).await;
    assert!(!has("forgery").await);
    assert_eq!(server.seen().len(), before, "nobody had to be asked for it");
    let poll = wire.polls()[&shore].clone();
    assert_eq!(poll.entries, 3, "what is remembered of the source's own answers stays");
    until("the promise is known", async || promised().is_some()).await;

    // Visits go on, only more rarely.
    let source = wire.source(&shore).expect("configured").clone();
    Box::pin(wire.visit(&source, std::future::pending())).await.expect("memory");
    let poll = wire.polls()[&shore].clone();
    let wait = poll.due.expect("planned") - poll.visited.expect("visited");
    assert!(wait > chrono::TimeDelta::minutes(100), "{wait}");
    stop.send(()).expect("it runs");
    served.await.expect("no panic").expect("it stops in order");
}
