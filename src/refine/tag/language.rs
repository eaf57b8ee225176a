//! Which language a text is in: its script, its letters and small words, and what a classifier makes of it; where
//! these are unsure, what entry, document or source declare.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use whichlang::Lang;

use super::quick::Quick;
use super::rows::{File, Rows};
use super::script::Script;
use super::words::Words;
use crate::model::{Basis, Field, Reason, fold, primary_subtag};

/// A row of `languages.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpeechRow {
    script: Script,
    #[serde(default)]
    letters: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    ends: Vec<String>,
}

#[derive(Clone, Debug)]
struct Tongue {
    code: String,
    script: Script,
}

/// What tells languages apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Speech {
    tongues: Vec<Tongue>,
    /// Folded word → the languages (by place in `tongues`) that have it.
    words: HashMap<String, Vec<usize>, Quick>,
    /// Letter → the languages that only have it.
    letters: HashMap<char, Vec<usize>, Quick>,
    /// Folded end of a word → the languages whose words often end so.
    ends: HashMap<String, Vec<usize>, Quick>,
}

/// The language of a text.
pub(super) struct Spoken {
    /// Primary subtag.
    pub(super) code: String,
    pub(super) reason: Reason,
    /// False where it is taken on trust or little evidence: then names of other languages count too.
    pub(super) sure: bool,
}

/// How much a language must lead by to be taken against what is declared.
const CLEAR: f32 = 1.5;
/// How many letters of a report are looked at.
const LETTERS: usize = 1_000;
/// How much must speak for a language to be sure of it.
const SURE: f32 = 2.5;

impl Speech {
    /// The languages it knows.
    pub(super) fn languages(&self) -> impl Iterator<Item = &str> {
        self.tongues.iter().map(|tongue| tongue.code.as_str())
    }

    /// Reads `languages.toml`.
    pub(super) fn read(file: &mut File<'_>) -> Self {
        let mut speech = Self::default();
        for (code, row) in file.read::<Rows<SpeechRow>>().0 {
            let place = speech.tongues.len();
            for (list, table) in [(&row.words, &mut speech.words), (&row.ends, &mut speech.ends)] {
                for text in list {
                    table.entry(fold(text)).or_default().push(place);
                }
            }
            for letter in row.letters.chars() {
                speech.letters.entry(letter).or_default().push(place);
            }
            speech.tongues.push(Tongue { code: code.into_inner(), script: row.script });
        }
        speech
    }

