//! The life of the daemon on one screen: start, poll until told to stop, then stop in order.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::{Visit, Wire, clock, control};
use crate::model::{Source, SourceId};
use crate::{schedule, server};

/// How many visits may be under way at once. Turns per host keep each host at one; this only bounds memory.
const VISITS: usize = 256;
/// How often the schedule is looked at when nothing happens.
const TICK: Duration = Duration::from_millis(250);
/// How often it is looked for texts that are older than they are kept.
const TIDY: Duration = Duration::from_hours(1);

/// Serves a wire on a bound listener until `shutdown` is done: first the visits in hand are finished, then the server
/// is drained, then the store is flushed and let go.
///
/// # Errors
/// When the control socket cannot be made or the store fails.
pub async fn serve(wire: Arc<Wire>, listener: TcpListener, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
    let (stop_polling, polling_stopped) = watch::channel(false);
    let (stop_serving, serving_stopped) = watch::channel(false);
    let app = server::App {
        shelf: wire.shelf().clone(),
        store: Arc::clone(wire.store()),
        ctx: Arc::clone(wire.context()),
        limits: server::Limits::default(),
    };
    let served = tokio::spawn(server::run(listener, app, told(serving_stopped.clone())));
    let controlled = match wire.folder() {
        Some(folder) => {
            let socket = control::bind(folder)?;
            Some(tokio::spawn(control::run(socket, Arc::clone(&wire), told(serving_stopped))))
        }
        None => None,
    };

    let polled = tokio::spawn(poll(Arc::clone(&wire), polling_stopped));
    shutdown.await;
    stop_polling.send_replace(true);
    let polled = polled.await?;
    stop_serving.send_replace(true);
    if let Some(controlled) = controlled {
        controlled.await?;
    }
    served.await??;
    wire.close().await?;
    polled
}

/// Visits what is due, many at once, until told to stop; then waits for the visits in hand.
async fn poll(wire: Arc<Wire>, stopped: watch::Receiver<bool>) -> anyhow::Result<()> {
    let sources: Vec<Source> = wire.config().sources().cloned().collect();
    let mut under_way: BTreeSet<SourceId> = BTreeSet::new();
    let mut visits: JoinSet<(SourceId, anyhow::Result<Option<Visit>>)> = JoinSet::new();
    let mut tidied: Option<Instant> = None;
    while !*stopped.borrow() {
        if tidied.is_none_or(|at| at.elapsed() >= TIDY) {
            tidied = Some(Instant::now());
            if let Err(error) = wire.prune().await {
                tracing::error!(error = %format!("{error:#}"), "old texts were not forgotten");
            }
        }
        let polls = wire.polls();
        for source in schedule::due(&sources, &polls, clock::now()) {
            if under_way.len() < VISITS && !wire.waits(&source.id) && under_way.insert(source.id.clone()) {
                let (wire, source, stop) = (Arc::clone(&wire), source.clone(), told(stopped.clone()));
                visits.spawn(async move { (source.id.clone(), wire.visit(&source, stop).await) });
            }
        }
        tokio::select! {
            Some(ended) = visits.join_next() => note(&mut under_way, ended?),
            () = tokio::time::sleep(TICK) => {}
            () = told(stopped.clone()) => {}
        }
    }
    while let Some(ended) = visits.join_next().await {
        note(&mut under_way, ended?);
    }
    Ok(())
}

/// Logs how a visit ended. A store that fails is told and tried again at the next visit: what was read is still there.
fn note(under_way: &mut BTreeSet<SourceId>, (source, result): (SourceId, anyhow::Result<Option<Visit>>)) {
    under_way.remove(&source);
    match result {
        Ok(None) => {}
        Ok(Some(visit)) => {
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
        Err(error) => tracing::error!(%source, error = %format!("{error:#}"), "nothing of this visit was stored"),
    }
}

/// Done once the flag is set.
async fn told(mut flag: watch::Receiver<bool>) {
    // A sender that is gone means that everything is over.
    let _ = flag.wait_for(|stopped| *stopped).await;
}
