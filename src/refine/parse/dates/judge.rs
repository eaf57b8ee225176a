//! Whether a text *is* a date or merely mentions one, and which, where it holds several.

use super::clock;
use super::day;
use super::hints::{Hints, MAX_DATE};
use super::lexicon::Role;
use super::names::{self, is_label};
use super::tokens::{Letters, Token};
use crate::model::Moment;

/// A date found among tokens, from one token to before another.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) date: Moment,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// How many words that have nothing to do with dates a text may have and still be one.
const MAX_OTHERS: usize = 6;
/// The same for the words right beside the date, weighed: names and sections begin with capitals, sentences do not.
const MAX_BESIDE: usize = 4;
/// Dates looked at in one text.
const MAX_DATES: usize = 4;

/// The one date that all the tokens together are.
pub(super) fn the_date(tokens: &[Token], hints: &Hints) -> Option<Moment> {
    let mut dates: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < tokens.len() && dates.len() < MAX_DATES {
        match at_token(tokens, at, dates.last().map_or(0, |last| last.to), hints, false) {
            Some(found) => {
                at = found.to;
                dates.push(found);
            }
            None => at += 1,
        }
    }
    if dates.iter().any(|found| found.date.day() != dates[0].date.day()) {
        // each date is labelled by what stands between it and the one before
        let ends = std::iter::once(0).chain(dates.iter().map(|found| found.to)).collect::<Vec<_>>();
        let is_first = |(found, end): (&Found, usize)| {
            let update = tokens[end..found.from].iter().any(|token| names::plays(token.word(), Role::Update));
            (!update).then_some(*found)
        };
        dates = dates.iter().zip(ends).filter_map(is_first).collect();
        if dates.iter().any(|found| found.date.day() != dates[0].date.day()) {
            return None;
        }
    }
    let best = dates.iter().max_by_key(|found| found.date.precision())?;
    let others = tokens
        .iter()
        .enumerate()
        .filter(|(at, token)| !dates.iter().any(|found| (found.from..found.to).contains(at)) && is_other(token));
    let near: usize = beside(tokens, best).filter(|token| is_other(token)).map(weight).sum();
    (others.count() <= MAX_OTHERS && near <= MAX_BESIDE).then_some(best.date)
}

/// The first date in prose.
pub(super) fn first(tokens: &[Token], hints: &Hints) -> Option<Found> {
    (0..tokens.len()).find_map(|at| at_token(tokens, at, 0, hints, true))
}

/// The date at a token, with the time behind it, or before it but not before `floor`.
fn at_token(tokens: &[Token], at: usize, floor: usize, hints: &Hints, strict: bool) -> Option<Found> {
    let day = day::day_at(tokens, at, hints, strict)?;
    if ends_span(tokens, at, hints) || begins_span(tokens, day.to, hints, strict) {
        return None;
    }
    // nobody announces what happened in 2050; a year of two digits that lies ahead is another century's, or no year
    let short = tokens[at..day.to].iter().all(|token| token.number().is_none_or(|(_, digits)| digits < 4));
    if short && hints.now.is_some_and(|now| day.date.signed_duration_since(now.date_naive()).num_days() > 400) {
        return None;
    }
    if let Some(clock) = day.clock {
        return Some(Found { date: clock.on(day.date, hints.timezone)?, from: at, to: day.to });
    }
    let language = hints.language.as_deref();
    let behind = connect(tokens, day.to);
    let iso = tokens.get(day.to).is_some_and(|next| next.word() == "t" && !next.spaced || day.iso && next.spaced);
    // an impossible time makes the whole impossible
    if let Some(clock) = clock::at(tokens, behind, iso, language).ok()? {
        return Some(Found { date: clock.on(day.date, hints.timezone)?, from: at, to: clock.to });
    }
    for start in at.saturating_sub(9).max(floor)..at {
        if let Ok(Some(clock)) = clock::at(tokens, start, false, language)
            && clock.to <= at
            && leads_to(tokens, clock.to, at)
        {
            return Some(Found { date: clock.on(day.date, hints.timezone)?, from: start, to: day.to });
        }
    }
    Some(Found { date: Moment::Day(day.date), from: at, to: day.to })
}

