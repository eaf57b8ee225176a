//! What a page declares about its entries in JSON-LD, and how that and the entries found in the markup become one list.

use std::collections::{HashMap, HashSet};

use scraper::{Html, Selector};
use serde_json::Value;
use url::Url;

use super::fields::{Fields, FoundDate};
use super::inherit;
use super::page::Page;
use crate::model::{Basis, Entry, Field, PublishedFrom, Reason, Text};
use crate::refine::parse::joined;

/// Largest JSON-LD block that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;
/// Fewer stated entries than this are no list.
const FEWEST: usize = 3;
/// Most stated entries.
const MOST: usize = 1000;

/// One entry of a stated list.
#[derive(Clone, Debug)]
pub(super) struct Stated {
    url: Url,
    title: Option<String>,
    summary: Option<String>,
    date: Option<FoundDate>,
    authors: Vec<String>,
}

/// The largest list that a JSON-LD block of the page states.
pub(super) fn read(html: &Html, page: &Page<'_>, base: &Url) -> Vec<Stated> {
    let Ok(scripts) = Selector::parse("script[type='application/ld+json']") else { return Vec::new() };
    let mut lists = Vec::new();
    for script in html.select(&scripts).take(20) {
        let text: String = script.text().collect();
        // serde_json refuses nesting deeper than 128 by itself.
        if let Some(value) = Some(text)
            .filter(|text| text.len() <= MAX_BYTES)
            .and_then(|text| serde_json::from_str::<Value>(text.trim()).ok())
        {
            collect(&value, page, base, &mut lists);
        }
    }
    lists.into_iter().max_by_key(Vec::len).filter(|list| list.len() >= FEWEST).unwrap_or_default()
}

fn collect(value: &Value, page: &Page<'_>, base: &Url, lists: &mut Vec<Vec<Stated>>) {
    let children: Vec<&Value> = match value {
        Value::Array(values) => values.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => return,
    };
    if !has_type(value, |kind| matches!(kind, "BreadcrumbList" | "SiteNavigationElement" | "FAQPage")) {
        let list: Vec<Stated> =
            children_of_list(value).iter().take(MOST).filter_map(|value| stated(value, page, base)).collect();
        if list.len() >= FEWEST {
            lists.push(list);
        }
        for child in children {
            collect(child, page, base, lists);
        }
    }
}

/// The members, if a value is a list of entries: an ItemList, a Blog, a collection, or an array of articles.
fn children_of_list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().filter(|value| has_type(value, is_article)).collect(),
        Value::Object(map) => ["itemListElement", "blogPost", "blogPosts", "hasPart"]
            .iter()
            .filter_map(|key| map.get(*key))
            .filter_map(Value::as_array)
            .flatten()
            .map(|element| element.get("item").filter(|inner| inner.is_object()).unwrap_or(element))
            .collect(),
        _ => Vec::new(),
    }
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report"
}

fn has_type(value: &Value, is: impl Fn(&str) -> bool) -> bool {
    match value.get("@type") {
        Some(Value::String(kind)) => is(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

fn stated(value: &Value, page: &Page<'_>, base: &Url) -> Option<Stated> {
    let text = |keys: &[&str]| {
        keys.iter().find_map(|key| value.get(*key)?.as_str().map(clean)).filter(|text| !text.is_empty())
    };
    let address = text(&["url", "@id"]).or_else(|| {
        let main = value.get("mainEntityOfPage")?;
        main.as_str().or_else(|| main.get("@id")?.as_str()).map(str::to_owned)
    })?;
    let mut url = joined(base, &address)?;
    url.set_fragment(None);
    let date = text(&["datePublished", "dateCreated"]).and_then(|matched| {
        Some(FoundDate { moment: page.dates.whole(&matched)?, rule: "listing-json-ld", matched, at: None })
    });
    Some(Stated {
        url,
        title: text(&["headline", "name"]),
        summary: text(&["description"]),
        date,
        authors: names(value.get("author")),
    })
}

fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(name)) => vec![clean(name)],
        Some(Value::Array(values)) => values.iter().take(12).flat_map(|value| names(Some(value))).collect(),
        Some(value) => value.get("name").and_then(Value::as_str).map(clean).into_iter().collect(),
        None => Vec::new(),
    }
}

fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where a stated list stands.
pub(super) const PATH: &str = "script[type='application/ld+json']";

