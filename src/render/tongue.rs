//! The languages that pages are written in.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::texts::{self, TextError, Words};
use crate::model::{Country, Labels, ThemeLabel};

/// Files of texts, as compiled in. English comes first: it stands at the root, the others each in a folder of their code.
const FILES: [(&str, &str); 5] = [
    ("en", include_str!("../../config/texts/en.toml")),
    ("es", include_str!("../../config/texts/es.toml")),
    ("fr", include_str!("../../config/texts/fr.toml")),
    ("pt", include_str!("../../config/texts/pt.toml")),
    ("ar", include_str!("../../config/texts/ar.toml")),
];

/// One language that pages are written in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tongue {
    code: &'static str,
    pub(super) words: Words,
    countries: BTreeMap<Country, String>,
}

impl Tongue {
    /// Its primary language subtag.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The folder that its pages stand in, with a slash at the end: `es/`; empty for English.
    pub fn folder(&self) -> String {
        if self.code == FILES[0].0 { String::new() } else { format!("{}/", self.code) }
    }

    /// These words for codes in this language; what it has no word for stays as it is.
    pub(super) fn labels(&self, known: &Labels) -> Labels {
        fn own<K: Ord + Clone + ToString>(
            known: &BTreeMap<K, String>,
            own: &BTreeMap<String, String>,
        ) -> BTreeMap<K, String> {
            let word =
                |(code, label): (&K, &String)| (code.clone(), own.get(&code.to_string()).unwrap_or(label).clone());
            known.iter().map(word).collect()
        }
        let words = &self.words.labels;
        let country = |(code, label): (&Country, &String)| (*code, self.countries.get(code).unwrap_or(label).clone());
        let themes = known.themes.iter().map(|(theme, known)| {
            let label = words.theme.get(&theme.0).unwrap_or(&known.label).clone();
            (theme.clone(), ThemeLabel { label, ..known.clone() })
        });
        Labels {
            countries: known.countries.iter().map(country).collect(),
            m49: own(&known.m49, &words.m49),
            regions: own(&known.regions, &words.region),
            urgencies: own(&known.urgencies, &words.urgency),
            kinds: own(&known.kinds, &words.kind),
            themes: themes.collect(),
        }
    }
}

/// All languages that pages are written in, English first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tongues(Vec<Arc<Tongue>>);

impl Tongues {
    /// The texts as compiled in, with English names of countries.
    pub fn builtin() -> Arc<Self> {
        static BUILTIN: LazyLock<Arc<Tongues>> = LazyLock::new(|| {
            Arc::new(Tongues::load(&[], |_| BTreeMap::new()).expect("the texts in the repository load"))
        });
        Arc::clone(&BUILTIN)
    }

    /// The texts with each given file (its name, its text) in the place of the one compiled in, and names of countries by
    /// language.
    ///
    /// # Errors
    /// What is wrong in each file, with line and column.
    pub fn load(
        files: &[(String, String)],
        countries: impl Fn(&str) -> BTreeMap<Country, String>,
    ) -> Result<Self, Vec<TextError>> {
        let (_, english) = FILES[0];
        let known = |name: &str| FILES.iter().any(|(code, _)| name == format!("{code}.toml"));
        let unknown = |name: &String| TextError {
            file: name.clone(),
            line: 1,
            column: 1,
            message: format!(
                "pages are not written in this language; there are {}",
                FILES.map(|(code, _)| code).join(", ")
            ),
        };
        let mut errors: Vec<TextError> =
            files.iter().map(|(name, _)| name).filter(|name| !known(name)).map(unknown).collect();
        let mut tongues = Vec::new();
        for (code, builtin) in FILES {
            let name = format!("{code}.toml");
            let text = files.iter().find(|(given, _)| *given == name).map_or(builtin, |(_, text)| text.as_str());
            match texts::read(&name, text, english) {
                Ok(words) => {
                    let shorter = words
                        .labels
                        .country
                        .iter()
                        .filter_map(|(code, name)| Some((Country::new(code)?, name.clone())));
                    // The vocabulary's own words are English.
                    let named = if tongues.is_empty() { BTreeMap::new() } else { countries(code) };
                    let countries = named.into_iter().chain(shorter).collect();
                    tongues.push(Arc::new(Tongue { code, words, countries }));
                }
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(Self(tongues)) } else { Err(errors) }
    }

    /// All of them.
    pub fn all(&self) -> std::slice::Iter<'_, Arc<Tongue>> {
        self.0.iter()
    }

    /// The first: English.
    pub fn first(&self) -> &Arc<Tongue> {
        &self.0[0]
    }

    /// The one of a code.
    pub fn get(&self, code: &str) -> Option<&Arc<Tongue>> {
        self.0.iter().find(|tongue| tongue.code == code)
    }

    /// From a path below the wire's address to the language that it is in and the rest of it: `/es/alerts/1` is `/alerts/1`
    /// in Spanish. What names no language is English.
    pub fn split<'a>(&self, path: &'a str) -> (&Arc<Tongue>, &'a str) {
        let named = path.strip_prefix('/').and_then(|path| path.split_once('/'));
        let tongue = named.and_then(|(code, _)| self.0.iter().skip(1).find(|tongue| tongue.code == code));
        tongue.map_or((self.first(), path), |tongue| (tongue, &path[1 + tongue.code.len()..]))
    }
}
