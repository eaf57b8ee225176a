use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use almenara::fetch::{Answer, Error, Fetcher, Policy};
use almenara::model::{OutcomeKind, Validators};

use super::{document, fetcher, loopback, visit};
use crate::support::hostile::{Act, Hostile, Seen, reply};

const NONE: Validators = Validators { etag: None, last_modified: None };

fn with_gap(millis: u64) -> Arc<Fetcher> {
    Arc::new(fetcher(Policy { gap: Duration::from_millis(millis), ..loopback() }))
}

/// Visits these addresses at once, and waits for all.
async fn visit_all(fetcher: &Arc<Fetcher>, urls: Vec<url::Url>) {
    let visits: Vec<_> = urls
        .into_iter()
        .map(|url| {
            let fetcher = Arc::clone(fetcher);
            tokio::spawn(async move { fetcher.visit(&url, &NONE).await.map(drop) })
        })
        .collect();
    for visit in visits {
        visit.await.expect("no panic").expect("a document");
    }
}

fn slow_reply(millis: u64) -> Vec<Act> {
    [vec![Act::Pause(Duration::from_millis(millis))], reply(200, &[], b"there")].concat()
}

#[tokio::test]
async fn a_host_gets_one_request_at_a_time_with_a_gap_after_each_in_the_order_of_asking() {
    let server = Hostile::serve(|seen: &Seen| match seen.target.as_str() {
        "/robots.txt" => reply(404, &[], b""),
        _ => slow_reply(40),
    })
    .await;
    let fetcher = with_gap(80);
    visit_all(&fetcher, (0..4).map(|number| server.url(&format!("/{number}"))).collect()).await;
    let seen = server.seen_all();
    let targets: Vec<_> = seen.iter().map(|seen| seen.target.as_str()).collect();
    assert_eq!(targets, ["/robots.txt", "/0", "/1", "/2", "/3"]);
    for pair in seen.windows(2) {
        let ended = pair[0].ended.expect("answered");
        let gap = pair[1].begun.checked_duration_since(ended).expect("one at a time");
        assert!((75..1000).contains(&gap.as_millis()), "{} ms", gap.as_millis());
    }
}

#[tokio::test]
async fn a_slow_host_delays_no_other() {
    let slow = Hostile::without_robots(|_| slow_reply(3000)).await;
    let quick = Hostile::without_robots(|_| reply(200, &[], b"there")).await;
    let fetcher = with_gap(1);
    let waiting = tokio::spawn({
        let (fetcher, url) = (Arc::clone(&fetcher), slow.url("/"));
        async move { fetcher.visit(&url, &NONE).await.map(drop) }
    });
    let begun = Instant::now();
    visit_all(&fetcher, (0..5).map(|number| quick.url(&format!("/{number}"))).collect()).await;
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    assert!(!waiting.is_finished());
    waiting.abort();
}

#[tokio::test]
async fn a_visit_that_is_given_up_gives_its_turn_on() {
    let server =
        Hostile::without_robots(|seen| if seen.target == "/hang" { vec![Act::Hang] } else { slow_reply(0) }).await;
    let fetcher = with_gap(1);
    let hang = server.url("/hang");
    assert!(tokio::time::timeout(Duration::from_millis(100), fetcher.visit(&hang, &NONE)).await.is_err());
    let begun = Instant::now();
    fetcher.visit(&server.url("/"), &NONE).await.expect("a document");
    assert!(begun.elapsed() < Duration::from_secs(5), "the turn was given on");
}

#[tokio::test]
async fn robots_txt_is_asked_once_and_obeyed() {
    let robots = b"User-agent: *\nDisallow: /\n\nUser-agent: almenara\nDisallow: /private\nCrawl-delay: 0.2\n";
    let server =
        Hostile::serve(
            move |seen| if seen.target == "/robots.txt" { reply(200, &[], robots) } else { reply(200, &[], b"there") },
        )
        .await;
    let fetcher = with_gap(1);
    fetcher.visit(&server.url("/alerts"), &NONE).await.expect("allowed");
    fetcher.visit(&server.url("/alerts"), &NONE).await.expect("allowed");
    let error = fetcher.visit(&server.url("/private/list"), &NONE).await.expect_err("not allowed");
    assert!(matches!(error, Error::Robots { .. }), "{error}");
    assert_eq!(error.outcome_kind(), OutcomeKind::Blocked);
    let seen = server.seen_all();
    let targets: Vec<_> = seen.iter().map(|seen| seen.target.as_str()).collect();
    assert_eq!(targets, ["/robots.txt", "/alerts", "/alerts"]);
    for pair in seen.windows(2) {
        assert!(pair[1].begun - pair[0].ended.expect("answered") >= Duration::from_millis(195), "Crawl-delay is kept");
    }
}

#[tokio::test]
async fn a_redirect_is_measured_by_the_robots_txt_of_where_it_leads() {
    let closed = Hostile::serve(|_| reply(200, &[], b"User-agent: *\nDisallow: /")).await;
    let to = closed.url("/page").to_string();
    let server = Hostile::without_robots(move |_| reply(302, &[("location", &to)], b"")).await;
    assert!(matches!(visit(&server.url("/")).await, Err(Error::Robots { .. })));
    assert_eq!(closed.seen().len(), 0);
}