    /// The language of a text (its primary subtag), and why. `declared` is what entry or document say, `usual` what the
    /// source is configured to be in; `hints` are languages that names in the title are spelled in.
    pub(super) fn identify(
        &self,
        texts: &[(Field, &Words<'_>)],
        declared: Option<&str>,
        usual: Option<&str>,
        hints: &[(&str, f32)],
    ) -> Option<Spoken> {
        let declared = declared.and_then(primary_subtag).map(Cow::into_owned);
        let usual = usual.and_then(primary_subtag).map(Cow::into_owned);
        let scores = self.scores(texts, hints);
        let of =
            |code: &str| self.tongues.iter().position(|tongue| tongue.code == code).map_or(0.0, |place| scores[place]);
        // Of equals the first.
        let best = (0..scores.len())
            .rev()
            .max_by(|a, b| scores[*a].total_cmp(&scores[*b]))
            .filter(|place| scores[*place] > 0.0);
        let expected = declared.as_deref().or(usual.as_deref());
        if let Some(best) = best {
            let code = self.tongues[best].code.as_str();
            let against = match expected {
                Some(expected) if expected != code => of(expected) + CLEAR,
                Some(_) => 0.0,
                None => CLEAR / 5.0,
            };
            if scores[best] >= against {
                let (field, matched) = self.evidence(best, texts);
                let reason =
                    Reason::new(format!("language:{code}"), "language-of-text", matched, field, Basis::Inferred);
                return Some(Spoken { code: code.to_owned(), reason, sure: scores[best] >= SURE });
            }
        }
        let (code, rule, field, basis) = match (declared, usual) {
            (Some(code), _) => (code, "language-declared", Field::Markup, Basis::Stated),
            (None, Some(code)) => (code, "source-default", Field::Config, Basis::Default),
            (None, None) => return None,
        };
        let reason = Reason::new(format!("language:{code}"), rule, code.clone(), field, basis);
        Some(Spoken { code, reason, sure: false })
    }

    /// How much speaks for each language.
    fn scores(&self, texts: &[(Field, &Words<'_>)], hints: &[(&str, f32)]) -> Vec<f32> {
        let mut scores = vec![0.0; self.tongues.len()];
        let letters = || texts.iter().flat_map(|(_, words)| words.text.chars()).take(LETTERS);
        let Some(main) = Script::main(letters()) else { return scores };
        let candidates: Vec<_> = (0..self.tongues.len()).filter(|place| self.tongues[*place].script == main).collect();
        if let [only] = candidates[..] {
            scores[only] = 10.0;
            return scores;
        }
        for (count, word) in texts.iter().flat_map(|(_, words)| words.all_folded()).take(300).enumerate() {
            let known = self.words.get(word).map(|places| (places, 1.0));
            let known = known.or_else(|| (count < 60).then(|| self.by_end(word)).flatten().map(|places| (places, 0.5)));
            if let Some((places, weight)) = known {
                let share = weight / (places.len() as f32).sqrt();
                places.iter().filter(|place| candidates.contains(place)).for_each(|place| scores[*place] += share);
            }
        }
        for (code, weight) in hints {
            if let Some(place) = candidates.iter().find(|place| self.tongues[**place].code == *code) {
                scores[*place] += weight;
            }
        }
        let mut own = vec![0.0_f32; self.tongues.len()];
        for places in letters().filter(|c| !c.is_ascii()).filter_map(|c| self.letters.get(&lower(c))) {
            for place in places {
                own[*place] += 1.0 / places.len() as f32;
            }
        }
        for place in &candidates {
            // A foreign name brings Latin letters of its language along, other scripts have none of each other's.
            let weight = if main == Script::Latin { 0.7 } else { 1.2 };
            scores[*place] += own[*place].min(3.0) * weight;
        }
        if let Some(place) = self.classified(texts).filter(|place| candidates.contains(place)) {
            // It knows sixteen languages: letters that the one it names does not have say that it is none of them.
            let foreign = own[place] == 0.0 && candidates.iter().any(|other| own[*other] >= 1.0);
            scores[place] += if foreign { 0.2 } else { 0.8 };
        }
        scores
    }

    /// The languages whose words often end like this one, by the longest end known.
    fn by_end(&self, word: &str) -> Option<&Vec<usize>> {
        let start = word.len().saturating_sub(5).max(2);
        (start..word.len().saturating_sub(1))
            .filter(|at| word.is_char_boundary(*at))
            .find_map(|at| self.ends.get(&word[at..]))
    }

    /// What the classifier makes of it. It never says that it does not know, so that names alone are not shown to it.
    fn classified(&self, texts: &[(Field, &Words<'_>)]) -> Option<usize> {
        let mut plain = texts.iter().flat_map(|(_, words)| {
            (0..words.tokens.len())
                .filter(|i| words.raw(*i, *i).starts_with(|c: char| c.is_alphabetic() && !c.is_uppercase()))
        });
        plain.nth(1)?;
        let text: String = texts.iter().flat_map(|(_, words)| words.text.chars().take(300).chain([' '])).collect();
        let code = match whichlang::detect_language(&text) {
            Lang::Ara => "ar",
            Lang::Cmn => "zh",
            Lang::Deu => "de",
            Lang::Eng => "en",
            Lang::Fra => "fr",
            Lang::Hin => "hi",
            Lang::Ita => "it",
            Lang::Jpn => "ja",
            Lang::Kor => "ko",
            Lang::Nld => "nl",
            Lang::Por => "pt",
            Lang::Rus => "ru",
            Lang::Spa => "es",
            Lang::Swe => "sv",
            Lang::Tur => "tr",
            Lang::Vie => "vi",
        };
        self.tongues.iter().position(|tongue| tongue.code == code)
    }

    /// Up to three words that speak for a language, as they stand, and where.
    fn evidence(&self, place: usize, texts: &[(Field, &Words<'_>)]) -> (Field, String) {
        for (field, words) in texts {
            let known = (0..words.tokens.len())
                .filter(|i| self.words.get(words.folded(*i)).is_some_and(|places| places.contains(&place)));
            let matched: Vec<_> = known.map(|i| words.raw(i, i)).take(3).collect();
            if !matched.is_empty() {
                return (*field, matched.join(", "));
            }
        }
        let first = texts.iter().find(|(_, words)| !words.tokens.is_empty());
        first.map_or((Field::Title, String::new()), |(field, words)| (*field, words.raw(0, 0).to_owned()))
    }
}

fn lower(c: char) -> char {
    if matches!(c, 'ß'..='ÿ' | '\u{600}'..='\u{6ff}') {
        return c;
    }
    c.to_lowercase().next().unwrap_or(c)
}
