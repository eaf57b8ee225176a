//! From commit to a subscriber's callback: a thousand subscribers on loopback, each sent the whole feed, signed, when an
//! alert is committed: `cargo bench --bench push`. Demanded are 250 ms at the 99th percentile.

#[path = "../tests/support/alerts.rs"]
#[expect(dead_code, reason = "tests use more of it")]
mod alerts;

use std::sync::Arc;
use std::time::{Duration, Instant};

use almenara::fetch::{Fetcher, Policy};
use almenara::model::{Alert, Batch, ChangeKind};
use almenara::publish::hub::{Bounds, FeedTopics, Hub, Parts};
use almenara::publish::{Bulletin, Deliver, Extras, Message, Publisher, Shelf, Unsaid};
use almenara::store::{self, Store};
use async_trait::async_trait;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use url::Url;

/// How many subscribe, at how many addresses of this machine.
const SUBSCRIBERS: usize = 1000;
const HOSTS: usize = 20;
/// How many alerts the feed holds.
const ALERTS: u32 = 100;
/// How many changes are committed.
const ROUNDS: u32 = 20;

struct Door(Fetcher);

#[async_trait]
impl Deliver for Door {
    fn admits(&self, to: &Url) -> Result<(), Unsaid> {
        self.0.may_tell(to).map_err(|error| Unsaid(error.to_string()))
    }

    async fn post(&self, to: &Url, message: Message) -> Result<u16, Unsaid> {
        self.0.tell(to, &message.headers, message.body).await.map_err(|error| Unsaid(error.to_string()))
    }

    async fn ask(&self, at: &Url, most: usize) -> Result<(u16, Vec<u8>), Unsaid> {
        self.0.inquire(at, most).await.map_err(|error| Unsaid(error.to_string()))
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    // As the wire has it: on disk, each commit durable.
    let folder = tempfile::tempdir().expect("a folder");
    let store = store::open("sled:data", folder.path()).await.expect("opened").store;
    for number in 0..ALERTS {
        commit(&*store, number).await;
    }
    let (shelf, ctx) = (Shelf::default(), Arc::new(alerts::context()));
    let publisher = Arc::new(Publisher::new(Arc::clone(&ctx), shelf.clone(), Arc::clone(&store)));
    publisher.publish(Extras::default()).await.expect("published");
    let bulletin = Bulletin::open(Arc::clone(&store)).await.expect("read");
    let hub = hub(&ctx, &publisher, &bulletin, folder.path()).await;
    tokio::spawn(Arc::clone(&hub).run(std::future::pending()));

    let (told, mut heard) = mpsc::unbounded_channel();
    for host in 0..HOSTS {
        let listener = TcpListener::bind(format!("127.0.1.{}:0", host + 1)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(listen(listener, told.clone()));
        for number in 0..SUBSCRIBERS / HOSTS {
            subscribe(&hub, &format!("http://{address}/{number}"));
            if number % 10 == 9 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    }
    while hub.subscriptions() < SUBSCRIBERS {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    let mut waits = Vec::new();
    for round in 0..ROUNDS {
        let begun = Instant::now();
        commit(&*store, ALERTS + round).await;
        publisher.publish(Extras::default()).await.expect("published");
        bulletin.refresh().await.expect("read");
        for _ in 0..SUBSCRIBERS {
            let at: Instant = heard.recv().await.expect("they listen");
            waits.push(at - begun);
        }
    }
    waits.sort_unstable();
    let at = |percent: usize| waits[(waits.len() - 1) * percent / 100];
    let bytes = shelf.get("/feed.atom").expect("it stands there").body.len();
    println!(
        "{SUBSCRIBERS} subscribers, a feed of {bytes} bytes, {ROUNDS} changes: p50 {:?}, p90 {:?}, p99 {:?}, all {:?}",
        at(50),
        at(90),
        at(99),
        at(100)
    );
}

async fn commit(store: &dyn Store, number: u32) {
    let mut alert: Alert = alerts::alert(number, "2026-05-03T12:00:00Z");
    alert.updated += chrono::TimeDelta::seconds(number.into());
    let batch = Batch::new(alert.updated, vec![(ChangeKind::New, alert)], Vec::new(), None);
    store.commit(batch).await.expect("committed");
}

async fn hub(
    ctx: &Arc<almenara::render::Context>,
    publisher: &Arc<Publisher>,
    bulletin: &Arc<Bulletin>,
    folder: &std::path::Path,
) -> Arc<Hub> {
    let now = || alerts::at("2026-06-01T00:00:00Z");
    let allow_private = vec!["127.0.0.0/8".parse().expect("a range")];
    let fetcher = Fetcher::new(Policy { allow_private, ..Policy::default() }, now).expect("a fetcher");
    let parts = Parts {
        topics: Arc::new(FeedTopics::new(Arc::clone(ctx), Arc::clone(publisher))),
        deliver: Arc::new(Door(fetcher)),
        bulletin: Arc::clone(bulletin),
        clock: Arc::new(now),
        address: ctx.address("hub"),
        bounds: Bounds::default(),
        folder: Some(folder.to_owned()),
    };
    Hub::open(parts).await.expect("opened")
}

fn subscribe(hub: &Hub, callback: &str) {
    let form = [
        ("hub.mode", "subscribe"),
        ("hub.topic", "http://wire.example/feed.atom"),
        ("hub.callback", callback),
        ("hub.secret", callback),
    ];
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    hub.ask(form.as_bytes()).expect("accepted");
}

/// Subscribers that confirm what they are asked, and say when they have all that they were told.
async fn listen(listener: TcpListener, told: mpsc::UnboundedSender<Instant>) {
    while let Ok((socket, _)) = listener.accept().await {
        tokio::spawn(attend(socket, told.clone()));
    }
}

async fn attend(socket: TcpStream, told: mpsc::UnboundedSender<Instant>) -> Option<()> {
    let mut socket = BufReader::with_capacity(64 << 10, socket);
    let mut body = Vec::new();
    loop {
        let (mut first, mut length) = (String::new(), 0);
        socket.read_line(&mut first).await.ok().filter(|read| *read > 0)?;
        loop {
            let mut line = String::new();
            socket.read_line(&mut line).await.ok()?;
            let Some((name, value)) = line.split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok()?;
            }
        }
        body.resize(length, 0);
        socket.read_exact(&mut body).await.ok()?;
        let said = if first.starts_with("POST") {
            told.send(Instant::now()).ok()?;
            String::new()
        } else {
            let query = first.split(['?', ' ']).nth(2)?;
            let said = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "hub.challenge")?;
            said.1.into_owned()
        };
        let answer = format!("HTTP/1.1 200 x\r\ncontent-length: {}\r\n\r\n{said}", said.len());
        socket.write_all(answer.as_bytes()).await.ok()?;
    }
}
