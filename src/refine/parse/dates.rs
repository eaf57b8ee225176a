//! Dates as people and programs write them, in some eighty languages. An ambiguous or impossible date is none, never
//! a wrong one: better a report without a date than one that lies about when it was made.

mod calendar;
mod clock;
mod day;
mod format;
mod hints;
mod judge;
mod lexicon;
mod names;
mod numeric;
mod relative;
mod tokens;

use std::ops::Range;

use crate::model::{DayOrder, Moment};

pub use self::format::Format;
pub use self::hints::{Hints, MAX_DATE, MAX_PROSE};

use self::judge::Found;
use self::tokens::Token;

/// The one date that a short text is, or `None`. A label, a weekday, an author or a section beside it do no harm
/// (`Posted on: Tuesday, 7 May 2019 | News`); a sentence that only mentions a date, a span of days, or two different
/// dates of which none is marked as the update, are none.
pub fn parse(text: &str, hints: &Hints) -> Option<Moment> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_DATE {
        return None;
    }
    let tokens = tokens::split(text);
    judge::the_date(&tokens, hints).or_else(|| relative::parse(text, hints))
}

/// The first date written out in full in a longer text, and where it stands (bytes of `text`), time included.
/// Stricter than [`parse`] in what it takes for a date, indifferent to what surrounds it.
pub fn find(text: &str, hints: &Hints) -> Option<(Moment, Range<usize>)> {
    let text = &text[..text.floor_char_boundary(MAX_PROSE)];
    let tokens = tokens::split(text);
    let Found { date, from, to } = judge::first(&tokens, hints)?;
    Some((date, tokens[from].start..tokens[to - 1].end))
}

/// The order of day and month that the all-numeric dates of one page agree on: a part above 12 decides. `None` where
/// nothing decides or the page contradicts itself.
pub fn order_of<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> Option<DayOrder> {
    let mut order = None;
    for text in texts.filter(|text| text.as_ref().len() <= MAX_DATE) {
        let tokens: Vec<Token> = tokens::split(text.as_ref());
        for told in (0..tokens.len()).filter_map(|at| numeric::order_told(&tokens, at)) {
            if order.is_some_and(|known| known != told) {
                return None;
            }
            order = Some(told);
        }
    }
    order
}
