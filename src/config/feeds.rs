//! `feeds.toml`: the feeds that are published by name.

use std::collections::BTreeSet;

use super::keys::FEED;
use super::problem::Refusal;
use super::section::{Section, Value};
use super::values;
use crate::model::{NamedFeed, Slice};
use crate::render::slice::{self, Key, Terms};

/// How many feeds may have names: each is made anew whenever something touches it.
const MOST: usize = 100;

/// Reads `feeds.toml`; what is refused is left out.
pub(super) fn read(whole: &Section, terms: &Terms) -> Vec<NamedFeed> {
    let mut names = BTreeSet::new();
    let mut feeds = Vec::new();
    for value in whole.list("feed") {
        if feeds.len() == MOST {
            value.refuse(Refusal::new(format!("is one feed too many: at most {MOST} have names"), "remove some"));
            break;
        }
        feeds.extend(value.section(FEED).and_then(|section| feed(&section, terms, &mut names)));
    }
    feeds
}

fn feed(section: &Section, terms: &Terms, names: &mut BTreeSet<String>) -> Option<NamedFeed> {
    let name = section.need("name", |text| name(text, names));
    let title = section.need("title", values::name);
    Some(NamedFeed { slice: slice(section, terms, &Key::ALL, "name")?, name: name?, title: title? })
}

/// What the keys of a section admit; what is wrong with it as a whole is told of one of its keys.
pub(super) fn slice(section: &Section, terms: &Terms, keys: &[Key], told_of: &str) -> Option<Slice> {
    let mut query = Vec::new();
    for key in keys.iter().copied() {
        for (value, text) in section.value(key.name()).map(Value::terms).unwrap_or_default() {
            let pair = format!("{key}={}", text.replace('%', "%25").replace('&', "%26").replace('+', "%2B"));
            match slice::parse(&pair, terms) {
                Ok(_) => query.push(pair),
                Err(error) => value.refuse(Refusal::new("cannot be understood", error.to_string())),
            }
        }
    }
    let slice = slice::parse(&query.join("&"), terms);
    slice.map_err(|error| section.refuse(told_of, Refusal::new("asks for too much", error.to_string()))).ok()
}

fn name(text: &str, names: &mut BTreeSet<String>) -> Result<String, Refusal> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if text.is_empty() || text.len() > 60 || !text.bytes().all(plain) {
        return Err(Refusal::new(
            format!("{text:?} cannot stand in an address"),
            "use 1 to 60 small letters, digits and hyphens, for example \"central-america\"",
        ));
    }
    if !names.insert(text.to_owned()) {
        return Err(Refusal::new(format!("{text:?} is the name of two feeds"), "give one of them another name"));
    }
    Ok(text.to_owned())
}
