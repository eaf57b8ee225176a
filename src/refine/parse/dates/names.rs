//! What words mean in dates: months, weekdays, halves of the day, small words, distances.

use std::borrow::Cow;

use super::lexicon::{LEXICON, Name, Role};
use super::tokens::Token;
use crate::model::{DayOrder, primary_subtag};

/// Letters that are written together with the name of a month: Hebrew "in" and "of", Thai "month".
const PREFIXES: [&str; 3] = ["ב", "ל", "เดือน"];

/// Months of the Levant that share a name and are told apart by a number, folded.
const NUMBERED: [(&str, [u8; 2]); 2] = [("كانون", [12, 1]), ("تشرين", [10, 11])];

/// The code under which a language stands in the vocabulary, of tags that go by another name too.
pub(super) fn language(tag: &str) -> Option<Cow<'_, str>> {
    let code = match &*primary_subtag(tag)? {
        "nb" => "no",
        "iw" => "he",
        "in" => "id",
        "tl" => "fil",
        "sh" => "sr",
        "mo" => "ro",
        _ => return primary_subtag(tag),
    };
    Some(Cow::Borrowed(code))
}

/// True for words that belong to a date without being part of it.
pub(super) fn is_label(word: &str) -> bool {
    plays(word, Role::Label) || plays(word, Role::Update) || is_weekday(word) || half(word, None).is_some()
}

/// The month that begins at a token, and how many tokens its name takes.
pub(super) fn month(tokens: &[Token], at: usize, language: Option<&str>) -> Option<(Name, usize)> {
    let first = tokens.get(at)?.word();
    if first.is_empty() {
        return None;
    }
    if let Some((_, months)) = NUMBERED.iter().find(|(name, _)| *name == first)
        && let Some((number @ (1 | 2), 1)) = tokens.get(at + 1).and_then(Token::number)
    {
        return Some((Name::Month(months[number as usize - 1]), 2));
    }
    if LEXICON.openers.contains(first) {
        let dot = usize::from(tokens.get(at + 1).is_some_and(|token| token.mark() == '.'));
        let further = |at: usize| tokens.get(at).map(Token::word).filter(|word| !word.is_empty());
        if let Some(second) = further(at + 1 + dot) {
            // Vietnamese: tháng mười một
            let two = format!("{first} {second}");
            let three = further(at + 2 + dot).map(|third| format!("{two} {third}"));
            let whole = three.and_then(|name| exact(&name).find(|(_, _, name)| name.is_month()));
            if let Some((_, _, found)) = whole {
                return Some((*found, 3 + dot));
            }
            if let Some(found) = look_up(&two, language, Name::is_month) {
                return Some((found, 2 + dot));
            }
        }
    }
    let bare = || PREFIXES.iter().find_map(|prefix| first.strip_prefix(prefix));
    let found = look_up(first, language, Name::is_month).or_else(|| look_up(bare()?, language, Name::is_month))?;
    Some((found, 1))
}

/// True where a word is the name of a day of the week in some language.
pub(super) fn is_weekday(word: &str) -> bool {
    exact(word).any(|(_, _, name)| name.is_weekday()) || LEXICON.weekday_parts.contains(word)
}

/// True where a word is the name of a month in some language.
pub(super) fn is_month(word: &str) -> bool {
    exact(word).any(|(_, _, name)| name.is_month())
}

/// The day of the week that a word names, 1 (Monday) to 7, where languages agree on it.
pub(super) fn weekday(word: &str, language: Option<&str>) -> Option<u8> {
    match look_up(word, language, Name::is_weekday)? {
        Name::Weekday(day) => Some(day),
        _ => None,
    }
}

/// True where a folded word plays this role.
pub(super) fn plays(word: &str, role: Role) -> bool {
    LEXICON.roles.get(word).is_some_and(|roles| roles.contains(&role))
}

/// The half of the day that a word names: `Some(true)` for the second. Short words of the Latin alphabet mean it in
/// their own language only: `de` is a morning in Hungary and a preposition elsewhere.
pub(super) fn half(word: &str, language: Option<&str>) -> Option<bool> {
    match word {
        "" => return None,
        "am" => return Some(false),
        "pm" => return Some(true),
        _ => {}
    }
    let spoken = language.and_then(self::language);
    let own_only = word.is_ascii() && word.len() < 4;
    let mut named = exact(word)
        .filter(|(_, code, name)| name.is_half() && (!own_only || spoken.as_deref() == Some(code)))
        .map(|(_, _, name)| *name == Name::Afternoon);
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}

/// How a language orders all-numeric dates; `None` where it is of two minds.
pub(super) fn order(language: Option<&str>) -> Option<DayOrder> {
    let language = language?.to_ascii_lowercase().replace('_', "-");
    LEXICON.orders.get(language.as_str()).or_else(|| LEXICON.orders.get(&*self::language(&language)?)).copied()
}

/// Seconds in the unit of a folded `{0} days ago`, and the number where the words alone tell it.
pub(super) fn ago(pattern: &str) -> Option<(i64, Option<u32>)> {
    LEXICON.ago.get(pattern).copied()
}

/// How many days ago folded words such as `yesterday` say.
pub(super) fn days_ago(words: &str) -> Option<i64> {
    LEXICON.days.get(words).copied()
}

/// The number up to ten that a folded word names.
pub(super) fn count(word: &str) -> Option<u32> {
    LEXICON.counts.get(word).copied()
}

/// Exact in the hinted language; exact in all, of one mind; the beginning of a name in the hinted language; the
/// beginning of names in all languages, of one mind. What two languages read differently is nothing without a hint.
fn look_up(word: &str, language: Option<&str>, wanted: fn(Name) -> bool) -> Option<Name> {
    let spoken = language.and_then(self::language);
    let length = word.chars().count();
    let names = |whole: bool, anywhere: bool| {
        let mut names = prefixed(word)
            .take_while(|(name, _, _)| !whole || name == word)
            .filter(|(_, code, name)| wanted(*name) && (anywhere || spoken.as_deref() == Some(code)))
            .map(|(_, _, name)| *name);
        let first = names.next();
        (first, names.all(|name| Some(name) == first))
    };
    let all: &[(bool, bool)] = match length {
        // "de" and "ag" are months somewhere
        0..3 if word.is_ascii() => &[(true, false)],
        // "sad" begins a month somewhere, and is a word elsewhere
        0..=3 => &[(true, false), (true, true), (false, false)],
        _ => &[(true, false), (true, true), (false, false), (false, true)],
    };
    let (name, agreed) =
        all.iter().map(|(whole, anywhere)| names(*whole, *anywhere)).find(|(name, _)| name.is_some())?;
    name.filter(|_| agreed)
}

fn exact(word: &str) -> impl Iterator<Item = &'static (String, &'static str, Name)> {
    prefixed(word).take_while(move |(name, _, _)| name == word)
}

fn prefixed(word: &str) -> impl Iterator<Item = &'static (String, &'static str, Name)> {
    let from = LEXICON.all.partition_point(|(name, _, _)| name.as_str() < word);
    LEXICON.all[from..].iter().take_while(move |(name, _, _)| name.starts_with(word))
}
