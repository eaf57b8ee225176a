//! Renders from the store what readers ask for most, when it has changed, and everything else when they ask.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;
use tokio::sync::{Mutex, broadcast, watch};

use super::catalogue::{Catalogue, Page};
use super::feeds::Feeds;
use super::pages::{self, Facts, Look, Press, Shown};
use super::topic::FORMS;
use super::{Answer, Error, Extras, News, Published, Shelf, Topic, gather};
use crate::model::{Alert, AlertId, Cursor, Filter, Representation, Seq, Slice};
use crate::render::api::Place;
use crate::render::page::Address;
use crate::render::slice::Terms;
use crate::render::{self, Context};
use crate::store::{self, Store};

/// How many alerts are read for the front page: the most its window can hold.
const READ: usize = 500;
/// How many steps of the making of the catalogue a publication waits for; a larger store is looked through beside it.
const STEPS: usize = 16;

/// Keeps the shelf current, and makes what is not on it.
pub struct Publisher {
    shelf: Shelf,
    feeds: Arc<Feeds>,
    /// What the shelf was last rendered from. Held across rendering, so that of two callers the later one publishes last.
    last: Mutex<Option<Last>>,
    head: watch::Sender<Seq>,
    /// How the sources were when that was last published. Held for a look-up or an exchange, never across an await.
    around: RwLock<Arc<Extras>>,
}

struct Last {
    head: Seq,
    extras: Extras,
    /// Whether the feeds were made from the catalogue, or it was not there yet.
    listed: bool,
    /// The newest alerts at that head: a visit that changes none must not read them all again.
    alerts: Arc<Vec<Alert>>,
}

impl Publisher {
    /// A publisher that has put nothing on the shelf yet.
    pub fn new(ctx: Arc<Context>, shelf: Shelf, store: Arc<dyn Store>) -> Self {
        Self {
            shelf,
            feeds: Arc::new(Feeds::new(ctx, store)),
            last: Mutex::new(None),
            head: watch::Sender::new(0),
            around: RwLock::default(),
        }
    }

    /// Forgets what was rendered: the next publication renders everything anew, as is needed where texts were forgotten
    /// without a change.
    pub async fn expire(&self) -> Result<(), Error> {
        *self.last.lock().await = None;
        self.feeds.expire().await
    }

    /// Brings the shelf up to the store's head: the feeds where a change was committed, the front page also where
    /// `extras` are others than last time; then tells what has changed. On an error what stood there still stands, and
    /// the next call tries again.
    pub async fn publish(&self, extras: Extras) -> Result<Published, Error> {
        let mut last = self.last.lock().await;
        // Asked before the alerts are read: a change in between is rendered now and once more next time, never missed.
        let head = self.feeds.store.head().await?;
        self.feeds.set_day(extras.day);
        let listed = self.feeds.make(STEPS).await?;
        let (news, touched) = self.feeds.follow().await?;
        let feeds = last.as_ref().is_none_or(|last| last.head != head || last.listed != listed);
        let index = feeds || last.as_ref().is_none_or(|last| last.extras != extras);
        if index {
            let alerts = match last.as_ref().filter(|_| !feeds) {
                Some(last) => Arc::clone(&last.alerts),
                None => Arc::new(self.newest().await?),
            };
            let mut all = self.pages(&alerts, &extras, head).await?;
            if feeds {
                all.extend(self.main(&alerts, extras.day).await?);
            }
            all.extend(self.named(extras.day).await?);
            self.shelf.put(all);
            *self.around.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(extras.clone());
            *last = Some(Last { head, extras, listed, alerts });
        }
        drop(last);
        self.feeds.tell(&news);
        self.head.send_replace(head);
        self.renew(touched);
        Ok(Published { head, feeds, index })
    }

