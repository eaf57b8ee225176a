//! Which element of an entry says what, in every dialect of RSS and Atom.

use std::borrow::Cow;
use std::collections::HashSet;

use url::Url;

use super::context::Context;
use super::names::Space;
use super::outline::{Field, Kind, Raw};
use super::people::{MAX_NAMES, persons};
use super::scan::outline;
use super::text::{characters, guessed, html, looks_like_html, typed};
use crate::model::Text;
use crate::refine::parse::characters::unescape;
use crate::refine::parse::markup::attribute;

/// The fields of one entry, asked by name.
pub(super) struct Fields<'r, 'a>(pub(super) &'r Raw<'a>);

impl<'r, 'a: 'r> Fields<'r, 'a> {
    fn named(&self, space: Space, names: &[&str]) -> impl Iterator<Item = &'r Field<'a>> {
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

    /// Summary and content.
    pub(super) fn texts(&self) -> (Option<Text>, Option<Text>) {
        let core = |names: &[&str]| {
            let read = if self.0.kind == Kind::Atom { typed } else { guessed_or_typed };
            self.named(Space::Core, names).find_map(read)
        };
        let mut summary = core(&["summary", "description", "abstract"])
            .or_else(|| self.named(Space::Dublin, &["description", "abstract"]).find_map(guessed));
        let content = self
            .named(Space::Content, &["encoded"])
            .find_map(html)
            .or_else(|| core(&["content", "fullitem"]))
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
        let content = self
            .named(Space::Core, &["content"])
            .find(|field| field.inner.contains("emergency:cap") || field.inner.contains("<cap:alert"))?;
        outline(content.inner).entries.into_iter().find(|raw| raw.kind == Kind::Cap)
    }

    pub(super) fn link(&self, context: &Context<'_>, base: Option<&Url>) -> Option<String> {
        let resolve = |link: &str, field: Option<&Field<'_>>| {
            let own = field.and_then(|field| context.rebase(field.attributes, base.cloned()));
            let absolute = own.as_ref().or(base).and_then(|base| base.join(link).ok());
            absolute.map_or_else(|| link.to_owned(), Into::into)
        };
        let (mut second_choice, mut own) = (None, None);
        for field in self.named(Space::Core, &["link", "url"]) {
            let Some(href) = attribute(field.attributes, "href").map(|href| href.trim().to_owned()) else {
                // RSS: the address is the element's text
                if let Some(link) = characters(field.inner) {
                    return Some(resolve(&link, Some(field)));
                }
                continue;
            };
            let rel = attribute(field.attributes, "rel").unwrap_or_default().trim().to_ascii_lowercase();
            if rel == "self" && !href.is_empty() {
                own.get_or_insert_with(|| resolve(&href, Some(field)));
            }
            if href.is_empty()
                || !matches!(rel.as_str(), "" | "alternate" | "http://www.iana.org/assignments/relation/alternate")
            {
                continue;
            }
            let kind = attribute(field.attributes, "type").unwrap_or_default().to_ascii_lowercase();
            if kind.is_empty() || kind.contains("html") {
                return Some(resolve(&href, Some(field)));
            }
            second_choice.get_or_insert_with(|| resolve(&href, Some(field)));
        }
        // RSS 1.0 names its items by their address; CDF writes it beside the item
        let named = |key| attribute(self.0.attributes, key).map(|value| value.trim().to_owned());
        second_choice
            .or_else(|| self.permalink())
            .or_else(|| named("rdf:about").filter(|about| is_web(about)))
            .or_else(|| named("href").map(|href| resolve(&href, None)))
            .or(own)
    }

    /// An id that is an address: RSS 2.0's `guid` is the link unless it says otherwise, and Atom feeds without a link
    /// follow the same habit.
    fn permalink(&self) -> Option<String> {
        self.named(Space::Core, &["guid", "id"])
            .filter(|field| {
                attribute(field.attributes, "ispermalink").is_none_or(|flag| !flag.trim().eq_ignore_ascii_case("false"))
            })
            .find_map(|field| characters(field.inner))
            .filter(|guid| is_web(guid))
    }

    pub(super) fn authors(&self) -> Vec<String> {
        let core = self.named(Space::Core, &["author"]).flat_map(persons);
        let dublin = self.named(Space::Dublin, &["creator", "author"]).flat_map(persons);
        let itunes = self.named(Space::Itunes, &["author"]).flat_map(persons);
        let mut authors: Vec<String> = core.chain(dublin).take(MAX_NAMES).collect();
        if authors.is_empty() {
            authors.extend(itunes.take(MAX_NAMES));
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
        let subjects = self.named(Space::Dublin, &["subject"]).filter_map(|field| characters(field.inner));
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

fn is_web(link: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| link.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

fn unique(words: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    words.into_iter().filter(|word| seen.insert(word.clone())).collect()
}
