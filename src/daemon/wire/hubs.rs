//! What a wire does with hubs that tell of changes: which to ask, what they promise, and what they bring.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, Utc};

use super::{Wire, jitter};
use crate::daemon::clock;
use crate::daemon::websub::{Inbox, Subscriptions};
use crate::fetch::Fetcher;
use crate::model::{Beside, Document, Hub, Poll, Source, SourceId, Validators};
use crate::pipeline::{self, Pushed};
use crate::server::Delivery;

impl Wire {
    /// What was subscribed to at hubs.
    pub(in crate::daemon) fn subscriptions(&self) -> &Arc<Subscriptions> {
        &self.subscriptions
    }

    /// Where documents arrive that hubs bring; there is one of them.
    pub(in crate::daemon) fn take_inbox(&self) -> Option<Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The one who asks others.
    pub(in crate::daemon) fn fetcher(&self) -> &Fetcher {
        &self.fetcher
    }

    /// The hubs to subscribe at: of sources that name one, where hubs can reach us. A source behind a proxy is not told of:
    /// it shall not learn who reads it.
    pub(in crate::daemon) fn hubs(&self) -> BTreeMap<SourceId, Hub> {
        if !self.fetcher.is_reachable(&self.config.server.base_url) {
            return BTreeMap::new();
        }
        let polls = self.polls();
        let sources = self.config.sources().filter(|source| source.enabled && source.proxy.is_none());
        let known = sources.filter_map(|source| Some((source, polls.get(&source.id)?)));
        let live = known.filter(|(source, poll)| poll.url == source.url && !poll.retired);
        live.filter_map(|(source, poll)| Some((source.id.clone(), poll.hub.clone()?))).collect()
    }

    /// Takes note of until when hubs have promised to tell of changes.
    pub(in crate::daemon) fn told_until(&self, promises: &[(SourceId, Option<DateTime<Utc>>)]) {
        let mut polls = self.polls.lock().unwrap_or_else(PoisonError::into_inner);
        for (source, until) in promises {
            if let Some(hub) = polls.get_mut(source).and_then(|poll| poll.hub.as_mut()) {
                hub.until = *until;
            }
        }
    }

    /// Takes what a hub brought through the line, as if it had been fetched; how that went, in a few words.
    ///
    /// # Errors
    /// Only the store's.
    pub(in crate::daemon) async fn settle_delivery(&self, id: &SourceId, delivery: Delivery) -> anyhow::Result<String> {
        let (Some(source), Some(turn)) = (self.source(id), self.turns.get(id)) else {
            return Ok("not configured".to_owned());
        };
        let _turn = turn.lock().await;
        let Some(poll) = self.poll_of(id) else { return Ok("never visited".to_owned()) };
        if is_completed(source, &poll) {
            // What completes its entries is only there at a visit, and comes with it.
            let soonest = poll.visited.map_or(clock::now(), |at| at + source.every_min.min(source.every));
            let due = poll.due.map(|due| due.min(soonest));
            self.remember(Poll { due, ..poll });
            return Ok("visited as soon as may be".to_owned());
        }
        let document = Document {
            url: poll.address(source).clone(),
            content_type: delivery.content_type,
            body: delivery.body,
            validators: Validators::default(),
            fetched: clock::now(),
        };
        let line = self.line.lock().await;
        let pushed = pipeline::settle_pushed(&line, source, poll, document, clock::now(), jitter()).await?;
        let words = match pushed {
            Pushed::Ignored(why) => return Ok(format!("ignored: {}", why.escape_debug())),
            Pushed::Settled(settled) => {
                let tally = settled.outcome().tally;
                self.time(&settled.timed);
                if settled.hidden {
                    self.publisher.expire().await?;
                }
                self.remember(settled.poll);
                format!("{} new, {} revised", tally.new, tally.revised)
            }
        };
        drop(line);
        self.publish().await?;
        self.release_due().await?;
        Ok(words)
    }
}

/// Whether other documents have a part in what is told of a source's entries.
fn is_completed(source: &Source, poll: &Poll) -> bool {
    let beside = poll.surroundings.as_ref().map(|known| &known.beside);
    source.follow || matches!(beside, Some(Beside::Feed(_) | Beside::Instead(_)))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::is_completed;
    use crate::model::{Beside, Digest, Poll, Source, SourceKind, SourceUid, Surroundings};

    #[test]
    fn what_other_documents_complete_is_not_told_by_a_hub_alone() {
        let source = Source::ad_hoc("https://faro.example/".parse().expect("an address"), SourceKind::Auto);
        let poll = Poll::never(source.id.clone(), SourceUid::first(&source.id), source.url.clone());
        let beside = |beside| {
            let surroundings = Surroundings { at: DateTime::UNIX_EPOCH, config: Digest::of_bytes(b""), beside };
            Poll { surroundings: Some(surroundings), ..poll.clone() }
        };
        assert!(!is_completed(&source, &poll));
        assert!(!is_completed(&source, &beside(Beside::Nothing)));
        assert!(is_completed(&source, &beside(Beside::Feed(source.url.clone()))));
        assert!(is_completed(&source, &beside(Beside::Instead(source.url.clone()))));
        assert!(is_completed(&Source { follow: true, ..source.clone() }, &poll));
    }
}
