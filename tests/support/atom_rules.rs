//! The rules of RFC 4287 (and of XML 1.0 with namespaces) that concern what we publish, as one check that any test can
//! hold an Atom document against. It reads with another library than the one that writes.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

const ATOM: &str = "http://www.w3.org/2005/Atom";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const TOMBSTONES: &str = "http://purl.org/atompub/tombstones/1.0";
const HISTORY: &str = "http://purl.org/syndication/history/1.0";
const THREADS: &str = "http://purl.org/syndication/thread/1.0";

/// The root element of a document, where it is well-formed by XML 1.0 with namespaces.
pub(crate) fn parse(document: &[u8]) -> Result<Element, String> {
    let text = std::str::from_utf8(document).map_err(|_| "it is not UTF-8".to_owned())?;
    match text.chars().find(|&c| !is_xml(c)) {
        Some(c) => Err(format!("{c:?} is illegal in XML")),
        None => read(text),
    }
}

/// Every breach found, one sentence each; empty for a valid feed.
pub(crate) fn breaches(document: &[u8]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(document) else { return vec!["it is not UTF-8".to_owned()] };
    let mut found: Vec<String> =
        text.chars().filter(|&c| !is_xml(c)).map(|c| format!("{c:?} is illegal in XML")).collect();
    match read(text) {
        Err(error) => found.push(format!("it is not well-formed: {error}")),
        Ok(root) => feed(&root, &mut found),
    }
    found
}

/// Panics with every breach.
pub(crate) fn assert_valid(document: &[u8]) {
    let found = breaches(document);
    assert!(found.is_empty(), "not valid by RFC 4287:\n{}\n{}", found.join("\n"), String::from_utf8_lossy(document));
}

/// An element as read: its namespace and local name, its attributes, its text, what is in it.
#[derive(Default)]
pub(crate) struct Element {
    pub(crate) space: String,
    pub(crate) name: String,
    attributes: BTreeMap<String, String>,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    fn atom<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.space == ATOM && child.name == name)
    }

    /// Children of no namespace.
    pub(crate) fn plain<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.space.is_empty() && child.name == name)
    }

    /// Itself and everything in it.
    pub(crate) fn all(&self) -> Vec<&Element> {
        std::iter::once(self).chain(self.children.iter().flat_map(Element::all)).collect()
    }

    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

fn read(text: &str) -> Result<Element, String> {
    let mut reader = NsReader::from_str(text);
    reader.config_mut().enable_all_checks(true);
    let mut open = vec![Element::default()];
    loop {
        let (space, event) = reader.read_resolved_event().map_err(|error| error.to_string())?;
        let space = match space {
            ResolveResult::Bound(space) => space.as_ref().to_owned(),
            ResolveResult::Unbound => String::new(),
            ResolveResult::Unknown(prefix) => {
                return Err(format!("prefix {prefix} is not declared"));
            }
        };
        match event {
            Event::Start(start) => open.push(element(space, &start)?),
            Event::Empty(start) => {
                let element = element(space, &start)?;
                last(&mut open)?.children.push(element);
            }
            Event::End(_) => {
                let done = open.pop().ok_or("an end without a start")?;
                last(&mut open)?.children.push(done);
            }
            Event::Text(text) => last(&mut open)?.text.push_str(&text.xml_content(XmlVersion::Explicit1_0)),
            Event::CData(text) => last(&mut open)?.text.push_str(&text.xml_content(XmlVersion::Explicit1_0)),
            Event::GeneralRef(reference) => {
                let name = reference.xml_content(XmlVersion::Explicit1_0).into_owned();
                let value = quick_xml::escape::unescape(&format!("&{name};")).map_err(|e| e.to_string())?.into_owned();
                if !value.chars().all(is_xml) {
                    return Err(format!("&{name}; is illegal in XML"));
                }
                last(&mut open)?.text.push_str(&value);
            }
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::DocType(_) => return Err("a document type has no place in a feed".to_owned()),
        }
    }
    let mut document = open.pop().filter(|_| open.is_empty()).ok_or("an element is not closed")?;
    if document.children.len() != 1 || !document.text.trim().is_empty() {
        return Err("there must be one root element and nothing beside it".to_owned());
    }
    document.children.pop().ok_or_else(|| "no root element".to_owned())
}

fn element(space: String, start: &BytesStart) -> Result<Element, String> {
    let mut attributes = BTreeMap::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let name = attribute.key.as_ref().to_owned();
        let raw = attribute.value.as_ref().to_owned();
        if raw.contains('<') {
            return Err(format!("a bare < in attribute {name}"));
        }
        let value = quick_xml::escape::unescape(&raw).map_err(|error| error.to_string())?.into_owned();
        attributes.insert(name, value);
    }
    let name = start.local_name().as_ref().to_owned();
    Ok(Element { space, name, attributes, ..Element::default() })
}

fn last(open: &mut [Element]) -> Result<&mut Element, String> {
    open.last_mut().ok_or_else(|| "an end without a start".to_owned())
}

