//! The cue vocabularies (`urgency.toml`, `type.toml`): which words tell how soon somebody has to act, and what kind of
//! message a text is. Data; adding a cue or a language needs no Rust.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::Deserialize;

use crate::model::{Kind, Urgency};

use super::pattern::{Hit, Patterns, year};
use super::rows::File;
use super::words::Words;

/// What a cue says. Closed; the files say with which words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Class {
    // How soon: urgency.toml.
    /// Life or integrity at stake, told as what has just happened.
    Event,
    /// Life or integrity at stake.
    Critical,
    /// As critical, but a release ends it: abduction, disappearance.
    Captive,
    /// Arrest, threat, deportation, eviction.
    Urgent,
    /// Harassment by courts or otherwise.
    Elevated,
    /// A sentence: elevated, and an outcome.
    Verdict,
    /// Those who did harm are tried or sentenced.
    Justice,
    /// Laws, meetings, politics.
    Routine,
    /// Awards, anniversaries, reports: what they speak of is not happening now.
    Capping,
    /// Prizes, memorials, reports as what the title is about: more than harm, less than what has just happened.
    Tribute,
    /// Prizes, memorials, reports, named beside something else: less than harm in the same title.
    Honour,
    /// Released, acquitted, safe.
    Resolved,
    /// Not free yet, or not for good.
    Partial,
    /// Beside a release: others are not free, or free no more.
    Remaining,
    /// Words that are a demand for release by themselves.
    Call,
    /// Must, should, demand, urge.
    Demand,
    /// Not, never, refuses, may: what follows is no fact.
    Negation,
    /// Years after: what stands near is long ago.
    Past,
    /// A day or month with its year: as [`Self::Past`], where the text is of a later season.
    Dated,
    /// After, following: what comes next is over.
    After,
    /// Out of, from: what a release leads out of.
    Out,
    /// But, while, others: another thing begins.
    Turn,
    /// Looks like a cue and is none.
    Neutral,
    // What kind: type.toml.
    /// The network calls it an alert.
    Alert,
    /// An early warning, called so.
    Warning,
    /// Further information.
    Update,
    /// The case is closed.
    Closing,
    /// The source corrects itself.
    Correction,
    /// The source takes back what it said.
    Withdrawal,
    /// A position.
    Statement,
    /// News, called so.
    News,
    /// Good news, called so.
    GoodNews,
}

/// How a cue must stand in the text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Form {
    /// Anywhere, in its own language.
    Phrase,
    /// Near the beginning, set off on both sides, in any language.
    Label,
    /// Near the beginning, set off on the left, in any language.
    Opening,
    /// Behind a `#`, in any language.
    Hashtag,
}

/// A cue found in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cue {
    pub(super) class: Class,
    pub(super) form: Form,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// The cue vocabularies, ready for search.
#[derive(Clone, Debug, Default)]
pub(super) struct Cues {
    patterns: Patterns,
    meanings: Vec<Meaning>,
    emoji: Vec<(String, Class)>,
    urgencies: BTreeMap<Urgency, String>,
    kinds: BTreeMap<Kind, String>,
}

#[derive(Clone, Debug)]
struct Meaning {
    class: Class,
    form: Form,
    language: String,
    /// Names a day or a month with its year.
    dated: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default, bound(deserialize = "N: Ord + Deserialize<'de>"))]
struct Raw<N> {
    names: BTreeMap<N, String>,
    cues: BTreeMap<Class, BTreeMap<String, Vec<String>>>,
    labels: BTreeMap<Class, BTreeMap<String, Vec<String>>>,
    openings: BTreeMap<Class, BTreeMap<String, Vec<String>>>,
    hashtags: BTreeMap<Class, Vec<String>>,
    emoji: BTreeMap<Class, Vec<String>>,
}

impl<N> Default for Raw<N> {
    fn default() -> Self {
        Self {
            names: BTreeMap::new(),
            cues: BTreeMap::new(),
            labels: BTreeMap::new(),
            openings: BTreeMap::new(),
            hashtags: BTreeMap::new(),
            emoji: BTreeMap::new(),
        }
    }
}

