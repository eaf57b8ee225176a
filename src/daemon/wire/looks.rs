//! Looking again at the links of published alerts, a few at a time, for as long as the wire runs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use anyhow::bail;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use super::super::clock;
use super::super::serve::told;
use super::Wire;
use crate::model::{AlertId, ChangeKind, OutcomeKind, Poll, Seq, Source, SourceId};
use crate::pipeline::{self, Sighted};
use crate::schedule::{self, Link};
use crate::store::Store;

/// How many changes are read at a time.
const CHANGES: usize = 1_000;
/// How many alerts are read at a time,
const ALERTS: usize = 64;
/// and in one round.
const MOST_ALERTS: usize = 1_024;

/// Looks at what is due, round after round, until told to stop.
pub(in crate::daemon) async fn run(wire: Arc<Wire>, stopped: watch::Receiver<bool>) {
    let mut known = Known::default();
    while !*stopped.borrow() {
        if let Err(error) = wire.look_again(&mut known, &stopped).await {
            tracing::error!(error = %format!("{error:#}"), "links of published alerts are looked at again later");
        }
        tokio::select! {
            () = tokio::time::sleep(schedule::ROUND) => {}
            () = told(stopped.clone()) => {}
        }
    }
}

/// What is known from round to round.
#[derive(Default)]
struct Known {
    /// The last change that was read; `None` before the first.
    seq: Option<Seq>,
    /// When alerts came to the wire, as long as they may be looked at.
    since: HashMap<AlertId, DateTime<Utc>>,
    /// By when the looks at an alert that were due have been made.
    done: HashMap<AlertId, DateTime<Utc>>,
}

impl Known {
    /// Takes in the changes since the last round.
    async fn follow(&mut self, store: &dyn Store, now: DateTime<Utc>) -> anyhow::Result<()> {
        let oldest = now - schedule::longest();
        let mut seq = match self.seq {
            Some(seq) => seq,
            None => last_before(store, oldest).await?,
        };
        loop {
            let changes = store.changes(seq, CHANGES).await?;
            let Some(last) = changes.last() else { break };
            seq = last.seq;
            for change in changes.iter().filter(|change| change.kind == ChangeKind::New && change.at >= oldest) {
                self.since.entry(change.alert).or_insert(change.at);
            }
        }
        self.seq = Some(seq);
        self.since.retain(|_, since| *since >= oldest);
        self.done.retain(|alert, _| self.since.contains_key(alert));
        Ok(())
    }

    /// The alerts that may have a look due, longest due first.
    fn candidates(&self, sources: &Sources<'_>, now: DateTime<Utc>) -> Vec<(DateTime<Utc>, AlertId)> {
        let begun = sources.polls.values().filter_map(|poll| poll.looks.until).min();
        let again: HashSet<AlertId> =
            sources.polls.values().flat_map(|poll| &poll.looks.absent).map(|absence| absence.alert).collect();
        let mut candidates: Vec<_> = self
            .since
            .iter()
            .filter_map(|(alert, since)| Some((schedule::last_due(*since, now)?, *alert)))
            .filter(|(due, alert)| {
                let done = self.done.get(alert).is_some_and(|done| done >= due);
                again.contains(alert) || (!done && begun.is_none_or(|begun| *due > begun))
            })
            .collect();
        candidates.sort_unstable();
        candidates
    }
}

