//! The operator's desk: what is kept back, and the decisions on it. Each is taken in its turn with the visits, made
//! durable, published, and told in sentences; taken a second time it changes nothing and says so.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use anyhow::bail;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::clock;
use super::Wire;
use crate::model::{Alert, AlertId, Cause, Digest, Hold, NetworkId, Poll, Publish, ReportId, SourceId};
use crate::pipeline::{self, Release, Wanted};
use crate::store::Store;

/// Fewer characters of an id than this could be anything.
const SHORTEST_ID: usize = 6;

/// An alert that is kept back, as the operator sees it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HeldAlert {
    /// The alert.
    pub alert: AlertId,
    /// The source that brought it.
    pub source: SourceId,
    /// The organisation behind it.
    pub network: NetworkId,
    /// Why, since when and until when.
    #[serde(flatten)]
    pub hold: Hold,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub link: Option<String>,
}

impl HeldAlert {
    /// Everything that a store keeps back, longest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn all(store: &dyn Store) -> anyhow::Result<Vec<Self>> {
        let alerts = store.held().await?;
        let mut held: Vec<_> = alerts.iter().filter_map(|alert| Some(Self::of(alert, alert.waits()?))).collect();
        held.sort_by(|a, b| (a.hold.since, &a.source, a.alert).cmp(&(b.hold.since, &b.source, b.alert)));
        Ok(held)
    }

    fn of(alert: &Alert, hold: Hold) -> Self {
        let lead = alert.told().next().unwrap_or(alert.lead());
        Self {
            alert: alert.id,
            source: lead.source.clone(),
            network: lead.network.clone(),
            hold,
            title: lead.title.clone(),
            link: lead.link.as_ref().map(ToString::to_string),
        }
    }
}

