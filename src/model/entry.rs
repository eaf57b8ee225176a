//! What a source said, before anything is made of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Moment, PublishedFrom, Reason};

/// A text as a source gave it: plain, or HTML that nobody has checked yet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Text {
    /// Characters that mean themselves.
    Plain(String),
    /// Markup, hostile until sanitised.
    Html(String),
}

impl Text {
    /// The characters as they came, markup included.
    pub fn raw(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Html(text) => text,
        }
    }
}

/// What a source said in one entry, as it said it: lenient, everything optional, nothing checked.
///
/// | field | Atom | RSS 2.0 | JSON Feed | page |
/// |---|---|---|---|---|
/// | id | `id` | `guid` | `id` | – |
/// | link | `link rel=alternate` | `link` | `url` | the link of its heading |
/// | title | `title` | `title` | `title` | heading |
/// | summary | `summary` | `description` | `summary` | excerpt |
/// | content | `content` | `content:encoded` | `content_html` | – |
/// | published | `published` | `pubDate`, `dc:date` | `date_published` | date element |
/// | updated | `updated` | – | `date_modified` | – |
/// | versions | `link rel=alternate hreflang` | the same of Atom | – | the same of the entry's own page |
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// The source's own id, as written; `None` when it gives none (never an invented one).
    pub id: Option<String>,
    /// The link as written, possibly relative.
    pub link: Option<String>,
    /// The title.
    pub title: Option<Text>,
    /// A short text.
    pub summary: Option<Text>,
    /// The longer text.
    pub content: Option<Text>,
    /// The publication date, where it could be read.
    pub published: Option<Moment>,
    /// Where `published` comes from; meaningless when that is `None`.
    pub published_from: Option<PublishedFrom>,
    /// The update date, where it could be read.
    pub updated: Option<Moment>,
    /// Language declared by the entry or the document (BCP 47), as written.
    pub language: Option<String>,
    /// Addresses of the same in other languages, as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<String>,
    /// Names of authors.
    pub authors: Vec<String>,
    /// The source's own categories, labels preferred over terms.
    pub categories: Vec<String>,
    /// How the fields were found (selector, structure, inherited date, …).
    pub reasons: Vec<Reason>,
}

/// An entry that its source takes back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The source's own id of that entry, as written.
    pub id: String,
    /// How it was taken back.
    pub how: Withdrawal,
    /// When, where that is said.
    pub when: Option<DateTime<Utc>>,
}

/// How a source takes an entry back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Withdrawal {
    /// Declared as deleted (RFC 6721).
    Deleted,
    /// Cancelled (CAP 1.2 §3.2.1, `msgType` Cancel).
    Cancelled,
    /// Replaced by a newer entry (CAP 1.2 §3.2.1, `msgType` Update).
    Superseded,
}
