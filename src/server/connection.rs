//! One connection, from its first byte to its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::sync::{oneshot, watch};
use tokio::time::{sleep, timeout};

use super::Limits;
use super::ready::Ready;
use super::stream::Watched;

/// The most bytes of a request's header.
const HEADER: usize = 32 * 1024;
/// Requests at once on one HTTP/2 connection.
const STREAMS: u32 = 64;

/// How a connection learns that it has to go.
pub(super) struct Signals {
    /// Its place is needed for another.
    pub(super) leave: oneshot::Receiver<()>,
    /// The server stops.
    pub(super) stop: watch::Receiver<bool>,
}

/// Serves one connection (HTTP/1.1, or HTTP/2 with prior knowledge) until it ends, is asked to go, or breaks a limit.
pub(super) async fn serve(socket: TcpStream, ready: Ready, limits: Limits, mut signals: Signals) {
    let _ = socket.set_nodelay(true);
    // A connection that has asked for nothing yet loses nothing when it is cut. (hyper does not count it as idle.)
    let asked = Arc::new(AtomicBool::new(false));
    let service = service_fn(|request| {
        asked.store(true, Ordering::Relaxed);
        ready.clone().answer(request)
    });
    let builder = builder(&limits);
    let io = TokioIo::new(Watched::new(socket, limits.idle));
    let mut connection = std::pin::pin!(builder.serve_connection(io, service));
    // hyper's own timer starts only when it knows the version of HTTP, which a silent peer never tells it.
    let mut silence = std::pin::pin!(sleep(limits.header));
    let mut silent = true;
    let mut age = std::pin::pin!(sleep(limits.age));
    let grace = loop {
        tokio::select! {
            _ = connection.as_mut() => return,
            () = &mut silence, if silent => {
                if !asked.load(Ordering::Relaxed) {
                    return;
                }
                silent = false;
            }
            () = &mut age => break limits.drain,
            _ = &mut signals.leave => break limits.eviction,
            _ = signals.stop.changed() => break limits.drain,
        }
    };
    if asked.load(Ordering::Relaxed) {
        connection.as_mut().graceful_shutdown();
        let _ = timeout(grace, connection).await;
    }
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.header).max_buf_size(HEADER);
    builder.http2().timer(TokioTimer::new()).max_concurrent_streams(STREAMS).max_header_list_size(HEADER as u32);
    builder
}
