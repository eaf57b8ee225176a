//! The life of the server: accept, make room, stop.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::connection::{Signals, serve};
use super::ready::Ready;
use super::routes::router;
use super::{App, Error, Limits};

/// Serves until `shutdown` ends: then takes no further connection, lets answers finish for `Limits::drain`, and cuts what
/// is left.
pub async fn run(listener: TcpListener, app: App, shutdown: impl Future<Output = ()>) -> Result<(), Error> {
    let limits = app.limits;
    let (stop, stopped) = watch::channel(false);
    let shelf = app.shelf.clone();
    let ready = Ready::new(shelf, router(app, stopped.clone()));
    let mut connections = JoinSet::new();
    let mut places = Places::new(limits.connections);
    let mut shutdown = std::pin::pin!(shutdown);
    let ended = loop {
        let (socket, place, leave) = tokio::select! {
            biased;
            () = &mut shutdown => break Ok(()),
            next = next(&listener, &mut places, &limits) => match next {
                Ok(next) => next,
                Err(error) => break Err(error),
            },
        };
        while connections.try_join_next().is_some() {}
        let served = serve(socket, ready.clone(), limits, Signals { leave, stop: stopped.clone() });
        connections.spawn(async move {
            served.await;
            drop(place);
        });
    };
    drop(listener);
    let _ = stop.send(true);
    // Each connection keeps to `drain` by itself; the second is for those that were just being started.
    let drained = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(limits.drain + Duration::from_secs(1), drained).await;
    connections.abort_all();
    ended
}

/// The next connection, with a place for it.
async fn next(
    listener: &TcpListener,
    places: &mut Places,
    limits: &Limits,
) -> Result<(TcpStream, OwnedSemaphorePermit, oneshot::Receiver<()>), Error> {
    let socket = accept(listener, limits.patience).await?;
    let (place, leave) = places.take().await;
    Ok((socket, place, leave))
}

/// Accepts, through passing faults: a peer that is gone again costs nothing, a lack of file descriptors needs a breath.
async fn accept(listener: &TcpListener, patience: Duration) -> Result<TcpStream, Error> {
    let mut failing = None;
    loop {
        let source = match listener.accept().await {
            Ok((socket, _)) => return Ok(socket),
            Err(error) => error,
        };
        if matches!(source.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) {
            continue;
        }
        tracing::warn!("a connection could not be accepted: {source}; trying again");
        if failing.get_or_insert_with(Instant::now).elapsed() > patience {
            return Err(Error::Listener { minutes: patience.as_secs() / 60, source });
        }
        sleep(Duration::from_millis(200)).await;
    }
}

/// Places for connections. When all are taken the oldest connection is asked to leave, so that a crowd of idle ones keeps
/// nobody out.
struct Places {
    free: Arc<Semaphore>,
    limit: usize,
    /// Oldest first; ended ones are cleared away now and then.
    taken: VecDeque<oneshot::Sender<()>>,
}

impl Places {
    fn new(limit: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(limit)), limit, taken: VecDeque::new() }
    }

    async fn take(&mut self) -> (OwnedSemaphorePermit, oneshot::Receiver<()>) {
        let free = Arc::clone(&self.free);
        if free.available_permits() == 0 {
            while self.taken.pop_front().is_some_and(|oldest| oldest.send(()).is_err()) {}
        }
        let place = free.acquire_owned().await.expect("the semaphore is never closed");
        if self.taken.len() >= 2 * self.limit {
            self.taken.retain(|connection| !connection.is_closed());
        }
        let (leave, left) = oneshot::channel();
        self.taken.push_back(leave);
        (place, left)
    }
}
