//! From a query to a slice, or to words about what is wrong with it.

use std::fmt;

use url::form_urlencoded;

use super::Terms;
use crate::model::Slice;

/// How long a query may be, in bytes.
const MAX_QUERY: usize = 2_000;
/// How many terms it may name in all.
const MAX_TERMS: usize = 64;
/// How many allowed values an error lists.
const MAX_LISTED: usize = 400;
/// How much of what was written an error repeats, in characters.
const MAX_QUOTED: usize = 60;

/// What may stand in a query, in the order in which it is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Key {
    /// Network regions.
    Region,
    /// Countries.
    Country,
    /// UN M49 areas.
    M49,
    /// Urgencies.
    Urgency,
    /// Types.
    Type,
    /// Themes.
    Theme,
    /// Languages.
    Lang,
    /// Networks.
    Network,
    /// Sources.
    Source,
    /// Cases, by the alert each began with.
    Case,
    /// Whether urgencies count as they are by now.
    Active,
    /// In which language alerts are shown.
    Prefer,
    /// Whether language versions are entries of their own.
    Versions,
}

impl Key {
    /// All of them, in order.
    pub const ALL: [Self; 13] = [
        Self::Region,
        Self::Country,
        Self::M49,
        Self::Urgency,
        Self::Type,
        Self::Theme,
        Self::Lang,
        Self::Network,
        Self::Source,
        Self::Case,
        Self::Active,
        Self::Prefer,
        Self::Versions,
    ];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Country => "country",
            Self::M49 => "m49",
            Self::Urgency => "urgency",
            Self::Type => "type",
            Self::Theme => "theme",
            Self::Lang => "lang",
            Self::Network => "network",
            Self::Source => "source",
            Self::Case => "case",
            Self::Active => "active",
            Self::Prefer => "prefer",
            Self::Versions => "versions",
        }
    }

    /// The key of that name, in any case of letters.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name().eq_ignore_ascii_case(name))
    }

    /// True for what filters, and so has a plain address of its own where it stands alone.
    pub fn filters(self) -> bool {
        !matches!(self, Self::Active | Self::Prefer | Self::Versions)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a query cannot be answered. Fit for readers: it says what may be written instead.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BadQuery {
    /// The query is longer than anybody needs.
    #[error("the query is too long: at most {MAX_QUERY} bytes may stand after the question mark")]
    TooLong,
    /// It names more terms than anybody needs.
    #[error("the query names too many terms: at most {MAX_TERMS} in all")]
    TooMany,
    /// There is no such key.
    #[error("there is no key {key:?}; allowed keys: {}", .allowed.join(", "))]
    Key {
        /// As written, shortened.
        key: String,
        /// What may be written.
        allowed: Vec<String>,
    },
    /// Nobody knows the term.
    #[error("{term:?} is no known {key}; allowed values: {}", listed(.allowed, *.more))]
    Term {
        /// Of which key.
        key: &'static str,
        /// As written, shortened.
        term: String,
        /// What may be written.
        allowed: Vec<String>,
        /// How many more there are.
        more: usize,
    },
}

impl BadQuery {
    pub(super) fn term(key: Key, term: &str, mut allowed: Vec<String>) -> Self {
        if key == Key::Case {
            allowed = vec!["the id of the alert that the case began with".to_owned()];
        }
        let more = allowed.len().saturating_sub(MAX_LISTED);
        allowed.truncate(MAX_LISTED);
        Self::Term { key: key.name(), term: shortened(term), allowed, more }
    }

    fn key(key: &str, own: &[&str]) -> Self {
        let allowed = Key::ALL.map(Key::name).iter().chain(own).map(|&name| name.to_owned()).collect();
        Self::Key { key: shortened(key), allowed }
    }
}

fn listed(allowed: &[String], more: usize) -> String {
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{rest}", allowed.join(", "))
}

fn shortened(text: &str) -> String {
    text.chars().take(MAX_QUOTED).collect()
}

/// What a query means. A comma and a repeated key join terms; different keys must all be met; keys and terms may be in any
/// order and case of letters; what is left empty, as forms do, counts as not written.
///
/// # Errors
/// When it cannot be answered; never guesses.
pub fn parse(query: &str, terms: &Terms) -> Result<Slice, BadQuery> {
    parse_beside(query, terms, &[]).map(|(slice, _)| slice)
}

/// As [`parse`], with keys that the caller knows to read for itself: what was written for those, in order.
///
/// # Errors
/// As those of [`parse`].
pub fn parse_beside(query: &str, terms: &Terms, own: &[&str]) -> Result<(Slice, Vec<(String, String)>), BadQuery> {
    if query.len() > MAX_QUERY {
        return Err(BadQuery::TooLong);
    }
    let mut slice = Slice::default();
    let mut beside = Vec::new();
    let mut count = 0;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let name = name.trim();
        if let Some(own) = own.iter().find(|own| own.eq_ignore_ascii_case(name)) {
            beside.push(((*own).to_owned(), value.trim().to_owned()));
            continue;
        }
        let key = Key::named(name).ok_or_else(|| BadQuery::key(name, own))?;
        for term in value.split(',').map(str::trim).filter(|term| !term.is_empty()) {
            count += 1;
            if count > MAX_TERMS {
                return Err(BadQuery::TooMany);
            }
            terms.put(&mut slice, key, term)?;
        }
    }
    Ok((in_order(slice), beside))
}

/// The one form of a slice.
pub(super) fn in_order(mut slice: Slice) -> Slice {
    fn sort<T: Ord>(list: &mut Vec<T>) {
        list.sort_unstable();
        list.dedup();
    }
    let filter = &mut slice.filter;
    sort(&mut filter.regions);
    sort(&mut filter.countries);
    sort(&mut filter.m49);
    sort(&mut filter.urgencies);
    sort(&mut filter.kinds);
    sort(&mut filter.themes);
    sort(&mut filter.languages);
    sort(&mut filter.networks);
    sort(&mut filter.sources);
    sort(&mut filter.cases);
    // Without an urgency asked for there is nothing that could have faded.
    slice.active &= !filter.urgencies.is_empty();
    let mut said = std::collections::HashSet::new();
    slice.prefer.retain(|language| said.insert(language.clone()));
    slice
}
