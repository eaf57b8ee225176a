//! A slice made ready to be asked about many alerts.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::contents::{Catalogue, Filed, Row};
use super::ends::Ends;
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
    /// The good ends of cases, where urgencies are asked for as they are by now.
    ends: Ends,
    now: DateTime<Utc>,
}

impl<'a> Wanted<'a> {
    /// A slice as of the beginning of a day.
    pub(super) fn by(slice: &'a Slice, catalogue: &'a Catalogue, day: NaiveDate) -> Self {
        let ends = if slice.active { catalogue.ends() } else { Ends::default() };
        Self { ends, now: day.and_time(NaiveTime::MIN).and_utc(), ..Self::as_given(slice, &catalogue.sets) }
    }

    /// A slice of urgencies as they were given, whatever it asks for: before anything faded or was brought to an end.
    pub(super) fn as_given(slice: &'a Slice, sets: &'a Sets) -> Self {
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
        Self { slice, sets, groups, known, ends: Ends::default(), now: DateTime::UNIX_EPOCH }
    }

    /// True where what is filed so stands in the slice now.
    pub(super) fn admits(&mut self, row: &Row, filed: Filed, case: AlertId) -> bool {
        let urgencies = &self.slice.filter.urgencies;
        let urgent = urgencies.is_empty() || {
            let by_now = if self.slice.active { self.by_now(row, filed.urgency, case) } else { filed.urgency };
            urgencies.contains(&by_now)
        };
        urgent && self.files(filed, case)
    }

    /// True where what is filed so stood in the slice before its urgency faded or its case came to an end, if ever.
    pub(super) fn admitted(&mut self, row: &Row, filed: Filed, case: AlertId) -> bool {
        let urgencies = &self.slice.filter.urgencies;
        let urgent = urgencies.is_empty()
            || urgencies.contains(&filed.urgency)
            || self.slice.active
                && self.stages(row, filed.urgency, case).iter().any(|(then, _)| urgencies.contains(then));
        urgent && self.files(filed, case)
    }

    /// True where something may leave because time passes.
    pub(super) fn fades(&self) -> bool {
        self.slice.active
    }

    /// When its urgency faded out of the slice, or a good end took it out, where that did and nothing else has changed.
    pub(super) fn faded_out(&mut self, row: &Row, filed: Filed, case: AlertId) -> Option<DateTime<Utc>> {
        let urgencies = &self.slice.filter.urgencies;
        if !self.slice.active {
            return None;
        }
        let mut before = filed.urgency;
        let mut left = None;
        for (then, from) in self.stages(row, filed.urgency, case) {
            if then != Urgency::Resolved && from > self.now {
                continue;
            }
            if urgencies.contains(&before) && !urgencies.contains(&then) {
                left = Some(from);
            } else if urgencies.contains(&then) {
                left = None;
            }
            before = then;
        }
        left.filter(|_| self.files(filed, case))
    }

    fn by_now(&self, row: &Row, urgency: Urgency, case: AlertId) -> Urgency {
        urgency_now(&tags(row, urgency), row.published, self.now, self.ends.reached(row, case).is_some())
    }

    /// What an urgency comes to, and from when on: it fades until a good end is told.
    fn stages(&self, row: &Row, urgency: Urgency, case: AlertId) -> Vec<(Urgency, DateTime<Utc>)> {
        let ends = urgency != Urgency::Resolved && self.by_now(row, urgency, case) == Urgency::Resolved;
        let end = self.ends.reached(row, case).filter(|_| ends);
        let mut stages = lapses(&tags(row, urgency), row.published);
        stages.retain(|(_, from)| end.is_none_or(|end| *from < end));
        stages.extend(end.map(|end| (Urgency::Resolved, end)));
        stages
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

/// As much of an alert's tags as fading hangs on.
fn tags(row: &Row, urgency: Urgency) -> Tags {
    Tags { urgency, deadline: row.deadline, ..Tags::default() }
}
