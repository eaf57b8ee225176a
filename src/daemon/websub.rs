//! Subscriptions at the hubs that sources name (WebSub): asked for, confirmed, renewed in time. What a hub brings counts
//! only with a signature that holds, and is settled like everything else; visits go on at a slower pace.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;
use url::Url;

use super::{Wire, clock, signature};
use crate::model::{Hub, SourceId};
use crate::server::{Callbacks, Delivery};

/// For how long is asked, and what is believed of an answer.
const LEASE: TimeDelta = TimeDelta::days(7);
const SHORTEST: TimeDelta = TimeDelta::hours(1);
const LONGEST: TimeDelta = TimeDelta::days(30);
/// How long a hub has to confirm, or is left alone after it refused or did not answer.
const AGAIN: Duration = Duration::from_hours(6);
/// How often it is looked whether anything is to be asked for.
const TEND: Duration = Duration::from_mins(1);
/// How many documents may wait to be settled; what comes beyond is found at the next visit.
const WAITING: usize = 16;
/// How many documents are taken from one subscription in an hour: a hub tells of news, it does not decide how much of the
/// line a source has.
const IN_AN_HOUR: u32 = 30;
const HOUR: Duration = Duration::from_hours(1);
/// The longest challenge that is said back.
const MAX_CHALLENGE: usize = 2048;

/// Everything that was subscribed to.
pub(super) struct Subscriptions {
    /// Never held across an await. By the unguessable end of the address that a hub was given.
    by_token: Mutex<BTreeMap<String, Subscription>>,
    arrived: mpsc::Sender<(SourceId, Delivery)>,
}

struct Subscription {
    source: SourceId,
    hub: Url,
    topic: Url,
    secret: String,
    until: Option<DateTime<Utc>>,
    /// When to ask, or ask again.
    ask: Instant,
    /// Deliveries whose signature did not hold.
    bad: u32,
    /// Documents that were taken since `hour` began.
    taken: u32,
    hour: Instant,
}

/// Documents that hubs have brought.
pub(super) type Inbox = mpsc::Receiver<(SourceId, Delivery)>;

