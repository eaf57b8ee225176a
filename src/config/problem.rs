//! What is wrong in a configuration file, where, and what to write instead.

use std::fmt;
use std::path::PathBuf;

/// A place in a configuration file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Spot {
    pub(super) file: PathBuf,
    pub(super) line: Option<usize>,
    pub(super) column: Option<usize>,
    pub(super) key: String,
}

impl Spot {
    /// A whole file.
    pub(super) fn file(file: PathBuf) -> Self {
        Self { file, ..Self::default() }
    }

    pub(super) fn problem(&self, refusal: Refusal) -> Problem {
        Problem {
            file: self.file.clone(),
            line: self.line,
            column: self.column,
            key: self.key.clone(),
            message: refusal.message,
            remedy: refusal.remedy,
        }
    }
}

/// `config/networks/x.toml:12`.
impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// Why a value is not taken, and what to write instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Refusal {
    pub(super) message: String,
    pub(super) remedy: String,
}

impl Refusal {
    pub(super) fn new(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { message: message.into(), remedy: remedy.into() }
    }
}

/// One thing that is wrong, or worth knowing, in a configuration file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The file, as reached from the folder that was given.
    pub file: PathBuf,
    /// Line, from 1; `None` where the whole file is meant.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// The key concerned, for example `sources[0].every`; empty where the whole file is meant.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What to write or do instead.
    pub remedy: String,
}

/// `config/networks/x.toml:12:9: sources[0].every: "30 mins ago" is no duration; write for example every = "30m"`.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, "{number}:")?;
        }
        if !self.key.is_empty() {
            write!(f, " {}:", self.key)?;
        }
        write!(f, " {}; {}", self.message, self.remedy)
    }
}

/// Everything that keeps a configuration from being used, never empty, and what is worth knowing besides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problems {
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Problems {
    /// `None` when there is no error.
    pub(super) fn new(errors: Vec<Problem>, warnings: &[Problem]) -> Option<Self> {
        (!errors.is_empty()).then(|| Self { errors, warnings: warnings.to_vec() })
    }

    /// What has to be mended, file by file, in the order of their lines.
    pub fn as_slice(&self) -> &[Problem] {
        &self.errors
    }

    /// Things to know that keep nobody from using it.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }
}

/// One problem a line, the warnings after the errors and marked as such.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.errors.iter().map(|problem| ("", problem));
        let warnings = self.warnings.iter().map(|problem| ("warning: ", problem));
        for (index, (mark, problem)) in errors.chain(warnings).enumerate() {
            let end = if index > 0 { "\n" } else { "" };
            write!(f, "{end}{mark}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
