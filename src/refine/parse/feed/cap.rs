//! Alerts of the Common Alerting Protocol (OASIS CAP 1.2) as entries.

use super::context::Context;
use super::outline::{Outline, Raw};
use super::text::characters;
use crate::model::{Entry, PublishedFrom, Text, primary_subtag};
use crate::refine::parse::language_tag;

/// Reads an `alert`. Of several `info` blocks, which say the same in other languages, the one in the feed's or
/// source's language is taken, else the first.
pub(super) fn entry(raw: &Raw<'_>, context: &Context<'_>) -> Entry {
    let own = |name: &str| {
        let field = raw.fields.iter().find(|field| field.name.local.eq_ignore_ascii_case(name));
        field.and_then(|field| characters(field.inner))
    };
    let infos: Vec<&str> = raw
        .fields
        .iter()
        .filter(|field| field.name.local.eq_ignore_ascii_case("info"))
        .map(|field| field.inner)
        .collect();
    let inside = |info: &str, name: &str| Outline::children(info, name).into_iter().find_map(characters);
    let wanted = context.wanted_language().and_then(primary_subtag);
    let info = infos
        .iter()
        .find(|info| {
            let tag = inside(info, "language");
            wanted.is_some() && tag.as_deref().and_then(primary_subtag) == wanted
        })
        .or(infos.first())
        .copied()
        .unwrap_or("");
    let of_info = |name: &str| inside(info, name);

    let published = own("sent").and_then(|text| context.moment(&text, None));
    Entry {
        id: own("identifier"),
        link: of_info("web"),
        title: of_info("headline").or_else(|| of_info("event")).map(Text::Plain),
        summary: of_info("description").map(Text::Plain),
        content: of_info("instruction").map(Text::Plain),
        published,
        published_from: published.map(|_| PublishedFrom::Source),
        updated: None,
        language: of_info("language").and_then(|tag| language_tag(&tag)).or_else(|| context.language.clone()),
        authors: of_info("senderName").into_iter().collect(),
        categories: Outline::children(info, "event").into_iter().filter_map(characters).collect(),
        versions: Vec::new(),
        reasons: Vec::new(),
    }
}
