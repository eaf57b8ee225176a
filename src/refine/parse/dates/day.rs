//! The day that begins at a token, in every form that spells it out.

use chrono::NaiveDate;

use super::clock::{self, Clock};
use super::hints::Hints;
use super::lexicon::{Name, Role};
use super::names;
use super::tokens::{Letters, Token};
use super::{calendar, numeric};

/// A day found among tokens.
pub(super) struct Day {
    /// The day.
    pub(super) date: NaiveDate,
    /// The token behind it.
    pub(super) to: usize,
    /// True for the forms of ISO 8601, which a time follows in forms of its own.
    pub(super) iso: bool,
    /// The time that stood before the year, as programs in C print it.
    pub(super) clock: Option<Clock>,
}

/// The day that is written from this token on. `strict` for prose, where three bare numbers are no date.
pub(super) fn day_at(tokens: &[Token], at: usize, hints: &Hints, strict: bool) -> Option<Day> {
    let day = match tokens[at].number() {
        Some((value, 8)) if !strict => basic(tokens, at, value)?,
        Some((_, 4)) => year_first(tokens, at, hints, strict)?,
        Some((_, 1..=3)) if tokens.get(at + 1)?.word() == "年" => east_asian(tokens, at, hints)?,
        Some((_, 1 | 2)) => day_first(tokens, at, hints, strict)?,
        Some(_) => return None,
        None => month_first(tokens, at, hints)?,
    };
    (starts_clean(tokens, at) && ends_clean(tokens, day.to)).then_some(day)
}

fn plain(date: NaiveDate, to: usize) -> Day {
    Day { date, to, iso: false, clock: None }
}

/// `20190507`, alone or with a time (ISO 8601 basic format).
fn basic(tokens: &[Token], at: usize, value: u32) -> Option<Day> {
    let alone = tokens.len() == 1 || tokens.get(at + 1).is_some_and(|next| next.word() == "t" && !next.spaced);
    let year = value / 10_000;
    (alone && (1990..2100).contains(&year)).then_some(())?;
    let date = calendar::gregorian((year, 4), value / 100 % 100, value % 100)?;
    Some(Day { date, to: at + 1, iso: true, clock: None })
}

/// `2019-05-07`, `2019/5/7`, `2019年5月7日`, `2019. május 7.`, `2019 May 7`, `2019-127`.
fn year_first(tokens: &[Token], at: usize, hints: &Hints, strict: bool) -> Option<Day> {
    let year = tokens[at].number()?;
    let second = tokens.get(at + 1)?;
    if let Some((date, to)) = numeric::day_at(tokens, at, hints, strict) {
        let iso = second.mark() == '-' && !second.spaced;
        return Some(Day { date, to, iso, clock: None });
    }
    if matches!(second.word(), "年" | "년") {
        return east_asian(tokens, at, hints);
    }
    if second.mark() == '-'
        && let Some((ordinal, 3)) = tokens.get(at + 2)?.number()
        && !tokens[at + 2].spaced
        && year.0 >= 1900
    {
        let date = NaiveDate::from_yo_opt(i32::try_from(year.0).ok()?, ordinal)?;
        return Some(Day { date, to: at + 3, iso: true, clock: None });
    }
    let next = skip(tokens, at + 1, ".,-/'");
    if let Some((next, (month, taken))) = month_between(tokens, at + 1, next, hints) {
        let day_at = skip(tokens, next + taken, ".-/'");
        let (day, 1 | 2) = tokens.get(day_at)?.number()? else { return None };
        return calendar::named(year, month, day).map(|date| plain(date, day_at + 1));
    }
    // Latvian: 2019. gada 7. maijs
    let (day, 1 | 2) = tokens.get(next)?.number()? else { return None };
    let month_at = skip(tokens, next + 1, ".-/");
    let (month, taken) = month(tokens, month_at, hints)?;
    // a year may follow as well: then the first number was none
    let followed = tokens.get(skip(tokens, month_at + taken, ".,-/")).and_then(Token::number).is_some();
    if followed { None } else { calendar::named(year, month, day).map(|date| plain(date, month_at + taken)) }
}

