//! What a report is about: what was done and to whom, told by the cues of `themes.toml`. A demand, a denial or a mention
//! of long ago is no act. Data; adding a cue, a language or a theme needs no Rust.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{Basis, Field, Reason, Rejected, Tags, Theme, ThemeLabel};
use crate::refine::contract::Utterance;

use super::cues::{Class, Cues};
use super::evidence::looks;
use super::pattern::{Hit, Patterns};
use super::rows::{File, Rows};
use super::signs::{Zone, zone};
use super::vocabulary::Vocabulary;
use super::words::Words;

/// Themes that one report is tagged with at most.
const MOST: usize = 8;
/// Words between a denial or the wish for an end and what they speak of.
const REACH: usize = 3;
/// Words between a mention of long ago and what it removes there.
const PAST: usize = 5;
/// Sentences of a text that are read: what an alert is about stands at its head.
const SENTENCES: u32 = 4;

/// Tags a report with what it is about. Where the language it was found to be in gives nothing, what the texts look like
/// by themselves is tried.
pub(super) fn tag(vocabulary: &Vocabulary, utterance: &Utterance<'_>, texts: &[(Field, &Words<'_>)], tags: &mut Tags) {
    let Vocabulary { themes, cues, .. } = vocabulary;
    let language = tags.language.clone();
    themes.tag(cues, texts, language.as_deref().as_slice(), tags);
    if tags.themes.is_empty() {
        let languages = looks(utterance);
        if !languages.iter().all(|look| language.as_deref() == Some(*look)) {
            themes.tag(cues, texts, &languages, tags);
        }
    }
}

/// The themes and their cues, ready for search; which pattern says what.
#[derive(Clone, Debug, Default)]
pub(super) struct Themes {
    all: Vec<(Theme, Axis)>,
    labels: BTreeMap<Theme, ThemeLabel>,
    cues: Vec<(Sense, String)>,
    texts: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Axis {
    Act,
    People,
}

/// What a cue says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sense {
    Theme(usize, Axis),
    Aside,
    Denied,
    Asked,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    acts: Rows<Row>,
    people: Rows<Row>,
    aside: BTreeMap<String, Vec<String>>,
    denied: BTreeMap<String, Vec<String>>,
    asked: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    label: String,
    #[serde(default)]
    huridocs: Option<String>,
    cues: BTreeMap<String, Vec<String>>,
}

impl Themes {
    /// Reads the file; what is wrong is recorded in it.
    pub(super) fn read(file: &mut File<'_>) -> Self {
        let raw: Raw = file.read();
        let mut read = Self::default();
        for (axis, rows) in [(Axis::Act, raw.acts), (Axis::People, raw.people)] {
            for (key, row) in rows.0 {
                let theme = Theme(key.get_ref().clone());
                if theme.0.is_empty() || !theme.0.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
                    file.fault(key.span().start, "the term of a theme is small letters a to z and hyphens");
                }
                let label = ThemeLabel { label: row.label, huridocs: row.huridocs };
                if read.labels.insert(theme.clone(), label).is_some() {
                    file.fault(key.span().start, format!("{theme} stands among acts and people; choose one"));
                }
                let sense = Sense::Theme(read.all.len(), axis);
                read.all.push((theme, axis));
                read.take(sense, row.cues, file);
            }
        }
        for (sense, cues) in [(Sense::Aside, raw.aside), (Sense::Denied, raw.denied), (Sense::Asked, raw.asked)] {
            read.take(sense, cues, file);
        }
        read
    }

    fn take(&mut self, sense: Sense, cues: BTreeMap<String, Vec<String>>, file: &mut File<'_>) {
        for (language, texts) in cues {
            for text in texts {
                if let Err(why) = Patterns::check(&text) {
                    file.fault_in(&text, why);
                    continue;
                }
                self.cues.push((sense, language.clone()));
                self.texts.push(text);
            }
        }
    }

    /// The patterns of all cues, to be searched together with those of urgency and type.
    pub(super) fn texts(&self) -> &[String] {
        &self.texts
    }

    /// Words for themes.
    pub(super) fn labels(&self) -> &BTreeMap<Theme, ThemeLabel> {
        &self.labels
    }

    /// Tags a report with its themes, acts first, each with its reason, and keeps what was refused. `languages` are
    /// those the texts may be in.
    fn tag(&self, cues: &Cues, texts: &[(Field, &Words<'_>)], languages: &[&str], tags: &mut Tags) {
        let mut told: Vec<Told> = Vec::new();
        let mut first = true;
        for (field, words) in texts.iter().filter(|(_, words)| !words.tokens.is_empty()) {
            let early = |(_, hit): &(usize, &Hit)| words.tokens[hit.first].sentence < SENTENCES;
            let hits = cues.others(words).take_while(early);
            let meant = hits.filter_map(|(pattern, hit)| {
                let (sense, language) = self.cues.get(pattern)?;
                languages.contains(&language.as_str()).then_some((*sense, hit))
            });
            let found = Found { words, all: meant.collect(), past: cues.stand(words, languages, Class::Past) };
            found.told(*field, first, &mut told);
            first = false;
        }
        let fact = |told: &&Told| told.refused.is_none();
        let near = told.iter().filter(|told| told.zone < Zone::Rest);
        let act = |told: &&Told| self.all[told.theme].1 == Axis::Act;
        let mut given: Vec<&Told> = near.clone().filter(fact).filter(act).collect();
        if given.is_empty() {
            given.extend(told.iter().find(|told| fact(told) && act(told)));
        }
        given.extend(near.filter(fact).filter(|told| !act(told)));
        for told in given {
            let theme = &self.all[told.theme].0;
            if !tags.themes.contains(theme) && tags.themes.len() < MOST {
                let reason =
                    Reason::new(format!("theme:{theme}"), "theme-cue", told.matched, told.field, Basis::Inferred);
                tags.reasons.push(reason);
                tags.themes.push(theme.clone());
            }
        }
        for told in told.iter().filter(|told| told.zone < Zone::Rest) {
            let theme = &self.all[told.theme].0;
            if let (Some((rule, why)), false) = (told.refused, tags.themes.contains(theme)) {
                tags.reject(Rejected::new(format!("theme:{theme}"), rule, told.matched, told.field, why));
            }
        }
    }
}

/// A theme named in a text.
struct Told<'a> {
    theme: usize,
    zone: Zone,
    field: Field,
    matched: &'a str,
    /// Why it is no act.
    refused: Option<(&'static str, &'static str)>,
}

