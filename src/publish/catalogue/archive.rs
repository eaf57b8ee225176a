//! The archives of a slice (RFC 5005 §4): what stands in each, and which stands beside which.
//!
//! Every alert stands in the archive of the time in which it was first committed here. So that whoever was away can walk
//! back to where they left and miss nothing, it stands once more in that of the time of its last change, and of its leaving.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::contents::{Catalogue, RowId};
use super::wanted::Wanted;
use super::{Departed, Month, Page, Period};
use crate::model::{Cursor, Slice};

/// A month in which more than this was first committed is archived day by day.
const LARGE: usize = 1_000;

impl Catalogue {
    /// What stands in the archive of a slice, newest first, and what has left it; `None` for a time that is not over, or
    /// in which nothing had been committed yet.
    pub fn archive(&self, period: Period, slice: &Slice) -> Option<Page> {
        let begun = self.seen.first_key_value().map(|(day, _)| *day)?;
        let whole = period.last()
            < match period {
                Period::Month(_) => Month::of(self.newest).first(),
                Period::Day(_) => self.today(),
            };
        if !whole || period.last() < begun {
            return None;
        }
        let mut wanted = Wanted::as_given(slice, &self.sets);
        let mut page = Page::default();
        for &number in self.seen.range(period.first()..=period.last()).flat_map(|(_, rows)| rows) {
            let row = &self.rows[number as usize];
            if self.stands(&mut wanted, number) {
                page.shown.push(Cursor { updated: row.updated, id: row.id });
            } else if let Some(at) = self.last_in(&mut wanted, number) {
                page.left.push(Departed { id: row.id, at });
            }
        }
        let start = self.order.partition_point(|&row| self.rows[row as usize].updated.date_naive() > period.last());
        for &number in self.order.range(start..) {
            let row = &self.rows[number as usize];
            if row.updated.date_naive() < period.first() {
                break;
            }
            if row.first < period.first() && self.stands(&mut wanted, number) {
                page.shown.push(Cursor { updated: row.updated, id: row.id });
            }
        }
        for &number in self.former.keys() {
            let row = &self.rows[number as usize];
            let at = self
                .left_at(&mut wanted, number)
                .filter(|at| row.first < period.first() && (period.first()..=period.last()).contains(&at.date_naive()));
            page.left.extend(at.map(|at| Departed { id: row.id, at }));
        }
        page.shown.sort_unstable_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
        page.left.sort_unstable_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
        (page.older, page.newer) = self.beside(&mut wanted, period);
        page.until = page.newer.is_none().then(|| end_of(self.today()));
        Some(page)
    }

    /// The newest archive of a slice that has anything in it, and with a change after when it may be another one.
    pub(super) fn newest_archive(&self, slice: &Slice) -> (Option<Period>, Option<DateTime<Utc>>) {
        let mut wanted = Wanted::as_given(slice, &self.sets);
        let today = self.today();
        let newest = today.succ_opt().and_then(|tomorrow| self.touched_before(&mut wanted, tomorrow));
        let is_today = newest == Some(today);
        let newest = if is_today { self.touched_before(&mut wanted, today) } else { newest };
        let newest = newest.map(|day| self.period(day));
        let until = match newest {
            _ if is_today => Some(end_of(today)),
            Some(Period::Day(day)) => Some(end_of(Month::of_day(day).last())),
            Some(Period::Month(_)) | None => None,
        };
        (newest, until)
    }

    /// The nearest archives of a slice before and behind one that have anything in them.
    fn beside(&self, wanted: &mut Wanted<'_>, period: Period) -> (Option<Period>, Option<Period>) {
        let of_same = |day| match period {
            Period::Day(own) if Month::of_day(own) == Month::of_day(day) => Some(Period::Day(day)),
            _ => None,
        };
        let older = self.touched_before(wanted, period.first());
        let older = older.map(|day| of_same(day).unwrap_or_else(|| self.period(day)));
        let newer = self.touched_behind(wanted, period.last());
        // A day of another month that is not over yet stands there only until that is archived as a whole.
        let newer = newer.filter(|day| of_same(*day).is_some() || self.is_in_whole_month(*day));
        (older, newer.map(|day| of_same(day).unwrap_or_else(|| self.period(day))))
    }

    /// The day of the newest change: not over until there is a later one, whatever the clock says.
    fn today(&self) -> NaiveDate {
        self.newest.date_naive()
    }

    fn is_in_whole_month(&self, day: NaiveDate) -> bool {
        day < Month::of(self.newest).first()
    }

    /// The archive that a day which is over comes under.
    fn period(&self, day: NaiveDate) -> Period {
        let month = Month::of_day(day);
        let many = || self.seen.range(month.first()..=month.last()).map(|(_, rows)| rows.len()).sum::<usize>() > LARGE;
        if self.is_in_whole_month(day) && !many() { Period::Month(month) } else { Period::Day(day) }
    }

    /// The newest day before one on which anything of the slice was first committed, last changed or left.
    fn touched_before(&self, wanted: &mut Wanted<'_>, limit: NaiveDate) -> Option<NaiveDate> {
        let mut days = self.seen.range(..limit).rev();
        let mut newest = days.find(|(_, rows)| self.any(wanted, rows)).map(|(day, _)| *day);
        let start = self.order.partition_point(|&row| self.rows[row as usize].updated.date_naive() >= limit);
        for &number in self.order.range(start..) {
            let row = &self.rows[number as usize];
            let day = row.updated.date_naive();
            if newest.is_some_and(|newest| day <= newest) {
                break;
            }
            if day > row.first && self.stands(wanted, number) {
                newest = Some(day);
            }
        }
        let left = self.former.keys().filter_map(|&number| self.left_at(wanted, number));
        left.map(|at| at.date_naive()).filter(|day| *day < limit).chain(newest).max()
    }

    /// The oldest such day behind one, as far as days are over.
    fn touched_behind(&self, wanted: &mut Wanted<'_>, limit: NaiveDate) -> Option<NaiveDate> {
        let today = self.today();
        let begin = limit.succ_opt().filter(|begin| *begin < today)?;
        let mut days = self.seen.range(begin..today);
        let mut oldest = days.find(|(_, rows)| self.any(wanted, rows)).map(|(day, _)| *day);
        let end = self.order.partition_point(|&row| self.rows[row as usize].updated.date_naive() > limit);
        for &number in self.order.range(..end).rev() {
            let row = &self.rows[number as usize];
            let day = row.updated.date_naive();
            if day >= oldest.unwrap_or(today) {
                break;
            }
            if day > row.first && self.stands(wanted, number) {
                oldest = Some(day);
            }
        }
        let left = self.former.keys().filter_map(|&number| self.left_at(wanted, number));
        left.map(|at| at.date_naive()).filter(|day| *day > limit && *day < today).chain(oldest).min()
    }

    fn any(&self, wanted: &mut Wanted<'_>, rows: &[RowId]) -> bool {
        rows.iter().any(|&number| self.stands(wanted, number) || self.last_in(wanted, number).is_some())
    }

    /// When an alert left the slice, if it did.
    fn left_at(&self, wanted: &mut Wanted<'_>, number: RowId) -> Option<DateTime<Utc>> {
        if self.stands(wanted, number) { None } else { self.last_in(wanted, number) }
    }
}

/// The last instant of a day.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let last = NaiveTime::from_hms_nano_opt(23, 59, 59, 999_999_999).unwrap_or_default();
    day.and_time(last).and_utc()
}
