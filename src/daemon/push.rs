//! Telling others as soon as something is published: the bulletin, the hub, hubs elsewhere, and operators' own targets,
//! through the one guarded client.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;

use super::serve::told;
use super::{Wire, clock};
use crate::config::Config;
use crate::model::Filter;
use crate::publish::hub::{Bounds, FeedTopics, Hub, Parts};
use crate::publish::webhook::{self, Target};
use crate::publish::{Bulletin, Deliver, Message, Unsaid, ping};

/// Everything that tells others, while it runs.
pub(super) struct Push {
    hub: Option<Arc<Hub>>,
    bulletin: Arc<Bulletin>,
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
}

/// The hubs that feeds name, ours first.
pub(super) fn hubs(config: &Config) -> Vec<Url> {
    let own = config.server.base_url.join("hub").ok().filter(|_| config.push.hub);
    own.into_iter().chain(config.push.external_hubs.iter().cloned()).collect()
}

impl Push {
    /// Begins to tell what is published from now on.
    ///
    /// # Errors
    /// The store's.
    pub(super) async fn start(wire: &Arc<Wire>) -> anyhow::Result<Self> {
        let bulletin = Bulletin::open(Arc::clone(wire.store())).await?;
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        tasks.spawn(refresh(Arc::clone(wire), Arc::clone(&bulletin), stopped.clone()));
        let hub = if wire.config().push.hub { open(wire, &bulletin).await } else { None };
        if let Some(hub) = &hub {
            tasks.spawn(Arc::clone(hub).run(told(stopped.clone())));
        }
        let deliver = || Arc::new(Outgoing(Arc::clone(wire))) as Arc<dyn Deliver>;
        let external = wire.config().push.external_hubs.clone();
        if !external.is_empty() {
            let topics = ["feed.atom", "feed.rss", "feed.json"].map(|path| wire.context().address(path));
            let stop = told(stopped.clone());
            tasks.spawn(ping::run(external, topics.to_vec(), Arc::clone(&bulletin), deliver(), stop));
        }
        let targets: Vec<Target> = wire.config().push.webhooks.iter().map(target).collect();
        if !targets.is_empty() {
            let parts = webhook::Parts {
                bulletin: Arc::clone(&bulletin),
                deliver: deliver(),
                ctx: Arc::clone(wire.context()),
                clock: Arc::new(clock::now),
                folder: wire.folder().cloned(),
            };
            tasks.spawn(async move {
                if let Err(error) = webhook::run(targets, parts, told(stopped)).await {
                    tracing::error!("webhooks are not told: {error}");
                }
            });
        }
        Ok(Self { hub, bulletin, tasks, stop })
    }

    /// Our hub, where it runs.
    pub(super) fn hub(&self) -> Option<&Arc<Hub>> {
        self.hub.as_ref()
    }

    /// Where changes are read.
    pub(super) fn bulletin(&self) -> &Arc<Bulletin> {
        &self.bulletin
    }

    /// Stops telling; what was not told is told after the next start.
    pub(super) async fn stop(mut self) {
        self.bulletin.close();
        self.stop.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

/// A wire goes on without its hub: feeds are there to be fetched.
async fn open(wire: &Arc<Wire>, bulletin: &Arc<Bulletin>) -> Option<Arc<Hub>> {
    let push = &wire.config().push;
    let parts = Parts {
        topics: Arc::new(FeedTopics::new(Arc::clone(wire.context()), Arc::clone(wire.publisher()))),
        deliver: Arc::new(Outgoing(Arc::clone(wire))),
        bulletin: Arc::clone(bulletin),
        clock: Arc::new(clock::now),
        address: wire.context().address("hub"),
        bounds: Bounds { subscriptions: push.subscriptions as usize, per_host: push.per_host as usize },
        folder: wire.folder().cloned(),
    };
    match Hub::open(parts).await {
        Ok(hub) => Some(hub),
        Err(error) => {
            tracing::error!("the hub stays closed until the next start: {error}");
            None
        }
    }
}

fn target(webhook: &crate::config::Webhook) -> Target {
    let filter: Filter = webhook.filter.clone();
    Target { url: webhook.url.clone(), secret: webhook.secret.0.clone(), filter }
}

/// Reads what is new as soon as it stands on the shelf.
async fn refresh(wire: Arc<Wire>, bulletin: Arc<Bulletin>, mut stopped: watch::Receiver<bool>) {
    let mut published = wire.published();
    loop {
        if let Err(error) = bulletin.refresh().await {
            tracing::error!("others are not told of what is new: {error}");
        }
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => return,
            changed = published.changed() => if changed.is_err() { return },
        }
    }
}

/// The way out through the wire's own client.
struct Outgoing(Arc<Wire>);

#[async_trait]
impl Deliver for Outgoing {
    fn admits(&self, to: &Url) -> Result<(), Unsaid> {
        self.0.fetcher().may_tell(to).map_err(|error| Unsaid(error.to_string()))
    }

    async fn post(&self, to: &Url, message: Message) -> Result<u16, Unsaid> {
        let told = self.0.fetcher().tell(to, &message.headers, message.body).await;
        told.map_err(|error| Unsaid(error.to_string()))
    }

    async fn ask(&self, at: &Url, most: usize) -> Result<(u16, Vec<u8>), Unsaid> {
        self.0.fetcher().inquire(at, most).await.map_err(|error| Unsaid(error.to_string()))
    }
}
