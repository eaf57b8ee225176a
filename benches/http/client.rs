//! Whoever asks: connections that stay open, each with one request under way, driven by one thread.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::process::Server;

/// Connections at a time.
const CONNECTIONS: usize = 32;

/// The feed as served.
pub(crate) struct Feed {
    pub(crate) plain: Vec<u8>,
    pub(crate) gzip: Vec<u8>,
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    Plain,
    Gzip,
    /// What the reader has already.
    Unchanged,
}

/// What a server did.
pub(crate) struct Load {
    answers: u64,
    seconds: f64,
    cpu: f64,
}

impl Load {
    pub(crate) fn per_second(&self) -> f64 {
        self.answers as f64 / self.seconds
    }

    pub(crate) fn per_cpu(&self) -> f64 {
        self.answers as f64 / self.cpu
    }
}

/// The feed in both encodings.
pub(crate) fn fetch(address: SocketAddr, path: &str) -> Feed {
    let mut line = Line::to(address);
    let plain = line.ask(&request(path, "")).body;
    let gzip = line.ask(&request(path, "Accept-Encoding: gzip\r\n")).body;
    assert!(gzip.starts_with(&[0x1f, 0x8b]), "it comes gzipped where that is asked for");
    Feed { plain, gzip }
}

/// Waits until slices are answered too: only then the feeds stand as they will stay.
pub(crate) fn settled(address: SocketAddr) {
    let request = request("/country/HND/feed.atom", "");
    while Line::to(address).ask(&request).status != 200 {
        std::thread::sleep(Duration::from_millis(200));
    }
    std::thread::sleep(Duration::from_secs(1));
}

/// Asks for a while, as fast as answers come.
pub(crate) fn load(server: &Server, asked: Asked, feed: &Feed, span: Duration) -> Load {
    let mut lines: Vec<Line> = (0..CONNECTIONS).map(|_| Line::to(server.address())).collect();
    let conditions = match asked {
        Asked::Plain => String::new(),
        Asked::Gzip => "Accept-Encoding: gzip\r\n".to_owned(),
        Asked::Unchanged => {
            let first = lines[0].ask(&request(server.path(), ""));
            format!("If-None-Match: {}\r\n", first.etag.expect("an entity tag"))
        }
    };
    let request = request(server.path(), &conditions);
    let (status, length) = match asked {
        Asked::Plain => (200, feed.plain.len()),
        Asked::Gzip => (200, feed.gzip.len()),
        Asked::Unchanged => (304, 0),
    };
    let (cpu, start) = (server.cpu(), Instant::now());
    let mut answers = 0;
    while start.elapsed() < span {
        for line in &mut lines {
            line.socket.write_all(&request).expect("a server that reads");
        }
        for line in &mut lines {
            let answer = line.answer();
            assert_eq!((answer.status, answer.body.len()), (status, length), "as asked for");
            line.spare = answer.body;
            answers += 1;
        }
    }
    Load { answers, seconds: start.elapsed().as_secs_f64(), cpu: server.cpu() - cpu }
}

fn request(path: &str, conditions: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: wire.example\r\n{conditions}\r\n").into_bytes()
}

struct Answer {
    status: u16,
    etag: Option<String>,
    body: Vec<u8>,
}

struct Line {
    socket: TcpStream,
    read: Vec<u8>,
    spare: Vec<u8>,
}

impl Line {
    fn to(address: SocketAddr) -> Self {
        let socket = TcpStream::connect(address).expect("a server that listens");
        socket.set_nodelay(true).expect("an option");
        Self { socket, read: Vec::new(), spare: Vec::new() }
    }

    fn ask(&mut self, request: &[u8]) -> Answer {
        self.socket.write_all(request).expect("a server that reads");
        self.answer()
    }

    /// Reads one answer; nothing follows it, since only one was asked for.
    fn answer(&mut self) -> Answer {
        let mut block = [0; 16_384];
        self.read.clear();
        let end = loop {
            if let Some(place) = self.read.windows(4).position(|window| window == b"\r\n\r\n") {
                break place + 4;
            }
            let count = self.socket.read(&mut block).expect("an answer");
            assert!(count > 0, "the server hung up");
            self.read.extend_from_slice(&block[..count]);
        };
        let head = String::from_utf8_lossy(&self.read[..end]).into_owned();
        let field = |name: &str| {
            let fields = head.lines().filter_map(|line| line.split_once(':'));
            fields
                .into_iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.trim().to_owned())
        };
        let status = head.get(9..12).and_then(|status| status.parse().ok()).expect("a status");
        let length =
            if status == 304 { 0 } else { field("content-length").map_or(0, |n| n.parse().expect("a length")) };
        let mut body = std::mem::take(&mut self.spare);
        body.clear();
        body.extend_from_slice(&self.read[end..]);
        while body.len() < length {
            let count = self.socket.read(&mut block).expect("the rest of an answer");
            assert!(count > 0, "the server hung up");
            body.extend_from_slice(&block[..count]);
        }
        Answer { status, etag: field("etag"), body }
    }
}
