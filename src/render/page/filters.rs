//! How readers choose what a page shows, without a script: a form, and a link for each choice that takes it back.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use super::super::slice::{self, Key};
use super::super::texts::{Words, say};
use super::frame::{FeedLink, Spot, here, render};
use super::setting::Setting;
use crate::model::{Kind, NetworkId, RegionId, Slice, Urgency};

/// How many terms a list offers at most.
const OFFERED: usize = 260;
/// How many networks; their names are long.
const NETWORKS: usize = 120;

/// What the form asks for, in its order.
const ASKED: [Key; 6] = [Key::Region, Key::Country, Key::Urgency, Key::Type, Key::Lang, Key::Network];

/// The form, the choices made, and the feed of the view.
pub(super) fn filters(
    set: &Setting,
    spot: &Spot,
    slice: &Slice,
    terms: &BTreeMap<Key, BTreeMap<String, usize>>,
    links: &[FeedLink],
) -> String {
    let written: BTreeMap<Key, Vec<String>> = slice::written(slice).into_iter().collect();
    let chosen = |key: Key| written.get(&key).cloned().unwrap_or_default();
    let lists = ASKED.map(|key| List {
        name: key.name(),
        label: label(set, key),
        options: options(set, key, terms.get(&key), &chosen(key)),
    });
    let kept = written.iter().filter(|(key, _)| !ASKED.contains(key));
    let taken_back = set.parts(slice).into_iter().map(|(key, part)| Choice {
        said: say(&set.words().filter.remove, &[("what", &part)]),
        href: here(format!("{}{}", spot.up, question(&without(slice, key)))),
    });
    let address = set.ctx.address(&slice::address(slice, ".atom"));
    render(&Form {
        words: set.words(),
        action: spot.home(),
        lists: lists.to_vec(),
        kept: kept.map(|(key, terms)| (key.name(), terms.join(","))).collect(),
        choices: taken_back.collect(),
        clear: spot.home(),
        links,
        address,
    })
}

/// `?` and the query of a slice; nothing for the whole wire.
pub(super) fn question(slice: &Slice) -> String {
    let query = slice::canonical(slice);
    if query.is_empty() { query } else { format!("?{query}") }
}

fn label<'a>(set: &'a Setting, key: Key) -> &'a str {
    let texts = &set.words().filter;
    match key {
        Key::Region => &texts.region,
        Key::Country => &texts.country,
        Key::Urgency => &texts.urgency,
        Key::Type => &texts.kind,
        Key::Lang => &texts.language,
        _ => &texts.network,
    }
}

/// What a list offers: what there is anything of, in the order of its names; urgencies and types all, in their own order.
fn options(set: &Setting, key: Key, stored: Option<&BTreeMap<String, usize>>, chosen: &[String]) -> Vec<Choosable> {
    let mut offered: Vec<(String, String)> = match key {
        Key::Urgency => Urgency::ALL.map(|urgency| (urgency.to_string(), set.urgency_short(urgency))).to_vec(),
        Key::Type => Kind::ALL.map(|kind| (kind.to_string(), set.kind(kind))).to_vec(),
        _ => {
            let known = set.ctx.labels.regions.keys().filter(|_| key == Key::Region).map(|id| id.0.clone());
            let terms: BTreeSet<String> = stored.into_iter().flat_map(BTreeMap::keys).cloned().chain(known).collect();
            // Of networks that are read no longer only their ids are known here.
            let has_name = |term: &String| {
                key != Key::Network || set.ctx.directory.networks.contains_key(&NetworkId(term.clone()))
            };
            let mut named: Vec<_> =
                terms.into_iter().filter(has_name).map(|term| (term.clone(), name(set, key, term))).collect();
            named.sort_by_cached_key(|(_, name)| crate::model::fold(name));
            named.truncate(if key == Key::Network { NETWORKS } else { OFFERED });
            named
        }
    };
    // What is asked for is shown as it is, though it be several terms or one that nothing is filed under.
    let asked = chosen.join(",");
    if !chosen.is_empty() && !offered.iter().any(|(term, _)| *term == asked) {
        let names: Vec<String> = chosen.iter().map(|term| name(set, key, term.clone())).collect();
        offered.insert(0, (asked.clone(), names.join(", ")));
    }
    let choosable = |(value, name): (String, String)| Choosable { chosen: value == asked, value, name };
    offered.into_iter().map(choosable).collect()
}

fn name(set: &Setting, key: Key, term: String) -> String {
    match key {
        Key::Region => set.region(&RegionId(term)),
        Key::Country => crate::model::Country::new(&term).map_or(term, |code| set.country(code)),
        Key::Urgency => Urgency::ALL
            .into_iter()
            .find(|known| known.term() == term)
            .map_or(term, |urgency| set.urgency_short(urgency)),
        Key::Type => Kind::ALL.into_iter().find(|known| known.term() == term).map_or(term, |kind| set.kind(kind)),
        Key::Lang => set.language(&term),
        _ => set.network(&NetworkId(term)),
    }
}

/// A slice that asks no longer for one key.
fn without(slice: &Slice, key: Key) -> Slice {
    let mut slice = slice.clone();
    let filter = &mut slice.filter;
    match key {
        Key::Region => filter.regions.clear(),
        Key::Country => filter.countries.clear(),
        Key::M49 => filter.m49.clear(),
        Key::Urgency => {
            filter.urgencies.clear();
            slice.active = false;
        }
        Key::Type => filter.kinds.clear(),
        Key::Theme => filter.themes.clear(),
        Key::Lang => filter.languages.clear(),
        Key::Network => filter.networks.clear(),
        Key::Source => filter.sources.clear(),
        Key::Case => filter.cases.clear(),
        Key::Active => slice.active = false,
        Key::Prefer => slice.prefer.clear(),
        Key::Versions => slice.versions = false,
    }
    slice
}

#[derive(Template)]
#[template(path = "filters.html")]
struct Form<'a> {
    words: &'a Words,
    action: String,
    lists: Vec<List<'a>>,
    /// What is asked for besides, and stays so.
    kept: Vec<(&'static str, String)>,
    choices: Vec<Choice>,
    clear: String,
    links: &'a [FeedLink],
    /// Of the Atom form.
    address: String,
}

#[derive(Clone)]
struct List<'a> {
    name: &'static str,
    label: &'a str,
    options: Vec<Choosable>,
}

#[derive(Clone)]
struct Choosable {
    value: String,
    name: String,
    chosen: bool,
}

struct Choice {
    said: String,
    href: String,
}
