//! The keys under which reports of one thing meet although neither link nor text is the same: reference codes, full
//! names, names with country and time, shared passages. Each has a few places; a key whose places are all taken is
//! common, and tells nothing any more. So a report's candidates are bounded, and boilerplate unlearns itself.

use chrono::{Datelike as _, NaiveDate};

use super::facts::Facts;
use super::fingerprint::Sketch;
use super::spelling::NameWord;
use super::traits::Traits;
use crate::model::{Digest, Key};

/// Days that share one stretch of time, for things that are reported within ten days.
const STRETCH: i32 = 10;
/// Days that share one stretch of time, for language versions.
const VERSIONS: i32 = 4;
/// Days of one period, whose keys the store keeps together: a whole number of stretches of either kind.
const PERIOD: i32 = 40;
/// Persons, names and passages that are looked for, of one report.
const PERSONS: usize = 5;
const NAMES: usize = 8;
const SURNAMES: usize = 3;
const ACTS: usize = 2;
pub(super) const PASSAGES: usize = 8;
/// Words of a title in a script without capitals of which any two in a row can be a name.
const TITLE: usize = 16;

/// A key with several places.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Near {
    digest: Digest,
    /// How many alerts it can lead to.
    places: u8,
    /// True for what names one thing however long ago it was told: a code, a person.
    lasting: bool,
    /// The period it belongs to, for what only means something within days.
    period: Option<u16>,
}

impl Near {
    fn of(purpose: &str, parts: &[&[u8]], places: u8) -> Self {
        Self { digest: Digest::of(purpose, parts), places, lasting: false, period: None }
    }

    fn lasting(self) -> Self {
        Self { lasting: true, ..self }
    }

    /// True where it may tell something though all its places are taken: if they belong to one case.
    pub fn is_lasting(self) -> bool {
        self.lasting
    }

    /// The exact keys of its places, first to last.
    pub fn places(self) -> impl Iterator<Item = Key> {
        (0..self.places).map(move |place| Key::near(self.period, &self.digest, place))
    }
}

/// Under what a report is looked for, strongest first, and under what it is then left.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct NearKeys {
    pub(super) asked: Vec<Near>,
    pub(super) left: Vec<Near>,
    /// How many of those asked for name a case or a person, or share a passage: they come first.
    pub(super) telling: usize,
}