/// The cues of one text.
struct Found<'a, 'w> {
    words: &'a Words<'w>,
    all: Vec<(Sense, &'a Hit)>,
    past: Vec<(usize, usize)>,
}

impl<'w> Found<'_, 'w> {
    fn told(&self, field: Field, first: bool, told: &mut Vec<Told<'w>>) {
        for &(sense, hit) in &self.all {
            let Sense::Theme(theme, axis) = sense else { continue };
            if self.all.iter().any(|&(other, longer)| Self::takes_up(other, longer, sense, axis, hit)) {
                continue;
            }
            told.push(Told {
                theme,
                zone: zone(field, self.words.tokens[hit.first].sentence, first),
                field,
                matched: self.words.raw(hit.first, hit.last),
                refused: if axis == Axis::Act { self.refusal(hit) } else { None },
            });
        }
    }

    /// Whether a cue says nothing by itself inside another: part of a longer one of its kind, or of an exception.
    fn takes_up(other: Sense, longer: &Hit, own: Sense, axis: Axis, hit: &Hit) -> bool {
        let begins = longer.first <= hit.first && hit.first <= longer.last;
        let covers = begins && (hit.last <= longer.last || other == Sense::Aside);
        let is_longer = longer.last - longer.first > hit.last - hit.first;
        covers
            && match other {
                Sense::Aside => true,
                // One act is told by the longest of its words; people are several things at once.
                Sense::Theme(_, kind) => kind == axis && is_longer && (axis == Axis::Act || other == own),
                Sense::Denied | Sense::Asked => false,
            }
    }

    /// Why an act that is named did not happen, or not now.
    fn refusal(&self, hit: &Hit) -> Option<(&'static str, &'static str)> {
        let before = |sense: Sense| {
            self.all.iter().any(|&(other, word)| {
                other == sense
                    && word.last < hit.first
                    && hit.first - word.last <= REACH
                    && self.same(word.first, hit.first)
            })
        };
        if before(Sense::Asked) {
            return Some(("demand", "its end is asked for"));
        }
        if before(Sense::Denied) {
            return Some(("negation", "denied"));
        }
        let past = self.past.iter().any(|&(from, to)| {
            let (left, right) = if from > hit.last { (hit.last, from) } else { (to, hit.first) };
            right.saturating_sub(left) <= PAST && self.same(left, right)
        });
        past.then_some(("background", "background in the past"))
    }

    /// Whether two words stand in the same part of a sentence.
    fn same(&self, from: usize, to: usize) -> bool {
        let tokens = &self.words.tokens;
        tokens[from].sentence == tokens[to].sentence
            && !(from + 1..=to).any(|token| self.words.gap(token).contains([',', ';', ':', '،', '؛', '/', '–', '—']))
    }
}
