//! What a hub does all day: it confirms what was asked, tells those whose feed has changed, and tries again. Everybody is
//! told in a task of their own; nobody who is slow or dead keeps another waiting.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::Instant;

use super::desk::{Hub, Wanted};
use super::form::Wish;
use super::ledger::{Ledger, Line};
use super::queue::Queue;
use super::subscription::{Name, Subscription};
use super::verify;
use crate::model::Seq;
use crate::publish::outgoing::signature;
use crate::publish::{Message, Unsaid};

/// Of those that could be told last time: how many are told at once, at one host and in all.
const PER_HOST: usize = 8;
const AT_ONCE: usize = 64;
/// Of those that could not.
const DOUBTFUL_PER_HOST: usize = 1;
const DOUBTFUL: usize = 16;
/// Who takes longer is waited for aside, and this many are at most.
const SLOW: Duration = Duration::from_secs(1);
const SLOW_AT_ONCE: usize = 128;
/// How many callbacks are asked for confirmation at once.
const ASKED_AT_ONCE: usize = 32;
/// How often it is looked whose time has come.
const NAP: Duration = Duration::from_secs(1);
/// How many changes are read at a time.
const NEWS: usize = 256;

/// How telling somebody went.
enum Told {
    /// They have what this entity tag names, since now or since before.
    Has(String),
    /// They are gone for good (410).
    Gone,
    /// There is no such feed any more.
    NoFeed,
    /// Not this time.
    Missed(Unsaid),
}

struct UnderWay {
    name: Name,
    doubtful: bool,
    slow: bool,
    begun: Instant,
    /// The feed has changed again since.
    again: bool,
    handle: AbortHandle,
}

struct Round {
    hub: Arc<Hub>,
    sure: Queue,
    doubtful: Queue,
    telling: JoinSet<Told>,
    under_way: HashMap<Id, UnderWay>,
    ids: HashMap<Name, Id>,
    slow: usize,
    asking: JoinSet<(Wanted, Result<(), Unsaid>)>,
    denying: JoinSet<()>,
    seen: Seq,
    keep: mpsc::UnboundedSender<Line>,
}

/// Runs a hub until `stop`.
pub(super) async fn run(
    hub: Arc<Hub>,
    mut asked: mpsc::Receiver<Wanted>,
    ledger: Option<Ledger>,
    stop: impl Future<Output = ()>,
) {
    let (keep, kept) = mpsc::unbounded_channel();
    let keeping = tokio::spawn(keep_all(Arc::clone(&hub), ledger, kept));
    let mut news = hub.parts.bulletin.watch();
    let seen = *news.borrow_and_update();
    let (sure, doubtful) = (Queue::new(PER_HOST, AT_ONCE), Queue::new(DOUBTFUL_PER_HOST, DOUBTFUL));
    let (telling, asking, denying) = Default::default();
    let (under_way, ids) = Default::default();
    let mut round = Round { hub, sure, doubtful, telling, under_way, ids, slow: 0, asking, denying, seen, keep };
    let mut stop = std::pin::pin!(stop);
    // What changed while nobody told of it is told now.
    let topics = round.hub.book().topics();
    round.touch(&topics);
    let mut looked = None;
    loop {
        if looked.is_none_or(|at: Instant| at.elapsed() >= NAP) {
            looked = Some(Instant::now());
            round.look();
        }
        round.start();
        tokio::select! {
            () = &mut stop => break,
            Some(wanted) = asked.recv(), if round.asking.len() < ASKED_AT_ONCE => round.confirm(wanted),
            Some(done) = round.asking.join_next() => {
                if let Ok((wanted, answer)) = done {
                    round.confirmed(wanted, answer).await;
                }
            }
            Some(done) = round.telling.join_next_with_id() => round.told(done),
            Some(_) = round.denying.join_next() => {}
            Ok(()) = news.changed() => round.hear().await,
            () = tokio::time::sleep(NAP) => {}
        }
    }
    drop(round);
    let _ = keeping.await;
}

