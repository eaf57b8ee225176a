//! Times of day and their zones.

use chrono::{DateTime, Days, Duration, FixedOffset, NaiveDate, NaiveDateTime, Offset as _, TimeZone as _};
use chrono_tz::Tz;

use super::names;
use super::tokens::{Letters, Token};
use crate::model::Moment;

/// A time of day as it was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    hour: u32,
    minute: u32,
    second: Option<u32>,
    zone: Zone,
    /// The token behind it.
    pub(super) to: usize,
}

#[derive(Clone, Copy, Debug)]
enum Zone {
    /// None given.
    Local,
    /// So many seconds east of Greenwich.
    East(i32),
    /// One that means different things to different people.
    Unclear,
}

/// A time that cannot be, such as 25:00.
#[derive(Debug)]
pub(super) struct Impossible;

impl Clock {
    /// The moment at this time of a day. Where the zone is unclear only the day is sure.
    pub(super) fn on(&self, day: NaiveDate, zone: Tz) -> Option<Moment> {
        let (day, hour) = if self.hour == 24 { (day.checked_add_days(Days::new(1))?, 0) } else { (day, self.hour) };
        let local = day.and_hms_opt(hour, self.minute, self.second.unwrap_or_default())?;
        let at = match self.zone {
            Zone::Unclear => return Some(Moment::Day(day)),
            Zone::East(seconds) => FixedOffset::east_opt(seconds)?.from_local_datetime(&local).single()?,
            Zone::Local => in_zone(local, zone)?,
        };
        Some(if self.second.is_some() { Moment::Second(at) } else { Moment::Minute(at) })
    }
}

/// The time that is written from this token on: `Ok(None)` where there is none. `iso` also takes the forms that follow
/// a `T`.
pub(super) fn at(tokens: &[Token], at: usize, iso: bool, language: Option<&str>) -> Result<Option<Clock>, Impossible> {
    let word = |at: usize| tokens.get(at).map_or("", Token::word);
    let mark = |at: usize| tokens.get(at).map_or('\0', Token::mark);
    let number = |at: usize| tokens.get(at).and_then(Token::number);
    let early = names::half(word(at), language).filter(|_| !word(at).is_ascii() || matches!(word(at), "am" | "pm"));
    let (from, at) = (at, at + usize::from(early.is_some()));
    let Some((hour, digits)) = number(at) else { return Ok(None) };
    let (mut minute, mut second, mut to, mut sure) = (0, None, at + 1, early.is_some());
    if iso && matches!(digits, 4 | 6) {
        let (h, m, s) = if digits == 4 {
            (hour / 100, hour % 100, None)
        } else {
            (hour / 10_000, hour / 100 % 100, Some(hour % 100))
        };
        return finish(
            tokens,
            Clock { hour: h, minute: m, second: s, zone: Zone::Local, to: fraction(tokens, to) },
            None,
            true,
        );
    }
    if digits > 2 {
        return Ok(None);
    }
    let colon = mark(to) == ':' && !tokens[to].spaced;
    if colon && let Some((m, 1 | 2)) = number(to + 1) {
        (minute, to, sure) = (m, to + 2, true);
        if matches!(mark(to), ':' | '.')
            && let Some((s, 1 | 2)) = number(to + 1).filter(|_| !tokens[to + 1].spaced)
        {
            second = Some(s);
            to = fraction(tokens, to + 2);
            if mark(to) == ':' && number(to + 1).is_some() && !tokens[to].spaced {
                return Err(Impossible);
            }
        }
    } else if matches!(word(to), "h" | "u" | "時" | "时" | "點" | "点" | "시" | "hs") {
        let apart = tokens[to].spaced;
        (to, sure) = (to + 1, true);
        if let Some((m, 2)) = number(to).filter(|_| !tokens[to].spaced || apart || word(to + 1) == "분") {
            (minute, to) = (m, to + 1);
            to += usize::from(matches!(word(to), "分" | "분" | "min" | "m"));
            if let Some((s, 2)) = number(to).filter(|_| matches!(word(to + 1), "秒" | "초" | "s")) {
                (second, to) = (Some(s), to + 2);
            }
        }
    } else if mark(to) == '.'
        && let Some((m, 2)) = number(to + 1).filter(|_| !tokens[to + 1].spaced)
    {
        // only a word behind it tells a time from a number
        (minute, to) = (m, to + 2);
    }
    let (late, behind) = half(tokens, to, language);
    if late.is_some() {
        (to, sure) = (behind, true);
    }
    if matches!(word(to), "uhr" | "h" | "hs" | "hrs" | "hours" | "horas" | "น" | "часов" | "kl") {
        (to, sure) = (to + 1, true);
    }
    let zoned = |token: &Token| token.letters == Letters::Capitals && hours_east(token.word()).is_some();
    if !(sure || to > at + 1 && tokens.get(to).is_some_and(zoned)) {
        return Ok(None);
    }
    // behind a bare day, 10:30-12:30 is a span of time
    let exact = iso && (second.is_some() || from.checked_sub(1).is_some_and(|before| word(before) == "t"));
    finish(tokens, Clock { hour, minute, second, zone: Zone::Local, to }, early.or(late), exact)
}

