//! What the stages of this room hand to one another, and what can go wrong in them.

use std::time::Duration;

use url::Url;

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::{Entry, Layout, Report, ReportId, SourceKind, Withdrawn};

/// What a feed says of itself to those who poll it. Nothing of it is trusted further than its source.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Announced {
    /// How long it asks to be left alone between two visits (`ttl`, `sy:updatePeriod`); `None` where it says nothing.
    pub refresh: Option<Duration>,
    /// Hubs that tell of changes (WebSub §4), absolute addresses.
    pub hubs: Vec<Url>,
    /// The address that the feed calls its own (`rel="self"`): the topic to name to a hub.
    pub own: Option<Url>,
}

/// What parsing a document gave, in document order.
#[derive(Clone, PartialEq, Debug)]
pub struct Parsed {
    /// How it was read: [`SourceKind::Feed`] or [`SourceKind::Page`], never `Auto`.
    pub kind: SourceKind,
    /// The entries.
    pub entries: Vec<Entry>,
    /// Where the entries of a page stand ([`Layout::path`]); empty for a feed.
    pub path: String,
    /// Language the document declares for itself (`xml:lang`, `html lang`), as written.
    pub language: Option<String>,
    /// What the document takes back of what it or another said before.
    pub withdrawn: Vec<Withdrawn>,
    /// Things to know that did not stop the reading: repairs, entries left out and why, one sentence each.
    pub warnings: Vec<String>,
    /// What it says to those who poll it.
    pub announced: Announced,
}

/// A report that its source takes back in so many words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TakenBack {
    /// The report; of this source, whatever id another one has given to something.
    pub report: ReportId,
    /// When the source did, where it says so.
    pub when: Option<DateTime<Utc>>,
}

/// What refining a document gave, in document order.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// How it was read.
    pub kind: SourceKind,
    /// The reports.
    pub reports: Vec<Report>,
    /// What is taken back of what the source said before.
    pub taken_back: Vec<TakenBack>,
    /// What the list looked like, before anything was left out of it.
    pub layout: Layout,
    /// Language the document declares for itself, as written.
    pub language: Option<String>,
    /// Things to know that did not stop the reading.
    pub warnings: Vec<String>,
    /// What the document says to those who poll it.
    pub announced: Announced,
}

/// What is tagged: the words of one report as plain text, and what its source states.
#[derive(Clone, Copy, Debug, Default)]
pub struct Utterance<'a> {
    /// The title; empty when the source printed none (a title made from the summary is not evidence twice).
    pub title: &'a str,
    /// The summary.
    pub summary: &'a str,
    /// Text beyond the summary; empty when there is none. At most 20,000 characters.
    pub content: &'a str,
    /// The canonical link, or empty.
    pub link: &'a str,
    /// The source's own id, or empty.
    pub id: &'a str,
    /// The source's own categories.
    pub categories: &'a [String],
    /// Language declared by entry or document (BCP 47), as written.
    pub declared_language: Option<&'a str>,
    /// The day it was published: dates without a year are read by it, what year is past hangs on it, and no deadline is
    /// found without it.
    pub published: Option<NaiveDate>,
}

/// Why nothing could be read from a document. Messages say what happened and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing in it.
    #[error("the answer is empty; open {url} in a browser and see whether the page still exists")]
    Empty {
        /// Where it came from.
        url: String,
    },
    /// A web page stands where a feed was expected.
    #[error(
        "{url} answered with a web page ({what}) instead of a feed; look for the feed's new address, or set kind = \"page\""
    )]
    NotAFeed {
        /// Where it came from.
        url: String,
        /// What the page is, for example its title, or `a login page`.
        what: String,
    },
    /// A page that is no content: a challenge, a login wall, an error page.
    #[error(
        "{url} answered with {what}, not with its content; the wire does not go around it: ask the organisation for access, or try again later"
    )]
    Wall {
        /// Where it came from.
        url: String,
        /// What kind of page, by name.
        what: String,
    },
    /// A feed that even repair could not read.
    #[error(
        "the feed at {url} cannot be read: {why}; it held about {seen} entries, none were taken; tell the organisation, or read its page instead (kind = \"page\")"
    )]
    BrokenFeed {
        /// Where it came from.
        url: String,
        /// What does not fit.
        why: String,
        /// How many `<item`/`<entry` were counted.
        seen: usize,
    },
    /// A configured selector found nothing on a page that is not empty.
    #[error(
        "the selector {key} = {selector:?} finds nothing {}{url}; the page's layout has probably changed: run `almenara try {url}` to see what is there, and change [sources.select]", within(*entries)
    )]
    SelectorFindsNothing {
        /// Where it came from.
        url: String,
        /// Its key in `[sources.select]`.
        key: &'static str,
        /// In how many entries it was looked for; 0 where it was looked for on the whole page.
        entries: usize,
        /// The selector.
        selector: String,
    },
    /// No list of entries was recognised on a page.
    #[error(
        "no list of entries was found on {url}; give [sources.select] with CSS selectors, or the address of a feed"
    )]
    NoListing {
        /// Where it came from.
        url: String,
    },
    /// Too large, too deep or too many.
    #[error("{url} is refused: {what}; if this is right for this source, read a smaller page or feed of it")]
    TooMuch {
        /// Where it came from.
        url: String,
        /// What was exceeded, with the bound.
        what: String,
    },
    /// Neither a feed nor a page (a PDF, an image, a program).
    #[error("{url} is {what}, which is neither a feed nor a web page; check the address")]
    NotText {
        /// Where it came from.
        url: String,
        /// What it looks like.
        what: String,
    },
}

fn within(entries: usize) -> String {
    match entries {
        0 => "on ".to_owned(),
        1 => "in the one entry of ".to_owned(),
        many => format!("in any of the {many} entries of "),
    }
}
