//! JSON Feed, versions 1 and 1.1 (jsonfeed.org). Each of its items is read by itself, so that one broken item, or the end
//! of a truncated document, costs no other; ids may be numbers, and anything may be missing.

use chrono::DateTime;
use serde_json::Value;
use url::Url;

use super::dates::{self, Hints};
use super::exact::exact;
use super::feed::MAX_HUBS;
use super::weight::too_heavy;
use super::{MAX_FEED_ENTRIES, joined, language_tag};
use crate::model::{Document, Entry, Moment, PublishedFrom, Source, SourceKind, Text};
use crate::refine::{Announced, Error, Parsed};

/// How many authors or tags of one item are taken.
const MAX_NAMES: usize = 100;

/// Reads a JSON Feed.
pub(super) fn parse(text: &str, document: &Document, source: &Source) -> Result<Parsed, Error> {
    if let Some(what) = too_heavy(text) {
        return Err(Error::TooMuch { url: document.url.to_string(), what });
    }
    let outline = Outline::of(text);
    let head: Value = serde_json::from_str(&outline.head).unwrap_or_default();
    let language = language(&head);
    let taken = outline.items.iter().take(MAX_FEED_ENTRIES);
    let items: Vec<Value> =
        taken.clone().filter_map(|item| serde_json::from_str(item).ok()).filter(Value::is_object).collect();
    let broken = taken.len() - items.len();
    let dates = items.iter().flat_map(|item| ["date_published", "date_modified"].map(|key| word(item, key)));
    // what a standard writes leaves no doubt
    let dates = dates.flatten().filter(|date| exact(date).is_none());
    let hints = Hints {
        language: language.clone().or_else(|| source.language.clone()),
        timezone: source.timezone,
        order: source.date_order.or_else(|| dates::order_of(dates)),
        now: Some(document.fetched),
    };
    let entries: Vec<Entry> = items.iter().map(|item| entry(item, &head, language.as_ref(), &hints)).collect();
    let seen = outline.items.len() + usize::from(outline.cut_item);
    let mut warnings = Vec::new();
    if broken > 0 {
        warnings.push(format!("{broken} of {seen} entries left out: they are not valid JSON"));
    }
    if outline.cut_item {
        warnings.push(format!("1 of {seen} entries left out: the document ends inside it"));
    } else if outline.cut {
        warnings.push("the document ends before the feed does; entries may be missing at its end".to_owned());
    }
    if outline.items.len() > MAX_FEED_ENTRIES {
        let lost = outline.items.len() - MAX_FEED_ENTRIES;
        warnings
            .push(format!("it holds {seen} entries; the first {MAX_FEED_ENTRIES} were taken, {lost} were left out"));
    }
    if entries.is_empty() && !warnings.is_empty() {
        return Err(Error::BrokenFeed { url: document.url.to_string(), why: warnings.join("; "), seen });
    }
    let announced = announced(&head, &document.url);
    let (kind, path) = (SourceKind::Feed, String::new());
    Ok(Parsed { kind, entries, path, language, withdrawn: Vec::new(), warnings, announced })
}

/// The feed's own address, and hubs that speak WebSub.
fn announced(head: &Value, base: &Url) -> Announced {
    let address = |object: &Value, key: &str| word(object, key).and_then(|text| joined(base, &text));
    let speaks = |hub: &&Value| word(hub, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("websub"));
    let hubs = list(head, "hubs").iter().filter(speaks).filter_map(|hub| address(hub, "url")).take(MAX_HUBS);
    Announced { refresh: None, hubs: hubs.collect(), own: address(head, "feed_url") }
}

