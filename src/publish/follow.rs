//! Brings the catalogue up to the store: at first alert by alert, in steps that nobody has to wait for, then change by change.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::catalogue::Catalogue;
use super::{News, Touched};
use crate::model::{AlertId, Change, Cursor, Filter, Seq};
use crate::store::{self, Store};

/// How many alerts one step reads.
const STEP: usize = 256;
/// How many changes are read at a time.
const CHANGES: usize = 1_000;

/// A catalogue that is being made.
#[derive(Debug, Default)]
pub(super) struct Making {
    catalogue: Catalogue,
    /// Where the changes stood when it was begun: what came after is followed at the end.
    since: Option<Seq>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// What is shown, newest first, behind a place.
    Shown(Option<Cursor>),
    /// What is not shown any more, by the changes behind a number.
    Left(Seq),
}

impl Default for Stage {
    fn default() -> Self {
        Self::Shown(None)
    }
}

impl Making {
    /// Reads on. `Some` once all is read: the catalogue, and the change up to which it is true at least.
    pub(super) async fn step(&mut self, store: &dyn Store) -> Result<Option<(Catalogue, Seq)>, store::Error> {
        let since = match self.since {
            Some(since) => since,
            None => *self.since.insert(store.head().await?),
        };
        match self.stage {
            Stage::Shown(before) => {
                let alerts = store.alerts(&Filter::default(), before, STEP).await?;
                for alert in &alerts {
                    self.catalogue.note(alert);
                }
                self.stage = match alerts.last().filter(|_| alerts.len() == STEP) {
                    Some(last) => Stage::Shown(Some(Cursor { updated: last.updated, id: last.id })),
                    None => Stage::Left(0),
                };
                Ok(None)
            }
            Stage::Left(behind) => {
                let changes = store.changes(behind, CHANGES).await?;
                let left: HashSet<AlertId> =
                    changes.iter().map(|change| change.alert).filter(|id| !self.catalogue.shows(*id)).collect();
                for id in left {
                    if let Some(alert) = store.alert(id).await? {
                        self.catalogue.note(&alert);
                    }
                }
                for change in &changes {
                    self.catalogue.noted(change.at);
                }
                match changes.last().filter(|last| last.seq < since) {
                    Some(last) => {
                        self.stage = Stage::Left(last.seq);
                        Ok(None)
                    }
                    None => Ok(Some((std::mem::take(&mut self.catalogue), since))),
                }
            }
        }
    }
}

/// What a number of changes has made of the wire.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) news: News,
    /// When the newest of them was made.
    pub(super) newest: Option<DateTime<Utc>>,
    /// Alerts that have changed and whose text was forgotten since.
    pub(super) forgotten: Vec<AlertId>,
}

/// What has changed since a change, as far as one step goes; `None` where nothing has.
pub(super) async fn changes(store: &dyn Store, since: Seq) -> Result<Option<Step>, store::Error> {
    let changes = store.changes(since, CHANGES).await?;
    let Some(last) = changes.last() else { return Ok(None) };
    let mut step = Step {
        news: News { head: last.seq, changes: Vec::new() },
        newest: changes.iter().map(|change| change.at).max(),
        forgotten: Vec::new(),
    };
    let mut told = HashSet::new();
    let last: Vec<&Change> = changes.iter().rev().filter(|change| told.insert(change.alert)).collect();
    let ids: Vec<AlertId> = last.iter().map(|change| change.alert).collect();
    for (change, alert) in last.into_iter().zip(store.named(&ids).await?) {
        match alert {
            Some(alert) => step.news.changes.push(Touched { kind: change.kind, alert: Arc::new(alert) }),
            None => step.forgotten.push(change.alert),
        }
    }
    step.news.changes.reverse();
    Ok(Some(step))
}