    /// Looks through a store that was too large for the first publication; to be awaited beside everything else, once.
    /// True where another publication is needed after it.
    pub async fn catch_up(&self) -> Result<bool, Error> {
        let mut waited = false;
        while !self.feeds.make(1).await? {
            waited = true;
            tokio::task::yield_now().await;
        }
        Ok(waited)
    }

    /// What an address of a feed means; [`Topic::address`] is the one address of it.
    ///
    /// # Errors
    /// When there is no such feed, or what is asked for cannot be answered.
    pub fn topic(&self, path: &str, query: Option<&str>) -> Result<Topic, Answer> {
        Topic::of(path, query, &self.feeds.ctx, &self.feeds.terms())
    }

    /// What readers may ask for: what is known, and what is stored besides.
    pub fn terms(&self) -> Arc<Terms> {
        self.feeds.terms()
    }

    /// What stands at a path, with a query behind it for feeds: what readers get.
    ///
    /// # Errors
    /// When nothing does, or what is asked for cannot be answered or not just now.
    pub async fn get(&self, path: &str, query: Option<&str>) -> Result<Arc<Representation>, Answer> {
        match self.topic(path, query) {
            Ok(topic) => self.read(&topic).await,
            Err(Answer::NoFeed) => self.shelf.get(path).ok_or(Answer::NoFeed),
            Err(answer) => Err(answer),
        }
    }

    /// A feed.
    ///
    /// # Errors
    /// When it cannot be made just now.
    pub async fn read(&self, topic: &Topic) -> Result<Arc<Representation>, Answer> {
        match self.shelf.get(&topic.address()) {
            Some(thing) => Ok(thing),
            None => self.feeds.get(topic).await,
        }
    }

    /// What has changed, publication by publication, from now on.
    pub fn news(&self) -> broadcast::Receiver<Arc<News>> {
        self.feeds.news()
    }

    /// The change up to which everything is published, from now on.
    pub fn head(&self) -> watch::Receiver<Seq> {
        self.head.subscribe()
    }

    /// What stands in a slice behind a place, at most `limit`, without word of what has left it; `None` while the catalogue
    /// is being made.
    pub fn page(&self, slice: &Slice, behind: Option<Cursor>, limit: usize) -> Option<Page> {
        let day = self.feeds.day();
        self.feeds.ask(|catalogue| catalogue.shown(slice, behind, limit, day))
    }

