//! What is remembered of each configured source when the wire starts: its own memory, that of a former id, or none.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::fetch::Policy;
use crate::model::{Batch, Digest, Poll, Source, SourceId, SourceUid};
use crate::pipeline;

/// The polls of all sources ever visited, with one for every configured source; and the batches that make takeovers of
/// a former id's memory durable.
pub(super) fn adopt(
    sources: &[Source],
    policy: &Policy,
    stored: Vec<Poll>,
    now: DateTime<Utc>,
) -> (BTreeMap<SourceId, Poll>, Vec<Batch>) {
    let mut polls: BTreeMap<SourceId, Poll> = stored.into_iter().map(|poll| (poll.source.clone(), poll)).collect();
    let mut takeovers = Vec::new();
    let configured = |id: &SourceId| sources.iter().any(|source| source.id == *id);
    for source in sources {
        if let Some(poll) = polls.get_mut(&source.id) {
            // What a hub promised to a process that has ended reaches nobody.
            poll.hub.iter_mut().for_each(|hub| hub.until = None);
            if poll.asked != Some(pipeline::settings(source, policy)) {
                // The operator has changed something, perhaps as told: nobody should wait a day to see it work.
                poll.due = None;
                poll.retired = false;
            }
            continue;
        }
        let former = source.formerly.iter().find(|id| polls.contains_key(id) && !configured(id));
        let poll = if let Some(former) = former {
            let mut poll = polls.remove(former).expect("found just now");
            poll.source = source.id.clone();
            poll.due = None;
            let mut batch = Batch::new(now, Vec::new(), Vec::new(), Some(poll.clone()));
            batch.replaces = Some(former.clone());
            takeovers.push(batch);
            poll
        } else {
            Poll::never(source.id.clone(), fresh_uid(&source.id, &polls), source.url.clone())
        };
        polls.insert(source.id.clone(), poll);
    }
    (polls, takeovers)
}

/// A uid that no other source has: an id may be given again after its first bearer was renamed.
fn fresh_uid(id: &SourceId, polls: &BTreeMap<SourceId, Poll>) -> SourceUid {
    let mut uid = SourceUid::first(id);
    while polls.values().any(|poll| poll.uid == uid) {
        uid = SourceUid(Digest::of("almenara:source-again:v1", &[&uid.0.0]));
    }
    uid
}
