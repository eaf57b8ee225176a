//! What speaks for a country, and which countries a heap of it makes.

use crate::model::{Basis, Country, Field};

/// One thing that speaks for a country.
#[derive(Clone, Debug)]
pub(super) struct Evidence {
    pub(super) country: Country,
    pub(super) rule: &'static str,
    /// The words as they stand.
    pub(super) matched: String,
    pub(super) field: Field,
    pub(super) basis: Basis,
    pub(super) weight: f32,
    /// The token it stands at.
    pub(super) at: usize,
    pub(super) zone: Zone,
    /// A place that may be in several countries: it counts for those that something else speaks for.
    pub(super) open: bool,
}

impl Evidence {
    /// What the source states.
    pub(super) fn stated(country: Country, rule: &'static str, matched: &str, field: Field, weight: f32) -> Self {
        let (matched, basis) = (matched.to_owned(), Basis::Stated);
        Self { country, rule, matched, field, basis, weight, at: 0, zone: Zone::Title, open: false }
    }
}

/// How much a place in a report counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Zone {
    Title,
    /// The first sentence below it.
    Lead,
    Rest,
}

impl Zone {
    const ALL: [Self; 3] = [Self::Title, Self::Lead, Self::Rest];

    fn factor(self) -> f32 {
        match self {
            Self::Title => 1.0,
            Self::Lead => 0.64,
            Self::Rest => 0.4,
        }
    }
}

/// How many countries a report is tagged with at most.
const MOST: usize = 5;
/// What speaks less for a country than this, all in all, does not count.
const LEAST: f32 = 0.34;
/// A further country needs this share of the leading one's weight, where texts below the title are read and where not.
const SHARE: f32 = 0.36;
const SHARE_OF_TITLE: f32 = 0.6;
/// Each further mention in the same part of a report counts that much of the one before.
const AGAIN: f32 = 0.6;

/// The countries that the evidence makes, leading one first, each with what speaks for it.
pub(super) fn rank(mut evidence: Vec<Evidence>) -> Vec<(Country, Vec<Evidence>)> {
    let sure: Vec<Country> = evidence.iter().filter(|piece| !piece.open).map(|piece| piece.country).collect();
    evidence.retain(|piece| !piece.open || sure.contains(&piece.country));
    let titled = evidence.iter().all(|piece| piece.zone == Zone::Title);
    let share = if titled { SHARE_OF_TITLE } else { SHARE };
    let mut countries = order(evidence, weight);
    let lead = countries.first().map_or(0.0, |(_, pieces)| weight(pieces));
    countries.retain(|(_, pieces)| weight(pieces) >= LEAST.max(lead * share));
    countries.truncate(MOST);
    countries
}

/// The countries that are stated, all of them: what is stated counts however little it weighs.
pub(super) fn stated(evidence: Vec<Evidence>) -> Vec<(Country, Vec<Evidence>)> {
    let mut countries = order(evidence, |pieces| pieces.iter().map(|piece| piece.weight).sum());
    countries.truncate(MOST);
    countries
}

fn order(evidence: Vec<Evidence>, weight: impl Fn(&[Evidence]) -> f32) -> Vec<(Country, Vec<Evidence>)> {
    let mut countries: Vec<(Country, Vec<Evidence>)> = Vec::new();
    for piece in evidence {
        match countries.iter_mut().find(|(country, _)| *country == piece.country) {
            Some((_, pieces)) => pieces.push(piece),
            None => countries.push((piece.country, vec![piece])),
        }
    }
    // Stable: of two that weigh the same, the one named first leads.
    countries.sort_by(|a, b| weight(&b.1).total_cmp(&weight(&a.1)));
    countries
}

/// What the pieces weigh together: the more often the same is said, the less it adds.
fn weight(pieces: &[Evidence]) -> f32 {
    let zone = |zone: Zone| {
        let mut weights: Vec<f32> =
            pieces.iter().filter(|piece| piece.zone == zone).map(|piece| piece.weight).collect();
        weights.sort_by(|a, b| b.total_cmp(a));
        let (sum, _) = weights.iter().fold((0.0, 1.0), |(sum, share), weight| (sum + weight * share, share * AGAIN));
        sum * zone.factor()
    };
    Zone::ALL.into_iter().map(zone).sum()
}
