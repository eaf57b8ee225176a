//! What the server is handed, how much it gives, and what can end it.

use std::sync::Arc;
use std::time::Duration;

use super::callbacks::Callbacks;
use crate::publish::hub::Hub;
use crate::publish::{Bulletin, Publisher, Shelf};
use crate::render::Context;
use crate::store::Store;

/// What the server answers from.
#[derive(Clone)]
pub struct App {
    /// Feeds and pages that stand ready.
    pub shelf: Shelf,
    /// Feeds that do not stand ready.
    pub publisher: Arc<Publisher>,
    /// For pages of single alerts.
    pub store: Arc<dyn Store>,
    /// For rendering those.
    pub ctx: Arc<Context>,
    /// Whoever has subscribed to hubs elsewhere, if anybody.
    pub callbacks: Option<Arc<dyn Callbacks>>,
    /// Our own hub, where there is one.
    pub hub: Option<Arc<Hub>>,
    /// Changes as they happen, for whoever listens.
    pub bulletin: Option<Arc<Bulletin>>,
    /// How much a reader may take.
    pub limits: Limits,
}

/// How much time and room the server gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Connections open at once. One more makes the oldest leave.
    pub connections: usize,
    /// For a request's header, from the first moment of waiting for it.
    pub header: Duration,
    /// For making an answer.
    pub answer: Duration,
    /// Without a byte moving either way; longer than `answer` and than anybody may wait for news.
    pub idle: Duration,
    /// For one connection in all; then it is asked to come again.
    pub age: Duration,
    /// For finishing answers when a connection is asked to leave for others.
    pub eviction: Duration,
    /// For finishing answers when the server stops.
    pub drain: Duration,
    /// For the listener to fail without pause before the server gives up.
    pub patience: Duration,
    /// Bytes of a request's body.
    pub body: usize,
    /// Listeners to changes at a time.
    pub listeners: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            header: Duration::from_secs(10),
            answer: Duration::from_secs(10),
            idle: Duration::from_secs(90),
            age: Duration::from_mins(10),
            eviction: Duration::from_millis(500),
            drain: Duration::from_secs(10),
            patience: Duration::from_mins(5),
            body: 64 * 1024,
            listeners: 128,
        }
    }
}

/// What ends a server before its time.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The listener has given nothing but errors for as long as `Limits::patience`.
    #[error(
        "no connection could be accepted for {minutes} minutes: {source}; raise the limit of open files (ulimit -n), then restart almenara"
    )]
    Listener {
        /// How long.
        minutes: u64,
        /// What the system said last.
        source: std::io::Error,
    },
}
