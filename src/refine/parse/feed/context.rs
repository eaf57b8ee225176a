//! What the entries of a feed inherit from it: language, author, base address, and how to read its dates.

use std::borrow::Cow;

use chrono::DateTime;
use url::Url;

use super::names::Space;
use super::outline::{Field, Outline};
use super::people::{MAX_NAMES, persons};
use super::text::characters;
use crate::model::{Document, Moment, Source};
use crate::refine::parse::dates::{self, Hints};
use crate::refine::parse::markup::attribute;

/// What all entries of a feed share.
pub(super) struct Context<'a> {
    /// Language the feed declares.
    pub(super) language: Option<String>,
    /// What entries without an author inherit.
    pub(super) authors: Vec<String>,
    /// Base for relative links, if the feed changes it.
    pub(super) base: Option<Url>,
    url: &'a Url,
    source: &'a Source,
}

impl<'a> Context<'a> {
    pub(super) fn of(outline: &Outline<'_>, document: &'a Document, source: &'a Source) -> Self {
        let declared = outline.around.iter().rev().find_map(|around| attribute(around, "xml:lang"));
        let stated = || outline.head.iter().find(|field| field.name.local.eq_ignore_ascii_case("language"));
        let language = declared
            .map(Cow::into_owned)
            .and_then(|tag| language(&tag))
            .or_else(|| stated().and_then(|field| characters(field.inner)).and_then(|tag| language(&tag)));
        let author = |field: &&Field<'_>| field.name.is(Space::Core, "author");
        let authors = outline.head.iter().filter(author).flat_map(persons).take(MAX_NAMES).collect();
        let mut context = Self { language, authors, base: None, url: &document.url, source };
        context.base = outline.around.iter().fold(None, |base, around| context.rebase(around, base));
        context
    }

    /// The base that an element's `xml:base` sets, or the one before.
    pub(super) fn rebase(&self, attributes: &str, base: Option<Url>) -> Option<Url> {
        let Some(change) = attribute(attributes, "xml:base") else { return base };
        base.as_ref().unwrap_or(self.url).join(change.trim()).ok().or(base)
    }

    /// The language in which a text is wanted that is given in several.
    pub(super) fn wanted_language(&self) -> Option<&str> {
        self.source.language.as_deref().or(self.language.as_deref())
    }

    /// A date as written, in the entry's language.
    pub(super) fn moment(&self, text: &str, language: Option<&str>) -> Option<Moment> {
        let language = language.or(self.language.as_deref()).or(self.source.language.as_deref());
        let language = language.map(|tag| tag.split(['-', '_']).next().unwrap_or(tag).to_ascii_lowercase());
        dates::parse(text, &Hints { language, timezone: self.source.timezone, ..Hints::default() }).or_else(|| {
            // what is exactly as the standards want it needs no reading between the lines
            let exact = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
            exact.ok().map(Moment::Second)
        })
    }
}

/// A language tag as written, if it can be one.
pub(super) fn language(tag: &str) -> Option<String> {
    let tag = tag.trim();
    let fits =
        tag.len() >= 2 && tag.len() <= 35 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    fits.then(|| tag.to_owned())
}
