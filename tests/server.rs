//! The door out, over real sockets.

mod api;
mod cases;
mod pages;
mod slices;

use std::io::Read as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use almenara::model::{AlertState, Encodings, MediaType, Representation};
use almenara::publish::{Extras, Publisher, Shelf};
use almenara::server::{self, App, Error, Limits};
use almenara::store::Store;
use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::support::alerts::{alert, at, context};
use crate::support::stored::holding;

/// Patience of the tests: what has not happened by then does not happen.
const SOON: Duration = Duration::from_secs(10);

/// A server on a free port with two alerts, the second one held.
struct Wire {
    address: SocketAddr,
    shelf: Shelf,
    store: Arc<dyn Store>,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), Error>>,
}

async fn wire(limits: Limits) -> Wire {
    let mut held = alert(2, "2026-05-04T12:00:00Z");
    held.state = AlertState::Held;
    let store = holding(vec![alert(1, "2026-05-03T12:00:00Z"), held]).await;
    let (shelf, ctx) = (Shelf::default(), Arc::new(context()));
    let publisher = Arc::new(Publisher::new(Arc::clone(&ctx), shelf.clone(), Arc::clone(&store)));
    publisher.publish(Extras::default()).await.expect("published");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let app = App {
        shelf: shelf.clone(),
        publisher,
        store: Arc::clone(&store),
        ctx,
        callbacks: None,
        hub: None,
        bulletin: None,
        limits,
    };
    let ended = tokio::spawn(server::run(listener, app, async {
        let _ = stopped.await;
    }));
    Wire { address, shelf, store, stop, ended }
}

/// An answer, read to the end of the connection.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Wire {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("connected")
    }

    async fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let mut socket = self.connect().await;
        let lines: String = headers.iter().flat_map(|line| [line, "\r\n"]).collect();
        let request = format!("{method} {path} HTTP/1.1\r\nhost: wire.example\r\nconnection: close\r\n{lines}\r\n");
        socket.write_all(request.as_bytes()).await.expect("sent");
        answer(&mut socket).await
    }

    async fn get(&self, path: &str, headers: &[&str]) -> Answer {
        self.ask("GET", path, headers).await
    }
}

async fn answer(socket: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    timeout(SOON, socket.read_to_end(&mut bytes)).await.expect("answered in time").expect("read");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8(bytes[..end].to_vec()).expect("ASCII");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, head, body: bytes[end + 4..].to_vec() }
}

/// True when the other side has closed the connection (or resets it) before long.
async fn is_closed(socket: &mut TcpStream) -> bool {
    let mut bytes = Vec::new();
    timeout(SOON, socket.read_to_end(&mut bytes)).await.is_ok()
}

#[tokio::test]
async fn feeds_and_pages_are_handed_out_with_their_types_tags_and_dates() {
    let wire = wire(Limits::default()).await;
    for path in ["/", "/feed.atom", "/feed.rss", "/feed.json"] {
        let thing = wire.shelf.get(path).expect("it stands there");
        let answer = wire.get(path, &[]).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.body, thing.body, "{path}");
        assert_eq!(answer.header("content-type"), Some(thing.media.content_type()));
        assert_eq!(answer.header("etag"), Some(format!("\"{}\"", thing.etag).as_str()));
        assert_eq!(answer.header("last-modified"), Some("Sun, 03 May 2026 12:05:00 GMT"));
        let styled = matches!(thing.media, MediaType::Atom | MediaType::Rss);
        let varies = if styled { "Accept-Encoding, Accept" } else { "Accept-Encoding" };
        assert_eq!(answer.header("vary"), Some(varies), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert!(answer.header("cache-control").expect("a policy").contains("stale-while-revalidate"));
        assert!(answer.header("content-security-policy").expect("a policy").starts_with("default-src 'none'"));
        let shared = if path == "/" { None } else { Some("*") };
        assert_eq!(answer.header("access-control-allow-origin"), shared, "{path}");
    }
}

