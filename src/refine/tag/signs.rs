//! What the cues of one text come to when it is read as a whole: which of them are facts, which demands, which are
//! denied, long past, or over by a release.

use crate::model::Field;

use super::cues::{Class, Cue, Cues, Form};
use super::words::Words;

/// How much a place in a text counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Zone {
    /// The title, or what stands in its place.
    Title,
    /// The first sentence below it.
    Lead,
    /// Everything else: background.
    Rest,
}

/// What a cue is worth where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Status {
    /// Stated as it is.
    Fact,
    /// Asked for.
    Demanded,
    /// Denied, refused or merely possible.
    Denied,
    /// Given in part, on conditions.
    Partial,
    /// Long ago.
    Past,
    /// Ended by a release.
    Over,
    /// Those who did it are tried for it.
    Tried,
}

impl Status {
    /// Why words of this status are not followed: id of the rule, and words for people.
    pub(super) fn refusal(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::Fact => return None,
            Self::Demanded => ("demand", "a demand, not an outcome"),
            Self::Denied => ("negation", "denied, refused or merely possible"),
            Self::Partial => ("conditions", "in part or on conditions"),
            Self::Past => ("background", "background in the past"),
            Self::Over => ("ended", "ended by a release"),
            Self::Tried => ("justice", "what others are tried or sentenced for"),
        })
    }
}

/// A cue in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sign<'a> {
    pub(super) class: Class,
    pub(super) form: Form,
    pub(super) status: Status,
    pub(super) zone: Zone,
    pub(super) field: Field,
    /// The words as they stand in the text.
    pub(super) matched: &'a str,
}

/// Words between a demand and what it asks for.
const DEMAND: usize = 6;
/// Words between a negation and what it denies.
const DENIAL: usize = 3;
/// Words between a mention of the past and what it removes there.
const PAST: usize = 6;

/// Cues looked at on either side of one: more stand in no honest sentence.
const AROUND: usize = 40;

/// The signs of the texts of one report, in order.
pub(super) fn read<'a>(cues: &Cues, texts: &'a [(Field, &'a Words<'a>)], languages: &[&str]) -> Vec<Sign<'a>> {
    let mut signs = Vec::new();
    let mut first = true;
    for (field, words) in texts.iter().filter(|(_, words)| !words.tokens.is_empty()) {
        let found = cues.find(words, languages);
        for (index, cue) in found.iter().enumerate() {
            let sentence = words.tokens[cue.first].sentence;
            let zone = zone(*field, sentence, first);
            signs.push(Sign {
                class: cue.class,
                form: cue.form,
                status: status(words, &found[index.saturating_sub(AROUND)..found.len().min(index + AROUND)], cue),
                zone,
                field: *field,
                matched: words.raw(cue.first, cue.last),
            });
        }
        first = false;
    }
    signs
}

/// Where a sentence stands, in a text that is the `first` of its report or not.
pub(super) fn zone(field: Field, sentence: u32, first: bool) -> Zone {
    match (field, sentence) {
        (Field::Title, _) => Zone::Title,
        (_, 0) if first => Zone::Title,
        (_, 1) if first => Zone::Lead,
        (Field::Summary, 0) => Zone::Lead,
        _ => Zone::Rest,
    }
}

fn status(words: &Words<'_>, all: &[Cue], cue: &Cue) -> Status {
    let near = Near { words, all, cue };
    match cue.class {
        Class::Resolved => {
            if near.is_asked_for() {
                Status::Demanded
            } else if near.before(Class::Negation, DENIAL) {
                Status::Denied
            } else if near.in_sentence(Class::Partial) {
                Status::Partial
            } else {
                Status::Fact
            }
        }
        Class::Event | Class::Critical | Class::Captive | Class::Urgent | Class::Elevated | Class::Verdict => {
            if near.is_past() {
                Status::Past
            } else if near.is_ended() {
                Status::Over
            } else if cue.class != Class::Event && near.is_tried() {
                Status::Tried
            } else {
                Status::Fact
            }
        }
        _ => Status::Fact,
    }
}

/// A cue and what stands around it.
struct Near<'a> {
    words: &'a Words<'a>,
    all: &'a [Cue],
    cue: &'a Cue,
}

