//! One entry of an outline to an [`Entry`].

use std::borrow::Cow;

use super::bases::based;
use super::cap;
use super::context::Context;
use super::fields::Fields;
use super::links;
use super::names::Space;
use super::outline::{Kind, Raw};
use crate::model::{Entry, PublishedFrom};
use crate::refine::parse::language_tag;
use crate::refine::parse::markup::attribute;

/// Reads an entry.
pub(super) fn entry(raw: &Raw<'_>, context: &Context<'_>) -> Entry {
    if raw.kind == Kind::Cap {
        return cap::entry(raw, context);
    }
    let fields = Fields(raw);
    let base = context.rebase(raw.attributes, context.base.clone());
    let language = attribute(raw.attributes, "xml:lang")
        .map(Cow::into_owned)
        .or_else(|| fields.word(Space::Dublin, &["language"]))
        .or_else(|| fields.word(Space::Core, &["language"]))
        .or_else(|| fields.attribute_of(&["title", "content", "summary"], "xml:lang"))
        .and_then(|tag| language_tag(&tag));

    let (summary, content) = fields.texts(|text, field| based(text, field, context, base.as_ref()));
    let date = |space, names: &[&str]| fields.latest(space, names, |text| context.moment(&text, language.as_deref()));
    // CDF, an ancestor of RSS, keeps the date beside the item as it does the link
    let beside = || attribute(raw.attributes, "lastmod").and_then(|text| context.moment(&text, language.as_deref()));
    let updated =
        date(Space::Core, &["updated", "modified"]).or_else(|| date(Space::Dublin, &["modified"])).or_else(beside);
    let published = date(Space::Core, &["published", "pubdate", "issued"])
        .or_else(|| date(Space::Dublin, &["date", "issued", "created", "available"]))
        .or_else(|| date(Space::Core, &["created", "date"]))
        .or_else(|| date(Space::Cap, &["sent", "effective"]))
        .or(updated);

    let spoken = language.as_deref().or(context.language.as_deref());
    let link = links::link(&fields, context, base.as_ref(), spoken);
    let mut entry = Entry {
        id: fields.id(),
        versions: links::versions(&fields, context, base.as_ref(), link.as_deref()),
        link,
        title: fields.title(),
        summary,
        content,
        published,
        published_from: published.map(|_| PublishedFrom::Source),
        updated,
        language: language.or_else(|| context.language.clone()),
        authors: fields.authors(),
        categories: fields.categories(),
        reasons: Vec::new(),
    };
    if entry.authors.is_empty() && raw.kind == Kind::Atom {
        entry.authors.clone_from(&context.authors);
    }
    if let Some(alert) = fields.embedded_alert().filter(|_| context.speaks_cap) {
        let alert = cap::entry(&alert, context);
        entry.content = alert.content;
        entry.summary = alert.summary.or(entry.summary);
        entry.link = entry.link.or(alert.link);
        entry.language = alert.language.or(entry.language);
    }
    entry
}
