//! A server on loopback that says exactly the bytes it is told to, in the rhythm it is told to, and remembers who
//! asked for what and when.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One thing to do to whoever has asked.
#[derive(Clone)]
pub(crate) enum Act {
    /// Sends bytes.
    Say(Vec<u8>),
    /// Sends the same bytes again and again, as long as somebody listens.
    Babble(Vec<u8>),
    /// Sends bytes one by one, with a pause before each.
    Drip(Vec<u8>, Duration),
    /// Does nothing for a while.
    Pause(Duration),
    /// Never does anything any more, and never hangs up.
    Hang,
    /// Hangs up rudely (RST). Without it, the connection is closed properly after the last act.
    Reset,
}

/// A request as it was heard.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// When its head was complete.
    pub(crate) begun: Instant,
    /// When it had been answered, or the asker was gone; `None` while it lasts.
    pub(crate) ended: Option<Instant>,
    /// The address of ours that was connected to.
    pub(crate) at: IpAddr,
    /// The request target, for example `/robots.txt`.
    pub(crate) target: String,
    /// The whole head.
    pub(crate) head: String,
}

impl Seen {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// The server; lives until dropped.
pub(crate) struct Hostile {
    pub(crate) addr: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Hostile {
    /// Serves on a free port of 127.0.0.1, each request with what `answer` makes of it.
    pub(crate) async fn serve(answer: impl Fn(&Seen) -> Vec<Act> + Send + Sync + 'static) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.expect("a free port"), answer)
    }

    /// Serves on a socket that is bound already.
    pub(crate) fn on(listener: TcpListener, answer: impl Fn(&Seen) -> Vec<Act> + Send + Sync + 'static) -> Self {
        let addr = listener.local_addr().expect("a bound socket");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (answer, log) = (Arc::new(answer), Arc::clone(&seen));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(attend(stream, Arc::clone(&answer), Arc::clone(&log)));
            }
        });
        Self { addr, seen, task }
    }

    /// Like `serve`, but a robots.txt is never there and does not appear among what was seen.
    pub(crate) async fn without_robots(answer: impl Fn(&Seen) -> Vec<Act> + Send + Sync + 'static) -> Self {
        Self::serve(move |seen| if seen.target == "/robots.txt" { reply(404, &[], b"") } else { answer(seen) }).await
    }

    /// An address on it.
    pub(crate) fn url(&self, path: &str) -> url::Url {
        url::Url::parse(&format!("http://{}{path}", self.addr)).expect("an address")
    }

    /// What was asked so far, in order; robots.txt left out.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen_all().into_iter().filter(|seen| seen.target != "/robots.txt").collect()
    }

    /// What was asked so far, in order.
    pub(crate) fn seen_all(&self) -> Vec<Seen> {
        self.seen.lock().expect("nobody panics with it").clone()
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A well-formed answer with these extra header lines.
pub(crate) fn reply(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<Act> {
    let lines: String = headers.iter().flat_map(|(name, value)| [name, ": ", value, "\r\n"]).collect();
    let head = format!("HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-length: {}\r\n{lines}\r\n", body.len());
    vec![Act::Say([head.as_bytes(), body].concat())]
}

async fn attend(mut stream: TcpStream, answer: Arc<impl Fn(&Seen) -> Vec<Act>>, log: Arc<Mutex<Vec<Seen>>>) {
    let at = stream.local_addr().map_or(Ipv4Addr::UNSPECIFIED.into(), |local| local.ip().to_canonical());
    let mut head = Vec::new();
    // Whoever does not speak HTTP (but TLS, say) is answered at the first byte.
    let is_http = |head: &[u8]| head.first().is_none_or(u8::is_ascii_uppercase);
    while is_http(&head) && !head.ends_with(b"\r\n\r\n") && head.len() < 1 << 16 {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let seen = Seen { begun: Instant::now(), ended: None, at, target, head };
    let acts = answer(&seen);
    let number = {
        let mut log = log.lock().expect("nobody panics with it");
        log.push(seen);
        log.len() - 1
    };
    for act in acts {
        if perform(&mut stream, act).await.is_err() {
            break;
        }
    }
    log.lock().expect("nobody panics with it")[number].ended = Some(Instant::now());
    _ = stream.shutdown().await;
}

async fn perform(stream: &mut TcpStream, act: Act) -> std::io::Result<()> {
    match act {
        Act::Say(bytes) => stream.write_all(&bytes).await,
        Act::Babble(bytes) => loop {
            stream.write_all(&bytes).await?;
        },
        Act::Drip(bytes, pause) => {
            for byte in bytes {
                tokio::time::sleep(pause).await;
                stream.write_all(&[byte]).await?;
            }
            Ok(())
        }
        Act::Pause(time) => {
            tokio::time::sleep(time).await;
            Ok(())
        }
        Act::Hang => match stream.read_u8().await {
            Ok(_) => std::future::pending().await,
            Err(gone) => Err(gone),
        },
        Act::Reset => {
            stream.set_zero_linger()?;
            Err(std::io::ErrorKind::ConnectionReset.into())
        }
    }
}
