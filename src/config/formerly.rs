//! Which source is probably another one under its former id.

use std::collections::{HashMap, HashSet};

use crate::model::{Poll, Source, SourceId};

use super::load::Config;

/// One sentence for each source that was polled but is no longer configured, while another one that was never visited
/// reads the same address, or was seen to carry the same entries: the line that would carry its history over.
pub fn propose_formerly(config: &Config, polls: &[Poll]) -> Vec<String> {
    let sources: Vec<&Source> = config.networks.iter().flat_map(|network| &network.sources).collect();
    let known: HashSet<&SourceId> =
        sources.iter().flat_map(|source| source.formerly.iter().chain([&source.id])).collect();
    let memory: HashMap<&SourceId, &Poll> = polls.iter().map(|poll| (&poll.source, poll)).collect();
    let lost = polls.iter().filter(|poll| !known.contains(&poll.source));
    let heir = |lost: &Poll| {
        let seems =
            |source: &&&Source| memory.get(&source.id).is_some_and(|poll| poll.seems.as_ref() == Some(&lost.source));
        let same_address = |source: &&&Source| {
            memory.get(&source.id).is_none_or(|poll| poll.visited.is_none()) && source.url == lost.url
        };
        sources
            .iter()
            .find(seems)
            .map(|source| (*source, "has the same entries"))
            .or_else(|| sources.iter().find(same_address).map(|source| (*source, "reads the same address")))
    };
    lost.filter_map(|lost| heir(lost).map(|(heir, why)| proposal(&lost.source, heir, why))).collect()
}

fn proposal(lost: &SourceId, heir: &Source, why: &str) -> String {
    let ids: Vec<String> = std::iter::once(lost).chain(&heir.formerly).map(|id| format!("{:?}", id.0)).collect();
    format!(
        "the source {:?} is no longer configured, and {:?} {why}: if it is the same source, write \
         formerly = [{}] under id = {:?} in networks/{}.toml, so that its history is carried over and nothing is \
         announced anew",
        lost.0,
        heir.id.0,
        ids.join(", "),
        heir.id.0,
        heir.network,
    )
}
