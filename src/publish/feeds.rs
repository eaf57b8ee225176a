//! Every feed there can be: what readers asked for lately in memory, the rest made when it is asked for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::{Semaphore, SemaphorePermit, broadcast};

use super::cache::{Cache, Kept};
use super::catalogue::{Catalogue, Page};
use super::follow::{self, Making, Step};
use super::gather;
use super::pool::Pool;
use super::{Answer, Error, News, Topic};
use crate::model::{Alert, AlertId, Filter, Representation, Seq, Slice};
use crate::render::Context;
use crate::render::slice::Terms;
use crate::store::{self, Store};

/// How many bytes of feeds of one term of one facet are kept ready.
const READY: usize = 128 << 20;
/// How many bytes of other combinations are kept.
const OTHERS: usize = 64 << 20;
/// How many alerts are kept in memory.
const ALERTS: usize = 10_000;
/// How many changed alerts are taken there before anybody asks for them.
const FEW: usize = 100;
/// How many feeds may be made at a time, and how many readers may wait for that.
const MADE: usize = 2;
const WAITING: usize = 64;
/// How many feeds that were kept ready are made anew at once when something touches them; others when asked for.
const RENEWED: usize = 64;
/// How many publications a listener may be behind before it is told that it has missed some.
const TOLD: usize = 64;

/// What all feeds are made from. Locks are held for look-ups and exchanges, never across an await.
pub(super) struct Feeds {
    pub(super) ctx: Arc<Context>,
    /// The same in each language that feeds and pages are written in, this one first.
    spoken: Vec<Arc<Context>>,
    pub(super) store: Arc<dyn Store>,
    state: RwLock<State>,
    making: tokio::sync::Mutex<Option<Making>>,
    pool: Mutex<Pool>,
    named: Mutex<Cache>,
    ready: Mutex<Cache>,
    others: Mutex<Cache>,
    made: Semaphore,
    waiting: Semaphore,
    news: broadcast::Sender<Arc<News>>,
}

#[derive(Default)]
struct State {
    /// `None` while it is being made.
    catalogue: Option<Catalogue>,
    head: Seq,
    day: NaiveDate,
    /// What may be asked for: what is known, and what is stored besides; made anew when there is more of that.
    terms: Arc<Terms>,
    stored: usize,
}

impl State {
    fn learn_terms(&mut self, known: &Terms) {
        let Some(catalogue) = &self.catalogue else { return };
        let stored = catalogue.terms();
        if stored.len() != self.stored {
            self.stored = stored.len();
            self.terms = Arc::new(known.with(stored));
        }
    }
}

impl Feeds {
    pub(super) fn new(ctx: Arc<Context>, store: Arc<dyn Store>) -> Self {
        let state = State { terms: Arc::new(ctx.terms.clone()), ..State::default() };
        Self {
            spoken: ctx.tongues.all().map(|tongue| Arc::new(ctx.speaking(tongue))).collect(),
            ctx,
            store,
            state: RwLock::new(state),
            making: tokio::sync::Mutex::new(Some(Making::default())),
            pool: Mutex::new(Pool::new(ALERTS)),
            named: Mutex::new(Cache::new(usize::MAX)),
            ready: Mutex::new(Cache::new(READY)),
            others: Mutex::new(Cache::new(OTHERS)),
            made: Semaphore::new(MADE),
            waiting: Semaphore::new(WAITING),
            news: broadcast::Sender::new(TOLD),
        }
    }

    /// Who publishes, in a language: in English where nothing is written in it.
    pub(super) fn speaking(&self, tongue: &str) -> &Arc<Context> {
        self.spoken.iter().find(|spoken| spoken.tongue.code() == tongue).unwrap_or(&self.ctx)
    }

    /// The newest alerts of a case, and whether there are more; found without looking through the store, once there is a
    /// catalogue.
    pub(super) async fn thread(&self, first: AlertId, most: usize) -> Result<(Vec<Alert>, bool), store::Error> {
        let slice = Slice { filter: Filter { cases: vec![first], ..Filter::default() }, ..Slice::default() };
        let day = self.day();
        if let Some(thread) = self.ask(|catalogue| catalogue.shown(&slice, None, most, day)) {
            let ids: Vec<AlertId> = thread.shown.iter().map(|place| place.id).collect();
            let alerts = self.store.named(&ids).await?;
            return Ok((alerts.into_iter().flatten().collect(), thread.more));
        }
        let mut alerts = self.store.alerts(&slice.filter, None, most + 1).await?;
        let more = alerts.len() > most;
        alerts.truncate(most);
        Ok((alerts, more))
    }

    /// What has changed, from now on.
    pub(super) fn news(&self) -> broadcast::Receiver<Arc<News>> {
        self.news.subscribe()
    }