impl Round {
    /// Finds out whose feeds have changed.
    async fn hear(&mut self) {
        loop {
            let bulletin = &self.hub.parts.bulletin;
            let news = match bulletin.after(self.seen, NEWS).await {
                Ok(news) => news,
                Err(error) => return tracing::warn!("what is new for subscribers could not be read: {error}"),
            };
            let Some(last) = news.last() else { return };
            self.seen = last.seq;
            let topics = &self.hub.parts.topics;
            let mut touched = self.hub.book().topics();
            touched.retain(|topic| news.iter().any(|news| topics.touched(topic, news)));
            self.touch(&touched);
        }
    }

    fn touch(&mut self, topics: &BTreeSet<String>) {
        let readers = self.hub.book().readers(topics);
        for name in readers {
            self.line_up(name, false);
        }
    }

    fn line_up(&mut self, name: Name, doubtful: bool) {
        match self.ids.get(&name).and_then(|id| self.under_way.get_mut(id)) {
            Some(under_way) => under_way.again |= !doubtful,
            None if doubtful => self.doubtful.push(name),
            None => self.sure.push(name),
        }
    }

    /// Begins to tell whoever has a turn.
    fn start(&mut self) {
        loop {
            let (name, doubtful) = match (self.sure.take(), self.slow < SLOW_AT_ONCE) {
                (Some(name), _) => (name, false),
                (None, true) => match self.doubtful.take() {
                    Some(name) => (name, true),
                    None => return,
                },
                (None, false) => return,
            };
            let known = self.hub.book().get(&name).cloned();
            let Some(known) = known else {
                self.queue(doubtful).done(name.host(), false);
                continue;
            };
            let hub = Arc::clone(&self.hub);
            let handle = self.telling.spawn(async move { tell(&hub, &known).await });
            self.ids.insert(name.clone(), handle.id());
            let (id, begun) = (handle.id(), Instant::now());
            self.under_way.insert(id, UnderWay { name, doubtful, slow: false, begun, again: false, handle });
        }
    }

    fn queue(&mut self, doubtful: bool) -> &mut Queue {
        if doubtful { &mut self.doubtful } else { &mut self.sure }
    }

    /// Looks whose time has come: to end, to be tried again, to wait aside.
    fn look(&mut self) {
        let now = self.hub.now();
        for name in self.hub.book().expire(now) {
            self.note(Line::Ended(name));
        }
        let retries = self.hub.book().retries(now);
        for name in retries {
            self.line_up(name, true);
        }
        for under_way in self.under_way.values_mut().filter(|one| !one.slow && one.begun.elapsed() >= SLOW) {
            if self.slow >= SLOW_AT_ONCE {
                under_way.handle.abort();
                continue;
            }
            under_way.slow = true;
            self.slow += 1;
            let queue = if under_way.doubtful { &mut self.doubtful } else { &mut self.sure };
            queue.slow();
        }
    }

    /// Takes note of how telling somebody went.
    fn told(&mut self, done: Result<(Id, Told), JoinError>) {
        let (id, told) = match done {
            Ok(done) => done,
            Err(error) => (error.id(), Told::Missed(Unsaid("it took too long among many that did".to_owned()))),
        };
        let Some(UnderWay { name, doubtful, slow, again, .. }) = self.under_way.remove(&id) else { return };
        self.ids.remove(&name);
        self.slow -= usize::from(slow);
        self.queue(doubtful).done(name.host(), slow);
        let now = self.hub.now();
        let mut book = self.hub.book();
        let line = match told {
            Told::Has(etag) => book.met(&name, etag).map(Line::state),
            Told::Gone => book.end(&name).map(|known| Line::Ended(known.name)),
            Told::NoFeed => {
                if let Some(known) = book.end(&name) {
                    let deliver = Arc::clone(&self.hub.parts.deliver);
                    let reason = "this wire has no such feed any more";
                    self.denying.spawn(async move {
                        verify::deny(&*deliver, &known.name.callback, &known.asked, reason).await;
                    });
                }
                Some(Line::Ended(name.clone()))
            }
            Told::Missed(why) => {
                tracing::debug!(%why, "a subscriber could not be told");
                match book.missed(&name, now, getrandom::u64().unwrap_or(0)) {
                    Some(Ok(known)) => Some(Line::state(known)),
                    Some(Err(())) => Some(Line::Ended(name.clone())),
                    None => None,
                }
            }
        };
        let again = again && book.get(&name).is_some_and(|known| known.failing.is_none());
        drop(book);
        if let Some(line) = line {
            self.note(line);
        }
        if again {
            self.sure.push(name);
        }
    }

