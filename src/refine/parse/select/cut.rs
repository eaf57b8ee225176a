//! Regular expressions that cut a field out of what a selector took.

use regex::{Regex, RegexBuilder};

/// The longest expression, in characters.
const MAX_LENGTH: usize = 500;
/// The most memory that an expression may take, in bytes, compiled and at work.
const MAX_SIZE: usize = 256 * 1024;

/// A regular expression, ready.
pub(super) struct Cut(Regex);

impl Cut {
    /// Compiles an expression; else what is wrong with it, in words for an operator.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("it is empty".to_owned());
        }
        if text.chars().count() > MAX_LENGTH {
            return Err(format!("it is longer than {MAX_LENGTH} characters"));
        }
        let built = RegexBuilder::new(text).size_limit(MAX_SIZE).dfa_size_limit(MAX_SIZE).nest_limit(20).build();
        built.map(Self).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "it repeats too much: use smaller numbers in {…}".to_owned(),
            error => diagnosis(&error.to_string()),
        })
    }

    /// What stands in the first brackets of the expression, else all that it matches; `None` where it does not match.
    pub(super) fn apply(&self, text: &str) -> Option<String> {
        let found = self.0.captures(text)?;
        let part = found.iter().skip(1).flatten().next().or_else(|| found.get(0))?;
        let part = part.as_str().trim();
        (!part.is_empty()).then(|| part.to_owned())
    }
}

/// The last line of what the library says; the others draw an arrow.
fn diagnosis(told: &str) -> String {
    if told.contains("look-around") || told.contains("backreferences") {
        return "looking ahead or behind, (?=…) and (?<=…), and \\1 do not exist here; use brackets for what is to be kept"
            .to_owned();
    }
    let last = told.lines().last().unwrap_or_default();
    last.trim().trim_start_matches("error:").trim().to_owned()
}
