//! What words mean in dates: months, weekdays, halves of the day, from `config/vocabularies/months.tsv`, and the small
//! words in and around dates, from `config/vocabularies/date-words.tsv`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use super::DayOrder;
use super::tokens::{Token, split};
use crate::model::primary_subtag;

const DATA: &str = include_str!("../../../../config/vocabularies/months.tsv");
const WORDS: &str = include_str!("../../../../config/vocabularies/date-words.tsv");

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Name {
    /// A month of the Gregorian calendar, 1 to 12.
    Month(u8),
    /// A month of the Persian calendar, 1 to 12.
    Persian(u8),
    /// A day of the week, 1 (Monday) to 7.
    Weekday(u8),
    /// Before noon.
    Morning,
    /// After noon.
    Afternoon,
}

impl Name {
    fn is_month(self) -> bool {
        matches!(self, Self::Month(_) | Self::Persian(_))
    }

    fn is_weekday(self) -> bool {
        matches!(self, Self::Weekday(_))
    }

    fn is_half(self) -> bool {
        matches!(self, Self::Morning | Self::Afternoon)
    }
}

/// The names of all languages.
struct Names {
    /// Folded name, language, meaning; in order.
    all: Vec<(String, &'static str, Name)>,
    /// First words of names that have several.
    openers: BTreeSet<String>,
    /// Language (or English with a region) → order of all-numeric dates.
    orders: BTreeMap<&'static str, DayOrder>,
    /// Pattern with `{0}` for the number, folded → (seconds in the unit).
    ago: BTreeMap<String, i64>,
    /// Folded word → how many days ago.
    days: BTreeMap<String, i64>,
    /// Folded small word → what it does.
    roles: HashMap<String, Vec<Role>>,
}

static NAMES: LazyLock<Names> = LazyLock::new(load);

/// The month that begins at a token, and how many tokens its name takes.
pub(super) fn month(tokens: &[Token], at: usize, language: Option<&str>) -> Option<(Name, usize)> {
    let first = tokens.get(at)?.word();
    if first.is_empty() {
        return None;
    }
    if NAMES.openers.contains(first) {
        let dot = usize::from(tokens.get(at + 1).is_some_and(|token| token.mark() == '.'));
        if let Some(second) = tokens.get(at + 1 + dot).map(Token::word).filter(|word| !word.is_empty())
            && let Some(found) = look_up(&format!("{first} {second}"), language, Name::is_month)
        {
            return Some((found, 2 + dot));
        }
    }
    // Hebrew writes "in" as a letter before the name
    let found = look_up(first, language, Name::is_month)
        .or_else(|| look_up(first.strip_prefix('ב')?, language, Name::is_month))?;
    Some((found, 1))
}

/// True where a word is the name of a day of the week in some language.
pub(super) fn is_weekday(word: &str) -> bool {
    exact(word).any(|(_, _, name)| name.is_weekday())
}

/// The day of the week that a word names, 1 (Monday) to 7, where languages agree on it.
pub(super) fn weekday(word: &str, language: Option<&str>) -> Option<u8> {
    match look_up(word, language, Name::is_weekday)? {
        Name::Weekday(day) => Some(day),
        _ => None,
    }
}

/// What a small word does in a date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Role {
    /// Stands between day, month and year.
    Filler,
    /// Stands between a day and its time.
    Joint,
    /// Stands beside a date.
    Label,
    /// Says that a date is not the first.
    Update,
    /// Joins the first and the last of several days.
    Span,
}

/// True where a folded word plays this role.
pub(super) fn plays(word: &str, role: Role) -> bool {
    NAMES.roles.get(word).is_some_and(|roles| roles.contains(&role))
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
    let spoken = language.and_then(primary_subtag);
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
    NAMES.orders.get(language.as_str()).or_else(|| NAMES.orders.get(&*primary_subtag(&language)?)).copied()
}

/// Seconds in the unit of a folded `{0} days ago`.
pub(super) fn ago(pattern: &str) -> Option<i64> {
    NAMES.ago.get(pattern).copied()
}

/// How many days ago a folded word such as `yesterday` says.
pub(super) fn days_ago(word: &str) -> Option<i64> {
    NAMES.days.get(word).copied()
}

/// Exact in the hinted language; exact in all, of one mind; the beginning of a name in the hinted language; the
/// beginning of names in all languages, of one mind. What two languages read differently is nothing without a hint.
fn look_up(word: &str, language: Option<&str>, wanted: fn(Name) -> bool) -> Option<Name> {
    let spoken = language.and_then(primary_subtag);
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
        0..3 => &[(true, false), (true, true)],
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
    let from = NAMES.all.partition_point(|(name, _, _)| name.as_str() < word);
    NAMES.all[from..].iter().take_while(move |(name, _, _)| name.starts_with(word))
}

/// Words as the tokens see them, with single spaces.
fn spoken(name: &str) -> String {
    split(name).iter().map(Token::word).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn load() -> Names {
    let mut names = Names {
        all: Vec::with_capacity(8192),
        openers: BTreeSet::new(),
        orders: BTreeMap::new(),
        ago: BTreeMap::new(),
        days: BTreeMap::new(),
        roles: HashMap::new(),
    };
    for line in DATA.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        if let [language, kind, key, list] = columns[..] {
            list.split('|').for_each(|name| names.add(language, kind, key, name));
        }
    }
    for line in WORDS.lines().filter(|line| !line.starts_with('#')) {
        if let Some((kind, list)) = line.split_once('\t') {
            list.split('|').for_each(|word| names.add_word(kind, word));
        }
    }
    names.all.sort_unstable();
    names
}

impl Names {
    fn add(&mut self, language: &'static str, kind: &str, key: &str, name: &'static str) {
        const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let number = key.trim_start_matches('-').parse().unwrap_or_default();
        let meaning = match kind {
            "month" => Name::Month(number),
            "persian" => Name::Persian(number),
            "weekday" => Name::Weekday(WEEK.iter().position(|day| *day == key).map_or(0, |at| at as u8 + 1)),
            "half" if key == "pm" => Name::Afternoon,
            "half" => Name::Morning,
            "order" => return self.add_order(name, key),
            "ago" => {
                let unit = [("day", 86_400), ("hour", 3600), ("minute", 60)].iter().find(|(unit, _)| *unit == key);
                self.ago.insert(super::relative::pattern(name), unit.map_or(1, |(_, seconds)| *seconds));
                return;
            }
            _ => {
                self.days.insert(spoken(name), i64::from(number));
                return;
            }
        };
        let folded = spoken(name);
        if let Some((opener, _)) = folded.split_once(' ') {
            self.openers.insert(opener.to_owned());
        }
        self.all.push((folded, language, meaning));
    }

    fn add_word(&mut self, kind: &str, word: &str) {
        let role = match kind {
            "filler" => Role::Filler,
            "joint" => Role::Joint,
            "label" => Role::Label,
            "update" => Role::Update,
            _ => Role::Span,
        };
        self.roles.entry(spoken(word)).or_default().push(role);
    }

    fn add_order(&mut self, language: &'static str, key: &str) {
        let order = match key {
            "dmy" => DayOrder::DayFirst,
            "ymd" => DayOrder::YearFirst,
            // languages that write the month first are of two minds: their speakers meet both orders
            _ => return,
        };
        if !language.starts_with("en-") || order == DayOrder::DayFirst {
            self.orders.insert(language, order);
        }
    }
}
