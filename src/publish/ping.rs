//! Telling hubs elsewhere that feeds have changed, which they then fetch and pass on.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::task::JoinSet;
use url::{Url, form_urlencoded};

use super::{Bulletin, Deliver, Message};

/// A hub is not told more often.
const GAP: Duration = Duration::from_mins(1);
/// How long is waited before each further try.
const TRIES: [Duration; 3] = [Duration::from_secs(10), Duration::from_mins(1), Duration::from_mins(10)];
/// How many changes are read at a time.
const NEWS: usize = 256;

/// Tells each hub of each topic whenever something has changed, until `stop`.
pub async fn run(
    hubs: Vec<Url>,
    topics: Vec<String>,
    bulletin: Arc<Bulletin>,
    deliver: Arc<dyn Deliver>,
    stop: impl Future<Output = ()>,
) {
    let mut pinging = JoinSet::new();
    for hub in hubs {
        let (topics, bulletin, deliver) = (topics.clone(), Arc::clone(&bulletin), Arc::clone(&deliver));
        pinging.spawn(async move { tend(&hub, &topics, &bulletin, &*deliver).await });
    }
    stop.await;
    pinging.shutdown().await;
}

async fn tend(hub: &Url, topics: &[String], bulletin: &Bulletin, deliver: &dyn Deliver) {
    let mut head = bulletin.watch();
    let mut seen = *head.borrow_and_update();
    while head.changed().await.is_ok() {
        let mut told = false;
        while let Ok(news) = bulletin.after(seen, NEWS).await {
            let Some(last) = news.last() else { break };
            seen = last.seq;
            told |= news.iter().any(|news| news.told);
        }
        if !told {
            continue;
        }
        for topic in topics {
            tell(hub, topic, deliver).await;
        }
        tokio::time::sleep(GAP).await;
    }
}

async fn tell(hub: &Url, topic: &str, deliver: &dyn Deliver) {
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("hub.mode", "publish"), ("hub.url", topic), ("hub.topic", topic)])
        .finish();
    let form = Bytes::from(form);
    for pause in TRIES.map(Some).into_iter().chain([None]) {
        let headers = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
        let why = match deliver.post(hub, Message { headers, body: form.clone() }).await {
            Ok(200..=299) => return,
            Ok(status) => format!("it answers {status}"),
            Err(why) => why.to_string(),
        };
        if let Some(pause) = pause {
            tokio::time::sleep(pause).await;
        } else {
            tracing::warn!(%hub, topic, "a hub could not be told of a change: {why}");
        }
    }
}