#[tokio::test]
async fn who_has_it_already_is_told_so() {
    let wire = wire(Limits::default()).await;
    let etag = wire.shelf.get("/feed.atom").expect("it stands there").etag.clone();
    let fresh = [
        format!("If-None-Match: \"{etag}\""),
        format!("If-None-Match: \"other\", W/\"{etag}\""),
        format!("If-None-Match: \"{etag}-gzip\""),
        "If-None-Match: *".to_owned(),
        "If-Modified-Since: Sun, 03 May 2026 12:05:00 GMT".to_owned(),
        format!("If-None-Match: \"{etag}\"\r\nIf-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT"),
    ];
    for header in &fresh {
        let answer = wire.get("/feed.atom", &[header]).await;
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{header}");
        for name in ["etag", "cache-control", "vary", "date", "access-control-allow-origin"] {
            assert!(answer.header(name).is_some(), "304 without {name}");
        }
    }
    let stale = [
        "If-None-Match: \"other\"".to_owned(),
        format!("If-None-Match: {etag}"),
        "If-Modified-Since: Sun, 03 May 2026 12:04:59 GMT".to_owned(),
        "If-Modified-Since: yesterday".to_owned(),
        "If-None-Match: \"other\"\r\nIf-Modified-Since: Sun, 03 May 2026 12:05:00 GMT".to_owned(),
    ];
    for header in &stale {
        assert_eq!(wire.get("/feed.atom", &[header]).await.status, 200, "{header}");
    }
}

#[tokio::test]
async fn gzip_is_handed_out_to_who_prefers_it_under_a_tag_of_its_own() {
    let wire = wire(Limits::default()).await;
    let thing = wire.shelf.get("/feed.atom").expect("it stands there");
    let answer = wire.get("/feed.atom", &["Accept-Encoding: br;q=0.5, gzip;q=0.8"]).await;
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    let tag = answer.header("etag").expect("a tag").to_owned();
    assert_eq!(tag, format!("\"{}-gzip\"", thing.etag));
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(&answer.body[..]).read_to_end(&mut plain).expect("gzip");
    assert_eq!(plain, thing.body);
    for unwilling in ["Accept-Encoding: gzip;q=0", "Accept-Encoding: identity", "Accept-Encoding: compress"] {
        let answer = wire.get("/feed.atom", &[unwilling]).await;
        assert_eq!((answer.header("content-encoding"), &answer.body[..]), (None, &thing.body[..]), "{unwilling}");
    }
    let again = wire.get("/feed.atom", &["Accept-Encoding: gzip", &format!("If-None-Match: {tag}")]).await;
    assert_eq!((again.status, again.header("etag")), (304, Some(tag.as_str())));
}

#[tokio::test]
async fn head_tells_the_same_as_get_but_the_bytes() {
    let wire = wire(Limits::default()).await;
    let page = format!("/alerts/{}", alert(1, "2026-05-03T12:00:00Z").id);
    for path in ["/feed.atom", "/", "/healthz", &page, "/nothing"] {
        let (get, head) = (wire.get(path, &[]).await, wire.ask("HEAD", path, &[]).await);
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty(), "{path}");
        for name in ["content-type", "content-length", "etag", "cache-control"] {
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
    }
}

#[tokio::test]
async fn an_alert_has_a_page_unless_it_is_held_or_unknown() {
    let wire = wire(Limits::default()).await;
    let (shown, held) = (alert(1, "2026-05-03T12:00:00Z"), alert(2, "2026-05-04T12:00:00Z"));
    let page = wire.get(&format!("/alerts/{}", shown.id), &[]).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("x-robots-tag"), Some("noindex, noarchive"));
    assert!(String::from_utf8_lossy(&page.body).contains(&shown.lead().title));
    let etag = page.header("etag").expect("a tag");
    assert_eq!(wire.get(&format!("/alerts/{}", shown.id), &[&format!("If-None-Match: {etag}")]).await.status, 304);
    let missing = [format!("/alerts/{}", held.id), "/alerts/00000000-0000-8000-8000-000000000000".to_owned()];
    let strange = ["/alerts/", "/alerts/x", "/alerts/..%2f..%2fetc%2fpasswd", "/feed.exe", "//", "/feed.atom/"];
    for path in missing.iter().map(String::as_str).chain(strange) {
        let answer = wire.get(path, &[]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!String::from_utf8_lossy(&answer.body).contains(&held.lead().title));
    }
    let loud = wire.get(&format!("/alerts/{}", shown.id.to_string().to_uppercase()), &[]).await;
    assert_eq!(loud.header("location"), Some(format!("../alerts/{}", shown.id).as_str()));
}

