//! The public rules of RSS 2.0, as feed validators check them, that concern what we publish.

use std::collections::BTreeSet;

use super::atom_rules::{Element, parse};

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// Every breach found, one sentence each; empty for a valid feed.
pub(crate) fn breaches(document: &[u8]) -> Vec<String> {
    let root = match parse(document) {
        Ok(root) => root,
        Err(error) => return vec![error],
    };
    let mut found = Vec::new();
    if root.name != "rss" || root.attribute("version") != "2.0" || root.children.len() != 1 {
        return vec!["it is no rss 2.0 of one channel".to_owned()];
    }
    let channel = &root.children[0];
    each(channel, "the channel", &["title", "link", "description"], &["lastBuildDate", "generator"], &mut found);
    let own = channel.children.iter().filter(|child| child.space == ATOM && child.name == "link");
    if own.filter(|link| link.attribute("rel") == "self").count() != 1 {
        found.push("the channel does not name itself once".to_owned());
    }
    let mut ids = BTreeSet::new();
    for item in channel.children.iter().filter(|child| child.space.is_empty() && child.name == "item") {
        each(item, "an item", &["title", "link", "guid", "pubDate", "description"], &["source"], &mut found);
        let guid = item.plain("guid").next();
        let id = guid.map_or("", |guid| guid.text.as_str());
        if !ids.insert(id.to_owned()) {
            found.push(format!("{id} stands twice"));
        }
        if url::Url::parse(id).is_err() || guid.is_none_or(|guid| guid.attribute("isPermaLink") != "false") {
            found.push(format!("{id:?} is taken for a permanent link"));
        }
        for source in item.plain("source").filter(|source| url::Url::parse(source.attribute("url")).is_err()) {
            found.push(format!("a source without an address: {:?}", source.text));
        }
    }
    for element in channel.all() {
        let date = element.space.is_empty() && matches!(element.name.as_str(), "pubDate" | "lastBuildDate");
        if date && chrono::DateTime::parse_from_rfc2822(&element.text).is_err() {
            found.push(format!("{:?} is no date of RFC 822", element.text));
        }
        let link = element.space.is_empty() && element.name == "link";
        let href = if link { &element.text } else { element.attribute("href") };
        if (link || !href.is_empty()) && url::Url::parse(href).is_err() {
            found.push(format!("{href:?} is no absolute address"));
        }
    }
    found
}

/// Panics with every breach.
pub(crate) fn assert_valid(document: &[u8]) {
    let found = breaches(document);
    assert!(found.is_empty(), "no valid RSS:\n{}\n{}", found.join("\n"), String::from_utf8_lossy(document));
}

fn each(element: &Element, name: &str, must: &[&str], may: &[&str], found: &mut Vec<String>) {
    for child in must.iter().chain(may) {
        let count = element.plain(child).count();
        if count > 1 || count == 0 && must.contains(child) {
            found.push(format!("{name} has {count} elements {child}"));
        }
        if must.contains(child) && element.plain(child).any(|child| child.text.trim().is_empty()) {
            found.push(format!("{name} has an empty {child}"));
        }
    }
}
