//! Which element of an entry says what, in every dialect of RSS and Atom.

use std::borrow::Cow;
use std::collections::HashSet;

use super::names::Space;
use super::outline::{Field, Kind, Outline, Raw};
use super::people::{MAX_NAMES, persons};
use super::scan::outline;
use super::text::{characters, guessed, html, looks_like_html, typed};
use crate::model::Text;
use crate::refine::parse::characters::unescape;
use crate::refine::parse::markup::attribute;

/// The fields of one entry, asked by name.
pub(super) struct Fields<'r, 'a>(pub(super) &'r Raw<'a>);

impl<'r, 'a: 'r> Fields<'r, 'a> {
    /// The elements of these names, in document order.
    pub(super) fn named(&self, space: Space, names: &[&str]) -> impl Iterator<Item = &'r Field<'a>> {
        self.0.fields.iter().filter(move |field| names.iter().any(|name| field.name.is(space, name)))
    }

    /// The characters of these elements, in the order of the names.
    pub(super) fn words(&self, space: Space, names: &[&str]) -> impl Iterator<Item = String> {
        let fields = self.0.fields.as_slice();
        names
            .iter()
            .flat_map(move |name| fields.iter().filter(move |field| field.name.is(space, name)))
            .filter_map(|field| characters(field.inner))
    }

    /// What these elements say, tried in the order of the names; of several with one name the last counts, as readers have
    /// always done.
    pub(super) fn latest<T>(&self, space: Space, names: &[&str], read: impl Fn(String) -> Option<T>) -> Option<T> {
        names.iter().find_map(|name| {
            let named = self.0.fields.iter().rev().filter(|field| field.name.is(space, name));
            named.filter_map(|field| characters(field.inner)).find_map(&read)
        })
    }

    /// The first of them.
    pub(super) fn word(&self, space: Space, names: &[&str]) -> Option<String> {
        self.words(space, names).next()
    }

    pub(super) fn attribute_of(&self, names: &[&str], key: &str) -> Option<String> {
        self.named(Space::Core, names).find_map(|field| attribute(field.attributes, key)).map(Cow::into_owned)
    }

    pub(super) fn id(&self) -> Option<String> {
        let about = || attribute(self.0.attributes, "rdf:about").map(|about| about.trim().to_owned());
        self.word(Space::Core, &["id", "guid"])
            .or_else(|| about().filter(|about| !about.is_empty()))
            .or_else(|| self.word(Space::Dublin, &["identifier"]))
    }

    pub(super) fn title(&self) -> Option<Text> {
        let read = |field: &Field<'_>| if self.0.kind == Kind::Atom { typed(field) } else { guessed_or_typed(field) };
        self.named(Space::Core, &["title"])
            .find_map(read)
            .or_else(|| self.named(Space::Dublin, &["title"]).find_map(guessed))
            .or_else(|| self.named(Space::Media, &["title"]).find_map(guessed))
    }

    /// Summary and content, each handed through `finish` with the element it comes from.
    pub(super) fn texts(&self, finish: impl Fn(Text, &Field<'_>) -> Text) -> (Option<Text>, Option<Text>) {
        let html = |field: &Field<'_>| html(field).map(|text| finish(text, field));
        let core = |names: &[&str]| {
            let read = if self.0.kind == Kind::Atom { typed } else { guessed_or_typed };
            self.named(Space::Core, names).find_map(|field| read(field).map(|text| finish(text, field)))
        };
        let mut summary = core(&["summary", "description", "abstract"])
            .or_else(|| self.named(Space::Dublin, &["description", "abstract"]).find_map(guessed));
        let content = self
            .named(Space::Content, &["encoded"])
            .find_map(html)
            .or_else(|| core(&["content", "fullitem", "body"]))
            .or_else(|| self.named(Space::Xhtml, &["body", "div"]).find_map(html));
        if summary.is_none() && content.is_none() {
            summary = self
                .named(Space::Itunes, &["summary", "subtitle"])
                .chain(self.named(Space::Media, &["description", "text"]))
                .find_map(guessed);
        }
        (summary, content)
    }

    /// The alert that the content of an entry of a CAP feed is.
    pub(super) fn embedded_alert(&self) -> Option<Raw<'a>> {
        self.named(Space::Core, &["content"])
            .filter(|field| field.inner.contains("alert"))
            .find_map(|field| outline(field.inner).entries.into_iter().find(|raw| raw.kind == Kind::Cap))
    }

    pub(super) fn authors(&self) -> Vec<String> {
        let core = self.named(Space::Core, &["author"]).flat_map(persons);
        let dublin = self.named(Space::Dublin, &["creator", "author"]).flat_map(persons);
        let mut authors: Vec<String> = core.chain(dublin).take(MAX_NAMES).collect();
        if authors.is_empty() {
            let itunes = self.named(Space::Itunes, &["author"]).flat_map(persons);
            // what was copied from another feed carries that feed's author (RFC 4287 §4.2.1)
            let copied = self.named(Space::Core, &["source"]).filter(|_| self.0.kind == Kind::Atom);
            let copied = copied.flat_map(|source| Outline::children(source.inner, "name")).filter_map(characters);
            authors.extend(itunes.chain(copied).take(MAX_NAMES));
        }
        unique(authors)
    }

    pub(super) fn categories(&self) -> Vec<String> {
        let core = self.named(Space::Core, &["category"]).filter_map(|field| {
            let attribute = |key| attribute(field.attributes, key).map(|value| value.trim().to_owned());
            attribute("label")
                .filter(|label| !label.is_empty())
                .or_else(|| characters(field.inner))
                .or_else(|| attribute("term").filter(|term| !term.is_empty()))
        });
        let subjects = self
            .named(Space::Dublin, &["subject"])
            .chain(self.named(Space::Media, &["category"]))
            .chain(self.named(Space::Cap, &["event"]))
            .filter_map(|field| characters(field.inner));
        let plain = |text: String| if looks_like_html(&text) { unescape(&text).into_owned() } else { text };
        unique(core.chain(subjects).map(plain).take(MAX_NAMES).collect())
    }
}

/// RSS knows no types, but some feeds state one.
fn guessed_or_typed(field: &Field<'_>) -> Option<Text> {
    if attribute(field.attributes, "type").is_some() || attribute(field.attributes, "mode").is_some() {
        typed(field)
    } else {
        guessed(field)
    }
}

fn unique(words: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    words.into_iter().filter(|word| seen.insert(word.clone())).collect()
}
