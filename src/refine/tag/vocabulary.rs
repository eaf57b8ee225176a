//! Everything that tagging knows, as data: the files of `config/vocabularies`, compiled in and replaceable one by one.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use super::context::{Context, ContextRow};
use super::cues::Cues;
use super::deadline::Deadlines;
use super::geography::Geography;
use super::language::Speech;
use super::lexicon::What;
use super::names::Names;
use super::proper::Proper;
use super::reference::References;
use super::rows::{File, Rows, VocabularyError};
use super::themes::Themes;
use crate::model::{Country, Labels, M49, RegionId};

/// The files as they are compiled in, in the order in which they are read: what is referred to comes first.
const FILES: [(&str, &str); 18] = [
    ("m49.toml", include_str!("../../../config/vocabularies/m49.toml")),
    ("countries.toml", include_str!("../../../config/vocabularies/countries.toml")),
    ("overrides.toml", include_str!("../../../config/vocabularies/overrides.toml")),
    ("regions.toml", include_str!("../../../config/vocabularies/regions.toml")),
    ("languages.toml", include_str!("../../../config/vocabularies/languages.toml")),
    ("context.toml", include_str!("../../../config/vocabularies/context.toml")),
    ("names-cldr.toml", include_str!("../../../config/vocabularies/names-cldr.toml")),
    ("names.toml", include_str!("../../../config/vocabularies/names.toml")),
    ("demonyms.toml", include_str!("../../../config/vocabularies/demonyms.toml")),
    ("towns.toml", include_str!("../../../config/vocabularies/towns.toml")),
    ("places.toml", include_str!("../../../config/vocabularies/places.toml")),
    ("ambiguous.toml", include_str!("../../../config/vocabularies/ambiguous.toml")),
    ("proper.toml", include_str!("../../../config/vocabularies/proper.toml")),
    ("references.toml", include_str!("../../../config/vocabularies/references.toml")),
    ("themes.toml", include_str!("../../../config/vocabularies/themes.toml")),
    ("deadlines.toml", include_str!("../../../config/vocabularies/deadlines.toml")),
    ("type.toml", include_str!("../../../config/vocabularies/type.toml")),
    ("urgency.toml", include_str!("../../../config/vocabularies/urgency.toml")),
];

/// Names, areas, regions, languages and cues: all that tagging knows.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    pub(super) geography: Geography,
    pub(super) speech: Speech,
    /// Words around names, by language.
    pub(super) contexts: HashMap<String, Context>,
    pub(super) names: Names,
    pub(super) proper: Proper,
    pub(super) references: References,
    pub(super) cues: Cues,
    pub(super) themes: Themes,
    pub(super) deadlines: Deadlines,
}

impl Vocabulary {
    /// The vocabulary as compiled in. Read once, then shared.
    pub fn builtin() -> Arc<Self> {
        static BUILTIN: LazyLock<Arc<Vocabulary>> =
            LazyLock::new(|| Arc::new(Vocabulary::load(&[]).expect("the vocabularies in the repository load")));
        Arc::clone(&BUILTIN)
    }

    /// The vocabulary with each given file (its name, its text) in the place of the built-in one of that name.
    ///
    /// # Errors
    /// All that is wrong, with file, line and column: unknown files, keys and codes, and values of the wrong form.
    pub fn load(files: &[(String, String)]) -> Result<Self, Vec<VocabularyError>> {
        let mut errors = Vec::new();
        for (name, text) in files.iter().filter(|(name, _)| !FILES.iter().any(|(known, _)| known == name)) {
            let mut known: Vec<_> = FILES.iter().map(|(known, _)| *known).collect();
            known.sort_unstable();
            let message = format!("no vocabulary has this name; the known ones are {}", known.join(", "));
            File::new(name, text, &mut errors).fault(0, message);
        }
        let mut vocabulary = Self::default();
        for (name, builtin) in FILES {
            vocabulary.take(name, &mut File::new(name, given(files, name, builtin), &mut errors));
        }
        let [.., (kinds, kinds_builtin), (urgencies, urgencies_builtin)] = FILES;
        let mut faults = Vec::new();
        vocabulary.cues = Cues::read(
            &mut File::new(urgencies, given(files, urgencies, urgencies_builtin), &mut errors),
            &mut File::new(kinds, given(files, kinds, kinds_builtin), &mut faults),
            &[vocabulary.themes.texts(), vocabulary.deadlines.texts()].concat(),
        );
        errors.extend(faults);
        if errors.is_empty() { Ok(vocabulary) } else { Err(errors) }
    }

