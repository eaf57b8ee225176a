//! The life of the daemon on one screen: start, poll until told to stop, then stop in order.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, timeout};

use super::push::Push;
use super::wire::{export, look_again};
use super::{Visit, Wire, clock, control, websub};
use crate::model::{Source, SourceId};
use crate::{schedule, server};

/// How many visits may be under way at once. Turns per host keep each host at one; this only bounds memory.
const VISITS: usize = 256;
/// How long the schedule is not looked at when nothing happens and nothing is due: the system's clock may be put forward.
const NAP: Duration = Duration::from_mins(1);
/// How often it is looked for texts that are older than they are kept.
const TIDY: Duration = Duration::from_hours(1);

/// How long the last renewal of files may take when the daemon stops.
const LAST: Duration = Duration::from_secs(10);

/// Serves a wire on a bound listener until `shutdown` is done: first the visits in hand are finished, then the server
/// is drained, then the store is flushed and let go.
///
/// # Errors
/// When the control socket cannot be made or the store fails.
pub async fn serve(wire: Arc<Wire>, listener: TcpListener, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
    let (stop_polling, polling_stopped) = watch::channel(false);
    let (stop_serving, serving_stopped) = watch::channel(false);
    let push = Push::start(&wire).await?;
    let app = server::App {
        shelf: wire.shelf().clone(),
        publisher: Arc::clone(wire.publisher()),
        store: Arc::clone(wire.store()),
        ctx: Arc::clone(wire.context()),
        callbacks: Some(Arc::clone(wire.subscriptions()) as Arc<dyn server::Callbacks>),
        hub: push.hub().cloned(),
        bulletin: Some(Arc::clone(push.bulletin())),
        limits: server::Limits { listeners: wire.config().push.listeners as usize, ..server::Limits::default() },
    };
    let served = tokio::spawn(server::run(listener, app, told(serving_stopped.clone())));
    let controlled = match wire.folder() {
        Some(folder) => {
            let socket = control::bind(folder)?;
            Some(tokio::spawn(control::run(socket, Arc::clone(&wire), told(serving_stopped.clone()))))
        }
        None => None,
    };

    let kept = wire.config().export.clone();
    let kept = kept.map(|to| tokio::spawn(export::keep(Arc::clone(&wire), to, serving_stopped)));
    let subscribed = wire
        .take_inbox()
        .map(|inbox| tokio::spawn(websub::run(Arc::clone(&wire), inbox, told(polling_stopped.clone()))));
    let caught_up = tokio::spawn({
        let wire = Arc::clone(&wire);
        async move {
            if let Err(error) = wire.catch_up().await {
                tracing::error!(error = %format!("{error:#}"), "only the main feed can be handed out; restart almenara");
            }
        }
    });
    let looking = wire.config().look_again;
    let looked = looking.then(|| tokio::spawn(look_again(Arc::clone(&wire), polling_stopped.clone())));
    let polled = tokio::spawn(poll(Arc::clone(&wire), polling_stopped));
    shutdown.await;
    stop_polling.send_replace(true);
    let polled = polled.await?;
    if let Some(subscribed) = subscribed {
        subscribed.await?;
    }
    if let Some(looked) = looked {
        looked.await?;
    }
    caught_up.abort();
    push.stop().await;
    stop_serving.send_replace(true);
    if let Some(controlled) = controlled {
        controlled.await?;
    }
    served.await??;
    if let Some(mut kept) = kept
        && timeout(LAST, &mut kept).await.is_err()
    {
        kept.abort();
        tracing::warn!("not all files are renewed; they are at the next start");
    }
    wire.close().await?;
    polled
}

/// How a visit to a source ended; the outer error is a panic.
type Ended = (SourceId, Result<anyhow::Result<Option<Visit>>, JoinError>);

/// Visits what is due, many at once, until told to stop; then waits for the visits in hand.
async fn poll(wire: Arc<Wire>, stopped: watch::Receiver<bool>) -> anyhow::Result<()> {
    let sources: Vec<Source> = wire.config().sources().cloned().collect();
    let mut under_way: BTreeSet<SourceId> = BTreeSet::new();
    let mut visits: JoinSet<Ended> = JoinSet::new();
    let mut tidied: Option<Instant> = None;
    let mut trouble = Trouble::default();
    let mut published = wire.published();
    while !*stopped.borrow() {
        if tidied.is_none_or(|at| at.elapsed() >= TIDY) {
            tidied = Some(Instant::now());
            if let Err(error) = wire.prune().await {
                tracing::error!(error = %format!("{error:#}"), "old texts were not forgotten");
            }
        }
        if let Err(error) = wire.release_due().await {
            tracing::error!(error = %format!("{error:#}"), "what was to be released now is tried again in a minute");
        }
        let (polls, now, allowed) = (wire.polls(), clock::now(), trouble.visits());
        let left_alone = |id: &SourceId| under_way.contains(id) || wire.waits(id) || trouble.rests(id);
        let mut idle: Vec<&Source> = sources.iter().filter(|source| !left_alone(&source.id)).collect();
        let room = allowed.saturating_sub(under_way.len());
        for source in schedule::due(idle.iter().copied(), &polls, now).into_iter().take(room) {
            under_way.insert(source.id.clone());
            let (wire, source, stop) = (Arc::clone(&wire), source.clone(), told(stopped.clone()));
            // A task of its own inside: a panic in a visit is that source's misfortune, not the end of polling.
            visits.spawn(async move {
                let id = source.id.clone();
                let visit = tokio::spawn(async move { Box::pin(wire.visit(&source, stop)).await }).await;
                (id, visit)
            });
        }
        idle.retain(|source| !under_way.contains(&source.id));
        let nap = if under_way.len() < allowed {
            schedule::next_due(idle, &polls, now).map_or(NAP, |at| (at - now).to_std().unwrap_or_default())
        } else {
            trouble.left()
        };
        // What is overdue could not be released just now: it is tried again with the next nap.
        let release = wire.next_release().map_or(NAP, |at| (at - now).to_std().unwrap_or(NAP));
        let nap = nap.min(release);
        tokio::select! {
            Some(ended) = visits.join_next() => note(&wire, &mut under_way, &mut trouble, ended?).await,
            // A visit on demand: its source may now be due earlier.
            Ok(()) = published.changed() => {}
            () = tokio::time::sleep(nap.min(NAP)) => {}
            () = told(stopped.clone()) => {}
        }
    }
    while let Some(ended) = visits.join_next().await {
        note(&wire, &mut under_way, &mut trouble, ended?).await;
    }
    Ok(())
}

