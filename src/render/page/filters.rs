//! How readers choose what a page shows, without a script: a form, and a link for each choice that takes it back.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use super::super::Context;
use super::super::slice::{self, Key};
use super::super::texts::{Words, say};
use super::super::words;
use super::address::Address;
use super::frame::{FeedLink, Spot, render};
use super::setting::Setting;
use crate::model::{Country, Filter, Kind, NetworkId, RegionId, Slice, Urgency, fold};

/// How many terms a list offers at most.
const OFFERED: usize = 260;
/// How many networks; their names are long.
const NETWORKS: usize = 120;

/// How many alerts are filed under each term.
type Stored = BTreeMap<Key, BTreeMap<String, usize>>;

/// What the form asks for, in its order.
const ASKED: [Key; 6] = [Key::Region, Key::Country, Key::Urgency, Key::Type, Key::Lang, Key::Network];

/// What readers may choose of: by key, the terms that there is anything of; regions, urgencies and types all.
pub fn offered(ctx: &Context, stored: &Stored) -> Vec<(Key, Vec<String>)> {
    let terms =
        |key: Key| -> BTreeSet<String> { stored.get(&key).into_iter().flat_map(BTreeMap::keys).cloned().collect() };
    let offered = |key| match key {
        Key::Urgency => Urgency::ALL.map(|urgency| urgency.to_string()).to_vec(),
        Key::Type => Kind::ALL.map(|kind| kind.to_string()).to_vec(),
        Key::Region => terms(key).into_iter().chain(ctx.labels.regions.keys().map(|id| id.0.clone())).collect(),
        // Of networks that are read no longer only their ids are known here.
        Key::Network => {
            let named = |term: &String| ctx.directory.networks.contains_key(&NetworkId(term.clone()));
            terms(key).into_iter().filter(named).take(NETWORKS).collect()
        }
        _ => terms(key).into_iter().take(OFFERED).collect(),
    };
    ASKED.map(|key| (key, BTreeSet::from_iter::<Vec<String>>(offered(key)).into_iter().collect())).to_vec()
}

/// The slice of one term that readers may choose.
pub fn only(key: Key, term: &str) -> Option<Slice> {
    let mut filter = Filter::default();
    match key {
        Key::Region => filter.regions.push(RegionId(term.to_owned())),
        Key::Country => filter.countries.push(Country::new(term)?),
        Key::Urgency => filter.urgencies.push(Urgency::ALL.into_iter().find(|known| known.term() == term)?),
        Key::Type => filter.kinds.push(Kind::ALL.into_iter().find(|known| known.term() == term)?),
        Key::Lang => filter.languages.push(term.to_owned()),
        Key::Network => filter.networks.push(NetworkId(term.to_owned())),
        _ => return None,
    }
    Some(Slice { filter, ..Slice::default() })
}

/// The form, the choices made, and the feed of the view. Plain files have links in the place of the form.
pub(super) fn filters(set: &Setting, spot: &Spot, slice: &Slice, stored: &Stored, links: &[FeedLink]) -> String {
    let written: BTreeMap<Key, Vec<String>> = slice::written(slice).into_iter().collect();
    let lists = offered(set.ctx, stored).into_iter().map(|(key, terms)| List {
        name: key.name(),
        label: label(set, key),
        options: options(set, spot, key, terms, written.get(&key).map_or(&[], Vec::as_slice)),
    });
    let kept = written.iter().filter(|(key, _)| !ASKED.contains(key));
    let taken_back = slice::parts(slice, set.ctx).into_iter().map(|(key, part)| Choice {
        said: say(&set.words().filter.remove, &[("what", &part)]),
        href: Address::view(without(slice, key)).link(&spot.up),
    });
    let folder = if set.files { String::new() } else { set.ctx.tongue.folder() };
    render(&Form {
        words: set.words(),
        files: set.files,
        home: spot.home(),
        lists: lists.collect(),
        kept: kept.map(|(key, terms)| (key.name(), terms.join(","))).collect(),
        choices: taken_back.collect(),
        links,
        address: set.ctx.address(&format!("{folder}{}", slice::address(slice, ".atom").trim_start_matches('/'))),
    })
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

/// What a list offers, by name; urgencies and types in their own order.
fn options(set: &Setting, spot: &Spot, key: Key, terms: Vec<String>, chosen: &[String]) -> Vec<Choosable> {
    let mut offered: Vec<(String, String)> =
        terms.into_iter().map(|term| (term.clone(), name(set, key, term))).collect();
    if !matches!(key, Key::Urgency | Key::Type) {
        offered.sort_by_cached_key(|(_, name)| fold(name));
    }
    // What is asked for is shown as it is, though it be several terms or one that nothing is filed under.
    let asked = chosen.join(",");
    if !chosen.is_empty() && !offered.iter().any(|(term, _)| *term == asked) {
        let names: Vec<String> = chosen.iter().map(|term| name(set, key, term.clone())).collect();
        offered.insert(0, (asked.clone(), names.join(set.words().list.comma.as_str())));
    }
    let option = |(value, name): (String, String)| Choosable {
        chosen: value == asked,
        href: only(key, &value).map(|slice| Address::view(slice).link(&spot.up)).unwrap_or_default(),
        value,
        name,
    };
    offered.into_iter().map(option).collect()
}

fn name(set: &Setting, key: Key, term: String) -> String {
    match key {
        Key::Region => set.ctx.labels.region(&RegionId(term)),
        Key::Country => Country::new(&term).map_or(term, |code| set.ctx.labels.country(code)),
        Key::Urgency => Urgency::ALL
            .into_iter()
            .find(|known| known.term() == term)
            .map_or(term, |urgency| words::urgency(set.ctx, urgency)),
        Key::Type => {
            Kind::ALL.into_iter().find(|known| known.term() == term).map_or(term, |kind| set.ctx.labels.kind(kind))
        }
        Key::Lang => words::language(set.ctx, &term),
        _ => set.ctx.directory.network(&NetworkId(term)),
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
    files: bool,
    home: String,
    lists: Vec<List<'a>>,
    /// What is asked for besides, and stays so.
    kept: Vec<(&'static str, String)>,
    choices: Vec<Choice>,
    links: &'a [FeedLink],
    /// Of the Atom form.
    address: String,
}

struct List<'a> {
    name: &'static str,
    label: &'a str,
    options: Vec<Choosable>,
}

struct Choosable {
    value: String,
    name: String,
    chosen: bool,
    /// The page of this term alone.
    href: String,
}

struct Choice {
    said: String,
    href: String,
}
