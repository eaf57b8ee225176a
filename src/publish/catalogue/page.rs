//! Which alerts stand in a slice, and which have left it.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::Period;
use super::contents::{Catalogue, RowId};
use super::wanted::Wanted;
use crate::model::{AlertId, Cursor, Former, Slice};

/// How long what left a slice, but is shown elsewhere, still stands there, counted from the newest change.
const REFILED: TimeDelta = TimeDelta::days(30);
/// How many that have left stand in one feed at most.
const MOST_LEFT: usize = 500;

/// A part of a slice.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// Alerts that stand in it, newest `updated` first.
    pub shown: Vec<Cursor>,
    /// Alerts that have left it lately, newest first; on its first page only.
    pub left: Vec<Departed>,
    /// True where more are shown behind these.
    pub more: bool,
    /// The archive before this part, on the first page and in archives.
    pub older: Option<Period>,
    /// The archive behind this one.
    pub newer: Option<Period>,
    /// With a change after this, one of those that have left is told no longer, or another archive is complete.
    pub until: Option<DateTime<Utc>>,
}

/// An alert that stood in a slice and does so no more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Departed {
    /// Which.
    pub id: AlertId,
    /// Since when.
    pub at: DateTime<Utc>,
}

impl Catalogue {
    /// The alerts of a slice strictly behind a place, at most `limit`; on the first page also those that left within
    /// the time for which that is told. `day` is asked only by slices of urgencies as they are by now.
    pub fn page(&self, slice: &Slice, after: Option<Cursor>, limit: usize, day: NaiveDate) -> Page {
        let mut page = self.shown(slice, after, limit, day);
        if after.is_none() {
            let mut wanted = Wanted::by(slice, self, day);
            (page.left, page.until) = self.departed(&mut wanted, day);
            let until;
            (page.older, until) = self.newest_archive(slice);
            page.until = page.until.into_iter().chain(until).min();
        }
        page
    }

    /// The same without word of what has left and of archives, for who shows neither.
    pub fn shown(&self, slice: &Slice, after: Option<Cursor>, limit: usize, day: NaiveDate) -> Page {
        let mut wanted = Wanted::by(slice, self, day);
        let mut page = Page::default();
        let start = after.map_or(0, |after| {
            self.order.partition_point(|&row| self.rows[row as usize].order(after.updated, after.id).is_le())
        });
        for &number in self.order.range(start..) {
            if self.stands(&mut wanted, number) {
                if page.shown.len() == limit {
                    page.more = true;
                    break;
                }
                let row = &self.rows[number as usize];
                page.shown.push(Cursor { updated: row.updated, id: row.id });
            }
        }
        page
    }

    pub(super) fn stands(&self, wanted: &mut Wanted<'_>, number: RowId) -> bool {
        let row = &self.rows[number as usize];
        row.filed.is_some_and(|filed| wanted.admits(row, filed, self.case(number)))
    }

    /// Those that have left lately, and until when that holds.
    fn departed(&self, wanted: &mut Wanted<'_>, day: NaiveDate) -> (Vec<Departed>, Option<DateTime<Utc>>) {
        let mut left = Vec::new();
        let mut holds: Option<DateTime<Utc>> = None;
        let mut seen = HashSet::new();
        for &(until, number) in self.left.iter().rev() {
            let row = &self.rows[number as usize];
            let kept = if row.filed.is_some() { REFILED } else { Former::KEPT };
            if self.newest - until > kept || seen.contains(&number) || self.stands(wanted, number) {
                continue;
            }
            if let Some(at) = self.last_in(wanted, number) {
                seen.insert(number);
                let until = at + kept;
                holds = Some(holds.map_or(until, |holds| holds.min(until)));
                left.push(Departed { id: row.id, at });
            }
        }
        left.extend(self.faded(wanted, day).filter(|(number, _)| !seen.contains(number)).map(|(_, left)| left));
        sort(&mut left);
        left.truncate(MOST_LEFT);
        (left, holds)
    }

    /// When an alert that does not stand in the slice last stood there because of what it was filed under then.
    pub(super) fn last_in(&self, wanted: &mut Wanted<'_>, number: RowId) -> Option<DateTime<Utc>> {
        let row = &self.rows[number as usize];
        let past = self.former.get(&number).into_iter().flatten();
        past.filter(|past| wanted.admitted(row, past.filed, past.case)).map(|past| past.until).max()
    }

    /// Those whose urgency faded out of the slice lately, or was ended.
    fn faded(&self, wanted: &mut Wanted<'_>, day: NaiveDate) -> impl Iterator<Item = (RowId, Departed)> {
        let since = day.checked_sub_signed(REFILED).unwrap_or(NaiveDate::MIN);
        let mut faded = Vec::new();
        if wanted.fades() {
            for &number in &self.order {
                let row = &self.rows[number as usize];
                let at = row.filed.and_then(|filed| wanted.faded_out(row, filed, self.case(number)));
                faded.extend(at.filter(|at| at.date_naive() >= since).map(|at| (number, Departed { id: row.id, at })));
            }
        }
        faded.into_iter()
    }
}

fn sort(left: &mut [Departed]) {
    left.sort_unstable_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
}