#[tokio::test]
async fn a_robots_txt_that_cannot_be_had_stops_us_for_now_and_one_that_is_not_there_does_not() {
    for (status, stops) in
        [(500, true), (503, true), (429, true), (404, false), (403, false), (401, false), (410, false)]
    {
        let server = Hostile::serve(move |seen| {
            if seen.target == "/robots.txt" {
                reply(status, &[("retry-after", "120")], b"User-agent: *\nDisallow: /")
            } else {
                reply(200, &[], b"there")
            }
        })
        .await;
        match visit(&server.url("/")).await {
            Ok(_) => assert!(!stops, "{status}"),
            Err(error) => {
                assert!(stops && matches!(error, Error::RobotsUnreachable { .. }), "{status}: {error}");
                assert_eq!(error.outcome_kind(), OutcomeKind::Failing, "{error}");
                assert_eq!(error.retry_after(), Some(Duration::from_mins(2)));
            }
        }
    }
}

#[tokio::test]
async fn a_robots_txt_may_be_elsewhere_huge_or_go_round_in_circles() {
    let far = Hostile::serve(|_| reply(200, &[], b"User-agent: *\nDisallow: /closed")).await;
    let to = far.url("/their-robots.txt").to_string();
    let server = Hostile::serve(move |seen| {
        if seen.target == "/robots.txt" { reply(301, &[("location", &to)], b"") } else { reply(200, &[], b"there") }
    })
    .await;
    assert!(matches!(visit(&server.url("/closed")).await, Err(Error::Robots { .. })));
    visit(&server.url("/open")).await.expect("allowed");

    let huge = [b"User-agent: *\nDisallow: /closed\n".to_vec(), b"# nothing\n".repeat(100_000)].concat();
    let server =
        Hostile::serve(
            move |seen| if seen.target == "/robots.txt" { reply(200, &[], &huge) } else { reply(200, &[], b"there") },
        )
        .await;
    assert!(matches!(visit(&server.url("/closed")).await, Err(Error::Robots { .. })));
    visit(&server.url("/open")).await.expect("allowed");

    let server = Hostile::serve(|seen| {
        if seen.target == "/there" {
            reply(200, &[], b"there")
        } else {
            reply(302, &[("location", "/robots.txt")], b"")
        }
    })
    .await;
    visit(&server.url("/there")).await.expect("a robots.txt that is nowhere forbids nothing");
}

#[tokio::test]
async fn we_say_who_we_are_and_bring_no_other_baggage() {
    let server = Hostile::serve(|_| reply(200, &[("set-cookie", "track=1")], b"")).await;
    let fetcher = fetcher(Policy { contact: "mailto:desk@wire.ngo".to_owned(), ..loopback() });
    fetcher.visit(&server.url("/a"), &NONE).await.expect("a document");
    fetcher.visit(&server.url("/b#part"), &NONE).await.expect("a document");
    let seen = server.seen_all();
    assert_eq!(seen.len(), 3);
    for seen in seen {
        assert_eq!(
            seen.header("user-agent"),
            Some(concat!("almenara/", env!("CARGO_PKG_VERSION"), " (+mailto:desk@wire.ngo)"))
        );
        for baggage in ["cookie", "referer", "if-none-match", "if-modified-since", "accept-language"] {
            assert_eq!(seen.header(baggage), None);
        }
        assert!(!seen.target.contains('#'));
    }
}

/// Answers 304 to whoever names the tag, as servers do.
fn tagged(tag: &'static str) -> impl Fn(&Seen) -> Vec<Act> {
    move |seen| {
        let headers = [("etag", tag), ("last-modified", "Sat, 01 Mar 2025 10:00:00 GMT")];
        let known = seen.header("if-none-match") == Some(tag);
        if known { reply(304, &headers[..1], b"") } else { reply(200, &headers, b"there") }
    }
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let server = Hostile::without_robots(tagged("W/\"a,b\"")).await;
    let fetcher = with_gap(1);
    let first = document(fetcher.visit(&server.url("/"), &NONE).await.expect("a document"));
    assert_eq!(first.validators.etag.as_deref(), Some("W/\"a,b\""));
    let answer = fetcher.visit(&server.url("/"), &first.validators).await.expect("an answer");
    let Answer::Unchanged { validators, .. } = answer else { panic!("unchanged") };
    assert_eq!(validators, first.validators, "what a 304 does not repeat still holds");
    assert_eq!(server.seen()[1].header("if-modified-since"), Some("Sat, 01 Mar 2025 10:00:00 GMT"));
}

