//! Two hundred sources, of which fifty do what they can to keep the wire busy.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use almenara::model::SourceId;
use almenara::{config, daemon};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::support::feeds;
use crate::support::hostile::{Act, Hostile, Seen, reply};
use crate::support::program::Place;

const GOOD: usize = 150;
const BAD: usize = 50;
/// How late a visit may begin.
const LATE: TimeDelta = TimeDelta::seconds(1);

/// How often it is looked what the wire plans.
const TICK: Duration = Duration::from_millis(50);

/// A way to keep a visitor busy, one after the other.
fn trap(number: usize) -> impl Fn(&Seen) -> Vec<Act> + Send + Sync + 'static {
    let head = |more: &str| Act::Say(format!("HTTP/1.1 200 x\r\n{more}").into_bytes());
    let drip = |bytes: &[u8]| Act::Drip(bytes.to_vec(), Duration::from_secs(1));
    let acts = match number % 10 {
        0 => vec![Act::Hang],
        1 => vec![drip(&[b'H'; 1000])],
        2 => vec![head("content-type: text/xml\r\n\r\n<rss>"), drip(&[b'x'; 1000])],
        3 => vec![Act::Babble(b"\x00\xff\x13 garbage ".to_vec())],
        4 => vec![head(""), Act::Babble(b"x-filler: yes\r\n".to_vec())],
        5 => vec![head("\r\n"), Act::Babble(vec![b'x'; 1 << 16])],
        6 => vec![Act::Say(b"\x16\x03\x03\x00\x7a\x02\x00".to_vec()), Act::Hang],
        7 => vec![head("content-encoding: gzip\r\n\r\n"), Act::Babble(b"\x1f\x8b\x08\x00garbage".to_vec())],
        8 => vec![Act::Pause(Duration::from_secs(3)), Act::Reset],
        _ => reply(301, &[("location", "/robots.txt?again")], b""),
    };
    move |_| acts.clone()
}

/// A listener whose queue is full: whoever connects waits.
async fn unreachable() -> (TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let listener = socket.listen(1).expect("a listener");
    let address = listener.local_addr().expect("an address");
    let mut queue = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(address)).await {
        queue.push(stream);
    }
    (listener, queue)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_of_two_hundred_sources_that_hang_drip_or_babble_make_no_other_late() {
    let place = Place::new();
    let settings = std::fs::read_to_string(place.path().join("config/almenara.toml")).expect("written");
    place.write("config/almenara.toml", &settings.replace("sled:data", "memory:"));
    let mut good = BTreeMap::new();
    for number in 0..GOOD {
        let [id, link] = ["notice", "https://a.example"].map(|text| format!("{text}/{number}"));
        let title = format!("Notice {number} of the {number}th landing");
        let body = feeds::rss(&[(&id, &link, &title, "")]);
        let server = Hostile::without_robots(move |_| reply(200, &[("etag", "\"1\"")], body.as_bytes())).await;
        let id = format!("good{number}");
        let pace = "every_min = \"6s\"\nevery_max = \"6s\"";
        place.source(&id, server.url("/feed").as_str(), pace);
        good.insert(SourceId(id), server);
    }
    let (mut bad, mut walls) = (Vec::new(), Vec::new());
    for number in 0..BAD - 5 {
        let server = Hostile::serve(trap(number)).await;
        place.source(&format!("bad{number}"), server.url("/feed").as_str(), "");
        bad.push(server);
    }
    for number in 0..5 {
        let (listener, queue) = unreachable().await;
        let url = format!("http://{}/feed", listener.local_addr().expect("an address"));
        place.source(&format!("wall{number}"), &url, "");
        walls.push((listener, queue));
    }
    let pace = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path)
            .expect("written")
            .replace("every = \"1s\"\nevery_min", "every = \"6s\"\nevery_min");
        std::fs::write(path, text).expect("written");
    };
    let folder = place.path().join("config/networks");
    std::fs::read_dir(folder).expect("written").map_while(Result::ok).for_each(|entry| pace(entry.path()));

    let config = config::load(&place.path().join("config")).expect("a configuration").config;
    let wire = Arc::new(daemon::Wire::open(config).await.expect("a wire"));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let clock = (Instant::now(), daemon::now());
    let served = tokio::spawn(daemon::serve(Arc::clone(&wire), listener, async move { drop(stopped.await) }));
    let mut due: BTreeMap<SourceId, Vec<DateTime<Utc>>> = BTreeMap::new();
    let mut slack = TimeDelta::zero();
    while clock.0.elapsed() < Duration::from_secs(14) {
        let begun = Instant::now();
        tokio::time::sleep(TICK).await;
        // How late a machine under load is with a mere nap, the wire is not to blame for.
        slack = slack.max(TimeDelta::from_std(begun.elapsed().saturating_sub(TICK)).expect("short"));
        for (id, poll) in wire.polls() {
            let Some(at) = poll.due else { continue };
            let known = due.entry(id).or_insert_with(|| vec![clock.1]);
            if known.last() != Some(&at) {
                known.push(at);
            }
        }
    }
    stop.send(()).expect("it runs");
    served.await.expect("no panic").expect("it stops in order");

    let at = |instant: Instant| clock.1 + TimeDelta::from_std(instant - clock.0).expect("after the start");
    let mut starts = 0;
    for (id, server) in &good {
        // The first visit begins with robots.txt, the others with the feed.
        let seen: Vec<Seen> = server
            .seen_all()
            .into_iter()
            .filter(|seen| seen.target == "/robots.txt")
            .take(1)
            .chain(server.seen().into_iter().skip(1))
            .collect();
        assert!(seen.len() >= 2, "{id} was visited {} times", seen.len());
        for (seen, due) in seen.iter().zip(&due[id]) {
            starts += 1;
            assert!(at(seen.begun) - *due <= LATE + slack, "{id} was due at {due}, but asked at {}", at(seen.begun));
        }
    }
    assert!(starts >= 2 * GOOD, "{starts} starts");
    assert!(bad.iter().all(|server| !server.seen_all().is_empty()), "and every trap was met");
}
