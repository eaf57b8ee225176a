//! The rules of JSON Feed 1.1 that concern what we publish.

use std::collections::BTreeSet;

use serde_json::Value;

/// Every breach found, one sentence each; empty for a valid feed.
pub(crate) fn breaches(document: &[u8]) -> Vec<String> {
    let Ok(root) = serde_json::from_slice::<Value>(document) else { return vec!["it is no JSON".to_owned()] };
    let mut found = Vec::new();
    if root["version"] != "https://jsonfeed.org/version/1.1" || !text(&root["title"]) {
        found.push("it has no version or no title".to_owned());
    }
    for key in ["home_page_url", "feed_url"] {
        address(&root[key], key, &mut found);
    }
    for key in ["next_url"].into_iter().filter(|key| root.get(key).is_some()) {
        address(&root[key], key, &mut found);
    }
    for hub in root["hubs"].as_array().into_iter().flatten() {
        address(&hub["url"], "the hub", &mut found);
    }
    authors(&root, "the feed", &mut found);
    let Some(entries) = root["items"].as_array() else {
        found.push("it has no list of entries".to_owned());
        return found;
    };
    let mut ids = BTreeSet::new();
    for entry in entries {
        let id = entry["id"].as_str().unwrap_or_default();
        if id.is_empty() || !ids.insert(id) {
            found.push(format!("{id:?} is no id of one entry"));
        }
        if !text(&entry["content_html"]) || !text(&entry["title"]) {
            found.push(format!("{id} has no content or no title"));
        }
        address(&entry["url"], id, &mut found);
        authors(entry, id, &mut found);
        for key in ["date_published", "date_modified"] {
            if entry[key].as_str().is_none_or(|at| chrono::DateTime::parse_from_rfc3339(at).is_err()) {
                found.push(format!("{id}: {key} is no date of RFC 3339"));
            }
        }
        if entry.get("tags").is_some_and(|tags| !tags.as_array().is_some_and(|tags| tags.iter().all(Value::is_string)))
        {
            found.push(format!("{id}: its tags are not all texts"));
        }
        if entry.get("language").is_some_and(|language| !text(language)) {
            found.push(format!("{id}: its language is none"));
        }
    }
    found
}

/// Panics with every breach.
pub(crate) fn assert_valid(document: &[u8]) {
    let found = breaches(document);
    assert!(found.is_empty(), "no valid JSON Feed:\n{}\n{}", found.join("\n"), String::from_utf8_lossy(document));
}

fn text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

fn address(value: &Value, name: &str, found: &mut Vec<String>) {
    if value.as_str().is_none_or(|address| url::Url::parse(address).is_err()) {
        found.push(format!("{name}: {value} is no absolute address"));
    }
}

fn authors(value: &Value, name: &str, found: &mut Vec<String>) {
    let authors = value["authors"].as_array();
    if authors.is_none_or(|all| all.is_empty() || !all.iter().all(|author| text(&author["name"]))) {
        found.push(format!("{name} has no author with a name"));
    }
}