fn finish(tokens: &[Token], mut clock: Clock, half: Option<bool>, exact: bool) -> Result<Option<Clock>, Impossible> {
    match half {
        Some(true) if clock.hour < 12 => clock.hour += 12,
        Some(false) if clock.hour == 12 => clock.hour = 0,
        Some(false) if clock.hour > 12 => return Err(Impossible),
        _ => {}
    }
    // a leap second
    clock.second = clock.second.map(|second| if second == 60 { 59 } else { second });
    let midnight = clock.hour == 24 && clock.minute == 0 && clock.second.unwrap_or_default() == 0;
    if (clock.hour > 23 && !midnight) || clock.minute > 59 || clock.second.is_some_and(|second| second > 59) {
        return Err(Impossible);
    }
    (clock.zone, clock.to) = zone(tokens, clock.to, exact);
    Ok(Some(clock))
}

/// The token behind decimals of a second.
fn fraction(tokens: &[Token], at: usize) -> usize {
    let is_fraction = tokens.get(at).is_some_and(|token| matches!(token.mark(), '.' | ',') && !token.spaced)
        && tokens.get(at + 1).is_some_and(|token| token.number().is_some() && !token.spaced);
    at + 2 * usize::from(is_fraction)
}

/// `pm`, `p.m.`, `p. m.`, `م`, `下午` and the like, and the token behind.
fn half(tokens: &[Token], at: usize, language: Option<&str>) -> (Option<bool>, usize) {
    let word = |at: usize| tokens.get(at).map_or("", Token::word);
    let dotted = tokens.get(at + 1).is_some_and(|token| token.mark() == '.');
    if dotted && !word(at + 2).is_empty() {
        let closed = usize::from(tokens.get(at + 3).is_some_and(|token| token.mark() == '.'));
        if let Some(found) = names::half(&format!("{} {}", word(at), word(at + 2)), language) {
            return (Some(found), at + 3 + closed);
        }
        match (word(at), word(at + 2)) {
            ("a", "m") => return (Some(false), at + 3 + closed),
            ("p", "m") => return (Some(true), at + 3 + closed),
            _ => {}
        }
    }
    // Serbian: пре подне
    if let Some(found) = names::half(&format!("{} {}", word(at), word(at + 1)), language) {
        return (Some(found), at + 2);
    }
    match word(at) {
        "" => (None, at),
        word => (names::half(word, language), at + 1),
    }
}