impl Wire {
    /// Everything that is kept back, longest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn held(&self) -> anyhow::Result<Vec<HeldAlert>> {
        HeldAlert::all(self.store.as_ref()).await
    }

    /// Releases what waits for a source, or one alert by its id, the beginning of it, or the id of a report. Returns what
    /// was done, in sentences.
    ///
    /// # Errors
    /// When the name is unknown, or the store fails.
    pub async fn release(&self, name: &str) -> anyhow::Result<Vec<String>> {
        let id = SourceId(name.to_owned());
        if self.source(&id).is_some() || self.poll_of(&id).is_some() {
            return self.release_source(&id).await;
        }
        let Some(wanted) = self.wanted(name).await? else {
            bail!(
                "nothing that is kept back is called {name:?}, and no source is; `almenara held` lists what there is, \
                 with the names to use"
            )
        };
        let line = self.line.lock().await;
        let done = pipeline::release(&line, &wanted, &BTreeMap::new(), None, clock::now()).await?;
        self.settled(&done).await?;
        drop(line);
        if done.released.is_empty() {
            return Ok(vec![format!("{name} is not kept back; nothing was to be done")]);
        }
        let titles = done.released.iter().map(|alert| format!("released: {} ({})", alert.lead().title, alert.id));
        Ok(titles.collect())
    }

    async fn release_source(&self, id: &SourceId) -> anyhow::Result<Vec<String>> {
        // A visit that is under way would overwrite what is remembered of the source.
        let _turn = match self.turns.get(id) {
            Some(turn) => Some(turn.lock().await),
            None => None,
        };
        let poll = self.poll_of(id);
        let line = self.line.lock().await;
        let wanted = Wanted::Source(id.clone());
        let done = pipeline::release(&line, &wanted, &BTreeMap::new(), poll.as_ref(), clock::now()).await?;
        self.settled(&done).await?;
        drop(line);
        Ok(self.told(id, poll.as_ref(), &done))
    }

    /// What a release of a source did, in sentences.
    fn told(&self, id: &SourceId, before: Option<&Poll>, done: &Release) -> Vec<String> {
        let mut told = Vec::new();
        match done.released.len() {
            0 => {}
            1 => told.push(format!("{id}: 1 entry was released")),
            count => told.push(format!("{id}: {count} entries were released")),
        }
        let configured = self.source(id).is_some_and(|source| source.publish == Publish::Review);
        if let Some(drift) = before.and_then(|poll| poll.drift.as_ref()).filter(|_| done.poll.is_some()) {
            told.push(format!("{id}: {} is taken for how it looks from now on", drift.condition.term()));
        }
        if configured {
            told.push(format!(
                "{id} stays under review, since its file says publish = \"review\": what comes next waits again"
            ));
        } else if done.poll.is_some() {
            told.push(format!("{id} is due to be read again, and what comes is published at once"));
        }
        for (alert, hold) in done.left.iter().filter(|(_, hold)| !hold.cause.is_aside()) {
            let until = hold.until.map(|at| format!(" until {}", at.format("%Y-%m-%d %H:%M UTC"))).unwrap_or_default();
            told.push(format!(
                "still kept back{until}, since {}: {} (`almenara release {}` releases it all the same)",
                hold.cause.words(),
                alert.lead().title,
                alert.id
            ));
        }
        if told.is_empty() {
            told.push(format!("nothing of {id} waits to be released; nothing was to be done"));
        }
        told
    }

    /// Puts a source back to review, or sets aside one alert that is kept back. Returns what was done, in sentences.
    ///
    /// # Errors
    /// When the source is unknown, or the store fails.
    pub async fn hold(&self, id: &SourceId) -> anyhow::Result<Vec<String>> {
        let Some(source) = self.source(id) else {
            if let Some(wanted) = self.wanted(&id.0).await? {
                return self.set_aside(&wanted).await;
            }
            if let Some(alert) = pipeline::find(self.store.as_ref(), &id.0).await? {
                return self.hold_shown(&alert.id.to_string()).await;
            }
            let known: Vec<String> = self.config.sources().map(|source| source.id.to_string()).collect();
            bail!(
                "there is no source \"{id}\", and nothing that is kept back is called so (`almenara held` lists it); configured \
                 are: {}",
                known.join(", ")
            )
        };
        if source.publish == Publish::Review {
            return Ok(vec![format!(
                "{id} is under review already, since its file says publish = \"review\"; nothing was to be done"
            )]);
        }
        let _turn = match self.turns.get(id) {
            Some(turn) => Some(turn.lock().await),
            None => None,
        };
        let line = self.line.lock().await;
        let poll = self.poll_or_never(source);
        let Some(poll) = pipeline::hold(&line, &poll, clock::now()).await? else {
            return Ok(vec![format!("{id} is under review already; nothing was to be done")]);
        };
        self.remember(poll);
        self.publish().await?;
        drop(line);
        Ok(vec![format!(
            "{id} is under review from now on: what is new of it waits for `almenara release {id}`; what is published stays"
        )])
    }

    async fn set_aside(&self, wanted: &Wanted) -> anyhow::Result<Vec<String>> {
        let line = self.line.lock().await;
        let Some(alert) = pipeline::set_aside(&line, wanted, clock::now()).await? else {
            drop(line);
            let shown = match wanted {
                Wanted::Alert(id) => id.to_string(),
                Wanted::Report(id) => id.to_string(),
                Wanted::Source(_) | Wanted::Due => return Ok(Vec::new()),
            };
            return self.hold_shown(&shown).await;
        };
        self.time(&[(alert.id, None)]);
        self.publish().await?;
        drop(line);
        let (id, title) = (alert.id, &alert.lead().title);
        Ok(vec![format!("set aside: {title} ({id}). It stays out unless you run `almenara release {id}`")])
    }

    /// Releases everything whose time has come.
    ///
    /// # Errors
    /// The store's.
    pub async fn release_due(&self) -> anyhow::Result<()> {
        let now = clock::now();
        if self.next_release().is_none_or(|at| at > now) {
            return Ok(());
        }
        let line = self.line.lock().await;
        let polls = self.polls();
        let review = polls.values().filter_map(|poll| {
            let configured = self.source(&poll.source).is_some_and(|source| source.publish == Publish::Review);
            let cause = configured.then_some(Cause::Review).or(poll.review.as_ref().map(|review| review.cause))?;
            Some((poll.source.clone(), cause))
        });
        let done = pipeline::release(&line, &Wanted::Due, &review.collect(), None, now).await?;
        self.settled(&done).await?;
        for alert in &done.released {
            let lead = alert.lead();
            tracing::info!(alert = %alert.id, source = %lead.source, "released: its time has come");
        }
        drop(line);
        Ok(())
    }

    /// When the next alert is released by itself.
    pub fn next_release(&self) -> Option<DateTime<Utc>> {
        self.timed.lock().unwrap_or_else(PoisonError::into_inner).values().min().copied()
    }

    /// Takes note of when alerts are released by themselves, or no longer are.
    pub(super) fn time(&self, changed: &[(AlertId, Option<DateTime<Utc>>)]) {
        let mut timed = self.timed.lock().unwrap_or_else(PoisonError::into_inner);
        for (alert, until) in changed {
            match until {
                Some(until) => timed.insert(*alert, *until),
                None => timed.remove(alert),
            };
        }
    }

    async fn settled(&self, done: &Release) -> anyhow::Result<()> {
        self.time(&done.timed);
        if let Some(poll) = &done.poll {
            self.remember(poll.clone());
        }
        self.publish().await
    }

    /// What a name means: an alert by its id or the beginning of the id of one that is kept back, or a report.
    async fn wanted(&self, name: &str) -> anyhow::Result<Option<Wanted>> {
        if let Ok(id) = name.parse::<AlertId>()
            && self.store.alert(id).await?.is_some()
        {
            return Ok(Some(Wanted::Alert(id)));
        }
        let name = name.strip_prefix("urn:uuid:").unwrap_or(name).to_ascii_lowercase();
        let held = self.store.held().await?;
        if let Some(report) = Digest::from_hex(&name).map(ReportId)
            && held.iter().any(|alert| alert.reports.iter().any(|known| known.id == report))
        {
            return Ok(Some(Wanted::Report(report)));
        }
        if name.len() < SHORTEST_ID {
            return Ok(None);
        }
        let mut found = held.iter().map(|alert| alert.id).filter(|id| id.to_string().starts_with(&name));
        match (found.next(), found.next()) {
            (Some(id), None) => Ok(Some(Wanted::Alert(id))),
            (Some(_), Some(_)) => {
                bail!("several alerts begin with {name}; write more of the id, as `almenara held` shows it")
            }
            _ => Ok(None),
        }
    }
}
