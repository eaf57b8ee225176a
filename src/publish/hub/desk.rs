//! The hub as others know it: where requests are taken, and what runs behind.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use tokio::time::Instant;
use url::Url;

use super::book::Book;
use super::contract::{Bounds, Refused, Topics};
use super::form::{self, Ask, Wish};
use super::gate::Gate;
use super::ledger::Ledger;
use super::round;
use super::subscription::{Name, gate};
use crate::publish::{Bulletin, Deliver, Error};

/// How many requests may wait to be looked into.
const WAITING: usize = 256;

/// What a hub is made of.
pub struct Parts {
    /// The feeds that can be subscribed to.
    pub topics: Arc<dyn Topics>,
    /// The way out.
    pub deliver: Arc<dyn Deliver>,
    /// Where it hears of changes.
    pub bulletin: Arc<Bulletin>,
    /// What time it is.
    pub clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// Its own address.
    pub address: String,
    /// How much it gives.
    pub bounds: Bounds,
    /// Where subscriptions are kept; nowhere without one.
    pub folder: Option<PathBuf>,
}

/// A request with the name that its subscription has or is to have.
pub(super) struct Wanted {
    pub(super) ask: Ask,
    pub(super) name: Name,
}

/// A hub.
pub struct Hub {
    pub(super) parts: Parts,
    /// Neither is ever held across an await.
    book: Mutex<Book>,
    gate: Mutex<Gate>,
    wanted: mpsc::Sender<Wanted>,
    /// Taken by whoever runs it.
    left: Mutex<Option<(mpsc::Receiver<Wanted>, Option<Ledger>)>>,
}

impl Hub {
    /// A hub with the subscriptions that were kept.
    ///
    /// # Errors
    /// When what was kept cannot be read or written.
    pub async fn open(parts: Parts) -> Result<Arc<Self>, Error> {
        let now = (parts.clock)();
        let (ledger, kept) = match parts.folder.clone() {
            Some(folder) => {
                let opened = tokio::task::spawn_blocking(move || Ledger::open(&folder, now)).await;
                let opened = opened.map_err(std::io::Error::other).and_then(|opened| opened);
                let (ledger, kept) = opened.map_err(Error::Subscriptions)?;
                (Some(ledger), kept)
            }
            None => (None, Vec::new()),
        };
        let (wanted, asked) = mpsc::channel(WAITING);
        let book = Mutex::new(Book::new(parts.bounds, kept));
        let (gate, left) = (Mutex::default(), Mutex::new(Some((asked, ledger))));
        Ok(Arc::new(Self { parts, book, gate, wanted, left }))
    }

    /// Takes a subscriber's form (WebSub §5.1). What is accepted is looked into afterwards, and confirmed at the callback.
    ///
    /// # Errors
    /// Where it is not accepted.
    pub fn ask(&self, form: &[u8]) -> Result<(), Refused> {
        let ask = form::read(form)?;
        let canonical = Url::parse(&ask.topic).ok().and_then(|url| self.parts.topics.canonical(&url));
        let subscribes = matches!(ask.wish, Wish::Subscribe { .. });
        let topic = match canonical {
            Some(topic) => topic,
            None if subscribes => return Err(Refused::Topic),
            None => ask.topic.clone(),
        };
        let name = Name { callback: ask.callback.clone(), topic };
        if subscribes {
            let unreachable = |_| Refused::Callback("this hub may not reach that address".to_owned());
            self.parts.deliver.admits(&name.callback).map_err(unreachable)?;
            if let Some(room) = self.book().full(&name) {
                return Err(Refused::Full(room));
            }
        } else if self.book().get(&name).is_none() {
            // To nobody who asks: who has subscribed is not told, and there is nothing to confirm.
            return Ok(());
        }
        if !self.gate().pass(&gate(&name.callback), Instant::now()) {
            return Err(Refused::TooOften);
        }
        self.wanted.try_send(Wanted { ask, name }).map_err(|_| Refused::Unavailable)
    }

    /// How many subscriptions there are.
    pub fn subscriptions(&self) -> usize {
        self.book().len()
    }

    /// Confirms, tells and tries again until `stop`; then what is under way is cut short, and told again after the next
    /// start. Returns at once where it runs already.
    pub async fn run(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((asked, ledger)) = left {
            round::run(self, asked, ledger, stop).await;
        }
    }

    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.parts.clock)()
    }
}
