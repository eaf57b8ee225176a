//! Changes as they happen, for whoever listens: server-sent events (HTML Standard §9.2) that can be resumed where they
//! broke off.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as Poller, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{RawQuery, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use hyper::body::Frame;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use crate::model::{Filter, Seq, Slice};
use crate::publish::{Bulletin, Notice};
use crate::render::slice::{self, Terms};
use crate::render::{Context, told};

/// How often something is said where there is nothing to say, so that both sides know the line is open.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How many events wait for a listener to take them.
const WAITING: usize = 16;
/// How many changes are read at a time.
const NEWS: usize = 64;

#[derive(Clone)]
struct Events {
    bulletin: Arc<Bulletin>,
    ctx: Arc<Context>,
    places: Arc<Semaphore>,
}

/// Where listeners come; at most `listeners` at a time.
pub(super) fn router<S: Clone + Send + Sync + 'static>(
    bulletin: Arc<Bulletin>,
    ctx: Arc<Context>,
    listeners: usize,
) -> Router<S> {
    let places = Arc::new(Semaphore::new(listeners));
    Router::new().route("/events", get(listen)).with_state(Events { bulletin, ctx, places })
}

async fn listen(State(events): State<Events>, RawQuery(query): RawQuery, asked: HeaderMap) -> Response {
    let refused = |status: StatusCode, words: String| (status, [(CACHE_CONTROL, "no-store")], words).into_response();
    let (since, filter) = match wish(query.as_deref().unwrap_or_default(), &events.ctx.terms) {
        Ok(wish) => wish,
        Err(words) => return refused(StatusCode::BAD_REQUEST, words),
    };
    let epoch = events.bulletin.epoch().to_owned();
    // What a listener has heard since counts more than what its address says.
    let last = asked.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let head = events.bulletin.head();
    let since = match last.filter(|last| !last.is_empty()).or(since).map(|cursor| place(&cursor, &epoch, head)) {
        None => head,
        Some(Some(since)) => since,
        Some(None) => {
            let words = "this place is in another history of the wire, or beyond its end: read the feeds or /api/v1/alerts \
                         anew, then listen without a place\n";
            return refused(StatusCode::GONE, words.to_owned());
        }
    };
    let Ok(seat) = Arc::clone(&events.places).try_acquire_owned() else {
        let mut full =
            refused(StatusCode::SERVICE_UNAVAILABLE, "too many listen already; try again later\n".to_owned());
        full.headers_mut().insert(RETRY_AFTER, axum::http::HeaderValue::from_static("60"));
        return full;
    };
    let (say, said) = mpsc::channel(WAITING);
    tokio::spawn(attend(events, filter, since, say, seat));
    let head = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        // nginx would keep events back until it has many.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (head, Body::new(Said(said))).into_response()
}

/// What the query asks for: where to begin, and what concerns the listener.
fn wish(query: &str, terms: &Terms) -> Result<(Option<String>, Filter), String> {
    let (slice, beside) = slice::parse_beside(query, terms, &["since"]).map_err(|error| format!("{error}\n"))?;
    if slice != (Slice { filter: slice.filter.clone(), ..Slice::default() }) {
        return Err("active, prefer and versions mean nothing here: changes are told as they are\n".to_owned());
    }
    let since = beside.into_iter().map(|(_, since)| since).next_back();
    Ok((since, slice.filter))
}

/// The place that a cursor (`EPOCH:NUMBER` or `NUMBER`) means; `None` where it is none of this history.
fn place(cursor: &str, epoch: &str, head: Seq) -> Option<Seq> {
    let (of, number) = cursor.split_once(':').unwrap_or((epoch, cursor));
    let number: Seq = number.trim().parse().ok()?;
    // Before the first change every history is the same.
    ((of == epoch || number == 0) && number <= head).then_some(number)
}

/// Says what happens until the listener is gone.
async fn attend(events: Events, filter: Filter, mut since: Seq, say: mpsc::Sender<Bytes>, _seat: OwnedSemaphorePermit) {
    let Events { bulletin, ctx, .. } = events;
    let (mut head, mut closing) = (bulletin.watch(), bulletin.closing());
    // An id without data is remembered by browsers and makes no event: who breaks off now misses nothing.
    let mut first = true;
    loop {
        head.mark_unchanged();
        let (epoch, Ok(news)) = (bulletin.epoch(), bulletin.after(since, NEWS).await) else { return };
        if std::mem::take(&mut first) && say.send(format!("retry: 5000\nid: {epoch}:{since}\n\n").into()).await.is_err()
        {
            return;
        }
        for news in &news {
            since = news.seq;
            if news.concerns(&filter) && say.send(event(&ctx, epoch, news)).await.is_err() {
                return;
            }
        }
        if !news.is_empty() {
            continue;
        }
        tokio::select! {
            changed = head.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(HEARTBEAT) => if say.send(Bytes::from_static(b":\n\n")).await.is_err() { return },
            () = async { _ = closing.wait_for(|closed| *closed).await } => return,
            () = say.closed() => return,
        }
    }
}

fn event(ctx: &Context, epoch: &str, news: &Notice) -> Bytes {
    let change = format!("{epoch}:{}", news.seq);
    let data = told(ctx, &change, news.kind, news.id, news.alert.as_deref(), news.into);
    format!("id: {change}\nevent: {}\ndata: {data}\n\n", news.word()).into()
}

/// What is said, as a body without an end.
struct Said(mpsc::Receiver<Bytes>);

impl HttpBody for Said {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        poller: &mut Poller<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.0.poll_recv(poller).map(|said| said.map(|bytes| Ok(Frame::data(bytes))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_one_of_this_history_and_not_beyond_its_end() {
        let cases = [
            ("7", Some(7)),
            ("a:7", Some(7)),
            ("a:10", Some(10)),
            ("b:7", None),
            ("a:11", None),
            ("0:0", Some(0)),
            ("", None),
            ("a:", None),
            (":7", None),
            ("a:-1", None),
            ("99999999999999999999", None),
        ];
        for (cursor, expected) in cases {
            assert_eq!(place(cursor, "a", 10), expected, "{cursor}");
        }
    }
}
