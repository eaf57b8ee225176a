//! The wire as one value: the rooms wired together, and a visit from beginning to end.

mod claims;
mod desk;
mod editing;
pub(super) mod export;
mod hubs;
mod looks;
mod protect;
mod retract;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use super::websub::{Inbox, Subscriptions};
use super::{clock, polls, push};
use crate::config::Config;
use crate::fetch::{self, Fetcher};
use crate::model::{AlertId, Filter, Outcome, OutcomeKind, Poll, Seq, Source, SourceId, Tally};
use crate::pipeline::{self, Line};
use crate::publish::{Extras, Publisher, Shelf};
use crate::render::{Context, SourceLine};
use crate::schedule;
use crate::store::Store;

pub use desk::HeldAlert;
pub use export::Exports;
pub(super) use looks::run as look_again;
pub use protect::Protecting;
pub use retract::{Renaming, Retag};

/// How a visit to one source went.
#[derive(Clone, PartialEq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Visit {
    /// The source.
    pub source: SourceId,
    /// How it went.
    pub outcome: Outcome,
}

/// Store, fetcher and shelf of one configuration, ready to visit sources.
pub struct Wire {
    config: Arc<Config>,
    folder: Option<PathBuf>,
    notes: Vec<String>,
    fetcher: Fetcher,
    /// Held from refining to storing: one source at a time.
    line: tokio::sync::Mutex<Line>,
    store: Arc<dyn Store>,
    /// A turn for each source, so that a visit on demand and one on schedule never overlap.
    turns: BTreeMap<SourceId, tokio::sync::Mutex<()>>,
    /// Never held across an await: only copied from and written to.
    polls: Mutex<BTreeMap<SourceId, Poll>>,
    /// Sources that wait for the operator to set the contact; asked again at the next start.
    waiting: Mutex<BTreeSet<SourceId>>,
    /// Alerts that are released by themselves, and when.
    timed: Mutex<BTreeMap<AlertId, DateTime<Utc>>>,
    /// Whether the store takes nothing.
    troubled: AtomicBool,
    publisher: Arc<Publisher>,
    /// How many changes there were to show, and up to which of them is shown.
    changes: AtomicU64,
    shown: tokio::sync::Mutex<u64>,
    context: Arc<Context>,
    shelf: Shelf,
    subscriptions: Arc<Subscriptions>,
    /// Taken by whoever serves.
    inbox: Mutex<Option<Inbox>>,
    head: watch::Sender<Seq>,
    exports: Exports,
}

impl Wire {
    /// Opens the store, takes over the memory of renamed sources and puts last good feeds on the shelf.
    ///
    /// # Errors
    /// When the store cannot be opened (see [`crate::store::Error`]) or the fetcher cannot be built.
    pub async fn open(config: Config) -> anyhow::Result<Self> {
        let opened = pipeline::open(&config.store_url, &config.root).await?;
        let sources: Vec<Source> = config.sources().cloned().collect();
        let (polls, takeovers) = polls::adopt(&sources, &config.fetch, opened.store.polls().await?, clock::now());
        for batch in takeovers {
            opened.store.commit(batch).await?;
        }
        let mut notes = opened.notes;
        let remembered: Vec<Poll> = polls.values().cloned().collect();
        notes.extend(crate::config::propose_formerly(&config, &remembered));
        let shelf = Shelf::default();
        let (subscriptions, inbox) = Subscriptions::new();
        let context = Arc::new(Context {
            publisher: config.publisher.clone(),
            directory: config.directory.clone(),
            labels: config.vocabulary.labels(),
            terms: config.terms.clone(),
            feeds: config.feeds.clone(),
            tongues: Arc::clone(&config.tongues),
            tongue: Arc::clone(config.tongues.first()),
            hubs: push::hubs(&config),
        });
        let wire = Self {
            folder: opened.folder,
            notes,
            fetcher: Fetcher::new(config.fetch.clone(), clock::now).context("cannot set up fetching")?,
            line: tokio::sync::Mutex::new(Line {
                store: Arc::clone(&opened.store),
                vocabulary: Arc::clone(&config.vocabulary),
                policy: config.fetch.clone(),
                configured: Arc::new(sources.iter().map(|source| source.id.clone()).collect()),
            }),
            store: Arc::clone(&opened.store),
            turns: sources.iter().map(|source| (source.id.clone(), tokio::sync::Mutex::new(()))).collect(),
            polls: Mutex::new(polls),
            waiting: Mutex::default(),
            timed: Mutex::default(),
            troubled: AtomicBool::new(false),
            publisher: Arc::new(Publisher::new(Arc::clone(&context), shelf.clone(), opened.store)),
            changes: AtomicU64::new(0),
            shown: tokio::sync::Mutex::default(),
            context,
            shelf,
            subscriptions,
            inbox: Mutex::new(Some(inbox)),
            head: watch::Sender::new(0),
            exports: Exports::default(),
            config: Arc::new(config),
        };
        let held = wire.store.held().await?;
        let timed: Vec<_> = held.iter().map(|alert| (alert.id, alert.held().and_then(|hold| hold.until))).collect();
        wire.time(&timed);
        if let Err(error) = wire.release_due().await {
            tracing::error!(error = %format!("{error:#}"), "what was to be released is tried again later");
        }
        wire.publish().await?;
        Ok(wire)
    }