/// The number of the last change before an instant.
async fn last_before(store: &dyn Store, instant: DateTime<Utc>) -> anyhow::Result<Seq> {
    let (mut low, mut high) = (0, store.head().await?);
    while low < high {
        let middle = low + (high - low) / 2;
        if store.changes(middle, 1).await?.first().is_some_and(|change| change.at < instant) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// The sources whose pages may be asked for, and what is remembered of them.
struct Sources<'a> {
    by_id: BTreeMap<SourceId, &'a Source>,
    polls: BTreeMap<SourceId, Poll>,
}

/// What is to be looked at in one round, and by when every look of a source that was due is made with it.
struct Round {
    links: Vec<Link>,
    until: BTreeMap<SourceId, DateTime<Utc>>,
}

impl Wire {
    async fn look_again(&self, known: &mut Known, stopped: &watch::Receiver<bool>) -> anyhow::Result<()> {
        let now = clock::now();
        known.follow(self.store.as_ref(), now).await?;
        let mut polls = self.polls();
        let refused = |poll: &Poll| poll.outcome.as_ref().is_some_and(|last| last.kind == OutcomeKind::Blocked);
        let asked = self
            .config
            .sources()
            .filter(|source| source.enabled && polls.get(&source.id).is_some_and(|poll| !refused(poll)));
        let by_id: BTreeMap<SourceId, &Source> = asked.map(|source| (source.id.clone(), source)).collect();
        polls.retain(|id, _| by_id.contains_key(id));
        let sources = Sources { by_id, polls };
        let Round { links, until } = self.due(known, &sources, now).await?;
        let mut by_source: BTreeMap<SourceId, Vec<Link>> = BTreeMap::new();
        for link in links {
            by_source.entry(link.source.clone()).or_default().push(link);
        }
        for (id, links) in by_source {
            let Some(source) = sources.by_id.get(&id) else { continue };
            let sighted = tokio::select! {
                sighted = pipeline::look_at(&self.fetcher, self.store.as_ref(), source, &links) => sighted?,
                () = told(stopped.clone()) => return Ok(()),
            };
            if sighted.is_empty() {
                continue;
            }
            let until = until.get(&id).copied().unwrap_or(now);
            for warning in self.looked(source, sighted, Some(until)).await? {
                tracing::warn!(source = %id, warning = %warning.escape_debug(), "noticed");
            }
            tracing::info!(source = %id, links = links.len(), "looked again at published links");
        }
        Ok(())
    }

    /// Makes durable and shows what was found; what to tell the operator of it.
    async fn looked(
        &self,
        source: &Source,
        sighted: Sighted,
        until: Option<DateTime<Utc>>,
    ) -> anyhow::Result<Vec<String>> {
        let line = self.line.lock().await;
        let poll = self.poll_or_never(source);
        let looked = pipeline::settle_looks(&line, source, poll, sighted, until, clock::now()).await?;
        self.remember(looked.poll);
        if !looked.changed.is_empty() {
            self.edited(&looked.changed).await?;
        }
        drop(line);
        Ok(looked.told)
    }

    /// Looks at the pages of one alert now. Returns what was found, in sentences.
    ///
    /// # Errors
    /// When it is unknown, is not shown or has no page that can be looked at, or the store fails.
    pub(in crate::daemon) async fn look(&self, target: &str) -> anyhow::Result<Vec<String>> {
        let alert = self.shown(target).await?;
        let by_id: BTreeMap<SourceId, &Source> =
            self.config.sources().map(|source| (source.id.clone(), source)).collect();
        let mut links: BTreeMap<SourceId, Vec<Link>> = BTreeMap::new();
        for (report, url) in pipeline::links_of(&alert, &by_id) {
            let (source, url) = (report.source.clone(), url.clone());
            let link = Link { alert: alert.id, report: report.id, source: source.clone(), url, due: clock::now() };
            links.entry(source).or_default().push(link);
        }
        if links.is_empty() {
            bail!("{} has no page of its own at an organisation that is read", alert.id);
        }
        let mut told = Vec::new();
        for (id, links) in links {
            let Some(source) = by_id.get(&id) else { continue };
            let sighted = pipeline::look_at(&self.fetcher, self.store.as_ref(), source, &links).await?;
            told.extend(sighted.told(&links));
            told.extend(self.looked(source, sighted, None).await?);
        }
        Ok(told)
    }

    /// The links that are due, as many as may be looked at in one round.
    async fn due(&self, known: &mut Known, sources: &Sources<'_>, now: DateTime<Utc>) -> anyhow::Result<Round> {
        let candidates = known.candidates(sources, now);
        let read = candidates.len().min(MOST_ALERTS);
        let mut links = Vec::new();
        for some in candidates[..read].chunks(ALERTS) {
            let ids: Vec<AlertId> = some.iter().map(|(_, id)| *id).collect();
            for alert in self.store.named(&ids).await?.into_iter().flatten() {
                let Some(since) = known.since.get(&alert.id) else { continue };
                for (report, url) in pipeline::links_of(&alert, &sources.by_id) {
                    let Some(looks) = sources.polls.get(&report.source).map(|poll| &poll.looks) else { continue };
                    let absence = looks.absent.iter().find(|known| known.report == report.id);
                    if let Some(due) = schedule::link_due(*since, looks.until, absence, now) {
                        let (source, url) = (report.source.clone(), url.clone());
                        links.push(Link { alert: alert.id, report: report.id, source, url, due });
                    }
                }
            }
        }
        let (links_now, mut until) = schedule::turns(links.clone(), now);
        let left: HashSet<AlertId> =
            links.iter().filter(|link| !links_now.contains(link)).map(|link| link.alert).collect();
        known.done.extend(candidates[..read].iter().filter(|(_, id)| !left.contains(id)).map(|(due, id)| (*id, *due)));
        if let Some((unread, _)) = candidates.get(read) {
            // What was not even read may be due in any source.
            let before = *unread - TimeDelta::microseconds(1);
            for until in until.values_mut() {
                *until = (*until).min(before);
            }
        }
        Ok(Round { links: links_now, until })
    }
}
