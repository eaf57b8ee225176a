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
    let hints = vocabulary.names.lexicon.spellings(&texts.title);
    let spoken = vocabulary.speech.identify(&read, utterance.declared_language, source.language.as_deref(), &hints);
    let sure = spoken.as_ref().is_some_and(|spoken| spoken.sure);
    if let Some(spoken) = spoken {
        tags.language = Some(spoken.code);
        tags.reasons.push(spoken.reason);
    }
    place::place(vocabulary, utterance, source, &texts, sure, &mut tags);
    for tag in [format!("urgency:{}", tags.urgency), format!("type:{}", tags.kind)] {
        tags.reasons.push(Reason::new(tag, "no-cue", "", Field::Title, Basis::Inferred));
    }
    tags
}