#[tokio::test]
async fn a_store_that_fails_makes_a_page_without_details() {
    let wire = wire(Limits::default()).await;
    wire.store.close().await.expect("closed");
    let answer = wire.get(&format!("/alerts/{}", alert(1, "2026-05-03T12:00:00Z").id), &[]).await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("60")));
    assert!(!String::from_utf8_lossy(&answer.body).contains("store"));
    assert_eq!(wire.get("/feed.atom", &[]).await.status, 200, "feeds do not need the store");
}

#[tokio::test]
async fn other_methods_and_heavy_bodies_are_refused() {
    let wire = wire(Limits::default()).await;
    for path in ["/feed.atom", "/healthz", "/alerts/x"] {
        let answer = wire.ask("DELETE", path, &[]).await;
        assert_eq!(answer.status, 405, "{path}");
        assert!(answer.header("allow").expect("allowed ones").contains("GET"));
    }
    assert_eq!(wire.ask("POST", "/feed.atom", &["content-length: 50000000"]).await.status, 413);
    let long = format!("x-long: {}", "x".repeat(200_000));
    assert_eq!(wire.get("/feed.atom", &[&long]).await.status, 431);
    let asked = wire.ask("OPTIONS", "/feed.json", &["Origin: https://reader.example"]).await;
    assert_eq!(asked.status, 204);
    assert!(asked.header("access-control-allow-headers").expect("headers").contains("If-None-Match"));
}

#[tokio::test]
async fn a_reader_may_speak_http_2_from_the_first_byte() {
    let wire = wire(Limits::default()).await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().http2_prior_knowledge().build().expect("a client");
    let mut answer = client.get(format!("http://{}/feed.atom", wire.address)).send().await.expect("answered");
    assert_eq!((answer.version(), answer.status().as_u16()), (reqwest::Version::HTTP_2, 200));
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.expect("read") {
        body.extend(chunk);
    }
    assert_eq!(body, wire.shelf.get("/feed.atom").expect("it stands there").body);
}

