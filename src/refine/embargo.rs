//! "Not before": texts that are marked as embargoed, and entries that are dated ahead. News about embargoes (on arms, on
//! oil) are none: the mark opens a title, a sentence or a bracket, and says until when.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use regex::Regex;

use super::parse::dates::{self, Hints};
use crate::model::{Cause, Embargo, Moment, fold, fold_char};

/// How far ahead a source may date an entry; what lies beyond is a mistake.
pub(super) const MAX_AHEAD: TimeDelta = TimeDelta::days(30);
/// A date so little ahead is one of a clock in another zone, or of a zone that was not told.
pub(super) const OTHER_ZONES: TimeDelta = TimeDelta::hours(14);
/// How far ahead an embargo can be believed.
const LONGEST: TimeDelta = TimeDelta::days(366);
/// How much of a text is looked at, in characters.
const HEAD: usize = 400;
/// How far behind the mark its date is looked for, in bytes of the text.
const NEAR: usize = 120;

/// Marks that say all by themselves, followed by a date or not.
static SURE: LazyLock<Regex> = LazyLock::new(|| {
    mark(
        r"(?:strictly |strict )?embargoed (?:until|till|for|to|before)
        |(?:under )?strict(?:ly)? (?:under )?embargo(?:ed)?
        |(?:strictly )?under embargo (?:until|till)
        |not (?:to be (?:published|released|broadcast)|for (?:publication|release|broadcast)) (?:before|until|prior to)
        |hold for release until
        |(?:estrictamente )?(?:embargad[oa]|bajo embargo|con embargo) hasta
        |no (?:publicar|difundir) (?:antes de|antes del|hasta)
        |(?:strictement )?sous embargo jusqu
        |ne pas (?:publier|diffuser) avant
        |(?:embargad[oa]|sob embargo) ate
        |nao (?:publicar|divulgar) antes d
        |sotto embargo fino
        |non (?:pubblicare|diffondere) prima
        |embargat fins
        |sperrfrist(?: bis)?\s*:|gesperrt bis|nicht (?:vor|veroffentlichen vor)
        |محظور النشر حتي|محظور نشره حتي|ممنوع النشر (?:حتي|قبل)|حظر النشر حتي|يحظر النشر (?:حتي|قبل)|غير مخصص للنشر قبل
        |ممنوعيت انتشار تا|انتشار ممنوع تا
        |под эмбарго до|не публиковать до|не для публикации до
        |під ембарго до|не публікувати до
        |(?:yayin )?ambargo(?:lu)? .{0,20}kadar",
    )
});
/// Marks that are ordinary words: only a date right behind them makes them one.
static WITH_A_DATE: LazyLock<Regex> = LazyLock::new(|| {
    mark(
        r"embargo(?:ed)?(?: (?:date|time|until|till|lifts?|ends?|hasta(?: el)?|jusqu.{0,3}au|jusqu|ate|fino al?|bis|for))?\s*[:\-–]?
        |embargo (?:hasta|jusqu|ate|fino|bis)
        |for release(?: on| at| not before)?\s*:
        |эмбарго(?: до)?\s*:?|ембарго(?: до)?\s*:?|حظر(?: حتي)?\s*:?|ambargo\s*:?",
    )
});
/// The bare word as a stamp.
static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*[\[(*]*\s*(?:STRICTLY )?(?:EMBARGOED|EMBARGADO|SOUS EMBARGO|BAJO EMBARGO|SOB EMBARGO)\b")
        .expect("a valid pattern")
});

/// A mark at the beginning of a text, of a sentence or of a bracket, in folded text.
fn mark(words: &str) -> Regex {
    let words: String = words.lines().map(str::trim).collect();
    Regex::new(&format!(r"(?:^|[.!?:;|(\[*•\n–—]|\s- )\s*(?:{words})")).expect("a valid pattern")
}