/// The token behind the marks and words that join a day and its time.
fn connect(tokens: &[Token], from: usize) -> usize {
    from + tokens.iter().skip(from).take(4).take_while(|token| joins(token)).count()
}

fn leads_to(tokens: &[Token], from: usize, to: usize) -> bool {
    to - from <= 4 && tokens[from..to].iter().all(joins)
}

fn joins(token: &Token) -> bool {
    match token.mark() {
        '\0' => names::plays(token.word(), Role::Joint) || names::is_weekday(token.word()),
        mark => matches!(mark, ',' | '-' | '–' | '|' | '·' | '•' | '@' | '.' | '/' | '(' | ')' | ':' | '~'),
    }
}

/// True where another day follows that makes the date the beginning of a span: `7 May 2019 - 9 May 2019`,
/// `May 7, 2019 to June 9`, `5月7日至9日`.
fn begins_span(tokens: &[Token], to: usize, hints: &Hints, strict: bool) -> bool {
    let Some((next, then)) = tokens.get(to).zip(tokens.get(to + 1)) else { return false };
    let spoken = names::plays(next.word(), Role::Span);
    let language = hints.language.as_deref();
    if !spoken && !matches!(next.mark(), '-' | '–') {
        return false;
    }
    day::day_at(tokens, to + 1, hints, strict).is_some()
        || spoken
            && (names::month(tokens, to + 1, language).is_some()
                || then.number().is_some_and(|(value, _)| value <= 31)
                    && matches!(clock::at(tokens, to + 1, false, language), Ok(None)))
}

/// True where a day or a month before it makes the date the end of a span: `7-9 May`, `7 y 8 de mayo`.
fn ends_span(tokens: &[Token], at: usize, hints: &Hints) -> bool {
    let mut before = at;
    let mut joined = false;
    while before > 0 && at - before < 4 {
        let token = &tokens[before - 1];
        let mark = token.mark();
        let joins = matches!(mark, '-' | '–' | '&' | ',' | '/') || names::plays(token.word(), Role::Span);
        if !joins && mark != '.' && !matches!(token.word(), "the" | "el" | "le" | "den" | "o") {
            break;
        }
        joined = joined || joins;
        before -= 1;
    }
    let Some(token) = before.checked_sub(1).map(|last| &tokens[last]).filter(|_| joined) else { return false };
    if let Some((value, digits)) = token.number() {
        let in_a_time = before > 1 && tokens[before - 2].mark() == ':';
        let day = digits <= 2 && (1..=31).contains(&value) && !in_a_time;
        // 28 April 2019 to 3 May 2019, 28/04/2019 - 03/05/2019
        let year = digits == 4 && !matches!(tokens[before].mark(), ',' | '/' | '.');
        return day || year;
    }
    // 28 April - 3 May 2019
    names::month(tokens, before - 1, hints.language.as_deref()).is_some()
        && before > 1
        && tokens[before.saturating_sub(4)..before - 1].iter().any(|token| token.number().is_some())
}

fn weight(token: &Token) -> usize {
    match token.letters {
        Letters::Small => 4,
        Letters::Caseless => 2,
        Letters::Capital | Letters::Capitals => 1,
    }
}

fn is_other(token: &Token) -> bool {
    token.number().is_some() || !token.word().is_empty() && !is_label(token.word())
}

/// The tokens on either side of a date, up to a line's end or a mark that parts one thing from another.
fn beside<'a>(tokens: &'a [Token], found: &Found) -> impl Iterator<Item = &'a Token> {
    let parts = |token: &Token| {
        matches!(token.mark(), '|' | '•' | '·' | ';' | '»' | '>' | '/' | '[' | ']' | '(' | ')')
            || matches!(token.mark(), '-' | '–') && token.spaced
    };
    let from = (0..found.from).rev().find(|at| tokens[at + 1].line || parts(&tokens[*at])).map_or(0, |at| at + 1);
    let to = (found.to..tokens.len()).find(|at| tokens[*at].line || parts(&tokens[*at])).unwrap_or(tokens.len());
    tokens[from..found.from].iter().chain(&tokens[found.to..to])
}

const _: () = assert!(MAX_DATE < 1024, "the loops above are quadratic in the number of tokens");
