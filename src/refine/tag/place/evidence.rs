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
}

/// How many countries a report is tagged with at most.
const MOST: usize = 5;
/// What speaks less for a country than this, all in all, does not count.
pub(super) const LEAST: f32 = 0.6;
/// The same where nothing better was found anywhere.
pub(super) const SLIGHT: f32 = 0.4;
/// A further country needs this share of the leading one's weight.
const SHARE: f32 = 0.6;

/// The countries that the evidence makes, leading one first, each with what speaks for it.
pub(super) fn rank(evidence: Vec<Evidence>, least: f32) -> Vec<(Country, Vec<Evidence>)> {
    let mut countries = order(evidence);
    let lead = countries.first().map_or(0.0, |(_, pieces)| weight(pieces));
    countries.retain(|(_, pieces)| weight(pieces) >= least.max(lead * SHARE));
    countries.truncate(MOST);
    countries
}

/// The countries that are stated, all of them: what is stated counts however little it weighs.
pub(super) fn stated(evidence: Vec<Evidence>) -> Vec<(Country, Vec<Evidence>)> {
    let mut countries = order(evidence);
    countries.truncate(MOST);
    countries
}

fn order(evidence: Vec<Evidence>) -> Vec<(Country, Vec<Evidence>)> {
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

fn weight(pieces: &[Evidence]) -> f32 {
    pieces.iter().map(|piece| piece.weight).sum()
}
