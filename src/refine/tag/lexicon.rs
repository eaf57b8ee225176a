//! Names and what they may mean, found by whole words, longest first.

use std::borrow::Cow;
use std::collections::HashMap;

use super::quick::Quick;
use super::words::Words;
use crate::model::{Country, fold};

/// A set of languages, a bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Languages(u32);

/// The languages that names are listed in; `any` stands for all of them.
const LANGUAGES: [&str; 12] = ["en", "es", "fr", "pt", "ar", "ru", "fa", "de", "it", "tr", "id", "zh"];

impl Languages {
    pub(super) const ALL: Self = Self(u32::MAX);
    pub(super) const ENGLISH: Self = Self(1);
    /// Languages whose names of countries are known well beyond them.
    pub(super) const WIDE: Self = Self(0b1111);

    /// The set of one language, `any` for all; `None` for one that no names are listed in.
    pub(super) fn of(code: &str) -> Option<Self> {
        if code == "any" {
            return Some(Self::ALL);
        }
        LANGUAGES.iter().position(|known| *known == code).map(|bit| Self(1 << bit))
    }

    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The codes that can be written as a table's name, for error messages.
    pub(super) fn known() -> String {
        format!("any, {}", LANGUAGES.join(", "))
    }
}

/// What kind of name it is; of several meanings the first of these counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum What {
    /// Holds a country's name and means none.
    Nothing,
    /// Several countries, or none that could be told.
    Open {
        /// What it means alone before a colon.
        stated: Option<Country>,
        /// What it means in running text.
        running: Option<Country>,
    },
    /// A country's name, or that of a part of it that stands for it.
    Name,
    /// Its people, or the adjective.
    Demonym,
    /// A capital, province or main town.
    Town,
    /// A town or province of the gazetteer, whose name is nothing rare; `known` where it is a large one.
    Listed {
        /// A province, or a town of a hundred thousand people or more.
        known: bool,
    },
    /// A place known from cases.
    Place {
        /// Row in the list of what places need beside them.
        needs: Option<usize>,
    },
}

/// One meaning of a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sense {
    pub(super) what: What,
    /// The countries meant, leading one first; empty for [`What::Nothing`] and [`What::Open`].
    pub(super) countries: Vec<Country>,
    /// The languages it is written so in.
    pub(super) languages: Languages,
    /// Written in capitals only (`USA`): so it must stand in the text.
    pub(super) capitals: bool,
    /// Begins with a capital: so it must in the text, where the script has capitals.
    pub(super) capital: bool,
    /// Short and told from another word by its accent only (`Irã`).
    pub(super) accent: bool,
    /// Written with a doubled letter (`عمّان`): so it must be in the text, and then no other meaning is meant.
    pub(super) doubled: bool,
    /// Counts only where the source states it.
    pub(super) stated_only: bool,
    /// A comma, bracket or slash may stand between its words.
    pub(super) loose: bool,
}

impl Sense {
    /// The countries meant where the source states the name by itself.
    pub(super) fn stated(&self) -> Option<Vec<Country>> {
        match self.what {
            What::Name => Some(self.countries.clone()),
            What::Open { stated: Some(country), .. } => Some(vec![country]),
            _ => None,
        }
    }
}

/// All meanings of one spelling.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    pub(super) senses: Vec<Sense>,
    /// Also a person's name.
    pub(super) person: bool,
    /// Also another word.
    pub(super) word: bool,
    /// A town where organisations have their seat.
    pub(super) seat: bool,
}

/// What a name means besides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// A person's name.
    Person,
    /// Another word.
    Word,
    /// The seat of organisations that speak about others.
    Seat,
}

/// A name found in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    /// Its first word.
    pub(super) first: usize,
    /// Its last word.
    pub(super) last: usize,
    pub(super) form: &'a Form,
    /// What was taken off its front, in bytes of the folded word: Arabic conjunction, preposition, article.
    pub(super) prefix: usize,
}

/// The Arabic sign for a doubled letter.
const DOUBLING: char = '\u{651}';

