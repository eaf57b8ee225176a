//! What a slice is called, in the language of the context.

use super::{Key, address::written};
use crate::model::Slice;
use crate::render::{Context, words};

/// The wire's name, and in words what of it the slice holds: `Practice Wire: Americas · Critical, Urgent · Spanish`.
pub fn title(slice: &Slice, ctx: &Context) -> String {
    let name = &ctx.publisher.name;
    let parts: Vec<String> = parts(slice, ctx).into_iter().map(|(_, part)| part).collect();
    if parts.is_empty() { name.clone() } else { format!("{name}: {}", parts.join(" · ")) }
}

/// What of the wire a slice holds, key by key.
pub(in crate::render) fn parts(slice: &Slice, ctx: &Context) -> Vec<(Key, String)> {
    let (filter, labels, texts) = (&slice.filter, &ctx.labels, &ctx.words().filter);
    let joined = |names: Vec<String>| names.join(ctx.words().list.comma.as_str());
    let named = |name: &str, terms: Vec<String>| format!("{name} {}", joined(terms));
    let languages = |codes: &[String]| codes.iter().map(|code| words::language(ctx, code)).collect();
    let part = |key, terms: Vec<String>| match key {
        Key::Region => joined(filter.regions.iter().map(|id| labels.region(id)).collect()),
        Key::Country => joined(filter.countries.iter().map(|&code| labels.country(code)).collect()),
        Key::M49 => joined(filter.m49.iter().map(|&code| labels.m49(code)).collect()),
        Key::Urgency => joined(filter.urgencies.iter().map(|&urgency| words::urgency(ctx, urgency)).collect()),
        Key::Type => joined(filter.kinds.iter().map(|&kind| labels.kind(kind)).collect()),
        Key::Theme => joined(filter.themes.iter().map(|theme| labels.theme(theme)).collect()),
        Key::Lang => joined(languages(&filter.languages)),
        Key::Network => joined(filter.networks.iter().map(|id| ctx.directory.network(id)).collect()),
        Key::Source => named(&texts.source, terms),
        Key::Case => named(&texts.case, terms.iter().map(|id| id.chars().take(8).collect()).collect()),
        Key::Prefer => named(&texts.prefer, languages(&slice.prefer)),
        Key::Versions => texts.versions.clone(),
        Key::Active => texts.active.clone(),
    };
    written(slice).into_iter().map(|(key, terms)| (key, part(key, terms))).collect()
}