impl Cues {
    /// Reads the two files; what is wrong is recorded in them, and then there are no cues.
    /// `others` are searched with them, since a walk over a text costs the same for all: see [`Self::others`].
    pub(super) fn read<'a>(urgency: &mut File<'a>, kind: &mut File<'a>, others: &[String]) -> Self {
        let (by_urgency, by_kind) = (urgency.read::<Raw<Urgency>>(), kind.read::<Raw<Kind>>());
        Self::new(by_urgency, by_kind, others).unwrap_or_else(|(cue, message)| {
            let file = if urgency.holds(&cue) { urgency } else { kind };
            file.fault_in(&cue, message);
            Self::default()
        })
    }

    /// The error is a cue that cannot be read, and why.
    fn new(urgency: Raw<Urgency>, kind: Raw<Kind>, others: &[String]) -> Result<Self, (String, String)> {
        let mut texts = Vec::new();
        let mut meanings = Vec::new();
        let mut add = |text: String, class, form, language: &str| {
            texts.push(text);
            let dated = class == Class::Dated;
            let class = if dated { Class::Past } else { class };
            meanings.push(Meaning { class, form, language: language.to_owned(), dated });
        };
        let mut emoji = Vec::new();
        for (cues, labels, openings, hashtags, signs) in [
            (&urgency.cues, &urgency.labels, &urgency.openings, &urgency.hashtags, &urgency.emoji),
            (&kind.cues, &kind.labels, &kind.openings, &kind.hashtags, &kind.emoji),
        ] {
            for (table, form) in [(cues, Form::Phrase), (labels, Form::Label), (openings, Form::Opening)] {
                for (class, by_language) in table {
                    for (language, cue) in
                        by_language.iter().flat_map(|(language, cues)| cues.iter().map(move |cue| (language, cue)))
                    {
                        add(cue.clone(), *class, form, language);
                        // #UrgentAction is the label urgent action in one word.
                        let joined: String = cue.split_whitespace().collect();
                        if form == Form::Label && joined.chars().all(char::is_alphanumeric) {
                            add(joined, *class, Form::Hashtag, language);
                        }
                    }
                }
            }
            for (class, tags) in hashtags {
                for tag in tags {
                    add(tag.clone(), *class, Form::Hashtag, "");
                }
            }
            emoji.extend(signs.iter().flat_map(|(class, signs)| signs.iter().map(|sign| (sign.clone(), *class))));
        }
        let texts: Vec<&str> = texts.iter().chain(others).map(String::as_str).collect();
        let patterns = Patterns::new(&texts)?;
        Ok(Self { patterns, meanings, emoji, urgencies: urgency.names, kinds: kind.names })
    }

    /// Names of urgencies, for people's eyes.
    pub(super) fn urgencies(&self) -> &BTreeMap<Urgency, String> {
        &self.urgencies
    }

    /// Names of types, for people's eyes.
    pub(super) fn kinds(&self) -> &BTreeMap<Kind, String> {
        &self.kinds
    }

    /// The cues of a text, by first word. What is part of a longer cue is not one itself.
    pub(super) fn find(&self, words: &Words<'_>, languages: &[&str]) -> Vec<Cue> {
        let fits = |hit: &Hit| {
            let Some(Meaning { form, language, .. }) = self.meanings.get(hit.pattern) else { return false };
            match form {
                Form::Phrase => languages.contains(&language.as_str()),
                Form::Label => is_early(words, hit) && opens(words, hit) && closes(words, hit),
                Form::Opening => is_early(words, hit) && opens(words, hit),
                Form::Hashtag => words.gap(hit.first).ends_with(['#', '＃']),
            }
        };
        let hits: Vec<Hit> = self.hits(words).iter().copied().filter(fits).collect();
        let class = |hit: &Hit| self.meanings[hit.pattern].class;
        let shadowed = |hit: &Hit| {
            let covers = |other: &&Hit| {
                let longer = other.last - other.first > hit.last - hit.first;
                let exception = matches!(class(other), Class::Neutral | Class::Call) && class(hit) != class(other);
                let rivals = is_content(class(other))
                    && (is_content(class(hit)) || is_taken_up(class(hit), class(other)))
                    || class(other) == Class::Neutral;
                other.last >= hit.last && rivals && (longer || exception)
            };
            let near = hits.partition_point(|other| other.first + LONGEST < hit.first);
            hits[near..].iter().take_while(|other| other.first <= hit.first).any(|other| covers(&other))
        };
        let kept = hits.iter().filter(|hit| class(hit) != Class::Neutral && !shadowed(hit));
        let cue = |hit: &Hit| Cue {
            class: class(hit),
            form: self.meanings[hit.pattern].form,
            first: hit.first,
            last: hit.last,
        };
        kept.map(cue).collect()
    }

    /// The languages whose cues stand in a text, and how much each place speaks for them: cues are the commonest words of
    /// these titles, and short titles have few others.
    pub(super) fn languages(&self, words: &Words<'_>) -> Vec<(&str, f32)> {
        let telling = |hit: &&Hit| {
            let Some(Meaning { class, language, .. }) = self.meanings.get(hit.pattern) else { return false };
            !language.is_empty() && (is_content(*class) || *class >= Class::Alert)
        };
        let mut places: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
        for hit in self.hits(words).iter().filter(telling) {
            let languages = places.entry((hit.first, hit.last)).or_default();
            let language = self.meanings[hit.pattern].language.as_str();
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        let mut told = Vec::new();
        for languages in places.into_values() {
            let share = CUE / languages.len() as f32;
            told.extend(languages.into_iter().map(|language| (language, share)));
        }
        told
    }

    /// Every hit in a text, of cues and of what is searched with them. A text is walked over once.
    fn hits<'a>(&self, words: &'a Words<'_>) -> &'a [Hit] {
        words.hits.get_or_init(|| {
            let mut hits = self.patterns.find(words);
            hits.retain(|hit| self.meanings.get(hit.pattern).is_none_or(|meaning| meaning.holds(words, hit)));
            hits
        })
    }

    /// The hits of what is searched with the cues, each with its number there.
    pub(super) fn others<'a>(&self, words: &'a Words<'_>) -> impl Iterator<Item = (usize, &'a Hit)> {
        let own = self.meanings.len();
        self.hits(words).iter().filter_map(move |hit| Some((hit.pattern.checked_sub(own)?, hit)))
    }

    /// From which word to which the cues of a class stand.
    pub(super) fn stand(&self, words: &Words<'_>, languages: &[&str], class: Class) -> Vec<(usize, usize)> {
        let meant = |hit: &&Hit| {
            let meaning = self.meanings.get(hit.pattern);
            meaning.is_some_and(|meaning| meaning.class == class && languages.contains(&meaning.language.as_str()))
        };
        self.hits(words).iter().filter(meant).map(|hit| (hit.first, hit.last)).collect()
    }

    /// The label that a category is, or that part of an address begins with.
    pub(super) fn label(&self, words: &Words<'_>, whole: bool) -> Option<Class> {
        let fits = |hit: &&Hit| !whole || hit.last + 1 == words.tokens.len();
        let meaning = |hit: &Hit| self.meanings.get(hit.pattern);
        let labels = self.hits(words).iter().take_while(|hit| hit.first == 0).filter(fits).filter_map(meaning);
        labels.filter(|meaning| meaning.form != Form::Phrase).map(|meaning| meaning.class).next()
    }

    /// The signs near the beginning of a text.
    pub(super) fn emoji<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Class, &'a str)> {
        let end = text.char_indices().nth(EARLY).map_or(text.len(), |(at, _)| at);
        self.emoji
            .iter()
            .filter(move |(sign, _)| text[..end].contains(sign.as_str()))
            .map(|(sign, class)| (*class, sign.as_str()))
    }
}