impl Form {
    /// Whether a meaning fits the signs that a text writes.
    pub(super) fn fits(&self, sense: &Sense, raw: &str) -> bool {
        if raw.is_ascii() {
            return !sense.doubled;
        }
        let doubled = raw.contains(DOUBLING);
        sense.doubled == doubled || !sense.doubled && !self.senses.iter().any(|other| other.doubled)
    }
}

/// Names by their folded words.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    forms: HashMap<String, Form, Quick>,
    /// First word → how many words the names have that begin so, a bit for each number.
    lengths: HashMap<String, u32, Quick>,
}

impl Lexicon {
    /// Adds a name with one meaning. `spelling` may use the slash notation and end in a colon (see README.md).
    pub(super) fn add(&mut self, spelling: &str, what: What, countries: &[Country], languages: Languages) {
        let (spelling, stated_only) = spelling.strip_suffix(':').map_or((spelling, false), |rest| (rest, true));
        // A slash parts countries in pairs and endings everywhere else.
        let variants = if countries.len() > 1 { vec![spelling.to_owned()] } else { expand(spelling) };
        for name in variants {
            let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
            // `Pará` is `para` for whoever leaves the accent out.
            let short = if what == What::Town { 5 } else { 4 };
            let sense = Sense {
                what,
                capital: letters.first().is_some_and(|c| c.is_uppercase()),
                countries: countries.to_vec(),
                languages,
                capitals: letters.len() > 1 && letters.len() < 6 && letters.iter().all(|c| c.is_uppercase()),
                accent: letters.len() < short && letters.iter().any(|c| !c.is_ascii() && u32::from(*c) < 0x250),
                doubled: name.contains(DOUBLING),
                stated_only,
                loose: name.contains([',', '(', '/']),
            };
            let form = self.form(&name);
            if !form.senses.contains(&sense) {
                form.senses.push(sense);
            }
        }
    }

    /// Marks a name, whether it is known or not.
    pub(super) fn mark(&mut self, spelling: &str, mark: Mark) {
        for name in expand(spelling) {
            let form = self.form(&name);
            match mark {
                Mark::Person => form.person = true,
                Mark::Word => form.word = true,
                Mark::Seat => form.seat = true,
            }
        }
    }

    fn form(&mut self, name: &str) -> &mut Form {
        let words = Words::of(name);
        let words: Vec<_> = words.all_folded().collect();
        if let Some(first) = words.first() {
            *self.lengths.entry((*first).to_owned()).or_default() |= 1 << words.len().min(31);
        }
        self.forms.entry(words.join(" ")).or_default()
    }

    /// The languages that names of countries in a text are spelled in, where that tells some from others.
    pub(super) fn spellings(&self, words: &Words<'_>) -> Vec<(&'static str, f32)> {
        let mut hints = Vec::new();
        for found in self.find(words, |_, sense| matches!(sense.what, What::Name | What::Demonym)) {
            let all = found.form.senses.iter().fold(0, |all, sense| all | sense.languages.0);
            let known = all & ((1 << LANGUAGES.len()) - 1);
            if known.count_ones() < 5 {
                let spelled = LANGUAGES.iter().enumerate().filter(|(bit, _)| known & (1 << bit) != 0);
                hints.extend(spelled.map(|(_, code)| (*code, 0.9 / (known.count_ones() as f32))));
            }
        }
        hints
    }

    /// What a text as a whole means, for categories and the like.
    pub(super) fn whole(&self, text: &str) -> Option<&Form> {
        let words = Words::of(text);
        let words: Vec<_> = words.all_folded().collect();
        self.forms.get(&words.join(" "))
    }

    /// What is known of some words of a text, whether it counts there or not.
    pub(super) fn form_of(&self, words: &Words<'_>, first: usize, last: usize) -> Option<&Form> {
        if !self.lengths.contains_key(words.folded(first)) {
            return None;
        }
        let folded: Vec<_> = (first..=last).map(|token| words.folded(token)).collect();
        self.forms.get(&folded.join(" "))
    }