/// What a store that takes nothing does to the visits: while it lasts nobody is asked for what could not be kept.
#[derive(Default)]
struct Trouble {
    pause: Duration,
    until: Option<Instant>,
    /// Sources whose visit broke down inside the wire, and until when they are left alone.
    resting: BTreeMap<SourceId, Instant>,
}

impl Trouble {
    const FIRST: Duration = Duration::from_mins(1);
    const LONGEST: Duration = Duration::from_mins(30);

    /// How many visits may be under way now: after each pause a single one tries whether it has passed.
    fn visits(&self) -> usize {
        match self.until {
            None => VISITS,
            Some(until) if until <= Instant::now() => 1,
            Some(_) => 0,
        }
    }

    /// How long nothing can be begun, unless a visit ends before.
    fn left(&self) -> Duration {
        let left = self.until.map(|until| until.saturating_duration_since(Instant::now()));
        left.filter(|left| !left.is_zero()).unwrap_or(NAP)
    }

    fn rests(&self, source: &SourceId) -> bool {
        self.resting.get(source).is_some_and(|until| *until > Instant::now())
    }

    /// Takes note of an error; true where it is the first.
    fn met(&mut self, source: &SourceId, error: &anyhow::Error) -> bool {
        let error = format!("{error:#}");
        let first = self.until.is_none();
        if first {
            tracing::error!(%source, error, "nothing of a visit could be stored; sources are left alone for a while");
        } else {
            tracing::debug!(%source, error, "still nothing can be stored");
        }
        if self.visits() > 0 {
            self.pause = (self.pause * 2).clamp(Self::FIRST, Self::LONGEST);
            self.until = Some(Instant::now() + self.pause);
        }
        first
    }

    /// Takes note of a visit that was stored; true where there was trouble until now.
    fn passed(&mut self) -> bool {
        self.pause = Duration::ZERO;
        self.until.take().is_some()
    }
}

fn told_readers(result: anyhow::Result<()>) {
    if let Err(error) = result {
        tracing::warn!(error = %format!("{error:#}"), "readers could not be told");
    }
}

/// Logs how a visit ended. What a store could not keep is read again at the next visit.
async fn note(wire: &Wire, under_way: &mut BTreeSet<SourceId>, trouble: &mut Trouble, (source, result): Ended) {
    under_way.remove(&source);
    match result {
        Ok(Ok(None)) => {}
        // Told once at the start, and on the page.
        Ok(Ok(Some(_))) if wire.waits(&source) => tracing::debug!(%source, "waits for the contact to be set"),
        Ok(Ok(Some(visit))) => {
            if trouble.passed() {
                tracing::info!("the store takes what is read again");
                told_readers(wire.show_trouble(false).await);
            }
            let outcome = &visit.outcome;
            let tally = &outcome.tally;
            if outcome.kind.is_well() {
                tracing::info!(%source, outcome = outcome.kind.term(), new = tally.new, revised = tally.revised, echoes = tally.echoes, seen = tally.seen, held = tally.held, ms = outcome.millis, "visited");
            } else {
                tracing::warn!(%source, outcome = outcome.kind.term(), message = %outcome.message.escape_debug(), "visited");
            }
            for warning in &outcome.warnings {
                tracing::warn!(%source, warning = %warning.escape_debug(), "noticed");
            }
        }
        Err(panic) => {
            tracing::error!(%source, %panic, "a visit broke down inside the wire; the source rests. Please report this");
            trouble.resting.insert(source, Instant::now() + Trouble::LONGEST);
        }
        Ok(Err(error)) => {
            if trouble.met(&source, &error) {
                told_readers(wire.show_trouble(true).await);
            }
        }
    }
}

/// Done once the flag is set.
pub(super) async fn told(mut flag: watch::Receiver<bool>) {
    // A sender that is gone means that everything is over.
    let _ = flag.wait_for(|stopped| *stopped).await;
}
