//! One folder, brought up to the wire round by round.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::super::catalogue::Catalogue;
use super::super::feeds::Feeds as Shown;
use super::super::{Error, Extras, News, Publisher, Shelf, Touched};
use super::feeds::{Round, Written};
use super::folder::{Exported, Folder};
use super::links::{Threads, file};
use super::pages::Pages;
use super::writing::{Piece, Writing};
use chrono::NaiveDate;

use crate::model::{Alert, AlertId, ChangeKind, MediaType, Representation, Seq};
use crate::store::Store;

/// How many changes are read at a time.
const CHANGES: usize = 1_000;
/// With more alerts changed than this, every feed is looked at.
const MANY: usize = 500;

/// A folder that is kept as the wire is.
pub struct Export {
    folder: Arc<Mutex<Folder>>,
    known: Option<Known>,
}

/// What was written up to which change.
#[derive(Default)]
struct Known {
    epoch: String,
    head: Seq,
    seqs: Arc<HashMap<AlertId, Seq>>,
    threads: Arc<Threads>,
    told_by: HashMap<AlertId, BTreeSet<AlertId>>,
    /// Pages of single terms, and the day they were written for.
    views: BTreeSet<String>,
    day: NaiveDate,
    written: Written,
}

impl Export {
    /// Opens a folder that was exported to before, or an empty or new one.
    ///
    /// # Errors
    /// When something else is in it, another process writes there, or it cannot be read or written.
    pub async fn open(to: &Path) -> Result<Self, Error> {
        let to = to.to_owned();
        let opening = tokio::task::spawn_blocking(move || Folder::open(&to));
        let folder = opening.await.map_err(|_| Error::Render)??;
        Ok(Self { folder: Arc::new(Mutex::new(folder)), known: None })
    }

    /// Forgets what was written: the next round looks at everything, as is needed where texts were forgotten without a
    /// change.
    pub fn forget(&mut self) {
        self.known = None;
    }

    /// Brings the folder up to what is published. The first round looks at everything, later ones at what has changed.
    /// Cut short anywhere, it leaves whole files, and the next round makes up for the rest.
    ///
    /// # Errors
    /// When the store cannot be read, the folder cannot be written, or the catalogue is not made yet.
    pub async fn renew(&mut self, publisher: &Publisher) -> Result<Exported, Error> {
        let (_, shown) = publisher.shown();
        let head = shown.head().ok_or(Error::Unlisted)?;
        let store = &*shown.store;
        // Taken out: after an error nothing is known for sure.
        let known = self.known.take().filter(|known| known.epoch == store.epoch() && known.head <= head);
        let everything = known.is_none();
        let known = known.unwrap_or_else(|| Known { epoch: store.epoch().to_owned(), ..Known::default() });
        let mut writing = Writing::new(Arc::clone(&self.folder));
        let done = Self::round(known, everything, publisher, head, &mut writing).await;
        writing.end().await;
        let (known, done) = done?;
        self.known = Some(known);
        Ok(done)
    }

    async fn round(
        known: Known,
        everything: bool,
        publisher: &Publisher,
        head: Seq,
        writing: &mut Writing,
    ) -> Result<(Known, Exported), Error> {
        let (shelf, shown) = publisher.shown();
        let extras = publisher.around();
        writing
            .with(move |folder| {
                folder.begin(everything);
                Ok(())
            })
            .await?;
        let known = known.follow(everything, head, shown, &extras, writing).await?;
        shelf_things(shelf, publisher, writing).await?;
        Pages { shown, extras, threads: Arc::clone(&known.threads) }.doors(writing).await?;
        let done = writing.with(Folder::finish).await?;
        Ok((known, done))
    }
}

