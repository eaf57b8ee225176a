//! Language, place, urgency, type and reference codes of a report, each with its reasons. Knows vocabularies only as
//! data.

mod context;
mod cues;
mod deadline;
mod evidence;
mod geography;
mod kind;
mod language;
mod lexicon;
mod names;
mod own;
mod pattern;
mod place;
mod proper;
mod quick;
mod reference;
mod rows;
mod script;
mod signs;
mod themes;
mod trie;
mod urgency;
mod vocabulary;
mod words;

pub use place::{Entry, Gazetteer};
pub use rows::VocabularyError;
pub use vocabulary::Vocabulary;

use super::Utterance;
use crate::model::{Field, Source, Tags};

/// A text as vocabularies are compared: its folded words, parted by single spaces.
pub fn folded(text: &str) -> String {
    lexicon::phrase(text)
}

/// What a report is tagged with, and why: at least one reason for every tag, and one where no urgency was found.
pub fn tag(vocabulary: &Vocabulary, utterance: &Utterance<'_>, source: &Source) -> Tags {
    let texts = place::Texts::of(utterance);
    let mut tags = Tags::default();
    let read = [(Field::Title, &texts.title), (Field::Summary, &texts.summary), (Field::Content, &texts.content)];
    let mut hints = vocabulary.names.lexicon.spellings(&texts.title);
    hints.extend(vocabulary.cues.languages(&texts.title));
    let spoken = vocabulary.speech.identify(&read, utterance.declared_language, source.language.as_deref(), &hints);
    let sure = spoken.as_ref().is_some_and(|spoken| spoken.sure);
    if let Some(spoken) = spoken {
        tags.language = Some(spoken.code);
        tags.reasons.push(spoken.reason);
    }
    let mut codes = Vec::new();
    for found in vocabulary.references.find(utterance, |code| vocabulary.knows_country(code)) {
        codes.extend(found.country.map(|country| (country, found.reason.clone())));
        tags.references.push(found.reference);
        tags.reasons.push(found.reason);
    }
    place::place(vocabulary, utterance, source, &texts, sure, &codes, &mut tags);
    tags.names = vocabulary.proper.names(&vocabulary.names.lexicon, &texts);
    let words = [(Field::Title, &texts.title), (Field::Summary, &texts.summary), (Field::Content, &texts.content)];
    urgency::urgency_and_kind(&vocabulary.cues, utterance, &words, &mut tags);
    own::apply(source, &words, &mut tags);
    themes::tag(vocabulary, utterance, &words, &mut tags);
    let Vocabulary { cues, themes, deadlines, .. } = vocabulary;
    deadlines.tag(cues, themes.texts().len(), utterance, &words, &mut tags);
    tags
}
