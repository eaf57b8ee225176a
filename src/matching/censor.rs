//! Taking a name out of everything that is kept of a report: its texts, its link and ids, what was found in it and why.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use url::Url;

use super::naming::{Spelling, runs};
use crate::model::{Alert, Digest, Protection, Reason, Report, Tags};

/// Names to be taken out, by their digests, and what is put in their place.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Blots {
    whole: HashMap<Digest, String>,
    parts: HashMap<Digest, String>,
}

impl Blots {
    /// The blots that some protections ask for.
    pub fn of<'a>(names: impl IntoIterator<Item = (Digest, &'a Protection)>) -> Self {
        let mut blots = Self::default();
        for (key, protection) in names {
            // What stands in the name's place may be a part of it.
            if protection.part && runs(protection.instead(), true).iter().any(|run| run.key == key) {
                continue;
            }
            let list = if protection.part { &mut blots.parts } else { &mut blots.whole };
            list.insert(key, protection.instead().to_owned());
        }
        blots
    }

    /// True where there is nothing to be taken out.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// True where a text says one of the names.
    pub fn meets(&self, text: &str) -> bool {
        runs(text, false).iter().any(|run| self.whole.contains_key(&run.key))
    }
}

/// What is to be remembered of a name in all its spellings, so that it is met again.
pub fn protections(spellings: &[Spelling], like: &Protection) -> Vec<(Digest, Protection)> {
    let whole = spellings.iter().flat_map(Spelling::whole).map(|key| (key, like.clone()));
    let part = Protection { part: true, ..like.clone() };
    let parts = spellings.iter().flat_map(Spelling::parts).map(|key| (key, part.clone()));
    let mut seen = HashSet::new();
    whole.chain(parts).filter(|(key, protection)| seen.insert((*key, protection.part))).collect()
}

/// Where an alert names somebody, in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Sightings {
    /// Titles.
    pub titles: usize,
    /// Texts and notes.
    pub texts: usize,
    /// Links and ids.
    pub links: usize,
    /// Authors, categories, names and matched words.
    pub others: usize,
}

impl Sightings {
    /// True where nobody is named.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// All together.
    pub fn total(&self) -> usize {
        self.titles + self.texts + self.links + self.others
    }
}

/// Everything in a report that may be a name, once each.
pub fn names(report: &Report) -> Vec<Digest> {
    let mut seen = HashSet::new();
    let mut names = Vec::new();
    walk_report(&mut report.clone(), &mut |part, text| {
        let runs = runs(text, part.is_bare());
        names.extend(runs.into_iter().map(|run| run.key).filter(|key| seen.insert(*key)));
        false
    });
    names
}

/// Takes names out of a report. False where it holds none of them.
pub fn censor_report(report: &mut Report, blots: &Blots) -> bool {
    !censored(blots, &mut |ink| walk_report(report, ink)).is_empty()
}

/// Takes names out of an alert: out of all its reports, those kept from readers too, its tags, its history and its note.
pub fn censor(alert: &mut Alert, blots: &Blots) -> Sightings {
    censored(blots, &mut |ink| walk(alert, ink))
}

/// True where an alert says names only in what is told of its past.
pub fn is_past(alert: &Alert, blots: &Blots) -> bool {
    sightings(&Alert { history: Vec::new(), ..alert.clone() }, blots).is_empty()
}

/// Where an alert holds names.
pub fn sightings(alert: &Alert, blots: &Blots) -> Sightings {
    censor(&mut alert.clone(), blots)
}

/// What text it is: some are cut, others go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Title,
    Text,
    Link,
    Name,
    Other,
}

impl Part {
    /// True for texts that need have no capitals of their own.
    fn is_bare(self) -> bool {
        matches!(self, Self::Link | Self::Name)
    }
}

/// Is shown every text, may change it, and answers whether it did.
type Ink<'a> = dyn FnMut(Part, &mut String) -> bool + 'a;