fn entry(item: &Value, head: &Value, shared: Option<&String>, hints: &Hints) -> Entry {
    let own = language(item);
    let hints = Hints { language: own.clone().or_else(|| hints.language.clone()), ..hints.clone() };
    let moment = |key: &str| {
        let text = word(item, key)?;
        if let Some(number) = item.get(key).and_then(Value::as_f64) {
            return since_1970(number);
        }
        let standard = || DateTime::parse_from_rfc3339(&text).ok().map(Moment::Second);
        exact(&text).or_else(|| dates::parse(&text, &hints)).or_else(standard)
    };
    let updated = moment("date_modified");
    let published = moment("date_published").or(updated);
    let content = word(item, "content_html").map(Text::Html).or_else(|| word(item, "content_text").map(Text::Plain));
    let authors = people(item);
    Entry {
        id: word(item, "id"),
        // Many give their address as id and leave it at that.
        link: ["url", "external_url"]
            .iter()
            .find_map(|key| word(item, key))
            .or_else(|| word(item, "id").filter(|id| id.starts_with("https://") || id.starts_with("http://")))
            .or_else(|| list(item, "attachments").iter().find_map(|file| word(file, "url"))),
        title: word(item, "title").map(Text::Plain),
        summary: word(item, "summary").map(Text::Plain),
        content,
        published,
        published_from: published.map(|_| PublishedFrom::Source),
        updated,
        language: own.or_else(|| shared.cloned()),
        authors: if authors.is_empty() { people(head) } else { authors },
        categories: one_or_more(item, "tags").filter_map(plain).take(MAX_NAMES).collect(),
        versions: Vec::new(),
        reasons: Vec::new(),
    }
}

fn language(object: &Value) -> Option<String> {
    word(object, "language").and_then(|tag| language_tag(&tag))
}

fn word(object: &Value, key: &str) -> Option<String> {
    object.get(key).and_then(plain)
}

/// A string, or a number where a string was due; nothing where it is empty.
fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn list<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The members of a list, or what stands in the place of one.
fn one_or_more<'a>(object: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    let value = object.get(key);
    let members = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    members.iter().chain(value.filter(|value| !value.is_array()))
}

/// `authors` of version 1.1, `author` of version 1; some write but a name in their place.
fn people(object: &Value) -> Vec<String> {
    let all = one_or_more(object, "authors").chain(one_or_more(object, "author"));
    let mut names: Vec<String> = Vec::new();
    for name in all.filter_map(|author| word(author, "name").or_else(|| plain(author))).take(MAX_NAMES) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Seconds or thousandths of them, which programs count from 1970; anything before 2001 is none.
fn since_1970(number: f64) -> Option<Moment> {
    const YEAR_2001: f64 = 1e9;
    let seconds = if number >= YEAR_2001 * 1000.0 { number / 1000.0 } else { number };
    let at = (YEAR_2001..1e11).contains(&seconds).then(|| DateTime::from_timestamp(seconds as i64, 0)).flatten()?;
    Some(Moment::Second(at.fixed_offset()))
}

/// Where the items of a feed are, found by counting brackets.
struct Outline<'a> {
    /// The feed with an empty list of items.
    head: String,
    items: Vec<&'a str>,
    /// Whether the document ends early.
    cut: bool,
    /// Whether it ends inside an item.
    cut_item: bool,
}

impl<'a> Outline<'a> {
    fn of(text: &'a str) -> Self {
        let mut out = Self { head: String::new(), items: Vec::new(), cut: true, cut_item: false };
        let bytes = text.as_bytes();
        let (mut depth, mut at) = (0_usize, 0);
        // the list of items: where it begins and, once it ended, ends
        let (mut list, mut list_end) = (None, None);
        let mut item = None;
        let mut last_string = "";
        while at < bytes.len() {
            match bytes[at] {
                b'"' => {
                    let Some(end) = string_end(bytes, at) else { break };
                    last_string = &text[at + 1..end];
                    at = end;
                }
                open @ (b'{' | b'[') => {
                    depth += 1;
                    if open == b'[' && depth == 2 && last_string == "items" && list.is_none() {
                        list = Some(at + 1);
                    } else if depth == 3 && list.is_some() && list_end.is_none() {
                        item = Some(at);
                    }
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    if depth == 2 {
                        out.items.extend(item.take().map(|start| &text[start..=at]));
                    } else if depth == 1 && list.is_some() {
                        list_end = list_end.or(Some(at));
                    } else if depth == 0 {
                        out.cut = false;
                        break;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        out.cut_item = item.is_some();
        out.head = match (list, list_end) {
            (Some(list), Some(end)) => format!("{}{}", &text[..list], &text[end..]),
            (Some(list), None) => format!("{}]}}", &text[..list]),
            _ => text.to_owned(),
        };
        out
    }
}

/// Where a string ends that begins here.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}
