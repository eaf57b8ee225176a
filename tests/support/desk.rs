//! A wire that tells others: store, shelf, bulletin, hub and server on loopback, with a clock to be moved.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use almenara::fetch::{Fetcher, Policy};
use almenara::model::{Alert, Batch, ChangeKind};
use almenara::publish::hub::{Bounds, FeedTopics, Hub, Parts};
use almenara::publish::{Bulletin, Deliver, Extras, Message, Publisher, Shelf, Unsaid};
use almenara::server::{self, App, Limits};
use almenara::store::Store;
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use super::alerts::{alert, at, context};
use super::stored::holding;

/// The guarded client, as the daemon hands it out.
pub(crate) struct Door(pub(crate) Fetcher);

impl Door {
    /// One that may reach loopback.
    pub(crate) fn to_loopback() -> Arc<Self> {
        let allow_private = vec!["127.0.0.0/8".parse().expect("a range")];
        let policy = Policy { allow_private, ..Policy::default() };
        Arc::new(Self(Fetcher::new(policy, || at("2026-06-01T00:00:00Z")).expect("a fetcher")))
    }
}

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

/// How a desk is made.
pub(crate) struct Plan {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) deliver: Arc<dyn Deliver>,
    pub(crate) folder: Option<PathBuf>,
    pub(crate) bounds: Bounds,
    pub(crate) limits: Limits,
}

impl Plan {
    /// Two alerts in memory, and whoever is on loopback may be told.
    pub(crate) async fn usual() -> Self {
        let store = holding(vec![alert(1, "2026-05-03T12:00:00Z"), alert(2, "2026-05-04T12:00:00Z")]).await;
        let (deliver, bounds, limits) = (Door::to_loopback(), Bounds::default(), Limits::default());
        Self { store, deliver, folder: None, bounds, limits }
    }
}

/// The desk; it goes when it is dropped.
pub(crate) struct Desk {
    pub(crate) address: SocketAddr,
    pub(crate) shelf: Shelf,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) bulletin: Arc<Bulletin>,
    pub(crate) hub: Arc<Hub>,
    publisher: Arc<Publisher>,
    now: Arc<Mutex<DateTime<Utc>>>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Desk {
    pub(crate) async fn usual() -> Self {
        Self::open(Plan::usual().await).await
    }

    pub(crate) async fn open(plan: Plan) -> Self {
        let Plan { store, deliver, folder, bounds, limits } = plan;
        let (shelf, ctx) = (Shelf::default(), Arc::new(context()));
        let publisher = Arc::new(Publisher::new(Arc::clone(&ctx), shelf.clone(), Arc::clone(&store)));
        publisher.publish(Extras::default()).await.expect("published");
        let bulletin = Bulletin::open(Arc::clone(&store)).await.expect("memory");
        let now = Arc::new(Mutex::new(at("2026-06-01T00:00:00Z")));
        let told = Arc::clone(&now);
        let hub = Hub::open(Parts {
            topics: Arc::new(FeedTopics::new(Arc::clone(&ctx), Arc::clone(&publisher))),
            deliver,
            bulletin: Arc::clone(&bulletin),
            clock: Arc::new(move || *told.lock().expect("no panic holds it")),
            address: ctx.address("hub"),
            bounds,
            folder,
        })
        .await
        .expect("opened");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = watch::channel(false);
        let told = |mut stopped: watch::Receiver<bool>| async move {
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };
        let app = App {
            shelf: shelf.clone(),
            publisher: Arc::clone(&publisher),
            store: Arc::clone(&store),
            ctx,
            callbacks: None,
            hub: Some(Arc::clone(&hub)),
            bulletin: Some(Arc::clone(&bulletin)),
            limits,
        };
        let serving = server::run(listener, app, told(stopped.clone()));
        let tasks = vec![
            tokio::spawn(async move { serving.await.expect("no error") }),
            tokio::spawn(Arc::clone(&hub).run(told(stopped))),
        ];
        Self { address, shelf, store, bulletin, hub, publisher, now, stop, tasks }
    }

    /// Commits an alert, and tells everybody.
    pub(crate) async fn announce(&self, kind: ChangeKind, alert: Alert) {
        self.commit(kind, alert).await;
        self.publisher.publish(Extras::default()).await.expect("published");
        self.bulletin.refresh().await.expect("memory");
    }

    /// Commits an alert, and tells nobody yet.
    pub(crate) async fn commit(&self, kind: ChangeKind, mut alert: Alert) {
        alert.settle(alert.updated);
        let batch = Batch::new(alert.updated, vec![(kind, alert)], Vec::new(), None);
        self.store.commit(batch).await.expect("committed");
    }

    /// Puts the clock forward.
    pub(crate) fn pass(&self, time: TimeDelta) {
        *self.now.lock().expect("no panic holds it") += time;
    }

    /// Posts a form to the hub; status and words.
    pub(crate) async fn ask(&self, form: &[(&str, &str)]) -> (u16, String) {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = client().post(format!("http://{}/hub", self.address));
        let mut answer = request.body(form).send().await.expect("answered");
        let mut words = Vec::new();
        while let Some(piece) = answer.chunk().await.expect("read") {
            words.extend_from_slice(&piece);
        }
        (answer.status().as_u16(), String::from_utf8(words).expect("text"))
    }

    /// Subscribes a callback to the Atom feed, and waits until that holds.
    pub(crate) async fn subscribe(&self, callback: &str, secret: &str) {
        let before = self.hub.subscriptions();
        let form =
            [("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.callback", callback), ("hub.secret", secret)];
        assert_eq!(self.ask(&form).await, (202, String::new()));
        super::subscriber::until("it is subscribed", || self.hub.subscriptions() > before).await;
    }

    /// Stops in order.
    pub(crate) async fn stop(self) {
        self.bulletin.close();
        self.stop.send_replace(true);
        for task in self.tasks {
            task.await.expect("no panic");
        }
    }
}

/// The Atom feed of everything.
pub(crate) const TOPIC: &str = "http://wire.example/feed.atom";

/// A client that follows nothing.
pub(crate) fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}
