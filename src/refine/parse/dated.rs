//! Dates in the texts of a page: whole short texts, a date inside a line, a dateline at the head of a text, an address.

use std::cell::RefCell;
use std::collections::HashMap;

use url::Url;

use super::dates::{self, Hints};
use crate::model::Moment;

/// Longest text, in characters, that can be a date with its label.
const LONGEST: usize = 90;
/// How many different texts of one page are tried.
const MAX_TRIES: usize = 20_000;

/// Reads dates, each text once.
pub(super) struct Dates {
    hints: Hints,
    known: RefCell<HashMap<String, Option<Moment>>>,
}

impl Dates {
    /// A reader for one page.
    pub(super) fn new(hints: Hints) -> Self {
        Self { hints, known: RefCell::new(HashMap::new()) }
    }

    /// Whether a text is a date and nothing else but perhaps a label before a colon.
    pub(super) fn is_date(&self, text: &str) -> bool {
        self.whole(text).is_some()
    }

    /// The date that a text is.
    pub(super) fn whole(&self, text: &str) -> Option<Moment> {
        let text =
            text.trim().trim_matches(['|', '•', '·', '–', '—', '-', ',', ';', '(', ')', '[', ']', ' ', '\u{a0}', '/']);
        let length = text.chars().count();
        if !(5..=LONGEST).contains(&length) || !text.chars().any(char::is_numeric) {
            return None;
        }
        if let Some(known) = self.known.borrow().get(text) {
            return *known;
        }
        if self.known.borrow().len() >= MAX_TRIES {
            return None;
        }
        let moment = dates::parse(text, &self.hints).or_else(|| {
            let rest = text.split_once(':').map(|(label, rest)| (label, rest.trim()))?;
            rest.0.chars().all(|c| !c.is_numeric()).then(|| dates::parse(rest.1, &self.hints)).flatten()
        });
        self.known.borrow_mut().insert(text.to_owned(), moment);
        moment
    }

    /// The first date in a line such as `Posted on 7 May 2019 by Ana` or `June 15, 2018 | Country`.
    pub(super) fn within(&self, line: &str) -> Option<Moment> {
        if let Some(moment) = self.whole(line) {
            return Some(moment);
        }
        line.split(['|', '•', '·', '—', '–', '(', ')', '[', ']', '\n'])
            .find_map(|part| self.whole(part).or_else(|| self.window(part).map(|found| found.0)))
    }

    /// A dateline: a date near the head of a text that a dash, colon, bracket or line end closes
    /// (`Istanbul, May 17, 2024 —`). A date inside a sentence tells when something happened, not when it was written.
    pub(super) fn dateline(&self, text: &str) -> Option<Moment> {
        let head: String = text.chars().take(100).collect();
        let head = head.trim_start_matches(['(', '[', '*', ' ']);
        let close = head.char_indices().find(|(at, c)| {
            let spaced_hyphen = *c == '-' && head[..*at].ends_with(' ');
            spaced_hyphen
                || matches!(c, '—' | '–' | ')' | ']' | '|')
                || (*c == ':' && !head[..*at].ends_with(char::is_numeric))
                || (*c == ':' && head[*at + 1..].starts_with(' '))
        })?;
        let (moment, closes) = self.window(&head[..close.0])?;
        closes.then_some(moment)
    }

    /// The day in an address: `/2019/05/07/` or `/2019-05-07-…`.
    pub(super) fn of_address(&self, url: &Url) -> Option<Moment> {
        let path = url.path();
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> = path.split(['/', '-', '_']).collect();
        parts
            .windows(3)
            .find(|part| {
                part.iter().all(|part| !part.is_empty() && digits(part))
                    && part[0].len() == 4
                    && matches!(&part[0][..2], "19" | "20")
                    && part[1].len() <= 2
                    && part[2].len() <= 2
            })
            .and_then(|part| self.whole(&format!("{}-{:0>2}-{:0>2}", part[0], part[1], part[2])))
    }

    /// The date around the first token that is a year or a date in figures, and whether it ends the text.
    fn window(&self, text: &str) -> Option<(Moment, bool)> {
        let tokens: Vec<&str> = text.split_whitespace().take(40).collect();
        let core = tokens.iter().position(|token| is_core(token))?;
        let year_first = core + 1 < tokens.len() && starts_with_year(tokens[core]);
        for left in (0..=core.min(5)).rev() {
            for right in [if year_first { 4 } else { 3 }, 2, 1, 0] {
                let end = core + 1 + right;
                if end > tokens.len() || (right > 0 && !continues(tokens[core + 1], year_first)) {
                    continue;
                }
                let phrase = tokens[core - left..end].join(" ");
                let phrase = phrase.trim_end_matches(['.', ',', ';', ':']);
                if let Some(moment) = self.whole(phrase) {
                    return Some((moment, end == tokens.len()));
                }
            }
        }
        None
    }
}

/// A year, or day, month and year in figures.
fn is_core(token: &str) -> bool {
    let figures: Vec<String> = token
        .split(|c: char| !c.is_numeric())
        .filter(|part| !part.is_empty())
        .map(|part| part.chars().filter_map(digit).collect())
        .collect();
    let is_year = |part: &String| part.len() == 4 && matches!(&part[..2], "13" | "14" | "19" | "20" | "25");
    figures.iter().any(is_year) || (figures.len() == 3 && figures.iter().all(|part| part.len() <= 2))
}

fn starts_with_year(token: &str) -> bool {
    token.chars().take(4).filter_map(digit).count() == 4
}

/// Whether the next token can belong to a date: a time, or what follows a year that comes first.
fn continues(token: &str, year_first: bool) -> bool {
    year_first
        || token.contains(':')
        || token.chars().next().is_some_and(char::is_numeric)
        || matches!(token, "at" | "a" | "à" | "um" | "às" | "-" | "–")
}

/// The value of a decimal digit in Latin, Arabic-Indic, Persian or Devanagari figures, as an ASCII digit.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        _ => return None,
    };
    char::from_digit(c as u32 - zero as u32, 10)
}