/// What a text asks: title and summary, in the words that stand first; where both name an instant, the later one, since
/// the one may give the day and the other the hour. `zone` is the source's.
pub(super) fn marked(
    title: &str,
    summary: &str,
    language: Option<&str>,
    zone: Tz,
    now: DateTime<Utc>,
) -> Option<Embargo> {
    let asked = [title, summary].into_iter().filter_map(|text| in_text(text, language, zone, now));
    asked.max_by_key(|embargo| embargo.until)
}

fn in_text(text: &str, language: Option<&str>, zone: Tz, now: DateTime<Utc>) -> Option<Embargo> {
    let head: String = text.chars().take(HEAD).collect();
    let stamped = STAMP.is_match(&head);
    let folded = Folded::of(&head);
    if let Some(sure) = SURE.find(&folded.text) {
        let until = folded.behind(sure.end(), &head, NEAR).and_then(|rest| until(rest, false, language, zone, now));
        return Some(Embargo { cause: Cause::Embargo, until });
    }
    for found in WITH_A_DATE.find_iter(&folded.text) {
        let rest = folded.behind(found.end(), &head, NEAR)?;
        if let Some(until) = until(rest, true, language, zone, now) {
            return Some(Embargo { cause: Cause::Embargo, until: Some(until) });
        }
    }
    stamped.then(|| Embargo { cause: Cause::Embargo, until: until(&head, false, language, zone, now) })
}

/// The instant that a text names, with nothing before it but small words where it has to be `close`; a bare day ends an
/// embargo where it begins.
fn until(text: &str, close: bool, language: Option<&str>, zone: Tz, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let hints = Hints { language: language.map(str::to_owned), timezone: zone, order: None, now: None };
    let (moment, range) = dates::find(text, &hints)?;
    let at = begins(&moment, zone);
    let near = !close || text[..range.start].split(|c: char| !c.is_alphanumeric()).all(is_small);
    (near && at <= now.checked_add_signed(LONGEST)?).then_some(at)
}

/// True for articles, hours and the names of days, which stand between a mark and its date.
fn is_small(word: &str) -> bool {
    const DAYS: &[&str] = &[
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar", "mie", "jue", "vie", "sab", "dom", "mer", "jeu",
        "ven", "dim", "seg", "ter", "qua", "qui", "sex",
    ];
    let word = fold(word);
    word.chars().count() <= 3 || word.chars().count() <= 10 && DAYS.iter().any(|day| word.starts_with(day))
}

/// What an entry's own date asks: nothing where it is past, or ahead by no more than clocks differ.
pub(super) fn dated(published: Option<Moment>, zone: Tz, now: DateTime<Utc>) -> Option<Embargo> {
    let until = begins(&published?, zone);
    let ahead = until - now;
    (ahead > OTHER_ZONES && ahead <= MAX_AHEAD).then_some(Embargo { cause: Cause::Dated, until: Some(until) })
}

/// When a moment begins: a bare day at its midnight in the source's zone.
fn begins(moment: &Moment, zone: Tz) -> DateTime<Utc> {
    match moment {
        Moment::Day(day) => {
            let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default();
            zone.from_local_datetime(&midnight).earliest().map_or_else(|| moment.instant(zone), |at| at.to_utc())
        }
        _ => moment.instant(zone),
    }
}

/// A text folded, with the place of each of its bytes in the original.
struct Folded {
    text: String,
    places: Vec<usize>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self { text: String::new(), places: Vec::new() };
        for (place, c) in text.char_indices() {
            fold_char(c, &mut folded.text);
            folded.places.resize(folded.text.len(), place);
        }
        folded
    }

    /// At most so many bytes of the original behind a place in the folded text.
    fn behind<'a>(&self, place: usize, original: &'a str, most: usize) -> Option<&'a str> {
        let start = self.places.get(place).copied().unwrap_or(original.len());
        let rest = original.get(start..)?;
        Some(&rest[..rest.floor_char_boundary(most)])
    }
}
