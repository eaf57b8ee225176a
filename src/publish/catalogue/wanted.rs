//! A slice made ready to be asked about many alerts.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::contents::{Filed, Row};
use super::sets::{SetId, Sets, Symbol};
use crate::model::{AlertId, Slice, Tags, Urgency, lapses, urgency_now};
use crate::render::slice::Key;

/// A slice in numbers, with what it was asked before: within a group any will do, all groups must be met.
pub(super) struct Wanted<'a> {
    slice: &'a Slice,
    sets: &'a Sets,
    groups: Vec<Vec<Symbol>>,
    /// For each set: not asked yet, refused, admitted.
    known: Vec<Option<bool>>,
    now: DateTime<Utc>,
}

impl<'a> Wanted<'a> {
    /// A slice as of the beginning of a day.
    pub(super) fn new(slice: &'a Slice, sets: &'a Sets, day: NaiveDate) -> Self {
        fn numbers<T: ToString>(sets: &Sets, key: Key, terms: &[T]) -> Vec<Option<Symbol>> {
            terms.iter().map(|term| sets.symbol(key, &term.to_string())).collect()
        }
        let filter = &slice.filter;
        let groups = [
            numbers(sets, Key::Region, &filter.regions),
            numbers(sets, Key::Country, &filter.countries),
            numbers(sets, Key::M49, &filter.m49),
            numbers(sets, Key::Type, &filter.kinds),
            numbers(sets, Key::Theme, &filter.themes),
            numbers(sets, Key::Lang, &filter.languages),
            numbers(sets, Key::Network, &filter.networks),
            numbers(sets, Key::Source, &filter.sources),
        ];
        // A term that nothing was ever filed under admits nothing, but still asks.
        let groups = groups.into_iter().filter(|group| !group.is_empty());
        let groups = groups.map(|group| group.into_iter().flatten().collect()).collect();
        let known = vec![None; sets.len()];
        Self { slice, sets, groups, known, now: day.and_time(NaiveTime::MIN).and_utc() }
    }

    /// True where what is filed so stands in the slice now.
    pub(super) fn admits(&mut self, row: &Row, filed: Filed, case: AlertId) -> bool {
        let urgencies = &self.slice.filter.urgencies;
        let urgent = urgencies.is_empty() || {
            let by_now = if self.slice.active { faded(row, filed.urgency, self.now) } else { filed.urgency };
            urgencies.contains(&by_now)
        };
        urgent && self.files(filed, case)
    }

    /// True where what is filed so stood in the slice before its urgency faded, if ever.
    pub(super) fn admitted(&mut self, row: &Row, filed: Filed, case: AlertId) -> bool {
        let urgencies = &self.slice.filter.urgencies;
        let urgent = urgencies.is_empty()
            || urgencies.contains(&filed.urgency)
            || self.slice.active && stages(row, filed.urgency).iter().any(|(then, _)| urgencies.contains(then));
        urgent && self.files(filed, case)
    }

    /// True where something may leave because time passes.
    pub(super) fn fades(&self) -> bool {
        self.slice.active
    }

    /// When its urgency faded out of the slice, where it did and nothing else has changed.
    pub(super) fn faded_out(&mut self, row: &Row, filed: Filed, case: AlertId) -> Option<DateTime<Utc>> {
        let urgencies = &self.slice.filter.urgencies;
        if !self.slice.active || !matches!(filed.urgency, Urgency::Critical | Urgency::Urgent) {
            return None;
        }
        let mut before = filed.urgency;
        let mut left = None;
        for (then, from) in stages(row, filed.urgency).into_iter().filter(|(_, from)| *from <= self.now) {
            if urgencies.contains(&before) && !urgencies.contains(&then) {
                left = Some(from);
            } else if urgencies.contains(&then) {
                left = None;
            }
            before = then;
        }
        left.filter(|_| self.files(filed, case))
    }

    fn files(&mut self, filed: Filed, case: AlertId) -> bool {
        let cases = &self.slice.filter.cases;
        (cases.is_empty() || cases.contains(&case)) && self.set(filed.set)
    }

    fn set(&mut self, set: SetId) -> bool {
        let Some(Some(known)) = self.known.get(set as usize) else {
            let members = self.sets.members(set);
            let meets = |group: &Vec<Symbol>| group.iter().any(|symbol| members.binary_search(symbol).is_ok());
            let admits = self.groups.iter().all(meets);
            if let Some(place) = self.known.get_mut(set as usize) {
                *place = Some(admits);
            }
            return admits;
        };
        *known
    }
}

fn faded(row: &Row, urgency: Urgency, now: DateTime<Utc>) -> Urgency {
    match urgency {
        Urgency::Critical | Urgency::Urgent => urgency_now(&tags(row, urgency), row.published, now, false),
        _ => urgency,
    }
}

fn stages(row: &Row, urgency: Urgency) -> Vec<(Urgency, DateTime<Utc>)> {
    lapses(&tags(row, urgency), row.published)
}

/// As much of an alert's tags as fading hangs on.
fn tags(row: &Row, urgency: Urgency) -> Tags {
    Tags { urgency, deadline: row.deadline, ..Tags::default() }
}
