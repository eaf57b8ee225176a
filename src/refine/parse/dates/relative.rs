//! `3 days ago`, `hace 3 días`, `منذ يومين`, `yesterday at 10:30`: dates told by their distance from the time of reading.

use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::clock::{self, Clock};
use super::hints::Hints;
use super::lexicon::Role;
use super::names::{self, is_label};
use super::tokens::{Token, split};
use crate::model::Moment;

const DAY: i64 = 86_400;
/// The most words of `the day before yesterday` in any language.
const MAX_WORDS: usize = 4;

/// The day that a text tells by its distance; with its time, where it names one. Weeks alone and months are no days:
/// what is 2 weeks old may be 14 or 20 days old.
pub(super) fn parse(text: &str, hints: &Hints) -> Option<Moment> {
    let now = hints.now?.with_timezone(&hints.timezone);
    let tokens = split(text);
    if tokens.len() > 16 {
        return None;
    }
    let labels = tokens.iter().take_while(|token| is_label(token.word()) || token.mark() == ':').count();
    (0..=labels.min(4))
        .find_map(|from| named_day(&tokens[from..], hints, &now).or_else(|| distance(&tokens[from..], &now)))
}

/// `yesterday`, `today, 10:30`, `10:30, hoy`.
fn named_day(tokens: &[Token], hints: &Hints, now: &DateTime<Tz>) -> Option<Moment> {
    let clock_at = |at: usize| clock::at(tokens, at, false, hints.language.as_deref()).ok().flatten();
    let moment = |day: NaiveDate, clock: Option<Clock>| match clock {
        // a time still to come is one of another zone than we were told
        Some(clock) => clock
            .on(day, hints.timezone)
            .map(|at| if at.instant(hints.timezone) > *now { Moment::Day(day) } else { at }),
        None => Some(Moment::Day(day)),
    };
    let (before, from) = match clock_at(0) {
        Some(clock) => (Some(clock), clock.to + joints(&tokens[clock.to..])),
        None => (None, 0),
    };
    let (day, to) = day_words(tokens, from, now)?;
    if to == tokens.len() {
        return moment(day, before);
    }
    let clock = clock_at(to + joints(&tokens[to..])).filter(|clock| before.is_none() && clock.to == tokens.len())?;
    moment(day, Some(clock))
}

fn joints(tokens: &[Token]) -> usize {
    let joins =
        |token: &&Token| names::plays(token.word(), Role::Joint) || matches!(token.mark(), ',' | '-' | '–' | '|');
    tokens.iter().take(3).take_while(joins).count()
}

/// The day that words from this token on name, and the token behind them.
fn day_words(tokens: &[Token], from: usize, now: &DateTime<Tz>) -> Option<(NaiveDate, usize)> {
    let longest = tokens.len().min(from + 2 * MAX_WORDS);
    (from + 1..=longest).rev().find_map(|to| {
        let words: Vec<&str> = tokens[from..to].iter().map(Token::word).filter(|word| !word.is_empty()).collect();
        let days = names::days_ago(&words.join(" ")).filter(|_| words.len() <= MAX_WORDS)?;
        Some((now.date_naive().checked_sub_days(Days::new(days.unsigned_abs()))?, to))
    })
}

/// `3 days ago`, `about an hour ago`, `2 days 3 hours ago`.
fn distance(tokens: &[Token], now: &DateTime<Tz>) -> Option<Moment> {
    let seconds = match tokens.iter().filter(|token| token.number().is_some()).count() {
        0 | 1 => seconds(tokens).filter(|(unit, _)| *unit <= DAY)?.1,
        2 => {
            let at = tokens.iter().rposition(|token| token.number().is_some())?;
            let first = tokens.iter().position(|token| token.number().is_some())?;
            // each number with its unit left out in turn: "2 days ago", "3 hours ago"
            let and = usize::from(names::plays(tokens[at - 1].word(), Role::Span));
            let apart = at.checked_sub(first + and).filter(|apart| (1..=3).contains(apart))?;
            let rest = tokens.get(at + apart..)?;
            let larger = seconds(&[&tokens[..at - and], rest].concat())?;
            let smaller = seconds(&[&tokens[..first], &tokens[at..]].concat())?;
            (larger.0 > smaller.0 && smaller.0 <= DAY).then_some(larger.1 + smaller.1)?
        }
        _ => return None,
    };
    let then = if seconds % DAY == 0 {
        now.date_naive().checked_sub_days(Days::new((seconds / DAY).unsigned_abs()))?
    } else {
        now.checked_sub_signed(TimeDelta::seconds(seconds))?.date_naive()
    };
    Some(Moment::Day(then))
}

/// Seconds in the unit that a text counts in, and in all.
fn seconds(tokens: &[Token]) -> Option<(i64, i64)> {
    let total = |unit: i64, number: u32| Some((unit, unit.checked_mul(i64::from(number))?));
    if let Some(at) = tokens.iter().position(|token| token.number().is_some()) {
        let (number, digits) = tokens[at].number()?;
        return total(names::ago(&pattern(tokens, Some(at)))?.0, number).filter(|_| digits < 5);
    }
    if let Some((unit, number)) = names::ago(&pattern(tokens, None)) {
        return total(unit, number?);
    }
    (0..tokens.len()).find_map(|at| {
        let number = names::count(tokens[at].word())?;
        total(names::ago(&pattern(tokens, Some(at)))?.0, number)
    })
}

/// The words as the vocabulary has them, with `{0}` in place of the token that is the number.
fn pattern(tokens: &[Token], number: Option<usize>) -> String {
    let mut words: Vec<&str> = Vec::new();
    let mut about = false;
    for (at, token) in tokens.iter().enumerate() {
        // cerca de 3 días
        let passed = names::plays(token.word(), Role::About) || about && token.word() == "de";
        match token.word() {
            _ if number == Some(at) => words.push("{0}"),
            "" => {}
            word if !passed => words.push(word),
            _ => {}
        }
        about = passed;
    }
    words.join(" ")
}
