//! How much memory and time a hostile answer gets out of the real program, in a process of its own.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::hostile::{Act, Hostile, reply};

const MIB: usize = 1 << 20;
/// The most of a body that is read, and what the program may need around it.
const CAP: usize = 16 * MIB;

/// The most memory that `almenara try` needed for an address, in bytes, and how long it ran.
fn cost(url: &url::Url) -> (usize, Duration) {
    let begun = Instant::now();
    // As a feed: what a page points to would be looked at too.
    let arguments = ["try", url.as_str(), "--kind", "feed", "--allow-private", "127.0.0.0/8", "--json"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_almenara"));
    command.args(arguments).current_dir(std::env::temp_dir()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("a child").is_none() {
        // The highest it ever was, so that nothing is missed between two looks.
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok());
        peak = peak.max(kib.unwrap_or_default() << 10);
        std::thread::sleep(Duration::from_millis(2));
    }
    (peak, begun.elapsed())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
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

fn say(text: &str) -> Act {
    Act::Say(text.as_bytes().to_vec())
}

/// Each with how it is called.
fn answers() -> Vec<(&'static str, Vec<Act>)> {
    let chunk = [b"10000\r\n".to_vec(), vec![b'x'; 65_536], b"\r\n".to_vec()].concat();
    vec![
        ("a gibibyte in gzip", reply(200, &[("content-encoding", "gzip")], &gzip(&vec![0; MIB]).repeat(1024))),
        ("64 MiB in brotli", reply(200, &[("content-encoding", "br")], &brotli(&vec![0; 64 * MIB]))),
        (
            "gzip members without end that hold nothing",
            vec![say("HTTP/1.1 200 x\r\ncontent-encoding: gzip\r\n\r\n"), Act::Babble(gzip(b"").repeat(1000))],
        ),
        ("a body without end", vec![say("HTTP/1.1 200 x\r\n\r\n"), Act::Babble(vec![b'x'; 65_536])]),
        ("chunks without end", vec![say("HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n"), Act::Babble(chunk)]),
        (
            "a gibibyte announced",
            vec![say("HTTP/1.1 200 x\r\ncontent-length: 1073741824\r\n\r\n"), Act::Babble(vec![b'x'; 65_536])],
        ),
        (
            "more than announced",
            vec![say("HTTP/1.1 200 x\r\ncontent-length: 5\r\n\r\n"), Act::Babble(vec![b'x'; 65_536])],
        ),
        (
            "chunk extensions without end",
            vec![say("HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n1;"), Act::Babble(b"a=b;".repeat(16_384))],
        ),
        (
            "trailers without end",
            vec![
                say("HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n"),
                Act::Babble(b"x-a: b\r\n".repeat(8192)),
            ],
        ),
        ("headers without end", vec![say("HTTP/1.1 200 x\r\n"), Act::Babble(b"x-filler: yes\r\n".repeat(4096))]),
        ("one header without end", vec![say("HTTP/1.1 200 x\r\nx-long: "), Act::Babble(vec![b'x'; 65_536])]),
        ("a status line without end", vec![say("HTTP/1.1 200 "), Act::Babble(vec![b'x'; 65_536])]),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_takes_more_memory_than_the_bound_or_keeps_the_program_for_long() {
    let plain = Hostile::without_robots(|_| reply(200, &[("content-type", "text/html")], b"<p>nothing here")).await;
    let url = plain.url("/");
    let (usual, usually) = tokio::task::spawn_blocking(move || cost(&url)).await.expect("no panic");
    assert!(usual > MIB && plain.seen().len() == 1);
    for (name, acts) in answers() {
        let server = Hostile::without_robots(move |_| acts.clone()).await;
        let url = server.url("/");
        let (peak, took) = tokio::task::spawn_blocking(move || cost(&url)).await.expect("no panic");
        let seen = server.seen();
        assert_eq!(seen.len(), 1, "{name}");
        assert!(peak <= usual + 2 * CAP, "{name}: {} MiB above the usual", (peak - usual) / MIB);
        assert!(took < 2 * usually + Duration::from_secs(2), "{name}: {took:?} for {usually:?}");
    }
}