    /// The names in a text from left to right, the longest at each place. `admits` says which meanings count where
    /// they stand; a name without any is passed over for a shorter one.
    pub(super) fn find<'a>(&'a self, words: &Words<'_>, admits: impl Fn(&Found<'a>, &Sense) -> bool) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        let mut at = 0;
        let mut key = String::new();
        while at < words.tokens.len() {
            let first = words.folded(at);
            let hit = self.longest_at(words, at, first, 0, &mut key, &admits).or_else(|| {
                bare(first).find_map(|bare| {
                    self.longest_at(words, at, &bare, first.len().saturating_sub(bare.len()).max(1), &mut key, &admits)
                })
            });
            at = hit.map_or(at, |hit: Found<'_>| hit.last) + 1;
            found.extend(hit);
        }
        found
    }

    fn longest_at<'a>(
        &'a self,
        words: &Words<'_>,
        at: usize,
        first: &str,
        prefix: usize,
        key: &mut String,
        admits: &impl Fn(&Found<'a>, &Sense) -> bool,
    ) -> Option<Found<'a>> {
        let lengths = *self.lengths.get(first)?;
        let longest = (31 - lengths.leading_zeros() as usize).min(words.tokens.len() - at);
        (1..=longest).rev().filter(|length| lengths & (1 << length) != 0).find_map(|length| {
            let last = at + length - 1;
            let join = joins(words, at + 1..=last)?;
            key.clear();
            key.push_str(first);
            for token in at + 1..=last {
                key.push(' ');
                key.push_str(words.folded(token));
            }
            let form = self.forms.get(key.as_str())?;
            let found = Found { first: at, last, form, prefix };
            form.senses
                .iter()
                .any(|sense| (sense.loose || join == Join::Tight) && admits(&found, sense))
                .then_some(found)
        })
    }
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Join {
    Tight,
    Loose,
}

/// How the words of a name hang together in the text; `None` where they do not.
fn joins(words: &Words<'_>, inner: std::ops::RangeInclusive<usize>) -> Option<Join> {
    let mut join = Join::Tight;
    for token in inner {
        for c in words.gap(token).chars() {
            match c {
                ' ' | '\u{a0}' | '\u{202f}' | '-' | '‐' | '‑' | '\'' | '’' | '.' | '&' | '\n' | '\t' => {}
                ',' | '(' | ')' | '/' => join = Join::Loose,
                _ => return None,
            }
        }
    }
    Some(join)
}

/// An Arabic word without what is written together with it: conjunction, preposition, article.
pub(super) fn bare(word: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let arabic = word.starts_with(|c| ('\u{620}'..'\u{700}').contains(&c));
    let stems = std::iter::once(word).chain(['و', 'ف'].into_iter().filter_map(|c| word.strip_prefix(c)));
    let forms = stems.filter(move |_| arabic).flat_map(|stem| {
        let single = ['ب', 'ل', 'ك'].into_iter().filter_map(|c| stem.strip_prefix(c));
        // The article's alif goes when a preposition stands before it.
        let article = stem.strip_prefix("لل").map(|rest| Cow::Owned(format!("ال{rest}")));
        let after = ["ال", "بال", "كال", "لل"].into_iter().filter_map(|article| stem.strip_prefix(article));
        std::iter::once(stem).chain(single).map(Cow::Borrowed).chain(article).chain(after.map(Cow::Borrowed))
    });
    forms.filter(move |form| *form != word && form.chars().nth(1).is_some())
}

/// The spellings that a slash notation stands for: `colombian/o/a` → `colombiano`, `colombiana`. Only the parts glued to
/// a word's end vary; in names of several words each varies by itself, together.
fn expand(spelling: &str) -> Vec<String> {
    if !spelling.contains('/') {
        return vec![spelling.to_owned()];
    }
    let parts: Vec<Vec<&str>> = spelling.split(' ').map(|word| word.split('/').collect()).collect();
    let count = parts.iter().map(Vec::len).max().unwrap_or(1).saturating_sub(1).max(1);
    (0..count)
        .map(|ending| {
            let words: Vec<String> = parts
                .iter()
                .map(|word| match word.len() {
                    1 => word[0].to_owned(),
                    endings => format!("{}{}", word[0], word[1 + ending.min(endings - 2)]),
                })
                .collect();
            words.join(" ")
        })
        .collect()
}

/// Folds a phrase to its words, parted by single spaces.
pub(super) fn phrase(text: &str) -> String {
    let folded = fold(text);
    let words = Words::of(&folded);
    let words: Vec<_> = words.all_folded().collect();
    words.join(" ")
}
