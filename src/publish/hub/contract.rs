//! What a hub is handed, how much it gives, and what it answers.

use std::sync::Arc;

use async_trait::async_trait;
use url::Url;

use crate::model::Representation;
use crate::publish::{Notice, Unsaid};

/// The feeds that can be subscribed to.
#[async_trait]
pub trait Topics: Send + Sync {
    /// The one address of the feed of ours that an address means; `None` where it means none.
    fn canonical(&self, url: &Url) -> Option<String>;

    /// A feed as it is by now, by its one address; `None` where there is none any more.
    ///
    /// # Errors
    /// When it cannot be had just now.
    async fn get(&self, topic: &str) -> Result<Option<Arc<Representation>>, Unsaid>;

    /// True where a change may have made a feed another one. To say so too often costs a look, and nothing is sent twice.
    fn touched(&self, topic: &str, news: &Notice) -> bool;
}

/// How much a hub gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// Subscriptions in all.
    pub subscriptions: usize,
    /// Subscriptions with callbacks at one host.
    pub per_host: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { subscriptions: 10_000, per_host: 1000 }
    }
}

/// Why a request was not accepted; fit for whoever made it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// The form is not one of WebSub §5.1.
    #[error("{0}")]
    Form(String),
    /// The topic is no feed of ours.
    #[error(
        "hub.topic is no feed of this wire: subscribe to the address that the feed itself names in its link with rel=self"
    )]
    Topic,
    /// The callback may not be reached.
    #[error("hub.callback cannot be used: {0}")]
    Callback(String),
    /// There is no room.
    #[error("there is no room for more subscriptions {0}; try again later")]
    Full(&'static str),
    /// The callback's host is asked too often.
    #[error(
        "this callback's host was asked too often, or did not confirm what was asked in its name; try again in a minute"
    )]
    TooOften,
    /// The hub is not there now.
    #[error("the hub cannot take this now; try again later")]
    Unavailable,
}
