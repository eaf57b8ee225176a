//! What a slice is called.

use super::{Key, address::written};
use crate::model::Slice;
use crate::render::Context;

/// The wire's name, and in words what of it the slice holds: `Practice Wire: Americas · Critical, Urgent · es`.
pub fn title(slice: &Slice, ctx: &Context) -> String {
    let filter = &slice.filter;
    let labels = &ctx.labels;
    let parts: Vec<String> = written(slice)
        .into_iter()
        .map(|(key, terms)| match key {
            Key::Region => joined(filter.regions.iter().map(|id| labels.region(id))),
            Key::Country => joined(filter.countries.iter().map(|&code| labels.country(code))),
            Key::M49 => joined(filter.m49.iter().map(|&code| labels.m49(code))),
            Key::Urgency => {
                let by_now = if slice.active { " by now" } else { "" };
                // A label may explain itself after a colon.
                let short = |label: String| label.split(':').next().unwrap_or_default().to_owned();
                joined(filter.urgencies.iter().map(|&urgency| short(labels.urgency(urgency)))) + by_now
            }
            Key::Type => joined(filter.kinds.iter().map(|&kind| labels.kind(kind))),
            Key::Theme => joined(filter.themes.iter().map(|theme| labels.theme(theme))),
            Key::Network => joined(
                filter
                    .networks
                    .iter()
                    .map(|id| ctx.directory.networks.get(id).map_or_else(|| id.to_string(), |(name, _)| name.clone())),
            ),
            Key::Case => format!("case {}", joined(filter.cases.iter().map(|id| id.to_string()[..8].to_owned()))),
            Key::Source | Key::Lang => joined(terms.into_iter()),
            Key::Prefer => format!("rather in {}", joined(terms.into_iter())),
            Key::Versions => "each language version".to_owned(),
            Key::Active => String::new(),
        })
        .filter(|part| !part.is_empty())
        .collect();
    let name = &ctx.publisher.name;
    if parts.is_empty() { name.clone() } else { format!("{name}: {}", parts.join(" · ")) }
}

fn joined(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