/// The stated list where the markup gave nothing, or clearly less, if the page links to what is stated.
pub(super) fn instead(page: &Page<'_>, found: &[Fields], stated: &[Stated]) -> Option<Vec<Entry>> {
    let by_url = by_url(stated);
    let url_of = |fields: &Fields| url_of(page, fields);
    let shared = found.iter().filter(|fields| url_of(fields).is_some_and(|url| by_url.contains_key(url))).count();
    let linked: HashSet<&str> = page.links.addresses.iter().map(|address| address.url.as_str()).collect();
    let on_page = stated.iter().filter(|stated| linked.contains(stated.url.as_str()) && stated.title.is_some()).count();
    let describes = on_page * 10 >= stated.len() * 6 && on_page >= FEWEST;
    let more = found.is_empty() || (shared * 2 >= found.len() && stated.len() * 2 > found.len() * 3);
    (describes && more).then(|| stated.iter().map(entry_of_stated).collect())
}

/// The markup's list, completed by what is stated of the same entries.
pub(super) fn complete(page: &Page<'_>, found: &[Fields], stated: &[Stated]) -> Vec<Entry> {
    let by_url = by_url(stated);
    found
        .iter()
        .map(|fields| entry(page, fields, url_of(page, fields).and_then(|url| by_url.get(url).copied())))
        .collect()
}

fn by_url(stated: &[Stated]) -> HashMap<&str, &Stated> {
    stated.iter().map(|stated| (stated.url.as_str(), stated)).collect()
}

fn url_of<'p>(page: &'p Page<'_>, fields: &Fields) -> Option<&'p str> {
    fields.address.map(|address| page.links.addresses[address as usize].url.as_str())
}

fn entry_of_stated(stated: &Stated) -> Entry {
    let reason = |tag, matched: &str| Reason::new(tag, "listing-json-ld", matched, Field::Markup, Basis::Stated);
    let mut reasons = vec![reason("link", stated.url.as_str())];
    reasons.extend(stated.title.iter().map(|title| reason("title", title)));
    reasons.extend(stated.date.iter().map(|date| reason("published", &date.matched)));
    Entry {
        link: Some(stated.url.to_string()),
        title: stated.title.clone().map(Text::Plain),
        summary: stated.summary.clone().map(Text::Plain),
        published: stated.date.as_ref().map(|date| date.moment),
        published_from: stated.date.as_ref().map(|_| PublishedFrom::Source),
        authors: stated.authors.clone(),
        reasons,
        ..Entry::default()
    }
}

fn entry(page: &Page<'_>, fields: &Fields, stated: Option<&Stated>) -> Entry {
    let tree = &page.tree;
    let inherited = fields.date.as_ref().is_some_and(|date| date.rule == inherit::RULE);
    let date = fields.date.as_ref().filter(|_| !inherited || stated.is_none_or(|stated| stated.date.is_none()));
    let date = date.or_else(|| stated.and_then(|stated| stated.date.as_ref()));
    let reason = |tag, rule: &str, matched: String| Reason::new(tag, rule, matched, Field::Markup, Basis::Inferred);
    let mut reasons = Vec::new();
    let link = fields.anchor.and_then(|anchor| tree.node(anchor).attr("href")).map(|href| href.trim().to_owned());
    if let Some(anchor) = fields.anchor {
        reasons.push(reason("link", "listing-link", tree.css(anchor)));
    }
    if let Some(title) = &fields.title {
        reasons.push(reason("title", title.rule, tree.css(title.at)));
    }
    if let Some(date) = date {
        let place = date.at.map_or_else(|| date.matched.clone(), |at| format!("{} in {}", date.matched, tree.css(at)));
        reasons.push(reason("published", date.rule, place));
    }
    if let Some(summary) = &fields.summary {
        reasons.push(reason("summary", summary.rule, tree.css(summary.at)));
    }
    let stated_summary = stated.and_then(|stated| stated.summary.clone());
    let summary = fields.summary.as_ref().map(|summary| summary.text.clone()).or(stated_summary);
    let authors = if fields.authors.is_empty() {
        stated.map(|stated| stated.authors.clone()).unwrap_or_default()
    } else {
        fields.authors.clone()
    };
    Entry {
        link,
        title: fields.title.as_ref().map(|title| Text::Plain(title.text.clone())),
        summary: summary.map(Text::Plain),
        published: date.map(|date| date.moment),
        published_from: date
            .map(|date| if date.rule == inherit::RULE { PublishedFrom::Inherited } else { PublishedFrom::Source }),
        authors,
        categories: fields.categories.clone(),
        reasons,
        ..Entry::default()
    }
}