#[tokio::test]
async fn healthz_says_ok() {
    let answer = wire(Limits::default()).await.get("/healthz", &[]).await;
    assert_eq!((answer.status, &answer.body[..]), (200, &b"ok\n"[..]));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn what_is_put_on_the_shelf_is_served_at_once() {
    let wire = wire(Limits::default()).await;
    let thing = Representation {
        media: MediaType::Plain,
        body: Bytes::from_static(b"new\n"),
        encodings: Encodings::default(),
        etag: "new".to_owned(),
        last_modified: at("2026-05-05T00:00:00Z"),
    };
    assert_eq!(wire.get("/new.txt", &[]).await.status, 404);
    wire.shelf.put([("/new.txt".to_owned(), thing)]);
    let answer = wire.get("/new.txt?with=query", &["Accept-Encoding: gzip"]).await;
    assert_eq!((answer.body, answer.head.contains("content-encoding")), (b"new\n".to_vec(), false));
}

#[tokio::test]
async fn a_header_that_comes_drop_by_drop_or_never_is_not_waited_for() {
    let wire = wire(Limits { header: Duration::from_millis(300), ..Limits::default() }).await;
    let mut silent = wire.connect().await;
    let mut half = wire.connect().await;
    half.write_all(b"GET / HTTP/1.1\r\nhost: wi").await.expect("sent");
    let mut second = wire.connect().await;
    second.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\nGET / HT").await.expect("sent");
    let mut preface = wire.connect().await;
    preface.write_all(b"PRI * HTT").await.expect("sent");
    let begun = Instant::now();
    for socket in [&mut silent, &mut half, &mut second, &mut preface] {
        assert!(is_closed(socket).await);
    }
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_reader_that_takes_nothing_is_let_go() {
    let limits = Limits { idle: Duration::from_millis(500), ..Limits::default() };
    let wire = wire(limits).await;
    let body = Bytes::from(vec![b'x'; 64 << 20]);
    let thing = Representation {
        media: MediaType::Plain,
        body,
        encodings: Encodings::default(),
        etag: "big".to_owned(),
        last_modified: at("2026-05-05T00:00:00Z"),
    };
    wire.shelf.put([("/big".to_owned(), thing)]);
    let mut socket = wire.connect().await;
    socket.write_all(b"GET /big HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
    let mut first = [0; 1];
    socket.read_exact(&mut first).await.expect("the answer begins");
    // The server's writes stall as soon as the kernel's buffers are full; nothing here takes from them until it gives up.
    tokio::time::sleep(limits.idle * 4).await;
    let mut rest = Vec::new();
    let _ = timeout(SOON, socket.read_to_end(&mut rest)).await.expect("closed");
    assert!(rest.len() < 64 << 20, "all was sent to a reader that took nothing");
}

#[tokio::test]
async fn a_crowd_of_idle_connections_keeps_nobody_out() {
    let wire = wire(Limits { connections: 8, ..Limits::default() }).await;
    let mut crowd = Vec::new();
    for _ in 0..24 {
        crowd.push(wire.connect().await);
    }
    let begun = Instant::now();
    assert_eq!(wire.get("/feed.atom", &[]).await.status, 200);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    assert!(is_closed(&mut crowd[0]).await, "the oldest was not asked to leave");
}

#[tokio::test]
async fn a_connection_does_not_live_for_ever() {
    let wire = wire(Limits { age: Duration::from_millis(300), ..Limits::default() }).await;
    let begun = Instant::now();
    let mut socket = wire.connect().await;
    socket.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
    assert!(is_closed(&mut socket).await);
    assert!((300..3000).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn never_are_more_connections_open_than_allowed() {
    let wire = wire(Limits { connections: 4, ..Limits::default() }).await;
    let mut crowd = Vec::new();
    for _ in 0..12 {
        let mut socket = wire.connect().await;
        socket.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
        let mut bytes = [0; 12];
        timeout(SOON, socket.read_exact(&mut bytes)).await.expect("in time").expect("answered");
        assert_eq!(&bytes, b"HTTP/1.1 200");
        crowd.push(socket);
    }
    for socket in &mut crowd[..8] {
        assert!(is_closed(socket).await);
    }
}

#[tokio::test]
async fn stopping_lets_an_answer_finish_and_cuts_who_hangs() {
    let wire = wire(Limits { drain: Duration::from_millis(500), ..Limits::default() }).await;
    let body = Bytes::from(vec![b'x'; 8 << 20]);
    let thing = |body: Bytes| Representation {
        media: MediaType::Plain,
        body,
        encodings: Encodings::default(),
        etag: "big".to_owned(),
        last_modified: at("2026-05-05T00:00:00Z"),
    };
    wire.shelf.put([("/big".to_owned(), thing(body)), ("/huge".to_owned(), thing(Bytes::from(vec![b'x'; 64 << 20])))]);
    let idle = wire.connect().await;
    let mut reading = wire.connect().await;
    let mut hanging = wire.connect().await;
    reading.write_all(b"GET /big HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
    hanging.write_all(b"GET /huge HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
    for socket in [&mut reading, &mut hanging] {
        let mut first = [0; 1];
        socket.read_exact(&mut first).await.expect("the answer begins");
    }
    let begun = Instant::now();
    wire.stop.send(()).expect("it runs");
    let whole = answer(&mut reading).await;
    assert_eq!(whole.body.len(), 8 << 20);
    timeout(SOON, wire.ended).await.expect("it ends").expect("no panic").expect("no error");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert!(TcpStream::connect(wire.address).await.is_err(), "it still listens");
    drop((idle, hanging));
}