impl Known {
    /// Pages first, then feeds, so that what feeds lead to is there.
    async fn follow(
        mut self,
        everything: bool,
        head: Seq,
        shown: &Arc<Shown>,
        extras: &Arc<Extras>,
        writing: &mut Writing,
    ) -> Result<Self, Error> {
        let store = &*shown.store;
        let touched = self.changes(store, head).await?;
        let threads = Arc::new(shown.ask(Catalogue::threads).unwrap_or_default());
        let cases = changed_cases(&self.threads, &threads, &touched);
        let mates =
            cases.iter().flat_map(|case| [&self.threads, &threads].map(|all| all.get(case))).flatten().flatten();
        let tellers = touched.iter().filter_map(|id| self.told_by.get(id)).flatten();
        let pages: BTreeSet<AlertId> = touched.iter().chain(mates).chain(tellers).copied().collect();
        let pages: Vec<AlertId> = pages.into_iter().collect();
        let news = if everything || touched.len() > MANY { None } else { news(store, &touched, head).await? };
        let of = Pages { shown, extras: Arc::clone(extras), threads: Arc::clone(&threads) };
        of.alerts(&pages, &mut self.told_by, writing).await?;
        of.cases(&cases, writing).await?;
        if everything || !touched.is_empty() || self.day != extras.day {
            self.views = of.views(&self.views, writing).await?;
            self.day = extras.day;
        }
        writing.settle().await?;
        let round = Round { shown, threads: &threads, seqs: &self.seqs, news: news.as_ref(), day: shown.day() };
        round.write(&mut self.written, writing).await?;
        Ok(Self { head, threads, ..self })
    }

    /// Reads which alerts have changed, up to what the catalogue knows: what comes later is read in the next round.
    async fn changes(&mut self, store: &dyn Store, head: Seq) -> Result<HashSet<AlertId>, Error> {
        let mut touched = HashSet::new();
        let mut since = self.head;
        let seqs = Arc::make_mut(&mut self.seqs);
        while since < head {
            let changes = store.changes(since, CHANGES).await?;
            let Some(last) = changes.last() else { break };
            since = last.seq;
            for change in changes.iter().filter(|change| change.seq <= head) {
                seqs.insert(change.alert, change.seq);
                touched.insert(change.alert);
            }
        }
        Ok(touched)
    }
}

/// Cases that have become others, or of which an alert has changed.
fn changed_cases(before: &Threads, now: &Threads, touched: &HashSet<AlertId>) -> BTreeSet<AlertId> {
    let new = now.iter().filter(|(case, alerts)| {
        before.get(case) != Some(alerts) || alerts.iter().chain([*case]).any(|alert| touched.contains(alert))
    });
    let gone = before.keys().filter(|case| !now.contains_key(case));
    new.map(|(case, _)| case).chain(gone).copied().collect()
}

/// What has changed, as feeds are asked whether it concerns them; `None` where a text was forgotten, so that nobody knows.
async fn news(store: &dyn Store, touched: &HashSet<AlertId>, head: Seq) -> Result<Option<News>, Error> {
    let ids: Vec<AlertId> = touched.iter().copied().collect();
    let alerts: Option<Vec<Alert>> = store.named(&ids).await?.into_iter().collect();
    let changes = |alerts: Vec<Alert>| {
        alerts.into_iter().map(|alert| Touched { kind: ChangeKind::Revised, alert: Arc::new(alert) }).collect()
    };
    Ok(alerts.map(|alerts| News { head, changes: changes(alerts) }))
}

/// Writes what stands ready besides feeds and pages.
async fn shelf_things(shelf: &Shelf, publisher: &Publisher, writing: &mut Writing) -> Result<(), Error> {
    let mut things = shelf.all();
    things.retain(|(address, thing)| {
        thing.media != MediaType::Html && !address.starts_with("/api/") && publisher.topic(address, None).is_err()
    });
    things.sort_by(|(one, _), (other, _)| one.cmp(other));
    let make = move || {
        let piece = |(address, thing): (String, Arc<Representation>)| {
            let name = file(&address, thing.media);
            Piece { name, bytes: Some(thing.body.clone()), steady: false }
        };
        things.into_iter().map(piece).collect()
    };
    writing.begin(make).await?;
    writing.settle().await
}
