//! The date that a page states of itself in JSON-LD: that of the article, else that of the page.

use scraper::{Html, Selector};
use serde_json::Value;
use url::Url;

use crate::model::link_key;
use crate::refine::parse::joined;

/// Largest block that is read, in bytes, and how many objects of it are looked at.
const MAX_BYTES: usize = 1 << 20;
const MOST: usize = 2_000;

/// What the page states of when it was published, best first, as written.
pub(super) fn published(tree: &Html, address: &Url) -> Vec<String> {
    let Ok(css) = Selector::parse("script[type='application/ld+json' i]") else { return Vec::new() };
    let mut found = Vec::new();
    for script in tree.select(&css).take(20) {
        let text: String = script.text().collect();
        if text.len() > MAX_BYTES {
            continue;
        }
        // serde_json refuses nesting deeper than 128 by itself.
        if let Ok(value) = serde_json::from_str::<Value>(&joined_lines(&text)) {
            collect(&value, address, false, &mut found);
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, date)| date).collect()
}

/// Raw line ends inside strings are not allowed, but written all the same; outside they mean nothing.
fn joined_lines(text: &str) -> String {
    let inner = text.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_end_matches("-->");
    inner
        .trim()
        .trim_end_matches("//]]>")
        .trim_end_matches(';')
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn collect(value: &Value, address: &Url, listed: bool, found: &mut Vec<(u8, String)>) {
    if found.len() >= MOST {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, address, listed, found)),
        Value::Object(map) => {
            let date = ["datePublished", "dateCreated", "uploadDate"]
                .iter()
                .find_map(|key| map.get(*key)?.as_str())
                .map(|date| date.trim().to_owned());
            if let (Some(date), Some(rank)) = (date.filter(|date| !date.is_empty()), rank(value)) {
                // What is said of another page, or of one of many, is not said of this one.
                let other = names_itself(value, address) == Some(false);
                found.push((rank + 4 * u8::from(other) + 8 * u8::from(listed), date));
            }
            for (key, child) in map {
                let listed = listed
                    || matches!(
                        key.as_str(),
                        "itemListElement"
                            | "blogPost"
                            | "comment"
                            | "review"
                            | "isPartOf"
                            | "video"
                            | "image"
                            | "citation"
                    );
                collect(child, address, listed, found);
            }
        }
        _ => {}
    }
}

fn rank(value: &Value) -> Option<u8> {
    let kinds: Vec<&str> = match value.get("@type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let any = |is: fn(&str) -> bool| kinds.iter().any(|kind| is(kind));
    if any(|kind| kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report") {
        return Some(0);
    }
    if any(|kind| kind.ends_with("WebPage") || kind == "CreativeWork") {
        return Some(1);
    }
    // A comment, a product, a job, a person: not the text of this page.
    any(|kind| matches!(kind, "Event" | "Recipe" | "VideoObject" | "MediaObject" | "Book")).then_some(2)
}

fn names_itself(value: &Value, address: &Url) -> Option<bool> {
    let main = value.get("mainEntityOfPage");
    let named = [
        value.get("url"),
        main.and_then(|main| main.get("@id")),
        main.filter(|main| main.is_string()),
        value.get("@id"),
    ];
    let named: Vec<Url> = named.into_iter().flatten().filter_map(|url| joined(address, url.as_str()?)).collect();
    let key = link_key(address);
    (!named.is_empty()).then(|| named.iter().any(|url| link_key(url) == key))
}