    fn take(&mut self, name: &str, file: &mut File<'_>) {
        match name {
            "m49.toml" => self.geography.take_areas(file),
            "countries.toml" | "overrides.toml" => self.geography.take_countries(file),
            "regions.toml" => self.geography.take_regions(file),
            "languages.toml" => self.speech = Speech::read(file),
            "context.toml" => {
                let rows = file.read::<Rows<ContextRow>>().0;
                let context = |row| Context::new(row, rows.iter().map(|(_, row)| row));
                self.contexts = rows.iter().map(|(key, row)| (key.get_ref().clone(), context(row))).collect();
            }
            "names-cldr.toml" | "names.toml" => self.names.take_names(file, What::Name, &self.geography),
            "demonyms.toml" => self.names.take_names(file, What::Demonym, &self.geography),
            "towns.toml" => self.names.take_towns(file, &self.geography),
            "places.toml" => self.names.take_places(file, &self.geography),
            "proper.toml" => self.proper = Proper::read(file),
            "themes.toml" => self.themes = Themes::read(file),
            "deadlines.toml" => self.deadlines = Deadlines::read(file),
            "references.toml" => self.references = References::read(file, &self.geography),
            "ambiguous.toml" => self.names.take_ambiguous(file, &self.geography),
            _ => {}
        }
    }

    /// Whether a code stands for a country or territory.
    pub fn knows_country(&self, country: Country) -> bool {
        self.geography.knows(country)
    }

    /// Whether a network region exists.
    pub fn knows_region(&self, region: &RegionId) -> bool {
        self.geography.regions().any(|(id, _)| id == region)
    }

    /// Every country with the name we print, by code.
    pub fn countries(&self) -> Vec<(Country, String)> {
        self.geography.countries().map(|(code, label)| (code, label.to_owned())).collect()
    }

    /// Names of countries to be shown in a language; those that are not known are missing.
    pub fn countries_in(&self, language: &str) -> BTreeMap<Country, String> {
        self.names.shown.get(language).cloned().unwrap_or_default()
    }

    /// Every network region with the name we print, in the order of the file.
    pub fn regions(&self) -> Vec<(RegionId, String)> {
        self.geography.regions().map(|(id, label)| (id.clone(), label.to_owned())).collect()
    }

    /// The code that somebody meant who wrote something else: a name in any language, an alpha-2 code.
    pub fn suggest_country(&self, text: &str) -> Option<Country> {
        let text = text.trim();
        Country::new(text).filter(|code| self.knows_country(*code)).or_else(|| self.geography.alpha2(text)).or_else(
            || {
                let senses = &self.names.lexicon.whole(text)?.senses;
                senses
                    .iter()
                    .filter(|sense| matches!(sense.what, What::Name | What::Demonym))
                    .find_map(|sense| sense.countries.first().copied())
            },
        )
    }

    /// The areas of M49 above a country, nearest first.
    pub fn m49(&self, country: Country) -> &[M49] {
        self.geography.chain(country)
    }

    /// The network regions of a country; the first is the one it is listed under.
    pub fn regions_of(&self, country: Country) -> Vec<RegionId> {
        self.geography.regions_of(country).cloned().collect()
    }

    /// Every language that is recognised, by its primary subtag.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.speech.languages()
    }

    /// Words for codes.
    pub fn labels(&self) -> Labels {
        Labels {
            countries: self.countries().into_iter().collect(),
            m49: self.geography.areas().clone(),
            regions: self.regions().into_iter().collect(),
            urgencies: self.cues.urgencies().clone(),
            kinds: self.cues.kinds().clone(),
            themes: self.themes.labels().clone(),
        }
    }
}

/// The text given for a file, or the one compiled in.
fn given<'a>(files: &'a [(String, String)], name: &str, builtin: &'a str) -> &'a str {
    files.iter().find(|(given, _)| given == name).map_or(builtin, |(_, text)| text)
}
