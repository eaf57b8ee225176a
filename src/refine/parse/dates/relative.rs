//! `3 days ago`, `hace 3 días`, `منذ 3 أيام`, `yesterday`: dates told by their distance from the time of reading.

use chrono::{Days, TimeDelta};

use super::judge::is_label;
use super::tokens::{Kind, Token, split};
use super::{Hints, names};
use crate::model::Moment;

/// One, where it is written as a word.
const ONE: &[&str] =
    &["a", "an", "one", "un", "una", "une", "uno", "um", "uma", "ein", "eine", "einem", "einer", "een"];

/// The day that a text tells by its distance. Weeks and months are no days: what is 2 weeks old may be 14 or 20 days
/// old.
pub(super) fn parse(text: &str, hints: &Hints) -> Option<Moment> {
    let now = hints.now?.with_timezone(&hints.timezone);
    let tokens = split(text);
    if tokens.len() > 12 {
        return None;
    }
    let labels = tokens.iter().take_while(|token| is_label(token.word()) || token.mark() == ':').count();
    (0..=labels.min(4)).find_map(|from| {
        let (pattern, number) = shape(&tokens[from..]);
        if number.is_none()
            && let Some(days) = names::days_ago(&pattern)
        {
            return Some(Moment::Day(now.date_naive().checked_sub_days(Days::new(days.unsigned_abs()))?));
        }
        let seconds = names::ago(&pattern)?.checked_mul(i64::from(number.filter(|number| *number < 10_000)?))?;
        if seconds >= 86_400 {
            return Some(Moment::Day(now.date_naive().checked_sub_days(Days::new(seconds.unsigned_abs() / 86_400))?));
        }
        Some(Moment::Day(now.checked_sub_signed(TimeDelta::seconds(seconds))?.date_naive()))
    })
}

/// A pattern of the vocabulary as texts are compared with it.
pub(super) fn pattern(written: &str) -> String {
    shape(&split(&written.replace("{0}", "2"))).0
}

/// The words, with `{0}` in place of the only number, and that number.
fn shape(tokens: &[Token]) -> (String, Option<u32>) {
    let mut pattern = String::new();
    let mut number = None;
    let counted = tokens.iter().any(|token| token.number().is_some());
    for token in tokens {
        let part = match &token.kind {
            Kind::Number { value, .. } if number.is_none() => {
                number = Some(*value);
                "{0}"
            }
            Kind::Word(word) if !counted && number.is_none() && ONE.contains(&word.as_str()) => {
                number = Some(1);
                "{0}"
            }
            Kind::Number { .. } => return (String::new(), None),
            Kind::Word(word) => word,
            Kind::Mark(_) => continue,
        };
        if !pattern.is_empty() {
            pattern.push(' ');
        }
        pattern.push_str(part);
    }
    (pattern, number)
}
