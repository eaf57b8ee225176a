//! The feeds of the wire, slices and named ones too, as topics.

use std::sync::Arc;

use async_trait::async_trait;
use url::Url;

use super::contract::Topics;
use crate::model::{Filter, Representation, Urgency};
use crate::publish::{Answer, Notice, Publisher, Topic, Unsaid};
use crate::render::Context;

/// Every feed there is, each at its one address.
pub struct FeedTopics {
    ctx: Arc<Context>,
    publisher: Arc<Publisher>,
}

impl FeedTopics {
    /// The feeds of a publisher.
    pub fn new(ctx: Arc<Context>, publisher: Arc<Publisher>) -> Self {
        Self { ctx, publisher }
    }

    /// The current feed that an address of ours means.
    fn topic(&self, url: &Url) -> Option<Topic> {
        let base = &self.ctx.publisher.base_url;
        let below = url.path().strip_prefix(base.path().trim_end_matches('/'))?;
        if url.origin() != base.origin() || !url.username().is_empty() {
            return None;
        }
        self.publisher.topic(below, url.query()).ok().filter(|topic| topic.before.is_none())
    }
}

#[async_trait]
impl Topics for FeedTopics {
    fn canonical(&self, url: &Url) -> Option<String> {
        self.topic(url).map(|topic| self.ctx.address(&topic.address()))
    }

    async fn get(&self, topic: &str) -> Result<Option<Arc<Representation>>, Unsaid> {
        let Some(topic) = Url::parse(topic).ok().and_then(|url| self.topic(&url)) else { return Ok(None) };
        match self.publisher.read(&topic).await {
            Ok(thing) => Ok(Some(thing)),
            Err(Answer::NoFeed) => Ok(None),
            Err(answer) => Err(Unsaid(answer.to_string())),
        }
    }

    fn touched(&self, topic: &str, notice: &Notice) -> bool {
        let Some(topic) = Url::parse(topic).ok().and_then(|url| self.topic(&url)) else { return true };
        if topic.slice.active {
            // Urgencies fade: what is critical may stand under another one. And an end resolves others of its case.
            let ends = Filter { urgencies: vec![Urgency::Resolved], ..Filter::default() };
            let filter = Filter { urgencies: Vec::new(), ..topic.slice.filter };
            return notice.concerns(&filter) || notice.concerns(&ends);
        }
        notice.concerns(&topic.slice.filter)
    }
}