impl NearKeys {
    pub(super) fn of(facts: &Facts, day: NaiveDate) -> Self {
        let traits = &facts.traits;
        let mut keys = Self::default();
        for code in &traits.references {
            keys.both(Near::of("near:code:v1", &[&code.series.to_be_bytes(), &code.case.to_be_bytes()], 16).lasting());
        }
        if let Some(version) = traits.version {
            keys.both(Near::of("near:version:v1", &[&version.to_be_bytes()], 16));
        }
        for person in traits.people.iter().take(PERSONS) {
            if let [first, .., last] = &person[..] {
                let (one, other) = (first.spelled.to_be_bytes(), last.spelled.to_be_bytes());
                keys.both(
                    Near::of("near:spelled:v1", &[one.min(other).as_slice(), one.max(other).as_slice()], 8).lasting(),
                );
            }
            for (first, second) in pairs(person) {
                keys.both(Near::of("near:person:v1", &[first, second], 8).lasting());
            }
        }
        for pair in traits.caseless[..traits.caseless_title.min(traits.caseless.len()).min(TITLE)].windows(2) {
            let (one, other) = (pair[0].skeleton.bytes(), pair[1].skeleton.bytes());
            if one.len().min(other.len()) > 1 {
                keys.both(Near::of("near:person:v1", &[one.min(other), one.max(other)], 8).lasting());
            }
        }
        let named = |what: &str, mark: u32| Near::of("near:named:v1", &[what.as_bytes(), &mark.to_be_bytes()], 4);
        let notice = &facts.notice;
        let titles = notice.title.iter().chain(&notice.named_titles);
        titles.for_each(|title| keys.both(named("title", *title)));
        notice.named_link.iter().for_each(|link| keys.both(named("link", *link)));
        // What a notice or a language version names by its address is found under that address.
        keys.asked.extend(notice.link.map(|link| named("link", link)));
        keys.left.extend(notice.versions.iter().map(|link| named("link", *link)));
        passages(&facts.sketch).for_each(|(_, near)| keys.both(near));
        keys.telling = keys.asked.len();
        for country in &traits.countries {
            let country = country.as_str().as_bytes();
            for name in names(traits).take(NAMES) {
                keys.timed("near:name:v1", &[country, name], day, STRETCH, 8);
            }
            for organisation in organisations(traits) {
                keys.timed("near:organisation:v1", &[country, &organisation], day, VERSIONS, 12);
            }
            for act in traits.leading_acts().take(ACTS) {
                keys.timed("near:act:v1", &[country, &act.to_be_bytes()], day, VERSIONS, 12);
            }
        }
        if traits.countries.is_empty() {
            for organisation in organisations(traits) {
                keys.timed("near:organisation:v1", &[b"", &organisation], day, VERSIONS, 12);
            }
        }
        let network = traits.network.to_be_bytes();
        let countries = traits.countries.iter().map(|country| country.as_str().as_bytes());
        for realm in countries.take(1).chain([&network[..]]) {
            for name in traits.surnames().chain(traits.titled_names()).take(SURNAMES) {
                keys.both(Near::of("near:surname:v1", &[realm, name.skeleton.bytes()], 8).lasting());
            }
        }
        keys
    }

    fn both(&mut self, key: Near) {
        if !self.left.contains(&key) {
            self.asked.push(key);
            self.left.push(key);
        }
    }

    /// Left in its own stretch of time, asked in the neighbouring ones too.
    fn timed(&mut self, purpose: &str, parts: &[&[u8]], day: NaiveDate, days: i32, places: u8) {
        let own = day.num_days_from_ce().div_euclid(days);
        for stretch in [own, own - 1, own + 1] {
            let bytes = stretch.to_be_bytes();
            let parts: Vec<&[u8]> = parts.iter().copied().chain([&bytes[..]]).collect();
            let period = u16::try_from(stretch * days / PERIOD).ok();
            let key = Near { period, ..Near::of(purpose, &parts, places) };
            self.asked.push(key);
            if stretch == own {
                self.left.push(key);
            }
        }
    }
}

/// A few passages of a text, each with its key.
pub(super) fn passages(sketch: &Sketch) -> impl Iterator<Item = (u32, Near)> {
    sketch.passages(PASSAGES).map(|hash| (hash, Near::of("near:passage:v1", &[&hash.to_be_bytes()], 4)))
}

/// The words of a name in pairs, in an order that does not depend on which comes first.
fn pairs(person: &[NameWord]) -> Vec<(&[u8], &[u8])> {
    let words: Vec<&[u8]> = person.iter().take(3).map(|word| word.skeleton.bytes()).filter(|b| b.len() > 1).collect();
    let mut pairs = Vec::new();
    for (place, one) in words.iter().enumerate() {
        for other in &words[place + 1..] {
            pairs.push((*one.min(other), *one.max(other)));
        }
    }
    pairs
}

/// By what an organisation is known: its network and its host.
fn organisations(traits: &Traits) -> impl Iterator<Item = [u8; 4]> {
    [Some(traits.network), traits.host].into_iter().flatten().map(u32::to_be_bytes)
}

/// Single names, surnames and places, as skeletons.
fn names(traits: &Traits) -> impl Iterator<Item = &[u8]> {
    let surnames = traits.people.iter().flatten();
    let places = traits.places.iter().filter_map(|place| place.first());
    traits.single.iter().chain(places).chain(surnames).map(|word| word.skeleton.bytes()).filter(|bytes| bytes.len() > 2)
}