impl Near<'_> {
    /// Cues of a class in the same sentence.
    fn of(&self, class: Class) -> impl Iterator<Item = &Cue> {
        let sentence = self.words.tokens[self.cue.first].sentence;
        self.all.iter().filter(move |other| {
            other.class == class && other.form != Form::Label && self.words.tokens[other.first].sentence == sentence
        })
    }

    fn in_sentence(&self, class: Class) -> bool {
        self.of(class).next().is_some()
    }

    /// Whether a cue of a class stands at most so many words before.
    fn before(&self, class: Class, reach: usize) -> bool {
        let first = self.cue.first;
        self.of(class).any(|other| other.first < first && first.saturating_sub(other.last) <= reach)
    }

    /// A demand before, or behind it in the same breath: "we demand her release", "release, we demand".
    fn is_asked_for(&self) -> bool {
        let behind = |other: &Cue| {
            other.first > self.cue.last
                && other.first - self.cue.last <= DEMAND
                && !self.parts(self.cue.last, other.first)
        };
        self.before(Class::Demand, DEMAND) || self.of(Class::Demand).any(behind)
    }

    fn is_past(&self) -> bool {
        let close = |other: &&Cue| {
            let other = *other;
            let (left, right) = if other.first > self.cue.last { (self.cue, other) } else { (other, self.cue) };
            let opens = self.words.opens_sentence(other.first);
            right.first.saturating_sub(left.last) <= PAST && (opens || !self.parts(left.last, right.first))
        };
        self.of(Class::Past).filter(close).any(|past| self.is_nearest_side(past))
    }

    /// Whether a mention of the past belongs to what stands on this side of it: "abducted two years ago found dead" tells
    /// of an abduction long ago and a death today.
    fn is_nearest_side(&self, past: &Cue) -> bool {
        let sentence = self.words.tokens[past.first].sentence;
        let harm = |other: &&Cue| {
            other.class <= Class::Verdict && self.words.tokens[other.first].sentence == sentence && *other != past
        };
        let before = self.all.iter().filter(harm).filter(|other| other.last < past.first);
        let behind = self.all.iter().filter(harm).filter(|other| other.first > past.last);
        let before = before.map(|other| past.first - other.last).min().unwrap_or(usize::MAX);
        let behind = behind.map(|other| other.first - past.last).min().unwrap_or(usize::MAX);
        if self.cue.first > past.last { behind < before } else { before <= behind }
    }

    /// Ended by a release: "abducted activist freed", "released after two months of detention".
    fn is_ended(&self) -> bool {
        let releases = self.of(Class::Resolved).filter(|release| {
            let near = Near { words: self.words, all: self.all, cue: release };
            !near.is_asked_for() && !near.before(Class::Negation, DENIAL)
        });
        // A release ends an arrest or an abduction wherever it stands; other harm only where the words say so.
        let captive = !matches!(self.cue.class, Class::Event | Class::Critical);
        releases.into_iter().any(|release| {
            let (left, right) = if self.cue.last < release.first { (self.cue, release) } else { (release, self.cue) };
            if left.last >= right.first || self.turns(left.last, right.first) {
                return false;
            }
            let between = |class, from| self.of(class).any(|word: &Cue| word.first > from && word.last < right.first);
            if left == release {
                captive || between(Class::After, left.last) || between(Class::Out, left.last)
            } else {
                // "Shot dead hours after her release": what came after a release is not ended by it.
                !between(Class::After, left.first) && (captive || !self.joins(left.last, right.first))
            }
        })
    }

    /// What somebody stands trial for: "forty years for those who ordered the killing".
    fn is_tried(&self) -> bool {
        let same = |justice: &Cue| {
            let (left, right) = if justice.first < self.cue.first { (justice, self.cue) } else { (self.cue, justice) };
            !self.parts(left.last, right.first) && !self.turns(left.last, right.first)
        };
        self.of(Class::Justice).any(same)
    }

    /// Whether a comma or another mark stands between two words.
    fn parts(&self, from: usize, to: usize) -> bool {
        (from + 1..=to).any(|token| self.words.gap(token).contains([',', ';', ':', '(', ')', '–', '—', '،', '؛', '/']))
    }

    /// Whether another thing begins between two words: "but", "while", a semicolon.
    fn turns(&self, from: usize, to: usize) -> bool {
        self.of(Class::Turn).any(|turn| turn.first > from && turn.last < to)
            || (from + 1..=to).any(|token| self.words.gap(token).contains([';', '؛']))
    }

    /// Whether two words belong to different clauses.
    fn joins(&self, from: usize, to: usize) -> bool {
        self.parts(from, to) || self.turns(from, to) || (from + 1..to).any(|token| is_and(self.words.folded(token)))
    }
}

/// The commonest joining words of the languages with cues.
fn is_and(word: &str) -> bool {
    matches!(word, "and" | "y" | "e" | "et" | "و")
}
