use std::io::Write;
use std::time::Duration;

use almenara::fetch::{Error, Policy};
use almenara::model::{OutcomeKind, Validators};

use super::{document, fetcher, loopback, visit};
use crate::support::hostile::{Act, Hostile, reply};

const MIB: usize = 1 << 20;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut packed, 4096, 1, 22);
    encoder.write_all(bytes).expect("memory");
    drop(encoder);
    packed
}

fn coded(encoding: &'static str, body: Vec<u8>) -> impl Fn(&crate::support::hostile::Seen) -> Vec<Act> {
    move |_| reply(200, &[("content-encoding", encoding)], &body)
}

/// A body of these acts after a head without a length.
fn chunked(acts: Vec<Act>) -> Vec<Act> {
    let head = b"HTTP/1.1 200 x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    std::iter::once(Act::Say(head)).chain(acts).collect()
}

async fn small(server: &Hostile, max_body: usize) -> Result<Vec<u8>, Error> {
    let fetcher = fetcher(Policy { max_body, ..loopback() });
    fetcher.visit(&server.url("/"), &Validators::default()).await.map(|answer| document(answer).body)
}

#[tokio::test]
async fn a_compressed_body_arrives_as_it_was() {
    let text = "¡Alerta! ".repeat(5000).into_bytes();
    for (encoding, packed) in [
        ("gzip", gzip(&text)),
        ("x-gzip", gzip(&text)),
        ("GZip", gzip(&text)),
        ("br", brotli(&text)),
        ("deflate", zlib(&text)),
        ("identity", text.clone()),
    ] {
        let server = Hostile::without_robots(coded(encoding, packed)).await;
        assert_eq!(document(visit(&server.url("/")).await.expect(encoding)).body, text, "{encoding}");
        assert_eq!(server.seen()[0].header("accept-encoding"), Some("gzip, br"));
    }
}

#[tokio::test]
async fn gzip_in_several_members_is_one_body() {
    let server = Hostile::without_robots(coded("gzip", [gzip(b"one "), gzip(b"two")].concat())).await;
    assert_eq!(document(visit(&server.url("/")).await.expect("a document")).body, b"one two");
}

#[tokio::test]
async fn a_bomb_stops_at_the_bound() {
    let zeros = vec![0; 64 * MIB];
    for (encoding, bomb) in [("gzip", gzip(&zeros)), ("br", brotli(&zeros))] {
        assert!(bomb.len() < MIB, "{encoding} packs zeros well");
        let server = Hostile::without_robots(coded(encoding, bomb)).await;
        let error = small(&server, MIB).await.expect_err(encoding);
        assert!(matches!(error, Error::TooLarge { limit: MIB, .. }), "{encoding}: {error}");
        assert_eq!(error.outcome_kind(), OutcomeKind::Unreadable);
    }
}

#[tokio::test]
async fn compressed_data_that_unpack_to_nothing_are_bounded_too() {
    let empty = gzip(b"").repeat(1000);
    let head = b"HTTP/1.1 200 x\r\nconnection: close\r\ncontent-encoding: gzip\r\n\r\n".to_vec();
    let server = Hostile::without_robots(move |_| vec![Act::Say(head.clone()), Act::Babble(empty.clone())]).await;
    assert!(matches!(small(&server, MIB).await, Err(Error::Broken { .. })));
}

#[tokio::test]
async fn an_endless_body_stops_at_the_bound() {
    let chunk = [b"1000\r\n".to_vec(), vec![b'x'; 4096], b"\r\n".to_vec()].concat();
    let server = Hostile::without_robots(move |_| chunked(vec![Act::Babble(chunk.clone())])).await;
    assert!(matches!(small(&server, MIB).await, Err(Error::TooLarge { .. })));
}

#[tokio::test]
async fn a_body_announced_as_too_large_is_not_even_begun() {
    let head = format!("HTTP/1.1 200 x\r\ncontent-length: {}\r\n\r\n", 4 * MIB).into_bytes();
    let server = Hostile::without_robots(move |_| vec![Act::Say(head.clone()), Act::Hang]).await;
    assert!(matches!(small(&server, MIB).await, Err(Error::TooLarge { .. })));
}

