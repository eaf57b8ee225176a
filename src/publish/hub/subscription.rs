//! One subscription, as it is kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::publish::backoff::Failing;

/// What tells subscriptions apart (WebSub §5.1): the callback and the topic.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(super) struct Name {
    pub(super) callback: Url,
    /// The one address of the feed.
    pub(super) topic: String,
}

impl Name {
    /// The callback's host.
    pub(super) fn host(&self) -> &str {
        self.callback.host_str().unwrap_or_default()
    }

    /// The callback's host and port.
    pub(super) fn gate(&self) -> String {
        gate(&self.callback)
    }
}

/// Host and port of a callback.
pub(super) fn gate(callback: &Url) -> String {
    format!("{}:{}", callback.host_str().unwrap_or_default(), callback.port_or_known_default().unwrap_or_default())
}

/// A confirmed subscription. Not for logs: who reads is nobody's business, and the secret is the subscriber's.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Subscription {
    #[serde(flatten)]
    pub(super) name: Name,
    /// The topic as the subscriber wrote it.
    pub(super) asked: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
    /// Until when it lasts.
    pub(super) until: DateTime<Utc>,
    /// Entity tag of what it was sent last, or of what there was when it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) told: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) failing: Option<Failing>,
}
