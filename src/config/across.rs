//! What the files say taken together: ids given twice, former ids that still live, addresses read twice.

use std::collections::HashMap;

use url::Url;

use crate::model::{NetworkId, SourceId};

use super::problem::{Problem, Refusal, Spot};

/// What all files say of ids and addresses, to be held against one another.
#[derive(Default)]
pub(super) struct Claims {
    sources: Vec<(SourceId, Spot)>,
    addresses: Vec<(Url, Spot)>,
    former_sources: Vec<(SourceId, Spot)>,
    former_networks: Vec<(NetworkId, Spot)>,
}

impl Claims {
    pub(super) fn source(&mut self, id: &SourceId, spot: Spot) {
        self.sources.push((id.clone(), spot));
    }

    pub(super) fn address(&mut self, url: &Url, spot: Spot) {
        let mut url = url.clone();
        url.set_fragment(None);
        self.addresses.push((url, spot));
    }

    pub(super) fn former_source(&mut self, id: &SourceId, spot: Spot) {
        self.former_sources.push((id.clone(), spot));
    }

    pub(super) fn former_network(&mut self, id: &NetworkId, spot: Spot) {
        self.former_networks.push((id.clone(), spot));
    }

    /// Ids given twice, and former ids that still exist or are claimed twice.
    pub(super) fn clashes(&self, networks: &[(NetworkId, Spot)]) -> Vec<Problem> {
        let twice = |id: &SourceId, first: &Spot| {
            Refusal::new(format!("{:?} is the id of another source, in {first}", id.0), "give one of them another id")
        };
        let mut problems = repeated(&self.sources, twice);
        problems.extend(former(&self.former_sources, &self.sources, |id| &id.0));
        problems.extend(former(&self.former_networks, networks, |id| &id.0));
        problems
    }

    /// Addresses read twice: no fault, but hardly meant.
    pub(super) fn repeats(&self) -> Vec<Problem> {
        repeated(&self.addresses, |url, first| {
            Refusal::new(format!("{url} is read already, in {first}"), "remove one of the two, or set enabled = false")
        })
    }
}

fn former<I: std::hash::Hash + Eq>(former: &[(I, Spot)], present: &[(I, Spot)], text: fn(&I) -> &str) -> Vec<Problem> {
    let present: HashMap<&I, &Spot> = present.iter().map(|(id, spot)| (id, spot)).collect();
    let remedy = "formerly takes only ids that are no longer used: remove it here, or what still bears that id";
    let alive = former.iter().filter_map(|(id, spot)| {
        let holder = present.get(id)?;
        Some(spot.problem(Refusal::new(format!("{:?} is still there, in {holder}", text(id)), remedy)))
    });
    let twice = |id: &I, first: &Spot| {
        let message = format!("{:?} is claimed already, in {first}", text(id));
        Refusal::new(message, "one history can be carried over to one place only: keep one of the two")
    };
    alive.chain(repeated(former, twice)).collect()
}

/// A problem for each claim that repeats an earlier one.
fn repeated<I: std::hash::Hash + Eq>(claims: &[(I, Spot)], refusal: impl Fn(&I, &Spot) -> Refusal) -> Vec<Problem> {
    let mut first: HashMap<&I, &Spot> = HashMap::new();
    let mut problems = Vec::new();
    for (claim, spot) in claims {
        match first.get(claim) {
            Some(holder) => problems.push(spot.problem(refusal(claim, holder))),
            None => drop(first.insert(claim, spot)),
        }
    }
    problems
}