#[tokio::test]
async fn a_body_of_exactly_the_bound_is_read() {
    let server = Hostile::without_robots(|_| reply(200, &[], &[b'x'; 1000])).await;
    assert_eq!(small(&server, 1000).await.map(|body| body.len()), Ok(1000));
    assert!(matches!(small(&server, 999).await, Err(Error::TooLarge { .. })));
    let server = Hostile::without_robots(coded("br", brotli(&[b'x'; 1000]))).await;
    assert_eq!(small(&server, 1000).await.map(|body| body.len()), Ok(1000));
    assert!(matches!(small(&server, 999).await, Err(Error::TooLarge { .. })));
}

#[tokio::test]
async fn a_body_packed_twice_is_an_error() {
    let twice = gzip(&gzip(b"hello"));
    for encoding in ["gzip, gzip", "gzip"] {
        let server = Hostile::without_robots(coded(encoding, twice.clone())).await;
        let error = visit(&server.url("/")).await.expect_err(encoding);
        assert!(matches!(error, Error::Encoding { .. }), "{encoding}: {error}");
    }
    let server = Hostile::without_robots(coded("zstd", b"x".to_vec())).await;
    let error = visit(&server.url("/")).await.expect_err("not spoken");
    assert!(error.to_string().contains("zstd"), "{error}");
}

#[tokio::test]
async fn nothing_of_a_body_that_breaks_off_is_used() {
    let half = |packed: Vec<u8>| packed[..packed.len() / 2].to_vec();
    let text = "word ".repeat(2000).into_bytes();
    let say = |text: &str| Act::Say(text.as_bytes().to_vec());
    let broken = [
        vec![say("HTTP/1.1 200 x\r\ncontent-length: 10\r\n\r\nhello")],
        vec![say("HTTP/1.1 200 x\r\ncontent-length: 10\r\n\r\nhello"), Act::Reset],
        chunked(vec![say("5\r\nhello\r\n")]),
        chunked(vec![say("5\r\nhello\r\n5\r\nhe")]),
        chunked(vec![say("zz\r\nhello\r\n0\r\n\r\n")]),
        chunked(vec![say("ffffffffffffffffff\r\nhello\r\n0\r\n\r\n")]),
        reply(200, &[("content-encoding", "gzip")], &half(gzip(&text))),
        reply(200, &[("content-encoding", "br")], &half(brotli(&text))),
        reply(200, &[("content-encoding", "deflate")], &half(zlib(&text))),
        reply(200, &[("content-encoding", "gzip")], &text),
        reply(200, &[("content-encoding", "br")], &text),
    ];
    for (number, acts) in broken.into_iter().enumerate() {
        let server = Hostile::without_robots(move |_| acts.clone()).await;
        let error = visit(&server.url("/")).await.expect_err("broken");
        assert!(matches!(error, Error::Broken { .. }), "{number}: {error}");
        assert_eq!(error.outcome_kind(), OutcomeKind::Failing, "{error}");
    }
}

#[tokio::test]
async fn an_empty_body_is_empty_however_it_is_labelled() {
    for encoding in ["gzip", "br", "deflate"] {
        let server = Hostile::without_robots(coded(encoding, Vec::new())).await;
        assert_eq!(document(visit(&server.url("/")).await.expect(encoding)).body, b"");
    }
}

#[tokio::test]
async fn heads_without_end_are_errors() {
    let line = b"x-filler: yes\r\n".to_vec();
    let many = [b"HTTP/1.1 200 x\r\n".to_vec(), line.repeat(5000), b"content-length: 0\r\n\r\n".to_vec()].concat();
    for acts in [
        vec![Act::Say(many)],
        vec![Act::Say(b"HTTP/1.1 200 x\r\nx-long: ".to_vec()), Act::Babble(vec![b'x'; 4096])],
        vec![Act::Babble(b"HTTP/1.1 103 x\r\n\r\n".to_vec())],
        vec![Act::Say(b"SSH-2.0-hello\r\n".to_vec())],
        vec![Act::Say(b"\x16\x03\x01\x00\xff".to_vec())],
        vec![],
    ] {
        let server = Hostile::without_robots(move |_| acts.clone()).await;
        let fetcher = fetcher(Policy { total_timeout: Duration::from_millis(500), ..loopback() });
        let error = fetcher.visit(&server.url("/"), &Validators::default()).await.expect_err("no HTTP");
        assert!(matches!(error, Error::Broken { .. } | Error::Timeout { .. }), "{error}");
    }
}