/// `2019年5月7日`, `2019년 5월 7일`, `令和5年5月7日`, and without its last character at the end.
fn east_asian(tokens: &[Token], at: usize, hints: &Hints) -> Option<Day> {
    let language = hints.language.as_deref().and_then(names::language);
    let era = at.checked_sub(1).map_or("", |before| tokens[before].word());
    let year = match tokens[at].number()? {
        (year, 4) => (year, 4),
        (year, 1..=3) if let Some(year) = calendar::in_era(era, year) => year,
        // in Japan the year of an era
        (year, 2) if language.as_deref() == Some("zh") => (2000 + year, 4),
        _ => return None,
    };
    let (month, 1 | 2) = tokens.get(at + 2)?.number()? else { return None };
    let (day, 1 | 2) = tokens.get(at + 4)?.number()? else { return None };
    let closed = match tokens.get(at + 5) {
        None => 0,
        Some(next) if matches!(next.word(), "日" | "号" | "號" | "일") => 1,
        Some(next) if next.spaced => 0,
        Some(_) => return None,
    };
    let months = matches!(tokens[at + 3].word(), "月" | "월");
    months.then(|| calendar::gregorian(year, month, day)).flatten().map(|date| plain(date, at + 5 + closed))
}

/// `7 May 2019`, `7 de mayo del 2019`, `07-May-19`, `7 tháng 5, 2019`, `07/05/2019`.
fn day_first(tokens: &[Token], at: usize, hints: &Hints, strict: bool) -> Option<Day> {
    if let Some((date, to)) = numeric::day_at(tokens, at, hints, strict) {
        return Some(plain(date, to));
    }
    let (day, _) = tokens[at].number()?;
    let month_at = skip(tokens, at + 1, ".-–/,'º°");
    if matches!(tokens.get(month_at)?.word(), "thang" | "thg")
        && let Some((month, 1 | 2)) = tokens.get(month_at + 1).and_then(Token::number)
    {
        let year_at = skip(tokens, month_at + 2, ",-/");
        let year = tokens.get(year_at)?.number().filter(|(_, digits)| *digits == 4)?;
        return calendar::gregorian(year, month, day).map(|date| plain(date, year_at + 1));
    }
    let (month_at, (month, taken)) =
        month_between(tokens, at + 1, month_at, hints).or_else(|| Some((month_at, (roman(&tokens[month_at])?, 1))))?;
    let year_at = skip(tokens, month_at + taken, ".,-–/'");
    let year = year_at_month(tokens, year_at, month_at, hints)?;
    if is_year(tokens, year_at, if strict { Short::Tight } else { Short::Any }) {
        return calendar::named(year, month, day).map(|date| plain(date, year_at + 1));
    }
    timed_year(tokens, year_at, month, day, hints)
}

/// `May 7, 2019`, `Mayo 7 del 2019`, `Tue May  7 10:30:00 2019`.
fn month_first(tokens: &[Token], at: usize, hints: &Hints) -> Option<Day> {
    let (month, taken) = month(tokens, at, hints)?;
    let day_at = skip(tokens, at + taken, ".-/,'");
    let (day, 1 | 2) = tokens.get(day_at)?.number()? else { return None };
    let year_at = skip(tokens, day_at + 1, ".,-/'");
    // Breton: Lun, 21 Du 2016, where an Irishman sees August
    let between = &tokens[day_at + 1..year_at];
    if names::is_weekday(tokens[at].word()) && between.iter().any(|token| names::is_month(token.word())) {
        return None;
    }
    let year = year_at_month(tokens, year_at, at, hints)?;
    if is_year(tokens, year_at, Short::Quoted) {
        return calendar::named(year, month, day).map(|date| plain(date, year_at + 1));
    }
    timed_year(tokens, year_at, month, day, hints)
}

/// The year at a token, beside the month at another.
fn year_at_month(tokens: &[Token], at: usize, month: usize, hints: &Hints) -> Option<(u32, u8)> {
    let year = tokens.get(at)?.number()?;
    let thai = is_thai(hints) || tokens[month].word().starts_with(|c| ('\u{e01}'..='\u{e5b}').contains(&c));
    Some(if thai { calendar::thai(year) } else { year })
}

/// The year behind a time: `10:30:00 2019`, `10:30:00 +0000 2019`, `10:30:00 UTC 2019`.
fn timed_year(tokens: &[Token], at: usize, month: Name, day: u32, hints: &Hints) -> Option<Day> {
    let clock = clock::at(tokens, at, false, hints.language.as_deref()).ok().flatten()?;
    let year = tokens.get(clock.to)?.number().filter(|(_, digits)| *digits == 4)?;
    let date = calendar::named(year, month, day)?;
    Some(Day { date, to: clock.to + 1, iso: false, clock: Some(clock) })
}

