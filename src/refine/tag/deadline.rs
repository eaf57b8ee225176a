//! Until when readers are asked to act, or until when something is to happen: a date to come behind the words of
//! `deadlines.toml`. A date that was past when the text was published is never one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::Regex;
use serde::Deserialize;

use crate::model::{Basis, Field, Reason, Tags, fold};
use crate::refine::contract::Utterance;
use crate::refine::parse::dates::{self, Hints};

use super::cues::Cues;
use super::pattern::Patterns;
use super::rows::File;
use super::words::Words;

/// How far behind the words a date may begin, and how much of the text is looked at, in bytes.
const NEAR: usize = 24;
const WINDOW: usize = 80;
/// How far ahead a deadline may lie, in days; without a year of its own, less: what was past would be taken for next
/// year's.
const LONGEST: i64 = 366;
const LONGEST_WITHOUT_YEAR: i64 = 120;

/// A day and a month, in either order, where no year follows.
static WITHOUT_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^[^\p{L}\p{N}]*
        (?:(?:\p{L}{1,3}|\p{L}+(?:day|di)|lunes|martes|miércoles|jueves|viernes|يوم|ال\p{L}+)[^\p{L}\p{N}]+){0,3}?
        (?:(?P<day>\p{Nd}{1,2})(?:st|nd|rd|th|er|º|\.)?(?:\ of|\ de)?\ (?P<month>\p{L}{3,})
        |(?P<first>\p{L}{3,})\.?\ (?P<then>\p{Nd}{1,2})(?:st|nd|rd|th)?)
        (?:[^\p{N}\p{L}]|$)",
    )
    .expect("a valid pattern")
});

/// The words of deadlines; which pattern says what.
#[derive(Clone, Debug, Default)]
pub(super) struct Deadlines {
    cues: Vec<(Sense, String)>,
    texts: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sense {
    Sure,
    Before,
    Asking,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    sure: BTreeMap<String, Vec<String>>,
    before: BTreeMap<String, Vec<String>>,
    asking: BTreeMap<String, Vec<String>>,
}

impl Deadlines {
    /// Reads the file; what is wrong is recorded in it.
    pub(super) fn read(file: &mut File<'_>) -> Self {
        let raw: Raw = file.read();
        let mut read = Self::default();
        for (sense, cues) in [(Sense::Sure, raw.sure), (Sense::Before, raw.before), (Sense::Asking, raw.asking)] {
            for (language, texts) in cues {
                for text in texts {
                    if let Err(why) = Patterns::check(&text) {
                        file.fault_in(&text, why);
                        continue;
                    }
                    read.cues.push((sense, language.clone()));
                    read.texts.push(text);
                }
            }
        }
        read
    }

    /// The patterns of all cues, to be searched together with those of urgency and type.
    pub(super) fn texts(&self) -> &[String] {
        &self.texts
    }

    /// Tags a report with the deadline that it states first. `before` is the number of patterns that stand before these
    /// among [`Cues::others`].
    pub(super) fn tag(
        &self,
        cues: &Cues,
        before: usize,
        utterance: &Utterance<'_>,
        texts: &[(Field, &Words<'_>)],
        tags: &mut Tags,
    ) {
        let (Some(published), Some(language)) = (utterance.published, tags.language.clone()) else { return };
        for (field, words) in texts {
            let meant = cues.others(words).filter_map(|(pattern, hit)| {
                let (sense, spoken) = self.cues.get(pattern.checked_sub(before)?)?;
                (*spoken == language).then_some((*sense, hit))
            });
            let found: Vec<_> = meant.collect();
            let sentence = |word: usize| words.tokens[word].sentence;
            let asked = |at: usize| {
                found.iter().any(|(sense, word)| *sense == Sense::Asking && sentence(word.first) == sentence(at))
            };
            for (sense, hit) in &found {
                if *sense == Sense::Asking || *sense == Sense::Before && !asked(hit.first) {
                    continue;
                }
                let from = words.tokens[hit.last].end;
                if let Some((day, to)) = date(&words.text[from..], &language, published) {
                    let matched = &words.text[words.tokens[hit.first].start..from + to];
                    tags.deadline = Some(day);
                    tags.reasons.push(Reason::new("deadline", "deadline-stated", matched, *field, Basis::Stated));
                    return;
                }
            }
        }
    }
}

/// The day to come that a text begins with, small words aside, and where it ends.
fn date(text: &str, language: &str, published: NaiveDate) -> Option<(NaiveDate, usize)> {
    let text = &text[..text.floor_char_boundary(WINDOW)];
    let hints = Hints { language: Some(language.to_owned()), ..Hints::default() };
    let ahead = |day: NaiveDate, longest: i64| (0..=longest).contains(&(day - published).num_days());
    if let Some((moment, range)) = dates::find(text, &hints)
        && range.start <= NEAR
        && text[..range.start].split(|c: char| !c.is_alphanumeric()).all(is_small)
    {
        return ahead(moment.day(), LONGEST).then_some((moment.day(), range.end));
    }
    let found = WITHOUT_YEAR.captures(text)?;
    let day = found.name("day").or_else(|| found.name("then"))?;
    let month = found.name("month").or_else(|| found.name("first"))?;
    let on = |year: i32| Some(dates::parse(&format!("{} {} {year}", day.as_str(), month.as_str()), &hints)?.day());
    let years = [published.year(), published.year() + 1].into_iter();
    let next = years.filter_map(on).find(|day| ahead(*day, LONGEST_WITHOUT_YEAR))?;
    Some((next, day.end().max(month.end())))
}

/// True for articles and the names of days, which stand between such words and their date.
fn is_small(word: &str) -> bool {
    const DAYS: &[&str] = &[
        "lunes",
        "martes",
        "miercoles",
        "jueves",
        "viernes",
        "sabado",
        "domingo",
        "dimanche",
        "segunda",
        "terca",
        "quarta",
        "quinta",
        "sexta",
        "feira",
        "الاحد",
        "الاثنين",
        "الثلاثاء",
        "الاربعاء",
        "الخميس",
        "الجمعه",
        "السبت",
    ];
    let word = fold(word);
    word.chars().count() <= 3 || word.ends_with("day") || word.ends_with("di") || DAYS.contains(&word.as_str())
}
