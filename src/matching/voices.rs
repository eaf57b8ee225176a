//! How many organisations report an alert in their own words. Told by its reports alone, so that it follows whatever
//! becomes of them: who comes and goes, and what is revised.

use std::collections::BTreeSet;

use super::Facts;
use super::relation::{Relation, relate};
use crate::model::{Alert, Report};

/// Counts the voices of an alert that was stored before they were counted.
pub fn count_voices(alert: &mut Alert) {
    if alert.voices == 0 {
        alert.voices = voices(alert);
    }
}

/// How many organisations report an alert in their own words, at least one. Whoever carries a text that another one
/// published before copies, in however many languages, and corroborates nothing; nor does who tells of something else by now.
pub(super) fn voices(alert: &Alert) -> usize {
    if alert.reports.len() < 2 {
        return 1;
    }
    let mut told: Vec<Told> =
        alert.reports.iter().map(|report| Told { report, facts: Facts::of(report, alert.id), copied: false }).collect();
    told.sort_by_key(|told| (!told.report.own_link, told.report.published_at, told.report.first_seen));
    for place in 1..told.len() {
        told[place].copied = told[..place].iter().any(|before| told[place].copies(before));
    }
    // What says in another language what its own organisation has copied is not its own either.
    let version =
        |told: &[Told], one: &Told| !one.copied && told.iter().any(|other| other.copied && one.translates(other));
    while let Some(place) = told.iter().position(|one| version(&told, one)) {
        told[place].copied = true;
    }
    let own = told.iter().filter(|one| !one.copied);
    let speaks = |one: &&Told| !one.report.strayed || told.iter().any(|other| one.bears_out(other));
    own.filter(speaks).map(|one| &one.report.network).collect::<BTreeSet<_>>().len().max(1)
}

/// True where two reports in other words tell of one thing or its case, and neither takes back what the other says.
pub(super) fn tells_of_the_same(one: &Facts, other: &Facts) -> bool {
    let told =
        matches!(relate(one, other, &[]), Relation::Translation(_) | Relation::SameIncident(_) | Relation::SameCase(_));
    told && one.is_notice_as(other)
}

/// One report of an alert.
struct Told<'a> {
    report: &'a Report,
    facts: Facts,
    /// True where its words are another organisation's.
    copied: bool,
}

impl Told<'_> {
    fn is_of(&self, other: &Self) -> bool {
        self.report.network == other.report.network
    }

    fn relation(&self, other: &Self) -> Relation {
        relate(&self.facts, &other.facts, &[])
    }

    /// True where it says what another organisation says, as far as that makes an echo.
    fn copies(&self, other: &Self) -> bool {
        let (a, b) = (&self.facts, &other.facts);
        let titled = || a.title.is_some() && a.title == b.title && matches!(self.relation(other), Relation::Copy(_));
        !self.is_of(other) && (a.same_text(b) || a.same_page(b) || titled())
    }

    fn translates(&self, other: &Self) -> bool {
        self.is_of(other) && matches!(self.relation(other), Relation::Translation(_))
    }

    /// True where another report, in words of its own, tells of the same.
    fn bears_out(&self, other: &Self) -> bool {
        !other.report.strayed && !other.copied && tells_of_the_same(&self.facts, &other.facts)
    }
}