fn feed(root: &Element, found: &mut Vec<String>) {
    if root.space != ATOM || root.name != "feed" {
        found.push(format!("the root is {{{}}}{}, not atom:feed", root.space, root.name));
        return;
    }
    common("the feed", root, found);
    once("the feed", root, &[], &["generator", "icon", "logo", "rights", "subtitle"], found);
    let own: Vec<&Element> = root.atom("link").filter(|link| link.attribute("rel") == "self").collect();
    if own.len() != 1 {
        found.push(format!("the feed has {} links to itself, not one (§4.1.1)", own.len()));
    }
    beside(root, found);
    let mut ids = BTreeSet::new();
    let mut newest = String::new();
    for entry in root.atom("entry") {
        let id = entry.atom("id").next().map_or("", |id| id.text.as_str());
        let name = format!("entry {id}");
        if !ids.insert(id.to_owned()) {
            found.push(format!("{name} stands twice (§4.1.1)"));
        }
        common(&name, entry, found);
        once(&name, entry, &[], &["published", "rights", "source", "summary", "content"], found);
        if root.atom("author").next().is_none() && entry.atom("author").next().is_none() {
            found.push(format!("{name} has no author (§4.1.2)"));
        }
        let alternate = entry.atom("link").any(|link| matches!(link.attribute("rel"), "alternate" | ""));
        if !alternate && entry.atom("content").next().is_none() {
            found.push(format!("{name} has neither content nor an alternate link (§4.1.2)"));
        }
        for source in entry.atom("source") {
            common(&format!("the source of {name}"), source, found);
        }
        for updated in entry.atom("updated") {
            newest = newest.max(updated.text.clone());
        }
    }
    let updated = root.atom("updated").next().map_or("", |updated| updated.text.as_str());
    if !newest.is_empty() && updated != newest {
        found.push(format!("the feed says updated {updated}, its newest entry {newest}"));
    }
}

/// What RFC 6721, RFC 5005 and RFC 4685 add.
fn beside(root: &Element, found: &mut Vec<String>) {
    let of = |element: &'_ Element, space: &str, name: &str| element.space == space && element.name == name;
    for deleted in root.children.iter().filter(|child| of(child, TOMBSTONES, "deleted-entry")) {
        let (id, when) = (deleted.attribute("ref"), deleted.attribute("when"));
        uris("a deleted entry", [id], found);
        let Ok(when) = chrono::DateTime::parse_from_rfc3339(when) else {
            found.push(format!("a deleted entry is of {when:?} (RFC 6721 §3)"));
            continue;
        };
        let same = root.atom("entry").filter(|entry| entry.atom("id").any(|it| it.text == id));
        let updated = same.flat_map(|entry| entry.atom("updated"));
        if updated.filter_map(|at| chrono::DateTime::parse_from_rfc3339(&at.text).ok()).any(|at| at >= when) {
            found.push(format!("{id} is deleted and stands there again (RFC 6721 §4)"));
        }
    }
    let rels = |rel: &'static str| root.atom("link").filter(move |link| link.attribute("rel") == rel).count();
    let archive = root.children.iter().any(|child| of(child, HISTORY, "archive"));
    if archive != (rels("current") == 1) || [rels("prev-archive"), rels("next-archive")].iter().any(|&count| count > 1)
    {
        found.push("an archive names the current feed once, and nothing else does (RFC 5005 §4)".to_owned());
    }
    for reply in root.atom("entry").flat_map(|entry| &entry.children).filter(|child| of(child, THREADS, "in-reply-to"))
    {
        uris("in-reply-to", [reply.attribute("ref"), reply.attribute("href")], found);
    }
}

/// What feeds, entries and sources have in common.
fn common(name: &str, element: &Element, found: &mut Vec<String>) {
    once(name, element, &["id", "title", "updated"], &[], found);
    for id in element.atom("id") {
        if url::Url::parse(&id.text).is_err() {
            found.push(format!("{name}: the id {:?} is no absolute IRI (§4.2.6)", id.text));
        }
    }
    for child in element.atom("updated").chain(element.atom("published")) {
        if chrono::DateTime::parse_from_rfc3339(&child.text).is_err() || child.text.trim() != child.text {
            found.push(format!("{name}: {} {:?} is no date of RFC 3339 (§3.3)", child.name, child.text));
        }
    }
    for person in element.atom("author").chain(element.atom("contributor")) {
        once(name, person, &["name"], &["uri", "email"], found);
        if person.atom("name").any(|name| name.text.trim().is_empty()) {
            found.push(format!("{name}: a person without a name (§3.2.1)"));
        }
        uris(name, person.atom("uri").map(|uri| uri.text.as_str()), found);
    }
    for title in element.atom("title").chain(element.atom("subtitle")).chain(element.atom("content")) {
        let plain = matches!(title.attribute("type"), "" | "text" | "html") && title.children.is_empty();
        let div = matches!(title.children.as_slice(), [div] if div.space == XHTML && div.name == "div");
        let xhtml = title.attribute("type") == "xhtml" && div && title.text.trim().is_empty();
        if !(plain || xhtml) {
            found.push(format!("{name}: {} is neither text nor escaped HTML (§3.1.1)", title.name));
        }
    }
    for category in element.atom("category") {
        if category.attribute("term").is_empty() {
            found.push(format!("{name}: a category without a term (§4.2.2.1)"));
        }
        uris(name, category.attributes.get("scheme").map(String::as_str), found);
    }
    let mut alternates = BTreeSet::new();
    for link in element.atom("link") {
        uris(name, [link.attribute("href")], found);
        let key = (link.attribute("type"), link.attribute("hreflang"));
        if matches!(link.attribute("rel"), "" | "alternate") && !alternates.insert(key) {
            found.push(format!("{name}: two alternates of type {:?} and language {:?} (§4.1.1)", key.0, key.1));
        }
    }
}

fn once(name: &str, element: &Element, must: &[&str], may: &[&str], found: &mut Vec<String>) {
    for child in must.iter().chain(may) {
        let count = element.atom(child).count();
        if count > 1 || (count == 0 && must.contains(child)) {
            found.push(format!("{name} has {count} elements {child}"));
        }
    }
}

fn uris<'a>(name: &str, all: impl IntoIterator<Item = &'a str>, found: &mut Vec<String>) {
    let bad = all.into_iter().filter(|uri| url::Url::parse(uri).is_err() || uri.contains(char::is_whitespace));
    found.extend(bad.map(|uri| format!("{name}: {uri:?} is no absolute IRI")));
}

fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
