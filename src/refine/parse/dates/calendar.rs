//! Years, months and days to a day of the Gregorian calendar.

use chrono::{Days, NaiveDate};

use super::lexicon::Name;

/// The Gregorian day, or `None` where there is no such day. A year of four digits from 2443 to 2642 is Buddhist.
pub(super) fn gregorian(year: (u32, u8), month: u32, day: u32) -> Option<NaiveDate> {
    let year = match year {
        (value @ 1900..=2199, 4) => value,
        (value @ 2443..=2642, 4) => value - 543,
        (value, 2) if value < 70 => 2000 + value,
        (value, 2) => 1900 + value,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// A year as Thai texts mean it: two digits are of the Buddhist era where they can be.
pub(super) fn thai(year: (u32, u8)) -> (u32, u8) {
    if let (value @ 43..=99, 2) = year { (2500 + value, 4) } else { year }
}

/// A year counted in an East Asian era, such as 令和5年 or 民國108年.
pub(super) fn in_era(era: &str, year: u32) -> Option<(u32, u8)> {
    const ERAS: [(&str, u32); 5] = [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("民國", 1911), ("民国", 1911)];
    let (_, before) = ERAS.iter().find(|(name, _)| era.ends_with(name))?;
    Some((before + year, 4))
}

/// The day of the Persian calendar, for the years of living memory.
pub(super) fn persian(year: (u32, u8), month: u32, day: u32) -> Option<NaiveDate> {
    let year = match year {
        (value @ 1300..=1470, 4) => value,
        (value, 2) if value < 30 => 1400 + value,
        (value, 2) => 1300 + value,
        _ => return None,
    };
    let length = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + u32::from(is_persian_leap(year)),
        _ => return None,
    };
    if day == 0 || day > length {
        return None;
    }
    let leaps = (1300..year).filter(|year| is_persian_leap(*year)).count() as u32;
    let months = if month <= 7 { (month - 1) * 31 } else { 186 + (month - 7) * 30 };
    let since = (year - 1300) * 365 + leaps + months + day - 1;
    // 1 Farvardin 1300
    NaiveDate::from_ymd_opt(1921, 3, 21)?.checked_add_days(Days::new(u64::from(since)))
}

/// The day of a named month.
pub(super) fn named(year: (u32, u8), month: Name, day: u32) -> Option<NaiveDate> {
    match month {
        Name::Month(month) => gregorian(year, u32::from(month), day),
        Name::Persian(month) => persian(year, u32::from(month), day),
        _ => None,
    }
}

/// The 33-year cycle, which agrees with the observed new year from 1244 to 1472.
fn is_persian_leap(year: u32) -> bool {
    matches!(year % 33, 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)
}