impl Meaning {
    /// Whether a mention of the past is one: the year it names was over when the text was published. Not known when that was,
    /// a bare year counts as past and a date does not.
    fn holds(&self, words: &Words<'_>, hit: &Hit) -> bool {
        if self.class != Class::Past {
            return true;
        }
        let year = || (hit.first..=hit.last).rev().find_map(|token| year(words.folded(token)));
        match (words.published, self.dated) {
            (None, dated) => !dated,
            (Some(published), true) => year().is_some_and(|year| {
                let ended = if published.ordinal() > SEASON { 1 } else { 2 };
                year + ended <= published.year()
            }),
            (Some(published), false) => year().is_none_or(|year| year < published.year()),
        }
    }
}

/// Days of a year in which the one before still is the season that news come from.
const SEASON: u32 = 120;

/// What a cue says of the language, against the 1 of a small word: sister languages share many a stem.
const CUE: f32 = 0.7;
/// No pattern is longer, in words.
const LONGEST: usize = 24;
/// Characters from the beginning within which a label is one.
const EARLY: usize = 60;

/// Whether cues of a class say something of what happened, so that the longest of them is the one that counts.
fn is_content(class: Class) -> bool {
    class <= Class::Call && class != Class::Partial
}

/// Whether a small word says nothing by itself inside a longer cue: the "not" of "not guilty", the "call for" of "call
/// for applications", the "years after" of a sentence. A demand for release stays one for whatever else is asked.
fn is_taken_up(inner: Class, outer: Class) -> bool {
    matches!(inner, Class::Demand | Class::Negation | Class::Past) && outer != Class::Call && outer != Class::Capping
}

fn is_early(words: &Words<'_>, hit: &Hit) -> bool {
    words.tokens.get(hit.first).is_some_and(|token| words.text[..token.start].chars().count() <= EARLY)
}

/// Whether something that parts stands before: the beginning, a bracket, a colon, a dash with space around it.
fn opens(words: &Words<'_>, hit: &Hit) -> bool {
    let gap = words.gap(hit.first);
    hit.first == 0 || gap.contains(is_parting) || gap.contains(" -") || gap.contains("- ") || gap.contains('.')
}

/// Whether something that parts stands behind, or capitals end there.
fn closes(words: &Words<'_>, hit: &Hit) -> bool {
    let next = hit.last + 1;
    let gap = words.gap(next);
    let capitals = |token: usize| words.is_all_capitals(token);
    next == words.tokens.len()
        || gap.contains(is_parting)
        || gap.contains(" -")
        || gap.contains('.')
        || (hit.first..=hit.last).all(capitals) && !capitals(next)
}

fn is_parting(c: char) -> bool {
    "[](){}:：/|–—•·!¡?#«»“”\"…\n>【】".contains(c)
}
