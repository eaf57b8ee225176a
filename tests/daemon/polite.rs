//! The running wire as a site sees it: what its log says of five sources on one host.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use almenara::model::OutcomeKind;
use almenara::{config, daemon};
use tokio::net::TcpListener;

use crate::support::feeds;
use crate::support::hostile::{Act, Hostile, Seen, reply};
use crate::support::program::Place;

/// Longer than `gap`, which it overrules.
const CRAWL_DELAY: Duration = Duration::from_millis(300);
const RETRY_AFTER: Duration = Duration::from_secs(4);

fn feed(number: usize) -> String {
    let [id, link] = ["notice", "https://a.example"].map(|text| format!("{text}/{number}"));
    feeds::rss(&[(&id, &link, &format!("Notice {number} of the {number}th landing"), "")])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_with_five_sources_is_asked_one_by_one_with_pauses_and_as_it_wishes() {
    let busy = AtomicUsize::new(0);
    let server = Hostile::serve(move |seen: &Seen| {
        let slowly = |acts: Vec<Act>| [vec![Act::Pause(Duration::from_millis(30))], acts].concat();
        match seen.target.as_str() {
            "/robots.txt" => {
                slowly(reply(200, &[], b"User-agent: *\nCrawl-delay: 0.3\nDisallow: /closed\nAllow: /closed/open\n"))
            }
            "/dated" if seen.header("if-modified-since") == Some("Sat, 07 Mar 2026 10:00:00 GMT") => {
                slowly(reply(304, &[], b""))
            }
            "/dated" => slowly(reply(200, &[("last-modified", "Sat, 07 Mar 2026 10:00:00 GMT")], feed(1).as_bytes())),
            "/tagged" if seen.header("if-none-match") == Some("W/\"one\"") => slowly(reply(304, &[], b"")),
            "/tagged" => slowly(reply(200, &[("etag", "W/\"one\"")], feed(2).as_bytes())),
            "/closed/open" => slowly(reply(200, &[], feed(3).as_bytes())),
            "/busy" if busy.fetch_add(1, Ordering::Relaxed) == 0 => slowly(reply(429, &[("retry-after", "4")], b"")),
            "/busy" => slowly(reply(200, &[], feed(4).as_bytes())),
            _ => reply(500, &[], b"nobody should ask for this"),
        }
    })
    .await;
    let place = Place::new();
    let settings = std::fs::read_to_string(place.path().join("config/almenara.toml")).expect("written");
    let settings = settings.replace("sled:data", "memory:").replace("gap = \"0s\"", "gap = \"50ms\"");
    place.write("config/almenara.toml", &settings);
    for (id, path) in [("a", "/dated"), ("b", "/tagged"), ("c", "/closed/open"), ("d", "/busy"), ("e", "/closed/shut")]
    {
        place.source(id, server.url(path).as_str(), "every_max = \"1s\"");
    }
    let config = config::load(&place.path().join("config")).expect("a configuration").config;
    let wire = Arc::new(daemon::Wire::open(config).await.expect("a wire"));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = tokio::spawn(daemon::serve(Arc::clone(&wire), listener, async move { drop(stopped.await) }));
    let begun = Instant::now();
    let asked = |path: &str| server.seen().into_iter().filter(|seen| seen.target == path).collect::<Vec<_>>();
    while asked("/busy").len() < 2 || asked("/dated").len() < 3 || asked("/tagged").len() < 3 {
        assert!(begun.elapsed() < Duration::from_secs(30), "{:#?}", server.seen_all());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop.send(()).expect("it runs");
    served.await.expect("no panic").expect("it stops in order");

    let seen = server.seen_all();
    assert_eq!(seen[0].target, "/robots.txt", "what is allowed is asked first");
    assert_eq!(seen.iter().filter(|seen| seen.target == "/robots.txt").count(), 1, "and once");
    for pair in seen.windows(2) {
        let ended = pair[0].ended.expect("answered");
        let pause = pair[1].begun.checked_duration_since(ended).expect("one at a time");
        let crawl = if pair[0].target == "/robots.txt" { Duration::from_millis(50) } else { CRAWL_DELAY };
        assert!(pause + Duration::from_millis(5) >= crawl, "{pause:?} before {}", pair[1].target);
    }
    for seen in &seen {
        let agent = seen.header("user-agent").unwrap_or_default();
        assert!(agent.starts_with("almenara/") && agent.contains("(+mailto:desk@example.org)"), "{agent}");
    }
    assert_eq!(asked("/closed/shut").len(), 0, "what robots.txt closes is not asked for");
    let busy = asked("/busy");
    assert!(busy[1].begun - busy[0].ended.expect("answered") >= RETRY_AFTER, "the wait is waited out");
    for (path, header) in [("/dated", "if-modified-since"), ("/tagged", "if-none-match")] {
        let conditional: Vec<bool> = asked(path).iter().map(|seen| seen.header(header).is_some()).collect();
        assert!(!conditional[0] && conditional[1..].iter().all(|sent| *sent), "{path}: {conditional:?}");
    }
    let polls = wire.polls();
    let kind = |id: &str| {
        let poll = polls.iter().find(|(source, _)| source.0 == id).expect("configured").1;
        poll.outcome.as_ref().expect("visited").kind
    };
    assert_eq!((kind("a"), kind("b")), (OutcomeKind::Unchanged, OutcomeKind::Unchanged), "304 is understood");
    assert_eq!(kind("e"), OutcomeKind::Blocked);
}
