//! What the entries of a feed inherit from it: language, author, base address, and how to read its dates.

use std::borrow::Cow;

use chrono::DateTime;
use url::Url;

use super::names::Space;
use super::outline::{Field, Outline, Raw};
use super::people::{MAX_NAMES, persons};
use super::text::characters;
use crate::model::{Document, MAX_LINK, Moment, Source};
use crate::refine::parse::dates::{self, Hints};
use crate::refine::parse::exact::exact;
use crate::refine::parse::language_tag;
use crate::refine::parse::markup::attribute;

/// How many dates are asked whether the day or the month comes first.
const MAX_DATES: usize = 500;

/// What all entries of a feed share.
pub(super) struct Context<'a> {
    /// Language the feed declares.
    pub(super) language: Option<String>,
    /// What entries without an author inherit.
    pub(super) authors: Vec<String>,
    /// Base for relative links, if the feed changes it.
    pub(super) base: Option<Url>,
    /// Whether the feed names a base that is too long to be one.
    pub(super) base_refused: bool,
    /// Whether the feed speaks the Common Alerting Protocol.
    pub(super) speaks_cap: bool,
    url: &'a Url,
    hints: Hints,
    source: &'a Source,
}

impl<'a> Context<'a> {
    pub(super) fn of(outline: &Outline<'_>, document: &'a Document, source: &'a Source) -> Self {
        let declared = outline.around.iter().rev().find_map(|around| attribute(around, "xml:lang"));
        let stated = || outline.head.iter().find(|field| field.name.local.eq_ignore_ascii_case("language"));
        let language = declared
            .map(Cow::into_owned)
            .and_then(|tag| language_tag(&tag))
            .or_else(|| stated().and_then(|field| characters(field.inner)).and_then(|tag| language_tag(&tag)));
        let author = |field: &&Field<'_>| field.name.is(Space::Core, "author");
        let authors = outline.head.iter().filter(author).flat_map(persons).take(MAX_NAMES).collect();
        let hints = Hints {
            language: None,
            timezone: source.timezone,
            order: source.date_order.or_else(|| {
                // what a standard writes leaves no doubt
                let written = outline.entries.iter().flat_map(written_dates).take(MAX_DATES);
                dates::order_of(written.filter(|inner| exact(inner.trim()).is_none()).filter_map(characters))
            }),
            now: Some(document.fetched),
        };
        let too_long = |around: &&str| attribute(around, "xml:base").is_some_and(|base| base.trim().len() > MAX_LINK);
        let base_refused = outline.around.iter().any(too_long);
        let speaks_cap = outline.speaks_cap;
        let mut context =
            Self { language, authors, base: None, base_refused, speaks_cap, url: &document.url, hints, source };
        context.base = outline.around.iter().fold(None, |base, around| context.rebase(around, base));
        context
    }

    /// The base that an element's `xml:base` sets, or the one before. One that is longer than an address may be is none.
    pub(super) fn rebase(&self, attributes: &str, base: Option<Url>) -> Option<Url> {
        let Some(change) = attribute(attributes, "xml:base").filter(|change| change.trim().len() <= MAX_LINK) else {
            return base;
        };
        let changed = base.as_ref().unwrap_or(self.url).join(change.trim()).ok();
        changed.filter(|url| url.as_str().len() <= MAX_LINK).or(base)
    }

    /// The language in which a text is wanted that is given in several.
    pub(super) fn wanted_language(&self) -> Option<&str> {
        self.source.language.as_deref().or(self.language.as_deref())
    }

    /// A date as written, in the entry's language.
    pub(super) fn moment(&self, text: &str, language: Option<&str>) -> Option<Moment> {
        let language = language.or(self.language.as_deref()).or(self.source.language.as_deref());
        let read = || dates::parse(text, &Hints { language: language.map(str::to_owned), ..self.hints.clone() });
        exact(text).or_else(read).or_else(|| {
            let standard = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
            standard.ok().map(Moment::Second)
        })
    }
}

/// What an entry gives as its dates.
fn written_dates<'a>(entry: &Raw<'a>) -> impl Iterator<Item = &'a str> {
    const NAMES: [&str; 9] =
        ["pubdate", "published", "issued", "updated", "modified", "created", "date", "available", "sent"];
    let is_date = |field: &Field<'_>| NAMES.iter().any(|name| field.name.local.eq_ignore_ascii_case(name));
    entry.fields.iter().copied().filter(is_date).map(|field| field.inner)
}