    /// Asks the catalogue, once there is one.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&Catalogue) -> T) -> Option<T> {
        self.state().catalogue.as_ref().map(question)
    }

    /// The change up to which the catalogue is true; `None` while it is being made.
    pub(super) fn head(&self) -> Option<Seq> {
        let state = self.state();
        state.catalogue.is_some().then_some(state.head)
    }

    /// What may be asked for.
    pub(super) fn terms(&self) -> Arc<Terms> {
        Arc::clone(&self.state().terms)
    }

    /// The day for which feeds are made that hang on one.
    pub(super) fn day(&self) -> NaiveDate {
        self.state().day
    }

    /// Sets that day.
    pub(super) fn set_day(&self, day: NaiveDate) {
        self.state.write().unwrap_or_else(PoisonError::into_inner).day = day;
    }

    /// Makes the catalogue, as far as that many steps go; true once it is there.
    pub(super) async fn make(&self, steps: usize) -> Result<bool, Error> {
        let mut making = self.making.lock().await;
        for _ in 0..steps {
            let Some(unfinished) = making.as_mut() else { return Ok(true) };
            if let Some((catalogue, head)) = unfinished.step(&*self.store).await? {
                let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
                (state.catalogue, state.head) = (Some(catalogue), head);
                state.learn_terms(&self.ctx.terms);
                *making = None;
            }
        }
        Ok(making.is_none())
    }

    /// Follows the store from where the catalogue stands to its head: what has changed, step by step, and feeds that were
    /// kept ready and have to be made anew.
    pub(super) async fn follow(&self) -> Result<(Vec<Arc<News>>, Vec<Topic>), Error> {
        let (mut told, mut touched) = (Vec::new(), Vec::new());
        loop {
            let Some(head) = self.head() else { return Ok((told, touched)) };
            let Some(step) = follow::changes(&*self.store, head).await? else { return Ok((told, touched)) };
            let (news, again) = self.take(step);
            told.push(news);
            touched.extend(again);
        }
    }

    /// Tells what has changed to whoever listens.
    pub(super) fn tell(&self, news: &[Arc<News>]) {
        for news in news {
            // Nobody may be listening.
            let _ = self.news.send(Arc::clone(news));
        }
    }

    /// Lets go of what hangs on texts that the store has forgotten without a change.
    pub(super) async fn expire(&self) -> Result<(), Error> {
        while let Some(oldest) = self.ask(Catalogue::oldest).flatten() {
            if self.store.alert(oldest).await?.is_some() {
                break;
            }
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            if let Some(catalogue) = state.catalogue.as_mut() {
                catalogue.forget(oldest);
            }
        }
        lock(&self.pool).clear();
        lock(&self.named).clear();
        lock(&self.ready).clear();
        lock(&self.others).clear();
        Ok(())
    }

    /// How many bytes of feeds are kept.
    pub(super) fn bytes(&self) -> usize {
        [&self.named, &self.ready, &self.others].into_iter().map(|cache| lock(cache).bytes()).sum()
    }

    /// A feed: as it is kept, else made now.
    pub(super) async fn get(&self, topic: &Topic) -> Result<Arc<Representation>, Answer> {
        let address = topic.address();
        if let Some(thing) = self.kept(topic, &address) {
            return Ok(thing);
        }
        let _turn = self.turn().await?;
        // Whoever waited before may have asked for the same.
        match self.kept(topic, &address) {
            Some(thing) => Ok(thing),
            None => self.make_one(topic, &address).await,
        }
    }

    /// Waits for a turn to make something; it lasts as long as it is kept.
    pub(super) async fn turn(&self) -> Result<[SemaphorePermit<'_>; 2], Answer> {
        let place = self.waiting.try_acquire().map_err(|_| Answer::Busy)?;
        let turn = self.made.acquire().await.map_err(|_| Answer::Busy)?;
        Ok([place, turn])
    }

    /// Makes a feed unless it is kept, however many others wait; nothing where there is no catalogue yet.
    pub(super) async fn ready(&self, topic: &Topic) -> Result<(), Error> {
        let address = topic.address();
        if self.kept(topic, &address).is_some() {
            return Ok(());
        }
        match self.make_one(topic, &address).await {
            Err(Answer::Failed(error)) => Err(error),
            _ => Ok(()),
        }
    }

    async fn make_one(&self, topic: &Topic, address: &str) -> Result<Arc<Representation>, Answer> {
        let (page, head, day) = {
            let state = self.state();
            let catalogue = state.catalogue.as_ref().ok_or(Answer::NotYet)?;
            (gather::page(catalogue, topic, state.day)?, state.head, state.day)
        };
        let until = page.until;
        let thing = Arc::new(self.render(topic, page).await.map_err(Answer::Failed)?);
        let kept =
            Kept { topic: topic.clone(), thing: Arc::clone(&thing), day: topic.slice.active.then_some(day), until };
        let state = self.state();
        // What has changed in between has let go of what was kept then, and not of this.
        if state.head == head {
            lock(self.cache(topic)).put(address, kept);
        }
        Ok(thing)
    }

    /// Makes a feed of what stands in it.
    pub(super) async fn render(&self, topic: &Topic, page: Page) -> Result<Representation, Error> {
        // Whoever reads old archives must not drive out of memory what everybody reads.
        let keep = topic.archive.is_none();
        let places: Vec<AlertId> = page.shown.iter().map(|place| place.id).collect();
        let shown: Vec<Arc<Alert>> = self.read(&places, keep).await?.into_iter().flatten().collect();
        let departed: Vec<AlertId> = page.left.iter().map(|departed| departed.id).collect();
        let alerts = self.read(&departed, keep).await?.into_iter().zip(&page.left);
        let left: Vec<_> = alerts.filter_map(|(alert, departed)| Some((alert?, departed.at))).collect();
        let ctx = Arc::clone(self.speaking(topic.tongue));
        let info = topic.info(&ctx, &page);
        let topic = topic.clone();
        // Milliseconds of pure computing, too long for a worker that serves readers.
        let rendering = tokio::task::spawn_blocking(move || {
            gather::write(&ctx, topic.form, &info, &gather::slots(&topic.slice, &shown, &left))
        });
        rendering.await.map_err(|_| Error::Render)
    }

    /// The newest alerts, once there is a catalogue.
    pub(super) async fn newest(&self, most: usize) -> Result<Option<Vec<Alert>>, Error> {
        let day = self.day();
        let Some(page) = self.ask(|catalogue| catalogue.shown(&Slice::default(), None, most, day)) else {
            return Ok(None);
        };
        let ids: Vec<AlertId> = page.shown.iter().map(|place| place.id).collect();
        let alerts = self.read(&ids, true).await?;
        Ok(Some(alerts.into_iter().flatten().map(Arc::unwrap_or_clone).collect()))
    }

    /// Alerts in the order asked: from memory, the others from the store at once, to be kept in memory or not.
    pub(super) async fn read(&self, ids: &[AlertId], keep: bool) -> Result<Vec<Option<Arc<Alert>>>, Error> {
        let mut found: Vec<Option<Arc<Alert>>> = {
            let mut pool = lock(&self.pool);
            ids.iter().map(|id| pool.get(*id)).collect()
        };
        let missing: Vec<AlertId> =
            ids.iter().zip(&found).filter(|(_, alert)| alert.is_none()).map(|(id, _)| *id).collect();
        if missing.is_empty() {
            return Ok(found);
        }
        let head = self.state().head;
        let mut fresh = self.store.named(&missing).await?.into_iter().map(|alert| alert.map(Arc::new));
        let state = self.state();
        let mut pool = lock(&self.pool);
        for place in found.iter_mut().filter(|place| place.is_none()) {
            *place = fresh.next().flatten();
            if let Some(alert) = place.as_ref().filter(|_| keep && state.head == head) {
                pool.put(Arc::clone(alert));
            }
        }
        Ok(found)
    }

    fn kept(&self, topic: &Topic, address: &str) -> Option<Arc<Representation>> {
        let day = self.day();
        lock(self.cache(topic)).get(address, day)
    }

    fn cache(&self, topic: &Topic) -> &Mutex<Cache> {
        match (&topic.name, topic.is_current()) {
            (Some(_), true) => &self.named,
            _ if topic.is_single() => &self.ready,
            _ => &self.others,
        }
    }

    /// Takes over what has changed, all at once: what was kept of it is let go before anybody can ask for it again.
    fn take(&self, step: Step) -> (Arc<News>, Vec<Topic>) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let Step { news, newest, forgotten } = step;
        state.head = news.head;
        let mut last = DateTime::<Utc>::MIN_UTC;
        if let Some(catalogue) = state.catalogue.as_mut() {
            for change in &news.changes {
                catalogue.note(&change.alert);
            }
            for id in forgotten {
                catalogue.forget(id);
            }
            if let Some(at) = newest {
                catalogue.noted(at);
            }
            last = catalogue.newest();
        }
        state.learn_terms(&self.ctx.terms);
        let mut pool = lock(&self.pool);
        // A few will be asked for at once; many would drive out what is.
        let few = news.changes.len() <= FEW;
        for change in &news.changes {
            if few { pool.put(Arc::clone(&change.alert)) } else { pool.renew(&change.alert) }
        }
        lock(&self.named).take_touched(&news, last);
        lock(&self.others).take_touched(&news, last);
        let mut touched = lock(&self.ready).take_touched(&news, last);
        touched.truncate(RENEWED);
        (Arc::new(news), touched)
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A panic elsewhere cannot leave these half changed in a way that matters: at worst something is made once more.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