    /// The configuration it runs on.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What was noticed at the start, in sentences for the operator.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The store's folder, where it has one.
    pub fn folder(&self) -> Option<&PathBuf> {
        self.folder.as_ref()
    }

    /// The store.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Where the server finds what is published.
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// What makes the feeds that are not on the shelf.
    pub fn publisher(&self) -> &Arc<Publisher> {
        &self.publisher
    }

    /// Looks through what is stored, where that was too much for the start, so that every feed can be made.
    ///
    /// # Errors
    /// The store's.
    pub async fn catch_up(&self) -> anyhow::Result<()> {
        if self.publisher.catch_up().await? {
            self.publish().await?;
        }
        Ok(())
    }

    /// How alerts are rendered.
    pub fn context(&self) -> &Arc<Context> {
        &self.context
    }

    /// The head of the store, once it has been published.
    pub fn published(&self) -> watch::Receiver<Seq> {
        self.head.subscribe()
    }

    /// A configured source.
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        self.config.sources().find(|source| source.id == *id)
    }

    /// What is remembered of all sources.
    pub fn polls(&self) -> BTreeMap<SourceId, Poll> {
        self.polls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is remembered of one source.
    fn poll_of(&self, id: &SourceId) -> Option<Poll> {
        self.polls.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// What is remembered of one source, or what is known of one that was never visited.
    fn poll_or_never(&self, source: &Source) -> Poll {
        self.poll_of(&source.id).unwrap_or_else(|| {
            Poll::never(source.id.clone(), crate::model::SourceUid::first(&source.id), source.url.clone())
        })
    }

    /// True where a source cannot be visited before the operator has set the contact.
    pub fn waits(&self, id: &SourceId) -> bool {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
    }

    /// Visits a source: fetch, refine, match, commit, publish. `None` when `stop` came before the answer did.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn visit(&self, source: &Source, stop: impl Future<Output = ()>) -> anyhow::Result<Option<Visit>> {
        let _turn = match self.turns.get(&source.id) {
            Some(turn) => Some(turn.lock().await),
            None => None,
        };
        let poll = self.poll_or_never(source);
        let fetched = async {
            let fetched = Box::pin(pipeline::fetch(&self.fetcher, source.clone(), poll)).await;
            let line = self.line.lock().await.clone();
            pipeline::gather(&self.fetcher, &line, fetched, clock::now()).await
        };
        let fetched = tokio::select! {
            fetched = fetched => fetched?,
            () = stop => return Ok(None),
        };
        if let Err(error @ fetch::Error::ContactNotSet { .. }) = &fetched.answer {
            self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(source.id.clone());
            return Ok(Some(Visit { source: source.id.clone(), outcome: not_asked(error.to_string()) }));
        }
        let line = self.line.lock().await;
        let mut fetched = fetched;
        // What it told before may have been taken back while it was asked, and its links looked at.
        if let Some(known) = self.poll_of(&source.id) {
            (fetched.poll.noticed, fetched.poll.looks) = (known.noticed, known.looks);
        }
        let settled = pipeline::settle(&line, fetched, clock::now(), jitter()).await?;
        let visit = Visit { source: source.id.clone(), outcome: settled.outcome().clone() };
        self.time(&settled.timed);
        let hidden = settled.hidden;
        self.remember(settled.poll);
        drop(line);
        if hidden {
            self.publisher.expire().await?;
        }
        self.publish().await?;
        self.release_due().await?;
        Ok(Some(visit))
    }

    /// Forgets texts that are older than the configuration keeps them, and takes them off the shelf.
    ///
    /// # Errors
    /// The store's.
    pub async fn prune(&self) -> anyhow::Result<()> {
        let Some(keep) = self.config.retention.and_then(|keep| TimeDelta::from_std(keep).ok()) else { return Ok(()) };
        let line = self.line.lock().await;
        // A clock that runs ahead would make everything old at once, and what is forgotten does not come back: nothing is
        // older than the newest change says.
        let Some(newest) = self.store.alerts(&Filter::default(), None, 1).await?.first().map(|alert| alert.updated)
        else {
            return Ok(());
        };
        let pruned = self.store.prune(clock::now().min(newest + TimeDelta::days(2)) - keep).await?;
        if pruned.alerts > 0 {
            tracing::info!(alerts = pruned.alerts, "forgot texts older than they are kept");
            self.publisher.expire().await?;
            self.exports.forget().await;
            self.publish().await?;
        }
        drop(line);
        Ok(())
    }

    fn remember(&self, poll: Poll) {
        let mut polls = self.polls.lock().unwrap_or_else(PoisonError::into_inner);
        polls.insert(poll.source.clone(), poll);
    }

    /// Shows what the store and the polls hold by now. Of many that call at once one renders for all: rendering takes
    /// longer than settling, and no source may wait for the pages of others.
    async fn publish(&self) -> anyhow::Result<()> {
        let wanted = self.changes.fetch_add(1, Ordering::SeqCst) + 1;
        let mut shown = self.shown.lock().await;
        if *shown < wanted {
            let covered = self.changes.load(Ordering::SeqCst);
            let now = clock::now();
            let extras = Extras {
                sources: self.source_lines(),
                notice: self.notice(),
                round: schedule::last_round(self.config.sources(), &self.polls(), now),
                day: now.date_naive(),
            };
            let published = self.publisher.publish(extras).await?;
            self.head.send_replace(published.head);
            *shown = covered;
        }
        Ok(())
    }

    /// Each configured source with its state in words.
    fn source_lines(&self) -> Vec<SourceLine> {
        let polls = self.polls();
        let line = |source: &Source| {
            let line = SourceLine::of(source, polls.get(&source.id));
            let mut covered = source.defaults.countries.iter().map(|code| self.config.vocabulary.regions_of(*code));
            let first = covered.next().and_then(|regions| regions.into_iter().next());
            let alone = first.filter(|first| covered.all(|regions| regions.first() == Some(first)));
            SourceLine { region: line.region.clone().or(alone), ..line }
        };
        self.config.sources().map(line).collect()
    }

    /// Tells readers, or no longer, that nothing can be taken in.
    ///
    /// # Errors
    /// The store's.
    pub async fn show_trouble(&self, lasting: bool) -> anyhow::Result<()> {
        let line = self.line.lock().await;
        self.troubled.store(lasting, Ordering::Relaxed);
        self.publish().await?;
        drop(line);
        Ok(())
    }

    fn notice(&self) -> Option<String> {
        if self.troubled.load(Ordering::Relaxed) {
            return Some(
                "The wire cannot store anything at the moment: what is shown here may be out of date.".to_owned(),
            );
        }
        (!self.config.fetch.contact_is_set() && self.config.fetch.allow_private.is_empty()).then(|| {
            "This wire does not read anything yet: set [fetch] contact in almenara.toml to an address of yours, \
             then start it again. Sources see it in every request and can write to you."
                .to_owned()
        })
    }

    /// Makes everything durable and lets go of the store.
    ///
    /// # Errors
    /// The store's.
    pub async fn close(&self) -> anyhow::Result<()> {
        self.store.close().await?;
        Ok(())
    }
}

/// The outcome of a visit that was not made.
fn not_asked(message: String) -> Outcome {
    Outcome {
        at: clock::now(),
        kind: OutcomeKind::Blocked,
        message,
        warnings: Vec::new(),
        tally: Tally::default(),
        millis: 0,
        not_before_secs: None,
        urgent: false,
    }
}

/// A random number; without the system's randomness the schedule only loses its jitter.
fn jitter() -> u64 {
    getrandom::u64().unwrap_or(0)
}
