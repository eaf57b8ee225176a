//! One entry of an outline to an [`Entry`]: which element says what, in every dialect of RSS and Atom.

use std::collections::HashSet;

use chrono::DateTime;
use url::Url;

use super::cap;
use super::names::Space;
use super::outline::{Field, Kind, Outline, Raw};
use super::text::{characters, guessed, html, looks_like_html, typed};
use crate::model::{Document, Entry, Moment, PublishedFrom, Source, Text};
use crate::refine::parse::characters::unescape;
use crate::refine::parse::dates::{self, Hints};
use crate::refine::parse::markup::attribute;

/// How many authors and how many categories of one entry are taken.
const MAX_NAMES: usize = 100;

/// What all entries of a feed share.
pub(super) struct Context<'a> {
    /// Language the feed declares.
    pub(super) language: Option<String>,
    /// What entries without an author inherit.
    authors: Vec<String>,
    /// Base for relative links, if the feed changes it.
    base: Option<Url>,
    url: &'a Url,
    source: &'a Source,
}

impl<'a> Context<'a> {
    pub(super) fn of(outline: &Outline<'_>, document: &'a Document, source: &'a Source) -> Self {
        let declared = outline.around.iter().rev().find_map(|around| attribute(around, "xml:lang"));
        let stated = || outline.head.iter().find(|field| field.name.local.eq_ignore_ascii_case("language"));
        let language = declared
            .map(std::borrow::Cow::into_owned)
            .and_then(|tag| language(&tag))
            .or_else(|| stated().and_then(|field| characters(field.inner)).and_then(|tag| language(&tag)));
        let author = |field: &&Field<'_>| field.name.is(Space::Core, "author");
        let authors = outline.head.iter().filter(author).flat_map(persons).take(MAX_NAMES).collect();
        let mut context = Self { language, authors, base: None, url: &document.url, source };
        context.base = outline.around.iter().fold(None, |base, around| context.rebase(around, base));
        context
    }

    /// The base that an element's `xml:base` sets, or the one before.
    fn rebase(&self, attributes: &str, base: Option<Url>) -> Option<Url> {
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
        dates::parse(text, &Hints { language, timezone: self.source.timezone }).or_else(|| {
            // what is exactly as the standards want it needs no reading between the lines
            let exact = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
            exact.ok().map(Moment::Second)
        })
    }
}

/// Reads an entry.
pub(super) fn entry(raw: &Raw<'_>, context: &Context<'_>) -> Entry {
    if raw.kind == Kind::Cap {
        return cap::entry(raw, context);
    }
    let fields = Fields(raw);
    let base = context.rebase(raw.attributes, context.base.clone());
    let language = attribute(raw.attributes, "xml:lang")
        .map(std::borrow::Cow::into_owned)
        .or_else(|| fields.word(Space::Dublin, &["language"]))
        .or_else(|| fields.word(Space::Core, &["language"]))
        .or_else(|| fields.attribute_of(&["title", "content", "summary"], "xml:lang"))
        .and_then(|tag| language(&tag));

    let (summary, content) = fields.texts();
    let date =
        |space, names: &[&str]| fields.words(space, names).find_map(|text| context.moment(&text, language.as_deref()));
    let updated = date(Space::Core, &["updated", "modified"]).or_else(|| date(Space::Dublin, &["modified"]));
    let published = date(Space::Core, &["published", "pubdate", "issued"])
        .or_else(|| date(Space::Dublin, &["date", "issued", "created", "available"]))
        .or_else(|| date(Space::Core, &["created", "date"]))
        .or(updated);

    let mut entry = Entry {
        id: fields.id(),
        link: fields.link(context, base.as_ref()),
        title: fields.title(),
        summary,
        content,
        published,
        published_from: published.map(|_| PublishedFrom::Source),
        updated,
        language: language.or_else(|| context.language.clone()),
        authors: fields.authors(),
        categories: fields.categories(),
        reasons: Vec::new(),
    };
    if entry.authors.is_empty() && raw.kind == Kind::Atom {
        entry.authors.clone_from(&context.authors);
    }
    entry
}

/// The fields of one entry, asked by name.
struct Fields<'r, 'a>(&'r Raw<'a>);

