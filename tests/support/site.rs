//! A real HTTP server on a free port whose pages a test may change.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

type Asked = Arc<Mutex<Vec<String>>>;
type Pages = Arc<Mutex<HashMap<String, (&'static str, String)>>>;

/// The server; it runs until the test's process ends.
pub(crate) struct Site {
    address: SocketAddr,
    pages: Pages,
    asked: Asked,
}

impl Site {
    /// Serves these paths with their media types and bodies, anything else as 404.
    pub(crate) fn serve(pages: impl IntoIterator<Item = (String, &'static str, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let pages: Pages =
            Arc::new(Mutex::new(pages.into_iter().map(|(path, media, body)| (path, (media, body))).collect()));
        let asked = Asked::default();
        let (shared, log) = (Arc::clone(&pages), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (pages, log) = (Arc::clone(&shared), Arc::clone(&log));
                std::thread::spawn(move || drop(answer(stream, &pages, &log)));
            }
        });
        Self { address, pages, asked }
    }

    /// The absolute address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Which paths were asked for since it was last asked, in order; robots.txt left out.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("no panic holds it"))
    }

    /// Takes a page away.
    pub(crate) fn take(&self, path: &str) {
        self.pages.lock().expect("no panic holds it").remove(path);
    }

    /// Puts another body at a path.
    pub(crate) fn put(&self, path: &str, media: &'static str, body: &str) {
        self.pages.lock().expect("no panic holds it").insert(path.to_owned(), (media, body.to_owned()));
    }
}

fn answer(mut stream: TcpStream, pages: &Pages, asked: &Asked) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 16_384 && stream.read(&mut byte)? == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    if path != "/robots.txt" {
        asked.lock().expect("no panic holds it").push(path.clone());
    }
    let page = pages.lock().expect("no panic holds it").get(&path).cloned();
    let (status, media, body) = match page {
        Some((media, body)) => ("200 OK", media, body),
        None => ("404 Not Found", "text/plain", "not here".to_owned()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media}; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}