    /// How the sources were when the front page was last published.
    pub fn around(&self) -> Arc<Extras> {
        Arc::clone(&self.around.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What stands at the address of a page.
    ///
    /// # Errors
    /// When it cannot be made just now.
    pub async fn show(&self, look: Look<'_>, address: &Address) -> Result<Shown, Answer> {
        let ctx = Arc::clone(self.speaking(look.tongue));
        Press { feeds: &self.feeds, extras: self.around(), ctx, files: look.files }.page(address).await
    }

    /// The newest alerts of a case, and whether there are more.
    ///
    /// # Errors
    /// The store's.
    pub async fn thread(&self, first: AlertId, most: usize) -> Result<(Vec<Alert>, bool), store::Error> {
        self.feeds.thread(first, most).await
    }

    /// Every page there is, in each language; `None` while the catalogue is being made.
    pub fn addresses(&self) -> Option<Vec<Address>> {
        let day = self.feeds.day();
        self.feeds.ask(|catalogue| pages::addresses(&self.feeds.ctx, catalogue, day))
    }

    /// Who publishes, in a language: in English where pages are not written in it.
    pub fn speaking(&self, tongue: &str) -> &Arc<Context> {
        self.feeds.speaking(tongue)
    }

    /// How many bytes of feeds are kept that do not stand on the shelf.
    pub fn kept(&self) -> usize {
        self.feeds.bytes()
    }

    /// Asks the catalogue; `None` while it is being made.
    pub fn ask<T>(&self, question: impl FnOnce(&Catalogue) -> T) -> Option<T> {
        self.feeds.ask(question)
    }

    /// What stands ready, and what the rest is made from.
    pub(super) fn shown(&self) -> (&Shelf, &Arc<Feeds>) {
        (&self.shelf, &self.feeds)
    }

    async fn newest(&self) -> Result<Vec<Alert>, Error> {
        match self.feeds.newest(READ).await? {
            Some(alerts) => Ok(alerts),
            None => Ok(self.feeds.store.alerts(&Filter::default(), None, READ).await?),
        }
    }

    async fn pages(
        &self,
        alerts: &Arc<Vec<Alert>>,
        extras: &Extras,
        head: Seq,
    ) -> Result<Vec<(String, Representation)>, Error> {
        let place = Place { epoch: self.feeds.store.epoch().to_owned(), head };
        let (ctx, shown, extras) = (Arc::clone(&self.feeds.ctx), Arc::clone(alerts), extras.clone());
        let ids: Vec<AlertId> = alerts.iter().map(|alert| alert.id).collect();
        let facts = self.feeds.ask(|catalogue| Facts::of(catalogue, &Slice::default(), &ids, extras.day));
        // Milliseconds of pure computing, too long for a worker that serves readers.
        let rendering = tokio::task::spawn_blocking(move || {
            let index = pages::front(&ctx, &extras, &shown, facts);
            let (lines, notice) = (&extras.sources, extras.notice.as_deref());
            let status = render::api::status(&ctx, &place, lines, extras.round, notice);
            let style = (format!("/{}", render::style::PATH), render::style::sheet());
            let mut things = vec![
                ("/".to_owned(), index),
                style,
                ("/sources.opml".to_owned(), render::opml::sources(&ctx, lines)),
                ("/api/v1/sources".to_owned(), render::api::sources(&place, lines)),
                ("/api/v1/status".to_owned(), status.clone()),
                ("/status.json".to_owned(), status),
                ("/robots.txt".to_owned(), render::page::robots(&ctx)),
            ];
            let security = render::page::security(&ctx, extras.day);
            things.extend(security.map(|text| ("/.well-known/security.txt".to_owned(), text)));
            things
        });
        rendering.await.map_err(|_| Error::Render)
    }

    /// The feed of everything. Until the catalogue is there, without those that have left it.
    async fn main(&self, alerts: &Arc<Vec<Alert>>, day: NaiveDate) -> Result<Vec<(String, Representation)>, Error> {
        let mut all = Vec::new();
        for form in FORMS {
            let topic = Topic::current(Slice::default(), form);
            let page = self.feeds.ask(|catalogue| gather::page(catalogue, &topic, day));
            let page = page.and_then(Result::ok).unwrap_or_else(|| gather::newest(alerts));
            all.push((topic.address(), self.feeds.render(&topic, page).await?));
        }
        Ok(all)
    }

    /// Makes ready what is published by name, and the list of what there is to subscribe to.
    async fn named(&self, day: NaiveDate) -> Result<Option<(String, Representation)>, Error> {
        for named in &self.feeds.ctx.feeds {
            for topic in FORMS.map(|form| Topic::by_name(named, form)) {
                self.feeds.ready(&topic).await?;
            }
        }
        let found = self.feeds.ask(|catalogue| (catalogue.counts(&Slice::default(), day), catalogue.newest()));
        Ok(found.map(|(counts, newest)| {
            let terms = counts.by.into_iter().map(|(key, by)| (key, by.into_keys().collect())).collect();
            ("/opml".to_owned(), render::opml::feeds(&self.feeds.ctx, &terms, newest))
        }))
    }

    /// Makes anew what is kept ready, beside everything else.
    fn renew(&self, touched: Vec<Topic>) {
        if touched.is_empty() {
            return;
        }
        let feeds = Arc::clone(&self.feeds);
        tokio::spawn(async move {
            for topic in touched {
                // Whoever asks for it meets the same trouble, and is told.
                let _ = feeds.get(&topic).await;
            }
        });
    }
}
