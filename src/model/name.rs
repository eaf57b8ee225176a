//! Proper names that a report mentions, as matching compares them.

use serde::{Deserialize, Serialize};

/// What a name is taken for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameKind {
    /// A person's, of two words or more: first name and surname.
    Person,
    /// One capitalised word: a surname, a village, a brand.
    Word,
    /// That of an organisation, a court, a law, a campaign: it stands in many reports.
    Body,
    /// A place that the vocabularies know, other than a country, or that the text calls one.
    Place,
    /// A person whose words are quoted: not whom the report is about.
    Speaker,
}

/// A proper name in the title or the text of a report.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Name {
    /// What it is taken for.
    pub kind: NameKind,
    /// Its words as [`super::fold()`] leaves them, small words inside it left out; never empty.
    pub words: Vec<String>,
    /// True where it stands in the title.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_title: bool,
}
