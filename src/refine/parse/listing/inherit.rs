//! Some systems print a date only once for all entries of a day: an entry without date takes that of the entry before
//! it, if the list is in date order and the entry is made like the others.

use super::fields::{Fields, FoundDate};
use super::page::Page;
use super::settle::most;

/// Rule id of an inherited date.
pub(super) const RULE: &str = "listing-date-inherited";

/// Fills in inherited dates, in document order, within one stretch of like records.
pub(super) fn inherit(page: &Page<'_>, all: &mut [Fields]) {
    all.sort_by_key(|fields| fields.record.start);
    let dated: Vec<_> = all.iter().filter_map(|fields| fields.date.as_ref()).collect();
    let from_page = dated.iter().filter(|date| date.at.is_some()).count();
    if dated.len() < 2 || dated.len() * 2 < all.len() || from_page < dated.len() || !in_order(&dated) {
        return;
    }
    let sign = |fields: &Fields| page.tree.node(fields.record.start).sign;
    let Some((usual, _)) = most(all.iter().filter(|fields| fields.date.is_some()).map(sign)) else { return };
    for nth in 1..all.len() {
        let [before, fields] = &mut all[nth - 1..=nth] else { continue };
        let same_place = page.tree.node(before.record.start).parent == page.tree.node(fields.record.start).parent;
        let whole = fields.title.is_some() || fields.rest > 20;
        if fields.date.is_some() || !same_place || !whole || sign(fields) != usual {
            continue;
        }
        fields.date = before.date.as_ref().map(|date| FoundDate { rule: RULE, at: None, ..date.clone() });
    }
}

fn in_order(dated: &[&FoundDate]) -> bool {
    let days: Vec<_> = dated.iter().map(|date| date.moment.day()).collect();
    days.windows(2).all(|pair| pair[0] >= pair[1]) || days.windows(2).all(|pair| pair[0] <= pair[1])
}
