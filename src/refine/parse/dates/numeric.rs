//! Dates that are written with numbers only.

use chrono::{Datelike as _, NaiveDate};

use super::hints::Hints;
use super::tokens::{Kind, Token};
use super::{calendar, names};
use crate::model::DayOrder;

/// The day that three numbers with the same mark between them make, and the token behind them.
pub(super) fn day_at(tokens: &[Token], at: usize, hints: &Hints, strict: bool) -> Option<(NaiveDate, usize)> {
    let triple = triple_at(tokens, at, strict)?;
    let [(a, first), (b, _), (c, third)] = triple.numbers;
    let language = hints.language.as_deref().and_then(names::language);
    let persian = triple.persian || matches!(language.as_deref(), Some("fa" | "ps"));
    let thai = language.as_deref() == Some("th");
    let with = |year, month, day| {
        let year = if thai { calendar::thai(year) } else { year };
        let (value, digits) = year;
        if digits == 4 && (1300..=1470).contains(&value) {
            return if persian { calendar::persian(year, month, day) } else { None };
        }
        // two digits on a Persian page may be a year of either calendar
        if digits == 2 && persian { None } else { calendar::gregorian(year, month, day) }
    };
    let weekday = weekday_before(tokens, at, hints);
    let date = if first == 4 { with((a, 4), b, c) } else { numbered(&triple, hints, third, weekday, with) }?;
    Some((date, triple.to))
}

/// The order that an all-numeric date at this token leaves no doubt of.
pub(super) fn order_told(tokens: &[Token], at: usize) -> Option<DayOrder> {
    let triple = triple_at(tokens, at, true)?;
    let [(a, first), (b, _), (_, third)] = triple.numbers;
    match (first, third, a, b) {
        (1 | 2, 4, 13..=31, 1..=12) => Some(DayOrder::DayFirst),
        // 05/13/21: there is no order that puts the month last
        (1 | 2, 2 | 4, 1..=12, 13..=31) => Some(DayOrder::MonthFirst),
        _ => None,
    }
}

/// Day, month and year in the one order that is possible, or that falls on the day of the week named; or else in the
/// order that the page, the language or the mark between them tells.
fn numbered(
    triple: &Triple,
    hints: &Hints,
    digits: u8,
    weekday: Option<u8>,
    with: impl Fn((u32, u8), u32, u32) -> Option<NaiveDate>,
) -> Option<NaiveDate> {
    let [(a, first), (b, _), (c, _)] = triple.numbers;
    let read = |order| match order {
        DayOrder::DayFirst => with((c, digits), b, a),
        DayOrder::MonthFirst => with((c, digits), a, b),
        DayOrder::YearFirst if digits == 2 && first == 2 => with((a, 2), b, c),
        DayOrder::YearFirst => None,
    };
    let told = names::order(hints.language.as_deref());
    let english = hints.language.as_deref().and_then(names::language).as_deref() == Some("en");
    // nobody writes 19/12/31 where the language is known to put the day or the month first
    let year_first = !english && told.is_none_or(|order| order == DayOrder::YearFirst);
    let candidates = [DayOrder::DayFirst, DayOrder::MonthFirst, DayOrder::YearFirst];
    let possible: Vec<NaiveDate> = candidates
        .into_iter()
        .filter(|order| *order != DayOrder::YearFirst || year_first || hints.order == Some(*order))
        .filter_map(read)
        .collect();
    let first = *possible.first()?;
    if possible.iter().all(|other| *other == first) {
        return Some(first);
    }
    let on_weekday = |date: &&NaiveDate| weekday == Some(date.weekday().number_from_monday() as u8);
    if let (Some(date), 1) = (possible.iter().find(on_weekday), possible.iter().filter(on_weekday).count()) {
        return Some(*date);
    }
    // neither order falls on the day of the week that stands beside it: something is wrong with it
    if weekday.is_some() {
        return None;
    }
    if let Some(order) = hints.order {
        return read(order);
    }
    match told {
        Some(order) => read(order),
        // with points between, English too puts the day first
        None if triple.mark == '.' && (digits == 4 || english) => read(DayOrder::DayFirst),
        None => None,
    }
}

/// The day of the week that is written before a date: `Wed, 05/08/2019`.
fn weekday_before(tokens: &[Token], at: usize, hints: &Hints) -> Option<u8> {
    let comma = at.checked_sub(1).is_some_and(|before| matches!(tokens[before].mark(), ',' | '.'));
    let before = at.checked_sub(1 + usize::from(comma))?;
    names::weekday(tokens[before].word(), hints.language.as_deref())
}

/// Three numbers that could be a date.
struct Triple {
    /// Value and number of digits of each.
    numbers: [(u32, u8); 3],
    /// What stands between them: `/`, `.`, `-` or a space.
    mark: char,
    /// Persian digits.
    persian: bool,
    /// The token behind.
    to: usize,
}

fn triple_at(tokens: &[Token], at: usize, strict: bool) -> Option<Triple> {
    let number = |at: usize| tokens.get(at).and_then(Token::number);
    let first = number(at)?;
    let mark = tokens.get(at + 1)?.mark();
    let (mark, step) = match mark {
        '/' | '.' | '-' => (mark, 2),
        '\0' if !strict => (' ', 1),
        _ => return None,
    };
    let (second, third) = (number(at + step)?, number(at + 2 * step)?);
    if step == 2 && tokens[at + 3].mark() != mark {
        return None;
    }
    let whole = match (first.1, second.1, third.1) {
        (2, 2, 4) | (4, 2, 2) => true,
        (1 | 2, 1 | 2, 2 | 4) | (4, 1 | 2, 1 | 2) => step == 2,
        _ => false,
    };
    // 10.5.20 in prose is more often a version or a paragraph than a day
    let whole = whole && !(strict && third.1 == 2 && first.1 != 4 && (first.1 == 1 || second.1 == 1));
    let persian = matches!(tokens[at].kind, Kind::Number { persian: true, .. });
    whole.then_some(Triple { numbers: [first, second, third], mark, persian, to: at + 2 * step + 1 })
}
