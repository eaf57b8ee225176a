//! One source's statement of one thing, strict and safe to publish.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Digest, Embargo, Moment, NetworkId, PublishedFrom, Reason, SourceId, SourceUid, Tags};

/// Where a report's title comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TitleFrom {
    /// The source printed it.
    Source,
    /// Made from the first words of the summary, because the source printed none.
    Summary,
}

/// What completed a report beyond what its listing says of it: a feed beside the page, or the entry's own page. None of
/// the texts read there is kept, only what they were tagged with and an excerpt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Completion {
    /// Digest of what the listing alone says: as long as it says the same, what completed it stays.
    pub listing: Digest,
    /// How often the entry's own page was asked for in vain.
    #[serde(default)]
    pub tries: u8,
    /// True while the entry's own page is still to be read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub waiting: bool,
    /// Digest of the main text of the entry's own page, once that has been read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Digest>,
}

/// Identity of a report: digest of the source's uid with the entry's own id, else its canonical link, else its text.
/// A date is never part of it, and it is fixed when the report is first seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReportId(pub Digest);

impl fmt::Display for ReportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One source's statement of one thing, after normalising and tagging: strict, safe to publish.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// Identity, see [`ReportId`].
    pub id: ReportId,
    /// What its keys hang on.
    pub source_uid: SourceUid,
    /// The source that carries it.
    pub source: SourceId,
    /// The organisation behind the source.
    pub network: NetworkId,
    /// What that organisation was called when it said so: it is named by this once nobody configures it any more.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub network_name: String,
    /// True where `link` is on a host that the organisation owns.
    pub own_link: bool,
    /// True where it has moved away from what the other organisations of its alert still say: it does not lead then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strayed: bool,
    /// The source's own id of the entry, where it gives one that is unique in its document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_id: Option<String>,
    /// The canonical link: absolute, http(s), no tracking parameters, no fragment that is only a jump.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Url>,
    /// Addresses of the same in other languages, as far as its organisation owns their hosts: at most 12.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<Url>,
    /// False where several entries of one document share the link, so that it cannot tell them apart.
    pub link_unique: bool,
    /// The title: plain text, at most 300 characters, never empty.
    pub title: String,
    /// Where it comes from.
    pub title_from: TitleFrom,
    /// The excerpt: plain text, at most 1,000 characters, may be empty.
    pub summary: String,
    /// The excerpt as sanitised HTML in the small subset, where the source had markup worth keeping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary_html: Option<String>,
    /// When the source says it published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Moment>,
    /// Where that comes from.
    pub published_from: PublishedFrom,
    /// When the source says it changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<Moment>,
    /// `published` as an instant (see [`Moment::instant`]), never later than `first_seen`; equal to it when there is no
    /// date. Where the report was held until a date, its release.
    pub published_at: DateTime<Utc>,
    /// When the wire first saw it.
    pub first_seen: DateTime<Utc>,
    /// Set where the source asks that it be published later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Embargo>,
    /// Names of authors, as the source gives them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The source's own categories, plain text: at most 32 of at most 100 characters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// What completed it beyond its listing; `None` where nothing did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion: Option<Completion>,
    /// What it is tagged with.
    pub tags: Tags,
    /// Why title, date and text are what they are (tags carry their own reasons).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}
