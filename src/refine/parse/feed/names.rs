//! Names of elements, whatever prefix a feed chose: vocabularies by their namespace, or by the prefix that everybody
//! uses for them when a feed forgot to declare it.

use crate::model::bare_host;
use crate::refine::parse::markup::pairs;

/// How many prefixes of one document are remembered.
const MAX_PREFIXES: usize = 64;

/// The vocabularies that entries are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS of any version, or Atom.
    Core,
    /// Dublin Core elements and terms.
    Dublin,
    /// RSS 1.0 content module.
    Content,
    /// Media RSS.
    Media,
    /// Apple's podcast elements.
    Itunes,
    /// XHTML.
    Xhtml,
    /// Common Alerting Protocol.
    Cap,
    /// Atom tombstones (RFC 6721).
    Deleted,
    /// FeedBurner, which put its own address in the place of a feed's links.
    Burner,
    /// Anything else.
    Other,
}

/// An element's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// Its vocabulary.
    pub(super) space: Space,
    /// The name without prefix, as written.
    pub(super) local: &'a str,
}

impl Name<'_> {
    /// Whether it is this element; names are compared without regard to case.
    pub(super) fn is(&self, space: Space, local: &str) -> bool {
        self.space == space && self.local.eq_ignore_ascii_case(local)
    }
}

/// The prefixes of a document.
#[derive(Debug, Default)]
pub(super) struct Prefixes<'a> {
    declared: Vec<(&'a str, Space)>,
    cap: bool,
}

impl<'a> Prefixes<'a> {
    /// Takes note of what a start tag declares.
    pub(super) fn declare(&mut self, attributes: &'a str) {
        if !attributes.contains("xmlns") {
            return;
        }
        for (key, uri) in pairs(attributes) {
            let space = of_uri(uri.trim());
            self.cap |= space == Space::Cap;
            if let Some(prefix) = key.strip_prefix("xmlns:")
                && self.declared.len() < MAX_PREFIXES
            {
                self.declared.push((prefix, space));
            }
        }
    }

    /// Whether the document speaks the Common Alerting Protocol anywhere so far.
    pub(super) fn speaks_cap(&self) -> bool {
        self.cap
    }

    /// What a name as written means.
    pub(super) fn resolve(&self, name: &'a str) -> Name<'a> {
        let Some((prefix, local)) = name.split_once(':') else { return Name { space: Space::Core, local: name } };
        let declared = self.declared.iter().rev().find(|(known, _)| *known == prefix).map(|(_, space)| *space);
        Name { space: declared.filter(|space| *space != Space::Other).unwrap_or_else(|| of_prefix(prefix)), local }
    }
}

fn of_uri(uri: &str) -> Space {
    let uri = uri.to_ascii_lowercase();
    let path = uri.split_once("://").map_or(uri.as_str(), |(_, path)| path);
    let known = |starts: &[&str]| starts.iter().any(|start| bare_host(path).starts_with(start));
    if known(&["w3.org/2005/atom", "purl.org/atom/ns", "purl.org/rss/", "purl.org/net/rss", "backend.userland.com/"])
        || known(&["my.netscape.com/", "channel.netscape.com/", "blogs.law.harvard.edu/", "cyber.harvard.edu/rss"])
    {
        if path.contains("/modules/content") {
            return Space::Content;
        }
        return if path.contains("/modules/") && !path.contains("rss091") { Space::Other } else { Space::Core };
    }
    match () {
        () if known(&["purl.org/dc/", "purl.org/metadata/dublin_core"]) => Space::Dublin,
        () if known(&["search.yahoo.com/mrss", "video.search.yahoo.com/mrss"]) => Space::Media,
        () if known(&["itunes.com/"]) => Space::Itunes,
        () if known(&["w3.org/1999/xhtml"]) => Space::Xhtml,
        () if known(&["purl.org/atompub/tombstones"]) => Space::Deleted,
        () if known(&["rssnamespace.org/feedburner"]) => Space::Burner,
        () if uri.contains("emergency:cap") || path.contains("incident.com/cap") => Space::Cap,
        () => Space::Other,
    }
}

fn of_prefix(prefix: &str) -> Space {
    match prefix.to_ascii_lowercase().as_str() {
        "atom" | "atom10" | "atom03" | "a10" | "rss" => Space::Core,
        "dc" | "dcterms" => Space::Dublin,
        "content" => Space::Content,
        "media" => Space::Media,
        "itunes" => Space::Itunes,
        "xhtml" => Space::Xhtml,
        "cap" => Space::Cap,
        "at" => Space::Deleted,
        "feedburner" => Space::Burner,
        _ => Space::Other,
    }
}