#[tokio::test]
async fn after_a_while_everything_is_read_again_whatever_the_server_says() {
    let server = Hostile::without_robots(tagged("\"x\"")).await;
    let fetcher = fetcher(Policy { reread: Duration::from_secs(2), ..loopback() });
    let validators = document(fetcher.visit(&server.url("/"), &NONE).await.expect("a document")).validators;
    assert!(matches!(fetcher.visit(&server.url("/"), &validators).await, Ok(Answer::Unchanged { .. })));
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(matches!(fetcher.visit(&server.url("/"), &validators).await, Ok(Answer::Fresh { .. })));
}

#[tokio::test]
async fn validators_of_one_address_are_not_shown_to_another_it_is_redirected_to() {
    let second = AtomicUsize::new(0);
    let server = Hostile::without_robots(move |seen| match seen.target.as_str() {
        "/start" if second.fetch_add(1, Ordering::Relaxed) < 2 => reply(302, &[("location", "/first")], b""),
        "/start" => reply(302, &[("location", "/second")], b""),
        _ => tagged("\"1\"")(seen),
    })
    .await;
    let fetcher = with_gap(1);
    let validators = document(fetcher.visit(&server.url("/start"), &NONE).await.expect("a document")).validators;
    assert!(matches!(fetcher.visit(&server.url("/start"), &validators).await, Ok(Answer::Unchanged { .. })));
    let moved = document(fetcher.visit(&server.url("/start"), &validators).await.expect("a document"));
    assert_eq!(moved.url, server.url("/second"));
}

#[tokio::test]
async fn a_304_nobody_asked_for_is_an_error() {
    let server = Hostile::without_robots(|_| reply(304, &[], b"")).await;
    let error = visit(&server.url("/")).await.expect_err("nothing to compare with");
    assert_eq!(error.outcome_kind(), OutcomeKind::Failing, "{error}");
}

#[tokio::test]
async fn every_status_says_what_becomes_of_the_source() {
    use OutcomeKind::{Blocked, Failing, Gone};
    for (status, kind) in [
        (401, Blocked),
        (403, Blocked),
        (451, Blocked),
        (404, Gone),
        (410, Gone),
        (429, Failing),
        (500, Failing),
        (503, Failing),
        (400, Failing),
        (202, Failing),
        (204, Failing),
        (206, Failing),
        (300, Failing),
    ] {
        let server = Hostile::without_robots(move |_| reply(status, &[], b"")).await;
        let error = visit(&server.url("/")).await.expect_err("no document");
        assert_eq!((error.outcome_kind(), error.retry_after()), (kind, None), "{status}: {error}");
        assert!(error.to_string().contains(&status.to_string()));
    }
}

#[tokio::test]
async fn retry_after_is_read_in_both_forms_and_never_longer_than_a_day() {
    let day = Some(86_400);
    for (value, date, seconds) in [
        ("120", None, Some(120)),
        ("0", None, Some(0)),
        ("31536000", None, day),
        ("99999999999999999999999999", None, day),
        ("Sat, 01 Mar 2025 12:05:00 GMT", None, Some(300)),
        ("Sat, 01 Mar 2025 13:05:00 GMT", Some("Sat, 01 Mar 2025 13:00:00 GMT"), Some(300)),
        ("Saturday, 01-Mar-25 12:05:00 GMT", None, Some(300)),
        ("Sat Mar  1 12:05:00 2025", None, Some(300)),
        ("Sat, 01 Mar 2025 11:00:00 GMT", None, Some(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None, day),
        ("-5", None, None),
        ("soon", None, None),
        ("", None, None),
    ] {
        let server = Hostile::without_robots(move |_| {
            let headers = [("retry-after", value), ("date", date.unwrap_or("none"))];
            reply(503, &headers, b"")
        })
        .await;
        let error = visit(&server.url("/")).await.expect_err("503");
        assert_eq!(error.retry_after().map(|wait| wait.as_secs()), seconds, "{value}");
    }
}

#[tokio::test]
async fn how_long_nothing_changes_is_read_and_never_longer_than_a_day() {
    for (headers, seconds) in [
        (vec![("cache-control", "public, max-age=600")], Some(600)),
        (vec![("cache-control", "Max-Age=\"600\""), ("age", "200")], Some(400)),
        (vec![("cache-control", "max-age=600"), ("age", "700")], None),
        (vec![("cache-control", "max-age=99999999")], Some(86_400)),
        (vec![("cache-control", "no-cache, max-age=600")], None),
        (vec![("cache-control", "no-store")], None),
        (vec![("expires", "Sat, 01 Mar 2025 12:10:00 GMT")], Some(600)),
        (vec![("expires", "Sat, 01 Mar 2025 12:10:00 GMT"), ("cache-control", "max-age=60")], Some(60)),
        (vec![("expires", "0")], None),
        (vec![("expires", "Sat, 01 Mar 1975 12:10:00 GMT")], None),
        (vec![], None),
    ] {
        let shown = format!("{headers:?}");
        let server = Hostile::without_robots(move |_| reply(200, &headers, b"there")).await;
        let Ok(Answer::Fresh { fresh_for, .. }) = visit(&server.url("/")).await else { panic!("fresh") };
        assert_eq!(fresh_for.map(|time| time.as_secs()), seconds, "{shown}");
    }
}
