//! Everything in one report that speaks for an urgency or a type: the cues of its words, and the labels in its address
//! and categories.

use whichlang::Lang;

use crate::model::{Basis, Field, Reason, Rejected, Urgency};
use crate::refine::contract::Utterance;

use super::cues::{Class, Cues, Form};
use super::signs::{self, Sign, Status, Zone};
use super::words::Words;

/// Signs of a report.
pub(super) struct Evidence<'a> {
    signs: Vec<Sign<'a>>,
    /// Labels that stand in no text: weaker, since a site often puts them on everything.
    outside: Vec<Sign<'a>>,
}

impl<'a> Evidence<'a> {
    pub(super) fn gather(
        cues: &'a Cues,
        utterance: &Utterance<'a>,
        texts: &'a [(Field, &'a Words<'a>)],
        language: Option<&str>,
    ) -> Self {
        let mut signs = signs::read(cues, texts, language.as_slice());
        if !signs.iter().any(|sign| sign.class <= Class::Resolved) {
            let mut languages: Vec<&str> = looks(utterance);
            languages.extend(language);
            signs = signs::read(cues, texts, &languages);
        }
        for (field, text) in [(Field::Title, utterance.title), (Field::Summary, utterance.summary)] {
            signs.extend(cues.emoji(text).map(|(class, sign)| label(class, field, sign)));
        }
        let mut outside = Vec::new();
        for category in utterance.categories {
            let found = cues.label(&Words::of(category), true);
            outside.extend(found.map(|class| label(class, Field::Category, category.as_str())));
        }
        let path = utterance.link.split_once("://").map_or("", |(_, rest)| rest).split(['?', '#']).next().unwrap_or("");
        let parts: Vec<&str> = path.split('/').skip(1).filter(|part| !part.is_empty()).collect();
        for (place, part) in parts.iter().copied().enumerate() {
            let words = Words::of(part);
            // A folder of a single word (`/alerts/`) holds whatever the site publishes; a slug that is nothing but the
            // label names no entry.
            let least = if place + 1 == parts.len() { 3 } else { 2 };
            if words.tokens.len() < least {
                continue;
            }
            let found = cues.label(&words, false);
            outside.extend(found.map(|class| label(class, Field::Link, part)));
        }
        Self { signs, outside }
    }

    /// A cue stated as a fact.
    pub(super) fn fact(&self, zone: Zone, class: Class) -> Option<&Sign<'a>> {
        self.with(zone, class, Status::Fact)
    }

    /// A cue that is worth so much there.
    pub(super) fn with(&self, zone: Zone, class: Class, status: Status) -> Option<&Sign<'a>> {
        self.signs.iter().find(|sign| sign.zone == zone && sign.class == class && sign.status == status)
    }

    /// The first fact of any of the classes, in their order.
    pub(super) fn first(&self, zone: Zone, classes: &[Class]) -> Option<&Sign<'a>> {
        classes.iter().find_map(|&class| self.fact(zone, class))
    }

    /// A label in the title or at the head of the text.
    pub(super) fn label(&self, class: Class) -> Option<&Sign<'a>> {
        self.signs.iter().find(|sign| sign.class == class && sign.form != Form::Phrase && sign.zone < Zone::Rest)
    }

    /// A label in the title itself.
    pub(super) fn title_label(&self, class: Class) -> Option<&Sign<'a>> {
        self.label(class).filter(|sign| sign.zone == Zone::Title)
    }

    /// A label in a category or in the address.
    pub(super) fn outside(&self, class: Class) -> Option<&Sign<'a>> {
        self.outside.iter().find(|sign| sign.class == class)
    }

    /// What spoke for another urgency than the one given, and why it does not count.
    pub(super) fn rejected(&self, given: Urgency) -> impl Iterator<Item = Rejected> {
        let spoken = self.signs.iter().filter_map(move |sign| match sign.class {
            // "Free them now" names a release that has not come.
            Class::Call => Some((sign, Urgency::Resolved, Status::Demanded.refusal()?)),
            // A prize, a report, a correction: what it speaks of is not happening now.
            _ if sign.status == Status::Fact && given == Urgency::Routine && sign.zone < Zone::Rest => {
                Some((sign, sign.urgency()?, ("cap", "what the text is about caps it")))
            }
            _ => Some((sign, sign.urgency()?, sign.status.refusal()?)),
        });
        spoken.filter(move |(_, urgency, _)| *urgency != given).map(|(sign, urgency, (rule, why))| {
            Rejected::new(format!("urgency:{urgency}"), rule, sign.matched, sign.field, why)
        })
    }
}

impl Sign<'_> {
    /// The urgency that the sign speaks for, where it speaks for one.
    fn urgency(&self) -> Option<Urgency> {
        Some(match self.class {
            Class::Event | Class::Critical | Class::Captive => Urgency::Critical,
            Class::Urgent => Urgency::Urgent,
            Class::Elevated | Class::Verdict => Urgency::Elevated,
            Class::Resolved => Urgency::Resolved,
            _ => return None,
        })
    }

    /// The sign as a reason for a tag.
    pub(super) fn reason(&self, tag: String, rule: &str) -> Reason {
        let basis = if self.form == Form::Phrase { Basis::Inferred } else { Basis::Stated };
        Reason::new(tag, rule, self.matched, self.field, basis)
    }
}

fn label(class: Class, field: Field, matched: &str) -> Sign<'_> {
    Sign { class, form: Form::Label, status: Status::Fact, zone: Zone::Title, field, matched }
}

/// What title and summary look like by themselves: entries are often mixed.
pub(super) fn looks(utterance: &Utterance<'_>) -> Vec<&'static str> {
    let texts =
        [utterance.title, utterance.summary].into_iter().filter(|text| text.split_whitespace().nth(2).is_some());
    texts.filter_map(look).collect()
}

fn look(text: &str) -> Option<&'static str> {
    const ENOUGH: usize = 200;
    let end = text.char_indices().nth(ENOUGH).map_or(text.len(), |(at, _)| at);
    Some(match whichlang::detect_language(&text[..end]) {
        Lang::Ara => "ar",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Tur => "tr",
        _ => return None,
    })
}
