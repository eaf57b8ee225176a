//! Dates in a form that the operator spells out (`%d/%m/%Y`), for pages whose dates cannot be read without being told.

use std::fmt::Write as _;

use chrono::format::{Item, Parsed, StrftimeItems, parse};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::clock::in_zone;
use super::hints::MAX_DATE;
use super::tokens::digit;
use crate::model::Moment;

/// The longest form, in bytes.
const MAX_FORM: usize = 100;

/// A checked form of dates, as `strftime` writes it.
#[derive(Clone, Debug)]
pub struct Format {
    items: Vec<Item<'static>>,
    has_hour: bool,
    has_second: bool,
}

impl Format {
    /// Checks a form. What is wrong with it is told in words for an operator, with what it makes of a sample date.
    pub fn new(form: &str) -> Result<Self, String> {
        if form.len() > MAX_FORM {
            return Err(format!("it is longer than {MAX_FORM} bytes"));
        }
        let items = StrftimeItems::new(form).parse_to_owned().map_err(|_| unknown(form))?;
        let (sample, told) = sample().ok_or("it cannot be tried")?;
        let mut written = String::new();
        write!(written, "{}", sample.format_with_items(items.iter())).map_err(|_| unknown(form))?;
        let mut format = Self { items, has_hour: false, has_second: false };
        let fields = format.fields(&written);
        format.has_hour =
            fields.as_ref().is_some_and(|fields| fields.hour_mod_12().is_some() || fields.timestamp().is_some());
        format.has_second =
            fields.as_ref().is_some_and(|fields| fields.second().is_some() || fields.timestamp().is_some());
        match format.read(&written, Tz::UTC) {
            Some(moment) if moment.day() == told => Ok(format),
            _ => Err(format!(
                "it would write 9 March 2024, 14:05:07, as {written:?}, from which the day cannot be read back: year, month and day are needed (%Y, %m and %d)"
            )),
        }
    }

    /// The date that a text is in this form, spaces around it aside; digits of all scripts are the same.
    pub fn read(&self, text: &str, zone: Tz) -> Option<Moment> {
        if text.len() > MAX_DATE {
            return None;
        }
        let fields = self.fields(text)?;
        let at = |local: NaiveDateTime| match fields.offset() {
            Some(east) => local.and_local_timezone(FixedOffset::east_opt(east)?).single(),
            None if fields.timestamp().is_some() => Some(local.and_utc().fixed_offset()),
            None => in_zone(local, zone),
        };
        if !self.has_hour {
            return fields.to_naive_date().ok().map(Moment::Day);
        }
        let local = fields.to_naive_datetime_with_offset(fields.offset().unwrap_or_default()).ok()?;
        let moment: DateTime<FixedOffset> = at(local)?;
        Some(if self.has_second { Moment::Second(moment) } else { Moment::Minute(moment) })
    }

    fn fields(&self, text: &str) -> Option<Parsed> {
        let mut fields = Parsed::new();
        let plain: String =
            text.trim().chars().map(|c| digit(c).and_then(|n| char::from_digit(n, 10)).unwrap_or(c)).collect();
        parse(&mut fields, &plain, self.items.iter()).ok()?;
        Some(fields)
    }
}

fn sample() -> Option<(DateTime<Utc>, NaiveDate)> {
    let day = NaiveDate::from_ymd_opt(2024, 3, 9)?;
    let time = TimeDelta::seconds(14 * 3600 + 5 * 60 + 7);
    Some((day.and_hms_opt(0, 0, 0)?.and_utc().checked_add_signed(time)?, day))
}

fn unknown(form: &str) -> String {
    let letter = form.split('%').skip(1).filter_map(|part| part.chars().next()).find(|letter| {
        let one = format!("%{letter}");
        !matches!(letter, '%' | '-' | '_' | '0' | '.' | ':' | '#')
            && StrftimeItems::new(&one).any(|item| item == Item::Error)
    });
    match letter {
        Some(letter) => format!("%{letter} stands for no part of a date"),
        None => "a % in it is followed by nothing that stands for a part of a date".to_owned(),
    }
}