fn zone(tokens: &[Token], at: usize, iso: bool) -> (Zone, usize) {
    let opened = tokens.get(at).is_some_and(|token| token.mark() == '(');
    let at = at + usize::from(opened);
    let closed = |to: usize| to + usize::from(opened && tokens.get(to).is_some_and(|token| token.mark() == ')'));
    let Some(token) = tokens.get(at) else { return (Zone::Local, at - usize::from(opened)) };
    if matches!(token.mark(), '+' | '-') {
        return match offset(tokens, at, iso) {
            Some((east, to)) => (Zone::East(east), comment(tokens, closed(to))),
            None => (Zone::Local, at),
        };
    }
    match (token.word(), token.letters) {
        ("utc" | "gmt" | "ut" | "z" | "zulu", _) => match offset(tokens, at + 1, true) {
            Some((east, to)) => (Zone::East(east), comment(tokens, closed(to))),
            None => (Zone::East(0), closed(at + 1)),
        },
        (word, Letters::Capitals | Letters::Small) if hours_east(word).is_some() => {
            // "met" is a word
            let east = hours_east(word).filter(|_| token.letters == Letters::Capitals || word != "met");
            east.map_or((Zone::Local, at), |quarters| (Zone::East(quarters * 900), closed(at + 1)))
        }
        // Europe/Madrid: which offset that was is not worth a look
        (word, Letters::Capital)
            if !word.is_empty() && tokens.get(at + 1).is_some_and(|next| next.mark() == '/' && !next.spaced) =>
        {
            (Zone::Unclear, closed(at + 3).min(tokens.len()))
        }
        (word, Letters::Capitals) if (2..=5).contains(&word.len()) && word.is_ascii() => {
            (Zone::Unclear, closed(at + 1))
        }
        _ => (Zone::Local, at - usize::from(opened)),
    }
}

/// `+0200`, `-05:00`, and where `wide` also `+2`.
fn offset(tokens: &[Token], at: usize, wide: bool) -> Option<(i32, usize)> {
    let sign = match tokens.get(at)?.mark() {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let token = tokens.get(at + 1).filter(|token| !token.spaced)?;
    let (value, digits) = token.number()?;
    let colon = tokens.get(at + 2).is_some_and(|token| token.mark() == ':' && !token.spaced);
    let (hours, minutes, to) = match digits {
        4 => (value / 100, value % 100, at + 2),
        1 | 2 if colon => {
            let (minutes, 2) = tokens.get(at + 3)?.number()? else { return None };
            (wide || sign == 1 || tokens[at].spaced).then_some((value, minutes, at + 4))?
        }
        // 10:45 -04, but not 10:45-11 nor 10:45 - 11:45
        1 | 2 if wide || digits == 2 && tokens[at].spaced => (value, 0, at + 2),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then(|| (sign * (hours * 3600 + minutes * 60) as i32, to))
}

/// The token behind a zone's name in brackets that follows its offset: `+0200 (CEST)`.
fn comment(tokens: &[Token], at: usize) -> usize {
    let bracketed = tokens.get(at).is_some_and(|token| token.mark() == '(')
        && tokens.get(at + 1).is_some_and(|token| token.letters == Letters::Capitals)
        && tokens.get(at + 2).is_some_and(|token| token.mark() == ')');
    at + 3 * usize::from(bracketed)
}

/// Quarters of an hour east of Greenwich, for names that have one meaning in dates (RFC 822 §5.1 and what feeds use).
/// IST, AST, BST and others have several.
fn hours_east(zone: &str) -> Option<i32> {
    let quarters = match zone {
        "wet" => 0,
        "cet" | "mez" | "met" | "west" | "wat" => 4,
        "cest" | "mesz" | "mest" | "eet" | "cat" | "sast" => 8,
        "eest" | "msk" | "мск" | "eat" | "trt" => 12,
        "pkt" => 20,
        "npt" => 23,
        "wib" | "ict" => 28,
        "wita" | "hkt" | "sgt" | "awst" => 32,
        "wit" | "jst" | "kst" => 36,
        "acst" => 38,
        "aest" => 40,
        "aedt" => 44,
        "nzst" => 48,
        "nzdt" => 52,
        "brt" | "art" => -12,
        "nst" => -14,
        "edt" => -16,
        "est" | "cdt" | "cot" | "pet" => -20,
        "cst" | "mdt" => -24,
        "mst" | "pdt" => -28,
        "pst" | "akdt" => -32,
        "akst" => -36,
        "hst" => -40,
        _ => return None,
    };
    Some(quarters)
}

/// A local time in a zone: the earlier of two, and in the hour that a zone leaves out, an hour later.
pub(super) fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<FixedOffset>> {
    let at = zone.from_local_datetime(&local).earliest().or_else(|| {
        let later = local.checked_add_signed(Duration::hours(1))?;
        zone.from_local_datetime(&later).earliest()
    })?;
    Some(at.with_timezone(&at.offset().fix()))
}