impl Subscriptions {
    pub(super) fn new() -> (Arc<Self>, Inbox) {
        let (arrived, inbox) = mpsc::channel(WAITING);
        (Arc::new(Self { by_token: Mutex::default(), arrived }), inbox)
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Subscription>> {
        self.by_token.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings the subscriptions up to what the sources name; which of them are to be asked for now.
    fn tend(&self, wanted: &BTreeMap<SourceId, Hub>) -> Vec<Ask> {
        let mut all = self.all();
        all.retain(|_, known| {
            wanted.get(&known.source).is_some_and(|hub| hub.url == known.hub && hub.topic == known.topic)
        });
        for (source, hub) in wanted {
            if all.values().any(|known| known.source == *source) {
                continue;
            }
            let (Some(token), Some(secret)) = (secret(), secret()) else { continue };
            let (hub, topic) = (hub.url.clone(), hub.topic.clone());
            let (source, ask) = (source.clone(), Instant::now());
            all.insert(
                token,
                Subscription { source, hub, topic, secret, until: None, ask, bad: 0, taken: 0, hour: ask },
            );
        }
        let now = Instant::now();
        let due = all.iter_mut().filter(|(_, known)| known.ask <= now);
        due.map(|(token, known)| {
            known.ask = now + AGAIN;
            let (hub, topic) = (known.hub.clone(), known.topic.clone());
            Ask { source: known.source.clone(), token: token.clone(), hub, topic, secret: known.secret.clone() }
        })
        .collect()
    }

    fn promises(&self) -> Vec<(SourceId, Option<DateTime<Utc>>)> {
        self.all().values().map(|known| (known.source.clone(), known.until)).collect()
    }
}

/// What to ask a hub for.
struct Ask {
    source: SourceId,
    token: String,
    hub: Url,
    topic: Url,
    secret: String,
}

#[async_trait]
impl Callbacks for Subscriptions {
    fn knows(&self, token: &str) -> bool {
        self.all().contains_key(token)
    }

    fn verify(&self, token: &str, query: &str) -> Option<String> {
        let said: BTreeMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).take(32).collect();
        let mut all = self.all();
        let known = all.get_mut(token)?;
        if said.get("hub.topic").is_none_or(|topic| topic != known.topic.as_str()) {
            return None;
        }
        match said.get("hub.mode")?.as_ref() {
            "subscribe" => {
                let challenge = said.get("hub.challenge").filter(|said| said.len() <= MAX_CHALLENGE)?;
                let lease = said.get("hub.lease_seconds").and_then(|secs| TimeDelta::try_seconds(secs.parse().ok()?));
                let lease = lease.unwrap_or(LEASE).clamp(SHORTEST, LONGEST);
                known.until = Some(clock::now() + lease);
                // Renewed when a fifth of it is left.
                known.ask = Instant::now() + (lease * 4 / 5).to_std().unwrap_or(AGAIN);
                tracing::info!(source = %known.source, hub = %known.hub, "the hub tells of changes from now on");
                Some(challenge.to_string())
            }
            "denied" => {
                known.until = None;
                known.ask = Instant::now() + AGAIN;
                tracing::warn!(source = %known.source, hub = %known.hub, "the hub does not tell us of changes");
                Some(String::new())
            }
            _ => None,
        }
    }

    async fn deliver(&self, token: &str, delivery: Delivery) {
        let source = {
            let mut all = self.all();
            let Some(known) = all.get_mut(token) else { return };
            let signed = delivery.signature.as_deref();
            if !signed.is_some_and(|signature| signature::holds(signature, &known.secret, &delivery.body)) {
                known.bad = known.bad.saturating_add(1);
                tracing::warn!(source = %known.source, hub = %known.hub, count = known.bad, "a document without a right signature was thrown away");
                return;
            }
            if known.hour.elapsed() >= HOUR {
                (known.hour, known.taken) = (Instant::now(), 0);
            }
            known.taken = known.taken.saturating_add(1);
            if known.taken > IN_AN_HOUR {
                if known.taken == IN_AN_HOUR + 1 {
                    tracing::warn!(source = %known.source, hub = %known.hub, "the hub brings too much; the next visit will find what it told");
                }
                return;
            }
            known.source.clone()
        };
        if self.arrived.try_send((source, delivery)).is_err() {
            tracing::warn!("too many documents from hubs at once; the next visits will find what they told");
        }
    }
}

/// Asks for subscriptions and settles what hubs bring, until told to stop.
pub(super) async fn run(wire: Arc<Wire>, mut inbox: Inbox, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    let mut asking = JoinSet::new();
    let mut published: watch::Receiver<_> = wire.published();
    loop {
        for ask in wire.subscriptions().tend(&wire.hubs()) {
            let wire = Arc::clone(&wire);
            asking.spawn(async move { subscribe(&wire, &ask).await });
        }
        wire.told_until(&wire.subscriptions().promises());
        tokio::select! {
            () = &mut stop => return,
            Some((source, delivery)) = inbox.recv() => match wire.settle_delivery(&source, delivery).await {
                Ok(visit) => tracing::info!(%source, outcome = %visit, "a hub brought news"),
                Err(error) => tracing::warn!(%source, error = %format!("{error:#}"), "what a hub brought was not stored"),
            },
            Some(_) = asking.join_next() => {}
            _ = published.changed() => {}
            () = tokio::time::sleep(TEND) => {}
        }
    }
}

async fn subscribe(wire: &Wire, ask: &Ask) {
    let callback = wire.context().address(&format!("websub/callback/{}", ask.token));
    let lease = LEASE.num_seconds().to_string();
    let form = [
        ("hub.mode", "subscribe"),
        ("hub.topic", ask.topic.as_str()),
        ("hub.callback", &callback),
        ("hub.secret", &ask.secret),
        ("hub.lease_seconds", &lease),
    ];
    match wire.fetcher().post(&ask.hub, &form).await {
        Ok(200..=299) => tracing::debug!(source = %ask.source, hub = %ask.hub, "asked the hub to tell of changes"),
        Ok(status) => tracing::info!(source = %ask.source, hub = %ask.hub, status, "the hub takes no subscription now"),
        Err(error) => tracing::info!(source = %ask.source, %error, "the hub cannot be asked now"),
    }
}

/// 32 random bytes in hexadecimal digits; `None` where the system has no randomness to give.
fn secret() -> Option<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(
        bytes
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit as _, Mac as _};

    use super::*;

    #[tokio::test]
    async fn a_hub_that_brings_too_much_is_not_listened_to_for_an_hour() {
        let (subscriptions, mut inbox) = Subscriptions::new();
        let url: Url = "https://hub.example/".parse().expect("an address");
        let hub = Hub { url: url.clone(), topic: url, until: None };
        let ask = subscriptions.tend(&BTreeMap::from([(SourceId("faro".to_owned()), hub)])).remove(0);
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(ask.secret.as_bytes()).expect("any key will do");
        mac.update(b"news");
        let digits: Vec<String> = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut taken = 0;
        for _ in 0..3 * IN_AN_HOUR {
            let delivery = Delivery {
                signature: Some(format!("sha256={}", digits.concat())),
                content_type: None,
                body: b"news".to_vec(),
            };
            subscriptions.deliver(&ask.token, delivery).await;
            taken += u32::from(inbox.try_recv().is_ok());
        }
        assert_eq!(taken, IN_AN_HOUR);
    }
}
