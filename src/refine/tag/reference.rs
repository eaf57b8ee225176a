//! Reference codes: numbers under which organisations keep a case, found by the regular expressions of
//! `references.toml`.

use std::sync::Arc;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use toml::Spanned;

use crate::model::{Basis, Country, Field, Reason, Reference};
use crate::refine::contract::Utterance;

use super::geography::Geography;
use super::rows::{File, Rows};

/// The series of reference codes, ready for search.
#[derive(Clone, Debug, Default)]
pub(super) struct References(Vec<Series>);

#[derive(Clone, Debug)]
struct Series {
    id: String,
    regex: Regex,
    code: String,
    /// What a code begins with, and the country that says.
    countries: Numbers,
}

/// Beginnings of codes, and the country that each stands for.
type Numbers = Arc<[(String, Country)]>;

/// A reference code found in a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Found {
    /// The code.
    pub(super) reference: Reference,
    /// The country that it names.
    pub(super) country: Option<Country>,
    /// Where it stands.
    pub(super) reason: Reason,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Raw {
    series: Vec<RawSeries>,
    #[serde(default)]
    countries: Rows<Rows<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSeries {
    id: String,
    regex: Spanned<String>,
    code: String,
}

/// Codes that one report carries at most; more is a list of cases, not a case.
const MOST: usize = 20;

impl References {
    /// Reads `references.toml`; what is wrong is recorded in it.
    pub(super) fn read(file: &mut File<'_>, known: &Geography) -> Self {
        let raw: Raw = file.read();
        let mut tables: Vec<(String, Numbers)> = Vec::new();
        for (series, rows) in raw.countries.0 {
            let rows = rows
                .0
                .into_iter()
                .filter_map(|(prefix, code)| Some((prefix.into_inner(), file.country(&code, known)?)));
            tables.push((series.into_inner(), rows.collect()));
        }
        let series = raw.series.into_iter().filter_map(|RawSeries { id, regex, code }| {
            let built = RegexBuilder::new(regex.get_ref()).size_limit(1 << 20).build();
            let regex = built.map_err(|error| file.fault(regex.span().start, error.to_string())).ok()?;
            let countries = tables.iter().find(|(series, _)| *series == id).map(|(_, table)| Arc::clone(table));
            Some(Series { id, regex, code, countries: countries.unwrap_or_default() })
        });
        Self(series.collect())
    }

    /// The codes of a report, each once, in order of appearance. `assigned` says which country codes exist: a code with
    /// another one is none.
    pub(super) fn find(&self, utterance: &Utterance<'_>, assigned: impl Fn(Country) -> bool) -> Vec<Found> {
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
            let numbered = || {
                let own = self.countries.iter().find(|(prefix, _)| code.starts_with(prefix.as_str()));
                own.map(|(_, country)| *country)
            };
            let country = country.flatten().or_else(numbered);
            let tag = format!("reference:{}:{code}", self.id);
            let reason = Reason::new(tag, "reference-code", whole.as_str(), field, Basis::Stated);
            let reference = Reference { series: self.id.clone(), code };
            Some((whole.start(), whole.end(), Found { reference, country, reason }))
        };
        self.regex.captures_iter(text).filter_map(code).take(MOST).collect()
    }
}
