//! Reference codes: numbers under which organisations keep a case, found by the regular expressions of
//! `references.toml`.

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::model::{Basis, Country, Field, Reason, Reference};
use crate::refine::contract::Utterance;

/// The series of reference codes, ready for search.
#[derive(Clone, Debug)]
pub struct References(Vec<Series>);

#[derive(Clone, Debug)]
struct Series {
    id: String,
    regex: Regex,
    code: String,
}

/// A reference code found in a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The code.
    pub reference: Reference,
    /// The country that the code names.
    pub country: Option<Country>,
    /// Where it stands.
    pub reason: Reason,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    series: Vec<RawSeries>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSeries {
    id: String,
    regex: String,
    code: String,
}

/// Codes that one report carries at most; more is a list of cases, not a case.
const MOST: usize = 20;

impl References {
    /// The file that is compiled in.
    pub const BUILTIN: &'static str = include_str!("../../../config/vocabularies/references.toml");

    /// Reads `references.toml`. The error says what cannot be read.
    pub fn new(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| format!("references.toml: {error}"))?;
        let series = file.series.into_iter().map(|RawSeries { id, regex, code }| {
            let built = RegexBuilder::new(&regex).size_limit(1 << 20).build();
            let regex = built.map_err(|error| format!("references.toml: series {id:?}: {error}"))?;
            Ok(Series { id, regex, code })
        });
        series.collect::<Result<_, String>>().map(Self)
    }

    /// The series compiled in.
    pub fn builtin() -> Self {
        Self::new(Self::BUILTIN).expect("the vocabulary compiled in is tested")
    }

    /// The codes of a report, each once, in order of appearance. `assigned` says which country codes exist: a code with
    /// another one is none.
    pub fn find(&self, utterance: &Utterance<'_>, assigned: impl Fn(Country) -> bool) -> Vec<Found> {
        let link = utterance.link.replace('+', " ").replace("%20", " ").replace("%2F", "/").replace("%2f", "/");
        let texts = [
            (Field::Title, utterance.title),
            (Field::Summary, utterance.summary),
            (Field::Content, utterance.content),
            (Field::Link, &link),
            (Field::Id, utterance.id),
        ];
        let mut found: Vec<Found> = Vec::new();
        for (field, text) in texts {
            // Every code has digits; most texts need no further look.
            if !text.bytes().any(|byte| byte.is_ascii_digit()) {
                continue;
            }
            let mut here: Vec<(usize, usize, Found)> = Vec::new();
            for series in &self.0 {
                for (start, end, code) in series.codes(text, field, &assigned) {
                    if !here.iter().any(|(from, to, _)| start < *to && *from < end) {
                        here.push((start, end, code));
                    }
                }
            }
            here.sort_by_key(|(start, ..)| *start);
            for (_, _, code) in here {
                if !found.iter().any(|other| other.reference == code.reference) {
                    found.push(code);
                }
            }
        }
        found.truncate(MOST);
        found
    }
}

impl Series {
    fn codes(&self, text: &str, field: Field, assigned: &impl Fn(Country) -> bool) -> Vec<(usize, usize, Found)> {
        let code = |captures: regex::Captures<'_>| {
            let whole = captures.get_match();
            let country = captures.name("country").map(|country| Country::new(country.as_str()));
            if country.is_some_and(|country| country.is_none_or(|country| !assigned(country))) {
                return None;
            }
            let mut code = String::new();
            captures.expand(&self.code, &mut code);
            code.make_ascii_uppercase();
            let tag = format!("reference:{}:{code}", self.id);
            let reason = Reason::new(tag, "reference-code", whole.as_str(), field, Basis::Stated);
            let reference = Reference { series: self.id.clone(), code };
            Some((whole.start(), whole.end(), Found { reference, country: country.flatten(), reason }))
        };
        self.regex.captures_iter(text).filter_map(code).take(MOST).collect()
    }
}
