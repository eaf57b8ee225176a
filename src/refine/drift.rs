//! Whether what was read is still the page or feed that it always was. What is usual is learnt from the last good
//! readings; a condition that is raised keeps it from being unlearnt.

use super::Error;
use crate::model::{Condition, Habit, Report, Source, SourceKind, fold, primary_subtag};

/// Fewer entries than this make a list that was detected doubtful.
const FEWEST: usize = 3;
/// Readings that must be remembered before numbers say anything.
const FEWEST_SIGHTS: usize = 3;
/// Lists that are usually shorter than this come and go.
const SHORTEST_LIST: u32 = 4;

/// What one reading looked like, beside what was known of it.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// How many entries were read.
    pub entries: u32,
    /// How many of them are dated.
    pub dated: u32,
    /// How many of them the wire knew already.
    pub known: u32,
    /// Language the document declares.
    pub language: Option<&'a str>,
    /// Title of the document.
    pub title: Option<&'a str>,
    /// Where the entries of a page stand; empty for a feed.
    pub path: &'a str,
}

/// How a reading differs from what is usual; `None` where it does not, or nothing is usual yet.
///
/// A list that holds a single entry the wire knows is still that list, whatever else has changed: only its length and
/// its dates are judged.
pub fn judge(habit: &Habit, look: &Look) -> Option<Condition> {
    let usual = habit.usual();
    if usual == 0 {
        return None;
    }
    if look.entries == 0 {
        return Some(Condition::ListVanished { usual });
    }
    if look.known == 0
        && let Some(what) = another(habit, look)
    {
        return Some(Condition::AnotherPage { what });
    }
    if habit.sights.len() < FEWEST_SIGHTS {
        return None;
    }
    let least = habit.sights.iter().map(|sight| sight.entries).min().unwrap_or_default();
    if usual >= SHORTEST_LIST && look.entries * 2 < least {
        return Some(Condition::ListShrank { found: look.entries, usual });
    }
    let all: u32 = habit.sights.iter().map(|sight| sight.entries).sum();
    let dated: u32 = habit.sights.iter().map(|sight| sight.dated).sum();
    let usual_percent = dated * 100 / all.max(1);
    if usual >= SHORTEST_LIST && usual_percent >= 60 && look.dated * 5 < look.entries {
        return Some(Condition::DatesLost { dated: look.dated, found: look.entries, usual_percent });
    }
    None
}

/// What makes a first reading ambiguous, in words; `None` where nothing does. Whoever gives selectors, or a feed, has said
/// what is meant.
pub fn doubt(source: &Source, reports: &[Report], kind: SourceKind) -> Option<String> {
    if source.select.is_some() || kind != SourceKind::Page || reports.is_empty() {
        return None;
    }
    let (entries, dated) = (reports.len(), reports.iter().filter(|report| report.published.is_some()).count());
    if entries < FEWEST {
        let word = if entries == 1 { "entry was" } else { "entries were" };
        return Some(format!("only {entries} {word} found"));
    }
    (dated * 2 < entries).then(|| match dated {
        0 => format!("none of {entries} entries is dated"),
        _ => format!("only {dated} of {entries} entries are dated"),
    })
}

/// What an error says of a source that was read before; `None` where it may just as well be a passing fault.
pub fn judge_error(habit: &Habit, error: &Error) -> Option<Condition> {
    let usual = habit.usual();
    match error {
        _ if usual == 0 => None,
        Error::NoListing { .. } | Error::SelectorFindsNothing { .. } | Error::Empty { .. } => {
            Some(Condition::ListVanished { usual })
        }
        Error::Wall { what, .. } | Error::NotAFeed { what, .. } | Error::NotText { what, .. } => {
            Some(Condition::AnotherPage { what: format!("{what} where {usual} entries were usual") })
        }
        _ => None,
    }
}

/// In what a document of which nothing is known differs from the one it was.
fn another(habit: &Habit, look: &Look) -> Option<String> {
    if let (Some(was), Some(is)) = (&habit.language, look.language.and_then(primary_subtag))
        && *was != *is
    {
        return Some(format!("its language is {is} where {was} was usual, and no entry is known"));
    }
    if let (Some(was), Some(is)) = (&habit.title, look.title)
        && !alike(was, is)
    {
        return Some(format!("its title is \"{is}\" where \"{was}\" was usual, and no entry is known"));
    }
    let moved = habit.path != look.path && !habit.path.is_empty() && !look.path.is_empty();
    moved.then(|| format!("its entries stand at {} where {} was usual, and none is known", look.path, habit.path))
}

/// True where half of the shorter title's words stand in the other: counters and dates in titles change.
fn alike(one: &str, other: &str) -> bool {
    let words = |title: &str| -> Vec<String> {
        let words = title.split(|c: char| !c.is_alphanumeric()).map(fold).filter(|word| !word.is_empty());
        words.collect()
    };
    let (mut one, mut other) = (words(one), words(other));
    if one.len() > other.len() {
        std::mem::swap(&mut one, &mut other);
    }
    one.iter().filter(|word| other.contains(word)).count() * 2 >= one.len()
}
