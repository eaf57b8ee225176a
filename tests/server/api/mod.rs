//! The newsroom API over real sockets.

mod answers;
mod changes;
mod document;
mod schema;

use std::sync::Arc;

use almenara::model::{Alert, Batch, ChangeKind};
use almenara::publish::{Extras, Publisher, Shelf};
use almenara::render::Context;
use almenara::server::{self, App, Limits};
use almenara::store::{self, Store};
use chrono::{DateTime, Utc};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{Answer, Wire};

/// A wire whose store is written to while it is read.
pub(super) struct Newsroom {
    pub(super) wire: Wire,
    pub(super) publisher: Arc<Publisher>,
    ctx: Arc<Context>,
    extras: Extras,
}

impl Newsroom {
    pub(super) async fn open(ctx: Context, extras: Extras) -> Self {
        let store = store::open("memory:", std::path::Path::new(".")).await.expect("opened").store;
        let (shelf, ctx) = (Shelf::default(), Arc::new(ctx));
        let publisher = Arc::new(Publisher::new(Arc::clone(&ctx), shelf.clone(), Arc::clone(&store)));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let app = App {
            shelf: shelf.clone(),
            publisher: Arc::clone(&publisher),
            store: Arc::clone(&store),
            ctx: Arc::clone(&ctx),
            callbacks: None,
            hub: None,
            bulletin: None,
            limits: Limits::default(),
        };
        let ended = tokio::spawn(server::run(listener, app, async {
            let _ = stopped.await;
        }));
        let newsroom = Self { wire: Wire { address, shelf, store, stop, ended }, publisher, ctx, extras };
        newsroom.publish().await;
        newsroom
    }

    async fn publish(&self) {
        self.publisher.publish(self.extras.clone()).await.expect("published");
    }

    /// Commits alerts as they now are, in one step, and publishes.
    pub(super) async fn tell(&self, at: DateTime<Utc>, changed: Vec<(ChangeKind, Alert)>) {
        commit(&*self.wire.store, at, changed).await;
        self.publish().await;
    }

    async fn json(&self, path: &str) -> Value {
        let answer = self.wire.get(path, &[]).await;
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
        json(&answer)
    }
}

async fn commit(store: &dyn Store, at: DateTime<Utc>, mut changed: Vec<(ChangeKind, Alert)>) {
    for (_, alert) in &mut changed {
        alert.settle(at);
    }
    store.commit(Batch::new(at, changed, Vec::new(), None)).await.expect("committed");
}

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body)
        .unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&answer.body)))
}

/// The members of a list.
fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("no list {name} in {value}"))
}
