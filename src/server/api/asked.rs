//! What stands behind the question mark, for addresses that know few keys.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use url::form_urlencoded;

use crate::render::api::Problem;

/// How long a query may be, in bytes.
const MAX_QUERY: usize = 2_000;
/// How much of what was written is repeated, in characters.
const MAX_QUOTED: usize = 60;

/// What was written for each key.
#[derive(Debug, Default)]
pub(super) struct Asked(BTreeMap<&'static str, String>);

/// Reads a query; what is left empty counts as not written.
pub(super) fn read(query: Option<&str>, allowed: &[&'static str]) -> Result<Asked, Problem<'static>> {
    let query = query.unwrap_or_default();
    let names = || allowed.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    if query.len() > MAX_QUERY {
        return Err(Problem::bad(format!("the query is longer than {MAX_QUERY} bytes"), names()));
    }
    let mut asked = Asked::default();
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        let Some(known) = allowed.iter().find(|known| **known == key) else {
            let key: String = key.chars().take(MAX_QUOTED).collect();
            let said = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") };
            return Err(Problem::bad(format!("there is no parameter {key:?} here; allowed: {said}"), names()));
        };
        if !value.is_empty() {
            asked.0.insert(known, value.into_owned());
        }
    }
    Ok(asked)
}

impl Asked {
    /// What was written for some key, when other code has read the query.
    pub(super) fn of(pairs: Vec<(&'static str, String)>) -> Self {
        Self(pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect())
    }

    /// As written.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// A whole number within bounds.
    pub(super) fn number(&self, key: &str, within: RangeInclusive<u64>, unsaid: u64) -> Result<u64, Problem<'static>> {
        let Some(text) = self.text(key) else { return Ok(unsaid) };
        text.parse().ok().filter(|number| within.contains(number)).ok_or_else(|| {
            let allowed = format!("{} to {}", within.start(), within.end());
            Problem::bad(format!("{key} is a whole number from {allowed}"), vec![allowed])
        })
    }
}
