//! What the catalogue knows of each alert, and how it learns of another state of it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use chrono::{DateTime, NaiveDate, Utc};

use super::sets::{SetId, Sets};
use crate::model::{Alert, AlertId, AlertState, Facets, Former, Urgency};
use crate::render::slice::Key;

/// Every alert's facets, in the order of feeds.
#[derive(Default, Debug)]
pub struct Catalogue {
    pub(super) rows: Vec<Row>,
    places: HashMap<AlertId, RowId>,
    /// Of those that are shown, newest `updated` first, ties by lower id.
    pub(super) order: VecDeque<RowId>,
    /// Of those of another case than their own; most begin one.
    cases: HashMap<RowId, AlertId>,
    pub(super) former: HashMap<RowId, Vec<Past>>,
    /// When something about them was filed anew or left, oldest first.
    pub(super) left: BTreeSet<(DateTime<Utc>, RowId)>,
    /// By the day on which each was first committed.
    pub(super) seen: BTreeMap<NaiveDate, Vec<RowId>>,
    pub(super) sets: Sets,
    /// How many that are shown are filed under each term, by its number, and under each urgency.
    pub(super) uses: Vec<u32>,
    pub(super) urgencies: BTreeMap<Urgency, u32>,
    /// When the newest change was made.
    pub(super) newest: DateTime<Utc>,
}

pub(super) type RowId = u32;

/// One alert.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: AlertId,
    pub(super) updated: DateTime<Utc>,
    pub(super) published: DateTime<Utc>,
    pub(super) deadline: Option<NaiveDate>,
    /// The day on which it was first committed.
    pub(super) first: NaiveDate,
    /// `None` while it is not shown.
    pub(super) filed: Option<Filed>,
}

/// What an alert is filed under.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Filed {
    pub(super) set: SetId,
    pub(super) urgency: Urgency,
}

/// What it was filed under once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past {
    pub(super) filed: Filed,
    pub(super) case: AlertId,
    pub(super) until: DateTime<Utc>,
}

impl Row {
    /// Newest first, ties by lower id.
    pub(super) fn order(&self, updated: DateTime<Utc>, id: AlertId) -> Ordering {
        updated.cmp(&self.updated).then_with(|| self.id.cmp(&id))
    }
}

impl Catalogue {
    /// Takes note of an alert as it now is.
    pub fn note(&mut self, alert: &Alert) {
        let shown = alert.state == AlertState::Live && !alert.reports.is_empty();
        let known = self.places.get(&alert.id).copied();
        if known.is_none() && !shown && alert.former.is_empty() {
            return;
        }
        if let Some(row) = known {
            self.take_out(row);
        }
        let facets = shown.then(|| alert.facets());
        let first = || alert.history.first().map_or(alert.updated, |event| event.at).date_naive();
        let first = known.map_or_else(first, |row| self.rows[row as usize].first);
        let row = Row {
            id: alert.id,
            updated: alert.updated,
            published: alert.published,
            deadline: alert.tags.deadline,
            first,
            filed: facets.as_ref().map(|facets| self.file(facets)),
        };
        let number = known.unwrap_or(self.rows.len() as RowId);
        if let Some(place) = self.rows.get_mut(number as usize) {
            *place = row;
        } else {
            self.rows.push(row);
            self.places.insert(alert.id, number);
            self.seen.entry(first).or_default().push(number);
        }
        self.put_in(number, alert);
    }

    /// Takes note of when a change was made: what left before is counted from the newest.
    pub fn noted(&mut self, at: DateTime<Utc>) {
        self.newest = self.newest.max(at);
        // Nothing is asked for that left so long ago.
        while self.left.first().is_some_and(|(until, _)| self.newest - until > Former::KEPT) {
            self.left.pop_first();
        }
    }

    /// Forgets an alert, whose text the store has forgotten.
    pub fn forget(&mut self, id: AlertId) {
        if let Some(&row) = self.places.get(&id) {
            self.take_out(row);
            self.former.remove(&row);
            self.rows[row as usize].filed = None;
        }
    }

    /// How many alerts are shown.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// True where none is.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Whether an alert is shown.
    pub fn shows(&self, id: AlertId) -> bool {
        self.places.get(&id).is_some_and(|&row| self.rows[row as usize].filed.is_some())
    }

    /// The alert that changed longest ago of those that are shown.
    pub fn oldest(&self) -> Option<AlertId> {
        self.order.back().map(|&row| self.rows[row as usize].id)
    }

    /// When the newest change was made.
    pub fn newest(&self) -> DateTime<Utc> {
        self.newest
    }

    /// The alerts that the cases of all that is shown began with.
    pub fn cases(&self) -> BTreeSet<AlertId> {
        self.order.iter().map(|&row| self.case(row)).collect()
    }

    /// Every term that anything was ever filed under, but for urgencies and cases; their number only grows.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (Key, &str)> {
        self.sets.names()
    }

    /// The case of a row.
    pub(super) fn case(&self, row: RowId) -> AlertId {
        self.cases.get(&row).copied().unwrap_or(self.rows[row as usize].id)
    }

    /// Where an alert stands.
    pub(super) fn row(&self, id: AlertId) -> Option<RowId> {
        self.places.get(&id).copied()
    }

    /// The alerts of another case than their own, each with that.
    pub(super) fn following(&self) -> impl Iterator<Item = (&Row, AlertId)> {
        self.cases.iter().map(|(&row, &case)| (&self.rows[row as usize], case))
    }

    fn file(&mut self, facets: &Facets) -> Filed {
        Filed { set: self.sets.number(facets), urgency: facets.urgency }
    }

    fn take_out(&mut self, number: RowId) {
        let row = &self.rows[number as usize];
        if let Some(filed) = row.filed {
            let found = self.order.binary_search_by(|&other| {
                // The order of two rows, seen from the other one.
                self.rows[other as usize].order(row.updated, row.id)
            });
            if let Ok(place) = found {
                self.order.remove(place);
            }
            for &symbol in self.sets.members(filed.set) {
                self.uses[symbol as usize] -= 1;
            }
            self.urgencies.entry(filed.urgency).and_modify(|count| *count -= 1);
        }
        for past in self.former.remove(&number).unwrap_or_default() {
            self.left.remove(&(past.until, number));
        }
        self.cases.remove(&number);
    }

    fn put_in(&mut self, number: RowId, alert: &Alert) {
        let row = &self.rows[number as usize];
        if let Some(filed) = row.filed {
            let place = self
                .order
                .partition_point(|&other| self.rows[other as usize].order(row.updated, row.id) == Ordering::Less);
            self.order.insert(place, number);
            self.uses.resize(self.sets.terms(), 0);
            for &symbol in self.sets.members(filed.set) {
                self.uses[symbol as usize] += 1;
            }
            *self.urgencies.entry(filed.urgency).or_default() += 1;
        }
        if let Some(case) = alert.case.filter(|case| *case != alert.id) {
            self.cases.insert(number, case);
        }
        if !alert.former.is_empty() {
            let past = |former: &Former| Past {
                filed: Filed { set: self.sets.number(&former.facets), urgency: former.facets.urgency },
                case: former.facets.case,
                until: former.until,
            };
            let former: Vec<Past> = alert.former.iter().map(past).collect();
            self.left.extend(former.iter().map(|past| (past.until, number)));
            self.former.insert(number, former);
        }
    }
}
