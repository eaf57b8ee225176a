//! Changes as they are told: read from the store once after each publication, kept for a while, and handed to everybody who
//! waits for them. Whoever was away longer is given them from the store.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::time::Instant;

use super::Error;
use crate::model::{Alert, AlertId, AlertState, Change, ChangeKind, Facets, Filter, Seq};
use crate::store::Store;

/// How many changes are kept for whoever comes a little late.
const KEPT: usize = 1024;
/// For how long: texts that are forgotten elsewhere are soon forgotten here too.
const KEPT_FOR: Duration = Duration::from_mins(10);
/// How many are read at a time.
const READ: usize = 256;

/// A change with what there is to say of it by now.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// Its place in the order of all changes.
    pub seq: Seq,
    /// When it was committed.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: ChangeKind,
    /// To which alert.
    pub id: AlertId,
    /// The alert as it is by now, where it is shown.
    pub alert: Option<Arc<Alert>>,
    /// The alert that it became one with.
    pub into: Option<AlertId>,
    /// What it is filed under, and what this change took it out of.
    pub facets: Vec<Facets>,
    /// False for what concerns nobody: history of a first import, what is kept back, what was never shown.
    pub told: bool,
}

impl Notice {
    fn of(change: &Change, alert: Option<Alert>) -> Self {
        let shown = alert.as_ref().is_some_and(|alert| alert.state == AlertState::Live && alert.merged.is_none());
        let imported = alert.as_ref().is_some_and(|alert| alert.imported);
        let facets = alert.as_ref().map(|alert| {
            let left = alert.former.iter().filter(|former| former.until >= change.at);
            let left = left.map(|former| former.facets.clone());
            left.chain(shown.then(|| alert.facets())).collect()
        });
        Self {
            seq: change.seq,
            at: change.at,
            kind: change.kind,
            id: change.alert,
            into: alert.as_ref().and_then(|alert| alert.merged),
            facets: facets.unwrap_or_default(),
            told: is_end(change.kind) || (shown && !(imported && is_history(change.kind))),
            alert: alert.filter(|_| shown).map(Arc::new),
        }
    }

    /// The same change by what is known since a later one of the same alert.
    fn by(&self, later: &Self) -> Self {
        let told = self.told && (later.alert.is_some() || is_end(self.kind));
        Self { alert: later.alert.clone(), into: later.into, told, ..self.clone() }
    }

    /// What happened, in one word, for example `new`.
    pub fn word(&self) -> &'static str {
        match self.kind {
            ChangeKind::New => "new",
            ChangeKind::Revised => "revised",
            ChangeKind::Joined => "joined",
            ChangeKind::Merged => "merged",
            ChangeKind::Withdrawn => "withdrawn",
        }
    }

    /// True where it concerns a reader of what the filter admits. What is known by its id alone concerns everybody.
    pub fn concerns(&self, filter: &Filter) -> bool {
        self.told && (self.facets.is_empty() || self.facets.iter().any(|facets| filter.admits(facets)))
    }
}

/// True for what a first import does: it says nothing that is new. What is changed later, say by a redaction, reaches all.
fn is_history(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::New | ChangeKind::Joined)
}

/// True for what takes an alert out of sight.
fn is_end(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::Merged | ChangeKind::Withdrawn)
}

/// Where changes are read.
pub struct Bulletin {
    store: Arc<dyn Store>,
    /// With when each was read.
    kept: RwLock<VecDeque<(Instant, Arc<Notice>)>>,
    head: watch::Sender<Seq>,
    closed: watch::Sender<bool>,
}

impl Bulletin {
    /// A bulletin of what is committed from now on; what was before is read when it is asked for.
    ///
    /// # Errors
    /// The store's.
    pub async fn open(store: Arc<dyn Store>) -> Result<Arc<Self>, Error> {
        let head = watch::Sender::new(store.head().await?);
        Ok(Arc::new(Self { store, kept: RwLock::default(), head, closed: watch::Sender::new(false) }))
    }

    /// The last change that is known here.
    pub fn head(&self) -> Seq {
        *self.head.borrow()
    }

    /// Tells when the head moves.
    pub fn watch(&self) -> watch::Receiver<Seq> {
        self.head.subscribe()
    }

    /// Tells when nothing will come any more.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closed.subscribe()
    }

    /// Sends everybody home who waits.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }

    /// Reads what was committed since it was last called.
    ///
    /// # Errors
    /// The store's; what was read before that stands.
    pub async fn refresh(&self) -> Result<(), Error> {
        loop {
            let since = self.head();
            let fresh = self.read(since, READ).await?;
            let now = Instant::now();
            let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
            let old = kept.partition_point(|(read, _)| now.duration_since(*read) >= KEPT_FOR);
            kept.drain(..old);
            for news in &fresh {
                // Whoever comes late hears of an alert as it is by now: what was taken back is said to nobody any more.
                let earlier = kept.iter_mut().filter(|(_, known)| known.id == news.id);
                earlier.for_each(|(_, known)| *known = Arc::new(known.by(news)));
            }
            kept.extend(fresh.iter().map(|news| (now, Arc::clone(news))));
            let beyond = kept.len().saturating_sub(KEPT);
            kept.drain(..beyond);
            drop(kept);
            let Some(last) = fresh.last().map(|news| news.seq) else { return Ok(()) };
            self.head.send_replace(last);
        }
    }

    /// What was committed after a change, in order, at most `most`; nothing beyond the head.
    ///
    /// # Errors
    /// The store's.
    pub async fn after(&self, since: Seq, most: usize) -> Result<Vec<Arc<Notice>>, Error> {
        let head = self.head();
        if since >= head {
            return Ok(Vec::new());
        }
        {
            let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(skipped) = kept.front().and_then(|(_, first)| (since + 1).checked_sub(first.seq)) {
                return Ok(kept.iter().skip(skipped as usize).take(most).map(|(_, news)| Arc::clone(news)).collect());
            }
        }
        let mut read = self.read(since, most).await?;
        read.retain(|news| news.seq <= head);
        Ok(read)
    }

    /// What tells this history from another under the same numbers.
    pub fn epoch(&self) -> &str {
        self.store.epoch()
    }

    async fn read(&self, since: Seq, most: usize) -> Result<Vec<Arc<Notice>>, Error> {
        let changes = self.store.changes(since, most).await?;
        let ids: Vec<AlertId> = changes.iter().map(|change| change.alert).collect();
        let alerts = self.store.named(&ids).await?;
        Ok(changes.iter().zip(alerts).map(|(change, alert)| Arc::new(Notice::of(change, alert))).collect())
    }
}
