//! Why a tag or a match was given.

use serde::{Deserialize, Serialize};

/// How a tag came about, strongest first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The source says so: a category, a label, a code, an attribute.
    Stated,
    /// The words of the report say so.
    Inferred,
    /// The source's default from the configuration, used because the text gives nothing.
    Default,
}

impl Basis {
    /// The term as published, for example `stated`.
    pub fn term(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inferred => "inferred",
            Self::Default => "default",
        }
    }
}

/// The part of a report in which something was found.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The title.
    Title,
    /// The summary.
    Summary,
    /// The content beyond the summary.
    Content,
    /// The link.
    Link,
    /// The source's own categories.
    Category,
    /// The publication or update date.
    Date,
    /// The source's own id of the entry.
    Id,
    /// The markup's or feed's declaration (`html lang`, `xml:lang`, a date element).
    Markup,
    /// The configuration of the source.
    Config,
}

impl Field {
    /// The term as published, for example `title`.
    pub fn term(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Content => "content",
            Self::Link => "link",
            Self::Category => "category",
            Self::Date => "date",
            Self::Id => "id",
            Self::Markup => "markup",
            Self::Config => "config",
        }
    }
}

/// Why a tag or a match was given. No tag and no match exists without one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reason {
    /// What it explains: `language:es`, `country:HND`, `m49:013`, `region:americas`, `urgency:critical`, `type:alert`,
    /// `reference:…`, `title`, `published`, or for a match `verdict:echo`, and `related:ID` with its score from 0 to 1.
    pub tag: String,
    /// Id of the rule that fired, for example `country-demonym` or `urgency-cue`.
    pub rule: String,
    /// The words, code or value that matched, as they stand in the field.
    pub matched: String,
    /// Where they were found.
    pub field: Field,
    /// How strong this is.
    pub basis: Basis,
}

impl Reason {
    /// A reason whose words stand in the report.
    pub fn new(tag: impl Into<String>, rule: &str, matched: impl Into<String>, field: Field, basis: Basis) -> Self {
        Self { tag: tag.into(), rule: rule.to_owned(), matched: matched.into(), field, basis }
    }
}

/// Words that spoke for a tag and were not followed, and why not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rejected {
    /// The tag they spoke for, for example `urgency:resolved` or `country:JOR`.
    pub tag: String,
    /// Id of the rule that refused them, for example `demand`, `negation` or `person-name`.
    pub rule: String,
    /// The words, as they stand in the field.
    pub matched: String,
    /// Where they were found.
    pub field: Field,
    /// Why they do not count, for people: `a demand, not an outcome`.
    pub why: String,
}

impl Rejected {
    /// Words of the report that do not count.
    pub fn new(tag: impl Into<String>, rule: &str, matched: impl Into<String>, field: Field, why: &str) -> Self {
        Self { tag: tag.into(), rule: rule.to_owned(), matched: matched.into(), field, why: why.to_owned() }
    }
}
