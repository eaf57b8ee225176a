//! What a WordPress answers with when it is asked for its posts (`/wp-json/wp/v2/posts`): a list of objects.

use serde_json::Value;

use super::dates::{self, Hints};
use super::weight::too_heavy;
use super::{MAX_FEED_ENTRIES, language_tag};
use crate::model::{Document, Entry, Moment, PublishedFrom, Source, SourceKind, Text};
use crate::refine::{Announced, Error, Parsed};

/// Whether a text can be such an answer.
pub(super) fn is_answer(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(64 * 1024)];
    head.trim_start().starts_with('[') && ["\"link\"", "\"title\"", "\"rendered\""].iter().all(|key| head.contains(key))
}

/// Reads the answer. Ids are left out: the page whose list this completes has none.
pub(super) fn parse(text: &str, document: &Document, source: &Source) -> Result<Parsed, Error> {
    if let Some(what) = too_heavy(text) {
        return Err(Error::TooMuch { url: document.url.to_string(), what });
    }
    let list: Vec<Value> = serde_json::from_str(text).map_err(|error| Error::BrokenFeed {
        url: document.url.to_string(),
        why: error.to_string(),
        seen: text.matches("\"link\"").count(),
    })?;
    let entries = list.iter().take(MAX_FEED_ENTRIES).filter_map(|post| entry(post, source)).collect();
    Ok(Parsed {
        kind: SourceKind::Feed,
        entries,
        path: String::new(),
        language: None,
        withdrawn: Vec::new(),
        warnings: Vec::new(),
        announced: Announced::default(),
    })
}

fn entry(post: &Value, source: &Source) -> Option<Entry> {
    let rendered = |key: &str| {
        let text = post.get(key)?.get("rendered")?.as_str()?.trim();
        (!text.is_empty()).then(|| Text::Html(text.to_owned()))
    };
    let link = post.get("link")?.as_str()?.to_owned();
    let title = rendered("title")?;
    let published = moment(post, "date", source);
    Some(Entry {
        link: Some(link),
        title: Some(title),
        summary: rendered("excerpt"),
        content: rendered("content"),
        published,
        published_from: published.map(|_| PublishedFrom::Source),
        updated: moment(post, "modified", source),
        language: post.get("lang").and_then(Value::as_str).and_then(language_tag),
        ..Entry::default()
    })
}

/// `date_gmt` says its zone by its name only.
fn moment(post: &Value, key: &str, source: &Source) -> Option<Moment> {
    let gmt = post.get(format!("{key}_gmt")).and_then(Value::as_str).map(|date| format!("{date}Z"));
    let local = post.get(key).and_then(Value::as_str);
    let hints = Hints { timezone: source.timezone, order: source.date_order, ..Hints::default() };
    gmt.and_then(|date| dates::parse(&date, &hints)).or_else(|| dates::parse(local?, &hints))
}