/// Walks twice at most: single words of a name count only where the whole name stands.
fn censored(blots: &Blots, walk: &mut dyn FnMut(&mut Ink<'_>)) -> Sightings {
    let mut found = Sightings::default();
    walk(&mut |part, text| {
        let any = blot(text, part, &blots.whole);
        let count = match part {
            Part::Title => &mut found.titles,
            Part::Text => &mut found.texts,
            Part::Link => &mut found.links,
            Part::Name | Part::Other => &mut found.others,
        };
        *count += usize::from(any);
        any
    });
    if !found.is_empty() && !blots.parts.is_empty() {
        walk(&mut |part, text| blot(text, part, &blots.parts));
    }
    found
}

/// Puts something in the place of every name; the longest run counts where several meet.
fn blot(text: &mut String, part: Part, blots: &HashMap<Digest, String>) -> bool {
    let mut met: Vec<_> =
        runs(text, part.is_bare()).into_iter().filter_map(|run| Some((run.range, blots.get(&run.key)?))).collect();
    met.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut clean = String::with_capacity(text.len());
    let mut at = 0;
    for (range, instead) in &met {
        if range.start >= at {
            clean.push_str(&text[at..range.start]);
            clean.push_str(instead);
            at = range.end;
        }
    }
    clean.push_str(&text[at..]);
    *text = clean;
    !met.is_empty()
}

fn walk(alert: &mut Alert, ink: &mut Ink<'_>) {
    for report in alert.reports.iter_mut().chain(&mut alert.hidden) {
        walk_report(report, ink);
    }
    walk_tags(&mut alert.tags, ink);
    alert.history.iter_mut().for_each(|event| walk_reasons(&mut event.reasons, ink));
    if let Some(note) = alert.retraction.as_mut().and_then(|retraction| retraction.note.as_mut()) {
        ink(Part::Text, note);
    }
}

fn walk_report(report: &mut Report, ink: &mut Ink<'_>) {
    ink(Part::Title, &mut report.title);
    ink(Part::Text, &mut report.summary);
    // Marks may stand inside a name: the excerpt stays as plain text alone.
    if report.summary_html.as_ref().is_some_and(|html| ink(Part::Text, &mut html.clone())) {
        report.summary_html = None;
    }
    if report.link.as_ref().is_some_and(|link| ink(Part::Link, &mut plain(link))) {
        // The homepage, unless that is named so too.
        let home = report.link.take().and_then(|link| link.join("/").ok());
        report.link = home.filter(|home| !ink(Part::Link, &mut plain(home)));
        report.link_unique = false;
    }
    if report.entry_id.as_ref().is_some_and(|id| ink(Part::Link, &mut decoded(id))) {
        report.entry_id = None;
    }
    report.authors.retain_mut(|author| !ink(Part::Other, author));
    report.categories.retain_mut(|category| !ink(Part::Other, category));
    walk_tags(&mut report.tags, ink);
    walk_reasons(&mut report.reasons, ink);
}

fn walk_tags(tags: &mut Tags, ink: &mut Ink<'_>) {
    tags.source_places.retain_mut(|place| !ink(Part::Other, place));
    tags.names.retain(|name| !ink(Part::Name, &mut name.words.join(" ")));
    walk_reasons(&mut tags.reasons, ink);
    for rejected in &mut tags.rejected {
        ink(Part::Other, &mut rejected.matched);
    }
}

fn walk_reasons(reasons: &mut [Reason], ink: &mut Ink<'_>) {
    for reason in reasons {
        // What was found in a link or an id is written as there.
        let mut bare = decoded(&reason.matched);
        if ink(Part::Name, &mut bare) {
            reason.matched = bare;
        }
    }
}

fn plain(link: &Url) -> String {
    decoded(link.as_str())
}

/// A text with its percent-encoded characters as they are meant.
fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.filter(|_| bytes[at] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}
