//! Dates in the texts of a page: whole short texts, a dateline at the head of a text, an address.

use std::cell::RefCell;
use std::collections::HashMap;

use url::Url;

use super::dates::{self, Hints};
use crate::model::Moment;

/// Longest text, in characters, that can be a date with its label.
const LONGEST: usize = 90;
/// How far a dateline reaches into a text, in characters.
const HEAD: usize = 100;
/// How many different texts of one page are tried.
const MAX_TRIES: usize = 8_000;

/// What sets a date off from a title beside it.
const SETS_OFF: [char; 13] = [':', '–', '—', '-', '|', '(', ')', '[', ']', ',', ';', '·', '•'];

/// Reads dates, each text once.
pub(super) struct Dates {
    hints: Hints,
    whole: RefCell<HashMap<String, Option<Moment>>>,
}

impl Dates {
    /// A reader for one page.
    pub(super) fn new(hints: Hints) -> Self {
        Self { hints, whole: RefCell::new(HashMap::new()) }
    }

    /// Whether a text is a date and nothing else but perhaps a label.
    pub(super) fn is_date(&self, text: &str) -> bool {
        self.whole(text).is_some()
    }

    /// Whether a text is a date with at most a label beside it. A title that ends in a date is a title.
    pub(super) fn is_bare(&self, text: &str) -> bool {
        let outside = |range: std::ops::Range<usize>| format!("{} {}", &text[..range.start], &text[range.end..]);
        let words = |rest: &str| rest.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
        self.is_date(text) && dates::find(text, &self.hints).is_none_or(|(_, range)| words(&outside(range)) <= 2)
    }

    /// The date that a short text is.
    pub(super) fn whole(&self, text: &str) -> Option<Moment> {
        let text = text
            .trim()
            .trim_matches(['|', '•', '·', '–', '—', '-', ',', ';', '(', ')', '[', ']', '\u{a0}', '/'])
            .trim();
        if !may_be_date(text) {
            return None;
        }
        if let Some(known) = self.whole.borrow().get(text) {
            return *known;
        }
        if self.whole.borrow().len() >= MAX_TRIES {
            return None;
        }
        let moment = dates::parse(text, &self.hints);
        self.whole.borrow_mut().insert(text.to_owned(), moment);
        moment
    }

    /// The first date in a line such as `June 15, 2018 | Urgent interventions | Country`.
    pub(super) fn within(&self, line: &str) -> Option<Moment> {
        let read = || dates::find(line, &self.hints).map(|(moment, _)| moment);
        self.whole(line).or_else(|| line.split(['|', '•', '·', '\n']).find_map(|part| self.whole(part))).or_else(read)
    }

    /// A dateline: a date near the head of a text that a dash, colon, bracket or line end closes
    /// (`Istanbul, May 17, 2024 —`). A date inside a sentence tells when something happened, not when it was written.
    pub(super) fn dateline(&self, text: &str) -> Option<Moment> {
        let head = &text[..text.char_indices().nth(HEAD).map_or(text.len(), |(at, _)| at)];
        if !head.chars().any(char::is_numeric) {
            return None;
        }
        let (moment, range) = dates::find(head, &self.hints)?;
        let behind = head[range.end..].trim_start_matches([' ', '\u{a0}']);
        let spaced_hyphen = head[range.end..].starts_with(char::is_whitespace) && behind.starts_with('-');
        // `20 March 2026. Officers entered …`: a full stop closes only a date that begins the text.
        let stopped = range.start == 0 && head[range.end..].starts_with(". ");
        (spaced_hyphen || stopped || behind.starts_with(['—', '–', ':', ')', ']', '|'])).then_some(moment)
    }

    /// A date in full at the head or the end of a text, set off from the rest, and the rest: `20 March 2026: Title`,
    /// `Title (20 March 2026)`.
    pub(super) fn edge<'t>(&self, text: &'t str) -> Option<(Moment, &'t str)> {
        let bare = |text: &str| !text.chars().any(char::is_alphanumeric);
        if text.chars().filter(|c| c.is_numeric()).count() < 4 {
            return None;
        }
        let (moment, range) = dates::find(text, &self.hints)?;
        let (before, behind) = (&text[..range.start], &text[range.end..]);
        // `Le 11/06/2026: …`
        let led = before.chars().filter(|c| c.is_alphanumeric()).count() <= 4 && before.split_whitespace().count() <= 1;
        let rest = if led && behind.trim_start().starts_with(SETS_OFF) {
            behind
        } else if bare(behind) && before.trim_end().ends_with(SETS_OFF) {
            before
        } else {
            return None;
        };
        let closes = |c: char| c.is_whitespace() || SETS_OFF.contains(&c);
        Some((
            moment,
            rest.trim_start_matches(|c| closes(c) && !"([".contains(c))
                .trim_end_matches(|c| closes(c) && !")]".contains(c)),
        ))
    }

    /// The day in an address: `/2019/05/07/` or `/2019-05-07-…`.
    pub(super) fn of_address(&self, url: &Url) -> Option<Moment> {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> = url.path().split(['/', '-', '_']).collect();
        parts
            .windows(3)
            .find(|part| {
                let figures = part.iter().all(|part| digits(part));
                figures
                    && part[0].len() == 4
                    && part[1].len() <= 2
                    && part[2].len() <= 2
                    && matches!(&part[0][..2], "19" | "20")
            })
            .and_then(|part| self.whole(&format!("{}-{:0>2}-{:0>2}", part[0], part[1], part[2])))
    }
}

/// Whether a text is worth reading as a date: a year or two numbers in it, or short enough for `3 days ago`.
fn may_be_date(text: &str) -> bool {
    let (mut numbers, mut longest, mut run, mut length) = (0, 0, 0, 0);
    for letter in text.chars().take(LONGEST + 1) {
        length += 1;
        run = if letter.is_numeric() { run + 1 } else { 0 };
        numbers += usize::from(run == 1);
        longest = longest.max(run);
    }
    (5..=LONGEST).contains(&length) && (longest >= 4 || numbers >= 2 || (numbers == 1 && length <= 25))
}
