//! The names and small words of dates in all languages, as read from `config/vocabularies/months.tsv` and
//! `config/vocabularies/date-words.tsv`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use super::tokens::{Kind, Token, split};
use crate::model::DayOrder;

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
    pub(super) fn is_month(self) -> bool {
        matches!(self, Self::Month(_) | Self::Persian(_))
    }

    pub(super) fn is_weekday(self) -> bool {
        matches!(self, Self::Weekday(_))
    }

    pub(super) fn is_half(self) -> bool {
        matches!(self, Self::Morning | Self::Afternoon)
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
    /// Says that a distance is not exact.
    About,
}

/// The names of all languages.
pub(super) struct Lexicon {
    /// Folded name, language, meaning; in order.
    pub(super) all: Vec<(String, &'static str, Name)>,
    /// First words of names that have several.
    pub(super) openers: BTreeSet<String>,
    /// Words of the names of weekdays that have several (`יום רביעי`, `thứ hai`).
    pub(super) weekday_parts: BTreeSet<String>,
    /// Language (or English with a region) → order of all-numeric dates.
    pub(super) orders: BTreeMap<&'static str, DayOrder>,
    /// Pattern with `{0}` for the number, folded → seconds in the unit, and the number where the words alone tell it.
    pub(super) ago: BTreeMap<String, (i64, Option<u32>)>,
    /// Folded word → how many days ago.
    pub(super) days: BTreeMap<String, i64>,
    /// Folded small word → what it does.
    pub(super) roles: HashMap<String, Vec<Role>>,
    /// Folded word for a number up to ten → that number.
    pub(super) counts: HashMap<String, u32>,
}

/// What is known of all languages.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(load);

/// Words as the tokens see them, with single spaces.
fn spoken(name: &str) -> String {
    split(name).iter().map(Token::word).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A way to tell a distance as texts are compared with it: folded words, `{0}` for the number.
fn pattern(written: &str) -> String {
    let tokens = split(&written.replace("{0}", "2"));
    let words = tokens.iter().filter_map(|token| match &token.kind {
        Kind::Number { .. } => Some("{0}"),
        Kind::Word(word) => Some(word),
        Kind::Mark(_) => None,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn load() -> Lexicon {
    let mut lexicon = Lexicon {
        all: Vec::with_capacity(8192),
        openers: BTreeSet::new(),
        weekday_parts: BTreeSet::new(),
        orders: BTreeMap::new(),
        ago: BTreeMap::new(),
        days: BTreeMap::new(),
        roles: HashMap::new(),
        counts: HashMap::new(),
    };
    for line in DATA.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        if let [language, kind, key, list] = columns[..] {
            list.split('|').for_each(|name| lexicon.add(language, kind, key, name));
        }
    }
    for line in WORDS.lines().filter(|line| !line.starts_with('#')) {
        if let Some((kind, list)) = line.split_once('\t') {
            list.split('|').zip(1..).for_each(|(word, place)| lexicon.add_word(kind, word, place));
        }
    }
    lexicon.all.sort_unstable();
    lexicon
}

impl Lexicon {
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
            "ago" => return self.add_ago(name, key),
            _ => {
                self.days.insert(spoken(name), i64::from(number));
                return;
            }
        };
        let folded = spoken(name);
        if let Some((opener, _)) = folded.split_once(' ') {
            self.openers.insert(opener.to_owned());
            if meaning.is_weekday() {
                self.weekday_parts.extend(folded.split(' ').map(str::to_owned));
            }
        }
        self.all.push((folded, language, meaning));
    }

    fn add_ago(&mut self, name: &str, key: &str) {
        const UNITS: [(&str, i64); 5] =
            [("second", 1), ("minute", 60), ("hour", 3600), ("day", 86_400), ("week", 604_800)];
        let (unit, number) = key.split_once(':').map_or((key, None), |(unit, number)| (unit, number.parse().ok()));
        if let Some((_, seconds)) = UNITS.iter().find(|(known, _)| *known == unit) {
            // what a language says of itself goes before what follows from leaving its numbers out
            self.ago.entry(pattern(name)).or_insert((*seconds, number));
        }
    }

    fn add_word(&mut self, kind: &str, word: &str, place: u32) {
        let role = match kind {
            "filler" => Role::Filler,
            "joint" => Role::Joint,
            "label" => Role::Label,
            "update" => Role::Update,
            "about" => Role::About,
            "count" => {
                self.counts.extend(word.split('/').map(|word| (spoken(word), place)));
                return;
            }
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