impl<'r, 'a: 'r> Fields<'r, 'a> {
    fn named(&self, space: Space, names: &[&str]) -> impl Iterator<Item = &'r Field<'a>> {
        self.0.fields.iter().filter(move |field| names.iter().any(|name| field.name.is(space, name)))
    }

    /// The characters of these elements, in the order of the names.
    fn words(&self, space: Space, names: &[&str]) -> impl Iterator<Item = String> {
        let fields = self.0.fields.as_slice();
        names
            .iter()
            .flat_map(move |name| fields.iter().filter(move |field| field.name.is(space, name)))
            .filter_map(|field| characters(field.inner))
    }

    fn word(&self, space: Space, names: &[&str]) -> Option<String> {
        self.words(space, names).next()
    }

    fn attribute_of(&self, names: &[&str], key: &str) -> Option<String> {
        self.named(Space::Core, names)
            .find_map(|field| attribute(field.attributes, key))
            .map(std::borrow::Cow::into_owned)
    }

    fn id(&self) -> Option<String> {
        let about = || attribute(self.0.attributes, "rdf:about").map(|about| about.trim().to_owned());
        self.word(Space::Core, &["id", "guid"])
            .or_else(|| about().filter(|about| !about.is_empty()))
            .or_else(|| self.word(Space::Dublin, &["identifier"]))
    }

    fn title(&self) -> Option<Text> {
        let read = |field: &Field<'_>| if self.0.kind == Kind::Atom { typed(field) } else { guessed_or_typed(field) };
        self.named(Space::Core, &["title"])
            .find_map(read)
            .or_else(|| self.named(Space::Dublin, &["title"]).find_map(guessed))
            .or_else(|| self.named(Space::Media, &["title"]).find_map(guessed))
    }

    /// Summary and content.
    fn texts(&self) -> (Option<Text>, Option<Text>) {
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

    fn link(&self, context: &Context<'_>, base: Option<&Url>) -> Option<String> {
        let resolve = |link: &str, field: Option<&Field<'_>>| {
            let own = field.and_then(|field| context.rebase(field.attributes, base.cloned()));
            let absolute = own.as_ref().or(base).and_then(|base| base.join(link).ok());
            absolute.map_or_else(|| link.to_owned(), Into::into)
        };
        let mut second_choice = None;
        for field in self.named(Space::Core, &["link", "url"]) {
            let Some(href) = attribute(field.attributes, "href").map(|href| href.trim().to_owned()) else {
                // RSS: the address is the element's text
                if let Some(link) = characters(field.inner) {
                    return Some(resolve(&link, Some(field)));
                }
                continue;
            };
            let rel = attribute(field.attributes, "rel").unwrap_or_default().trim().to_ascii_lowercase();
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

    fn authors(&self) -> Vec<String> {
        let core = self.named(Space::Core, &["author"]).flat_map(persons);
        let dublin = self.named(Space::Dublin, &["creator", "author"]).flat_map(persons);
        let itunes = self.named(Space::Itunes, &["author"]).flat_map(persons);
        let mut authors: Vec<String> = core.chain(dublin).take(MAX_NAMES).collect();
        if authors.is_empty() {
            authors.extend(itunes.take(MAX_NAMES));
        }
        unique(authors)
    }

    fn categories(&self) -> Vec<String> {
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

/// The names in an author element: Atom's `name` children, or text such as `desk@example.org (The desk)`.
fn persons(field: &Field<'_>) -> Vec<String> {
    let inside = Outline::children(field.inner, "name");
    if !inside.is_empty() {
        return inside.into_iter().filter_map(characters).collect();
    }
    characters(field.inner).and_then(|text| person(&text)).into_iter().collect()
}

/// A name without the address beside it; an address alone is no name.
fn person(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.contains('@') {
        return (!text.is_empty()).then(|| text.to_owned());
    }
    let is_mark = |c: char| matches!(c, '(' | ')' | '<' | '>' | '[' | ']' | '（' | '）' | '"' | ',' | '،');
    let name: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || is_mark(c))
        .filter(|word| !word.is_empty() && !word.contains('@'))
        .collect();
    (!name.is_empty()).then(|| name.join(" "))
}

/// A language tag as written, if it can be one.
pub(super) fn language(tag: &str) -> Option<String> {
    let tag = tag.trim();
    let fits =
        tag.len() >= 2 && tag.len() <= 35 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    fits.then(|| tag.to_owned())
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
