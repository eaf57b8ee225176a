use std::time::{Duration, Instant};

use almenara::fetch::{Error, Policy};
use almenara::model::{OutcomeKind, Validators};

use super::{fetcher, loopback};
use crate::support::hostile::{Act, Hostile, reply};

fn impatient() -> Policy {
    Policy {
        connect_timeout: Duration::from_millis(300),
        read_timeout: Duration::from_millis(200),
        total_timeout: Duration::from_secs(5),
        ..loopback()
    }
}

fn short() -> Policy {
    Policy { total_timeout: Duration::from_millis(900), ..impatient() }
}

async fn times_out(policy: Policy, acts: Vec<Act>, at_least: u64, at_most: u64) {
    let server = Hostile::without_robots(move |_| acts.clone()).await;
    let begun = Instant::now();
    let error = fetcher(policy).visit(&server.url("/"), &Validators::default()).await.expect_err("too slow");
    let took = begun.elapsed().as_millis() as u64;
    assert!(matches!(error, Error::Timeout { .. }), "{error}");
    assert_eq!(error.outcome_kind(), OutcomeKind::Failing, "{error}");
    assert!((at_least..at_most).contains(&took), "{took} ms");
}

#[tokio::test]
async fn a_silent_server_is_left_after_the_read_time() {
    times_out(impatient(), vec![Act::Hang], 150, 4500).await;
    let head = Act::Say(b"HTTP/1.1 200 x\r\ncontent-length: 10\r\n\r\n12345".to_vec());
    times_out(impatient(), vec![head, Act::Hang], 150, 4500).await;
}

#[tokio::test]
async fn a_head_that_drips_is_left_after_the_read_time() {
    times_out(impatient(), vec![Act::Drip(vec![b'H'; 1000], Duration::from_millis(20))], 150, 4500).await;
}

#[tokio::test]
async fn a_body_that_drips_is_left_after_the_whole_time() {
    let head = Act::Say(b"HTTP/1.1 200 x\r\n\r\n".to_vec());
    times_out(short(), vec![head, Act::Drip(vec![b'x'; 1000], Duration::from_millis(20))], 850, 4500).await;
}

#[tokio::test]
async fn a_chunk_whose_size_never_ends_is_silence() {
    let head = Act::Say(b"HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n".to_vec());
    times_out(impatient(), vec![head, Act::Babble(b"0".repeat(4096))], 150, 4500).await;
}

#[tokio::test]
async fn redirects_do_not_add_up_to_more_than_the_whole_time() {
    let server = Hostile::without_robots(|_| {
        [vec![Act::Pause(Duration::from_millis(250))], reply(302, &[("location", "/again")], b"")].concat()
    })
    .await;
    let fetcher = fetcher(Policy { read_timeout: Duration::from_secs(5), ..short() });
    let error = fetcher.visit(&server.url("/"), &Validators::default()).await.expect_err("too slow");
    assert!(matches!(error, Error::Timeout { .. }), "{error}");
    assert!(server.seen().len() <= 4, "900 ms are over after the fourth");
}

#[tokio::test]
async fn a_closed_port_is_unreachable_and_an_unknown_name_unresolved() {
    let closed = Hostile::serve(|_| Vec::new()).await.url("/");
    tokio::task::yield_now().await;
    let error = fetcher(loopback()).visit(&closed, &Validators::default()).await.expect_err("closed");
    assert!(matches!(error, Error::Unreachable { .. }), "{error}");
    let plain = Hostile::serve(|_| reply(200, &[], b"no TLS here")).await;
    let mut secure = plain.url("/");
    secure.set_scheme("https").expect("a scheme");
    let error = fetcher(loopback()).visit(&secure, &Validators::default()).await.expect_err("no TLS");
    assert!(matches!(error, Error::Insecure { .. }), "{error}");
    // RFC 6761: never resolves.
    let unknown = url::Url::parse("http://nowhere.invalid/").expect("an address");
    let policy = Policy { contact: "mailto:desk@wire.ngo".to_owned(), ..loopback() };
    let error = fetcher(policy).visit(&unknown, &Validators::default()).await.expect_err("unknown");
    assert!(matches!(error, Error::Unresolved { .. } | Error::Timeout { .. }), "{error}");
}