    /// Asks the callback whether it was meant.
    fn confirm(&mut self, wanted: Wanted) {
        let deliver = Arc::clone(&self.hub.parts.deliver);
        self.asking.spawn(async move {
            let answer = verify::confirms(&*deliver, &wanted.ask).await;
            (wanted, answer)
        });
    }

    /// Does what was asked, where it was meant.
    async fn confirmed(&mut self, Wanted { ask, name }: Wanted, answer: Result<(), Unsaid>) {
        self.hub.gate().confirmed(&name.gate(), answer.is_ok());
        if let Err(why) = answer {
            return tracing::debug!(%why, "a subscription was not confirmed");
        }
        let Wish::Subscribe { lease, secret } = ask.wish else {
            if self.hub.book().end(&name).is_some() {
                self.note(Line::Ended(name));
            }
            return;
        };
        // What there is now the subscriber can fetch; it is told what comes after.
        let told = self.hub.parts.topics.get(&name.topic).await.ok().flatten().map(|thing| thing.etag.clone());
        let until = self.hub.now() + lease;
        let full = self.hub.book().full(&name);
        if let Some(room) = full {
            let deliver = Arc::clone(&self.hub.parts.deliver);
            self.denying.spawn(async move {
                verify::deny(&*deliver, &name.callback, &ask.topic, &format!("there is no more room {room}")).await;
            });
            return;
        }
        let fresh = Subscription { name: name.clone(), asked: ask.topic, secret, until, told, failing: None };
        let line = Line::Confirmed(Box::new(self.hub.book().confirm(fresh).clone()));
        self.note(line);
        // One that is renewed after a silence may have missed something.
        self.line_up(name, false);
    }

    fn note(&self, line: Line) {
        // Fails only when the one who keeps has broken down, which is told by its own line in the log.
        let _ = self.keep.send(line);
    }
}

/// Sends somebody their feed as it is now (WebSub §7), where they do not have that already.
async fn tell(hub: &Hub, known: &Subscription) -> Told {
    let thing = match hub.parts.topics.get(&known.name.topic).await {
        Ok(Some(thing)) => thing,
        Ok(None) => return Told::NoFeed,
        Err(why) => return Told::Missed(why),
    };
    if known.told.as_ref() == Some(&thing.etag) {
        return Told::Has(thing.etag.clone());
    }
    let mut headers = vec![
        ("content-type", thing.media.content_type().to_owned()),
        ("link", format!("<{}>; rel=\"hub\", <{}>; rel=\"self\"", hub.parts.address, known.name.topic)),
    ];
    let signed = known.secret.as_deref().map(|secret| signature(secret, &thing.body));
    headers.extend(signed.map(|signature| ("x-hub-signature", signature)));
    match hub.parts.deliver.post(&known.name.callback, Message { headers, body: thing.body.clone() }).await {
        Ok(200..=299) => Told::Has(thing.etag.clone()),
        Ok(410) => Told::Gone,
        Ok(status) => Told::Missed(Unsaid(format!("it answers {status}"))),
        Err(why) => Told::Missed(why),
    }
}

/// Keeps what happens on disk, in its own time: nobody waits for the disk to be told.
async fn keep_all(hub: Arc<Hub>, mut ledger: Option<Ledger>, mut lines: mpsc::UnboundedReceiver<Line>) {
    let mut batch = Vec::new();
    while lines.recv_many(&mut batch, 1024).await > 0 {
        let batch = std::mem::take(&mut batch);
        let Some(mut open) = ledger.take() else { continue };
        let whole = {
            let book = hub.book();
            open.is_worn(book.len()).then(|| book.all().cloned().collect::<Vec<_>>())
        };
        let kept = tokio::task::spawn_blocking(move || {
            let kept = open.append(&batch).and_then(|()| whole.map_or(Ok(()), |all| open.renew(&all)));
            (open, kept)
        });
        match kept.await {
            Ok((open, kept)) => {
                if let Err(error) = kept {
                    tracing::error!("subscriptions could not be kept: {error}; make room on the store's disk");
                }
                ledger = Some(open);
            }
            Err(error) => tracing::error!(%error, "subscriptions are not kept any more; restart almenara"),
        }
    }
}