/// The first month from a token on to another, and where: among small words, since "des" is a German article and a
/// Norwegian month.
fn month_between(tokens: &[Token], from: usize, to: usize, hints: &Hints) -> Option<(usize, (Name, usize))> {
    (from..=to).find_map(|at| Some((at, month(tokens, at, hints)?)))
}

/// The month at a token; where Arabic gives both its names (`أيار/مايو`), both.
fn month(tokens: &[Token], at: usize, hints: &Hints) -> Option<(Name, usize)> {
    let language = hints.language.as_deref();
    let (month, taken) = names::month(tokens, at, language)?;
    let mark = tokens.get(at + taken).map_or('\0', Token::mark);
    if matches!(mark, '/' | '-' | '(')
        && let Some((again, more)) = names::month(tokens, at + taken + 1, language)
    {
        let closed = usize::from(mark == '(' && tokens.get(at + taken + 1 + more).is_some_and(|t| t.mark() == ')'));
        return (again == month).then_some((month, taken + 1 + more + closed));
    }
    Some((month, taken))
}

fn is_thai(hints: &Hints) -> bool {
    hints.language.as_deref().and_then(names::language).as_deref() == Some("th")
}

/// A month as a Roman number: `7.V.2019`.
fn roman(token: &Token) -> Option<Name> {
    const MONTHS: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    let at = MONTHS.iter().position(|month| *month == token.word())?;
    (token.letters != Letters::Small).then_some(Name::Month(at as u8 + 1))
}

/// Where a year of two digits is believed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Short {
    /// Behind an apostrophe only: `May 7 '19`.
    Quoted,
    /// Also without a space before it: `07-May-19`.
    Tight,
    /// Also where nothing behind it makes it something else.
    Any,
}

fn is_year(tokens: &[Token], at: usize, short: Short) -> bool {
    match tokens[at].number() {
        Some((_, 4)) => true,
        Some((_, 2)) => {
            let before = tokens[at - 1].mark();
            let tight = matches!(before, '-' | '/') && !tokens[at].spaced;
            let behind = tokens.get(at + 1).map_or('\0', Token::mark);
            let alone = tokens
                .get(at + 1)
                .is_none_or(|next| !matches!(behind, ':' | '.' | '%' | '\0') || next.number().is_some() || next.line);
            !matches!(behind, ':' | '%')
                && (before == '\'' || short != Short::Quoted && tight || short == Short::Any && alone)
        }
        _ => false,
    }
}

/// The token behind at most three small words and marks.
fn skip(tokens: &[Token], from: usize, marks: &str) -> usize {
    let passes = |token: &Token| match token.mark() {
        '\0' => names::plays(token.word(), Role::Filler),
        mark => marks.contains(mark),
    };
    from + tokens.iter().skip(from).take(3).take_while(|token| passes(token)).count()
}

/// False where the number is the tail of something else: `3/12/07/2019`, `v7`, `#7`.
fn starts_clean(tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &tokens[before]).filter(|_| !tokens[at].spaced) else {
        return true;
    };
    match before.mark() {
        '\0' => before.word().is_empty() || before.letters == Letters::Caseless || names::is_label(before.word()),
        '-' | '/' | '.' | ':' => at < 2 || before.spaced || tokens[at - 2].number().is_none(),
        '#' | '$' | '€' | '£' | '№' | '%' | '+' | '=' | '_' | '\\' => false,
        _ => true,
    }
}

/// False where the last number goes on as something else: `2019/05/07/3`, `20192`, `2019%`.
fn ends_clean(tokens: &[Token], to: usize) -> bool {
    let Some(next) = tokens.get(to).filter(|next| !next.spaced) else { return true };
    match next.mark() {
        '\0' if tokens[to - 1].number().is_none() => true,
        '\0' => !next.word().is_ascii() || matches!(next.word(), "t" | "z" | "at" | "g" | "y"),
        '-' | '/' | '.' => {
            let number = tokens.get(to + 1).filter(|after| !after.spaced && after.number().is_some());
            number.is_none() || tokens.get(to + 2).is_some_and(|after| after.mark() == ':')
        }
        '%' | '_' | '$' | '=' => false,
        _ => true,
    }
}
