//! Language, place, urgency, type and reference codes of a report, each with its reasons. Knows vocabularies only as
//! data.

mod context;
mod geography;
mod language;
mod lexicon;
mod names;
mod place;
mod rows;
mod vocabulary;
mod words;

pub use rows::VocabularyError;
pub use vocabulary::Vocabulary;

use super::Utterance;
use crate::model::{Basis, Field, Reason, Source, Tags};

/// What a report is tagged with, and why: at least one reason for every tag, and one where no urgency was found.
pub fn tag(vocabulary: &Vocabulary, utterance: &Utterance<'_>, source: &Source) -> Tags {
    let texts = place::Texts::of(utterance);
    let mut tags = Tags::default();
    let read = [(Field::Title, &texts.title), (Field::Summary, &texts.summary)];
    let spoken = vocabulary.speech.identify(&read, utterance.declared_language, source.language.as_deref());
    if let Some((language, reason)) = spoken {
        tags.language = Some(language);
        tags.reasons.push(reason);
    }
    place::place(vocabulary, utterance, source, &texts, &mut tags);
    for tag in [format!("urgency:{}", tags.urgency), format!("type:{}", tags.kind)] {
        tags.reasons.push(Reason::new(tag, "no-cue", "", Field::Title, Basis::Inferred));
    }
    tags
}
