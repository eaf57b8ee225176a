//! Everything that happens on the wire, in the order in which it was committed; for who has it all, a wait for what is next.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use tokio::time::sleep;

use super::answer::{ASK, failed, finished, json, problem};
use super::asked::{self, Asked};
use super::{Api, place};
use crate::model::{Alert, AlertId, Representation, Seq};
use crate::render::api::{Part, Place, Problem};

/// How long a reader may wait for news.
pub(super) const LONGEST: Duration = Duration::from_mins(1);
/// How many changes an answer holds where nothing is said, and at most.
const USUAL: u64 = 100;
const MOST: u64 = 1_000;
const KEYS: [&str; 4] = ["since", "epoch", "limit", "wait"];

/// The changes behind a cursor.
pub(super) async fn changes(State(api): State<Api>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let at = match place(&api.app).await {
        Ok(at) => at,
        Err(error) => return failed(&error),
    };
    let asked = match asked::read(query.as_deref(), &KEYS).and_then(|asked| Wanted::of(&asked)) {
        Ok(asked) => asked,
        Err(refused) => return problem(&refused.at(Some(&at))),
    };
    match asked.answer(&api, at).await {
        Ok(thing) => json(&headers, thing, ASK).await,
        Err(response) => *response,
    }
}

/// What is asked for.
struct Wanted {
    epoch: Option<String>,
    since: Seq,
    limit: usize,
    wait: Duration,
}

impl Wanted {
    fn of(asked: &Asked) -> Result<Self, Problem<'static>> {
        let cursor = asked.text("since").unwrap_or("0");
        let (epoch, number) = match cursor.rsplit_once(':') {
            Some((epoch, number)) => (Some(epoch), number),
            None => (None, cursor),
        };
        let named = asked.text("epoch");
        let since = number.parse().ok().filter(|_| epoch.is_none() || named.is_none() || epoch == named);
        let Some(since) = since else {
            let detail = "since is a cursor as an answer gave it (\"epoch:number\"), or the number alone; leave it out to begin at the beginning";
            return Err(Problem::bad(detail, vec!["EPOCH:NUMBER".to_owned(), "NUMBER".to_owned()]));
        };
        Ok(Self {
            epoch: epoch.or(named).map(str::to_owned),
            since,
            limit: asked.number("limit", 1..=MOST, USUAL)? as usize,
            wait: Duration::from_secs(asked.number("wait", 0..=LONGEST.as_secs(), 0)?),
        })
    }

    async fn answer(&self, api: &Api, place: Place) -> Result<Arc<Representation>, Box<Response>> {
        let stale = |why| {
            let resync = api.app.ctx.address("api/v1/changes?since=0");
            Err(Box::new(problem(&Problem::stale(&place, why, resync))))
        };
        if self.epoch.as_ref().is_some_and(|epoch| *epoch != place.epoch) {
            return stale("this cursor belongs to another epoch");
        }
        if self.since > place.head {
            return stale("this cursor lies beyond the last change");
        }
        let place = self.news(api, place).await?;
        self.collect(api, place).await
    }

    /// Waits until something has happened, the time is over, or the server stops.
    async fn news(&self, api: &Api, mut at: Place) -> Result<Place, Box<Response>> {
        // Listened for before it is asked again, so that nothing happens in between.
        let (mut published, mut stopped) = (api.app.publisher.head(), api.stopped.clone());
        let mut over = std::pin::pin!(sleep(self.wait));
        while at.head == self.since && !self.wait.is_zero() {
            at = place(&api.app).await.map_err(|error| Box::new(failed(&error)))?;
            if at.head > self.since {
                break;
            }
            tokio::select! {
                changed = published.changed() => if changed.is_err() { break },
                () = &mut over => break,
                _ = stopped.wait_for(|stopped| *stopped) => break,
            }
        }
        Ok(at)
    }

    async fn collect(&self, api: &Api, mut place: Place) -> Result<Arc<Representation>, Box<Response>> {
        let store = &api.app.store;
        let changes = store.changes(self.since, self.limit).await.map_err(|error| Box::new(failed(&error)))?;
        // What was committed since the head was asked for may be among them.
        place.head = changes.last().map_or(place.head, |last| place.head.max(last.seq));
        let mut read: HashMap<AlertId, Option<Alert>> = HashMap::new();
        let mut part = Part::default();
        let mut last = self.since;
        for change in &changes {
            let alert = match read.entry(change.alert) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => {
                    place.insert(store.alert(change.alert).await.map_err(|error| Box::new(failed(&error)))?)
                }
            };
            if !part.change(&api.app.ctx, &place, change, alert.as_ref()) {
                break;
            }
            last = change.seq;
        }
        let (next, more) = (place.cursor(last), last < place.head);
        finished(part, place, "changes", Some(next), more).await
    }
}
