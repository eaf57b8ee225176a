//! Feeds to entries, in two readings: our own, which forgives everything and drops nothing, and where that leaves anything
//! open, that of `feed-rs`, which checks it and fills in. Their counts are compared with what stands in the document.

mod announced;
mod bases;
mod cap;
mod context;
mod entities;
mod fields;
mod links;
mod names;
mod outline;
mod people;
mod read;
mod scan;
mod standing;
mod strict;
mod text;

use std::collections::BTreeMap;

use chrono::DateTime;

use crate::model::{Document, Entry, MAX_LINK, Source, SourceKind, Text, Withdrawal, Withdrawn};
use crate::refine::normalise::text::quote;
use crate::refine::{Error, Parsed};

use super::MAX_FEED_ENTRIES;
use super::markup::attribute;
pub(super) use announced::MAX_HUBS;
use context::Context;
use outline::{Kind, Outline};
use scan::outline;

/// How many reasons for not publishing alerts are told.
const MAX_WORDS: usize = 8;

/// Reads an Atom, RSS, RDF or CAP feed.
pub(super) fn parse(text: &str, document: &Document, source: &Source) -> Result<Parsed, Error> {
    let text = &*entities::expand(text);
    let outline = outline(text);
    let context = Context::of(&outline, document, source);
    let mut entries: Vec<Entry> = outline.entries.iter().map(|raw| read::entry(raw, &context)).collect();
    let mut warnings = losses(&outline, text);
    if entries.is_empty() && (outline.cut || !warnings.is_empty()) {
        let why = if warnings.is_empty() {
            "the document ends before its first entry".to_owned()
        } else {
            warnings.join("; ")
        };
        return Err(Error::BrokenFeed { url: document.url.to_string(), why, seen: outline.seen.max(mentions(text)) });
    }
    if outline.cut && outline.seen == entries.len() {
        warnings.push("the document ends before the feed does; entries may be missing at its end".to_owned());
    }
    // a bare alert is no feed to any other reader
    let alerts = !entries.is_empty() && outline.entries.iter().all(|raw| raw.kind == Kind::Cap);
    let all = outline.seen == entries.len();
    // where every entry is taken, whole, and is certain to be seen alike, another reading could add nothing
    let whole = |entry: &Entry| entry.title.is_some() && (entry.summary.is_some() || entry.content.is_some());
    let certain = all && warnings.is_empty() && outline.clean.is_some() && entries.iter().all(whole);
    match outline.clean.filter(|_| all && !alerts && !certain).map(strict::read) {
        _ if alerts || certain => {}
        Some(Ok(feed)) if feed.entries.len() == entries.len() => {
            entries.iter_mut().zip(feed.entries).for_each(|(entry, second)| fill_in(entry, second));
        }
        Some(Ok(feed)) if feed.entries.len() > entries.len() => {
            let (more, ours) = (feed.entries.len(), entries.len());
            warnings.push(format!("another reader finds {more} entries in this feed, the wire finds {ours}"));
        }
        Some(Ok(_)) => {}
        Some(Err(error)) => {
            warnings.push(format!("the feed breaks the rules ({}); it was read all the same", quote(&error)));
        }
        None => warnings.push("the feed is not well-formed XML; it was read all the same".to_owned()),
    }
    if context.base_refused {
        warnings.push(format!("its base address was passed over: it is longer than {MAX_LINK} bytes"));
    }
    let mut withdrawn: Vec<Withdrawn> = outline.deleted.iter().filter_map(|tag| deleted(tag)).collect();
    if outline.speaks_cap {
        keep_alerts(&outline, &mut entries, &mut withdrawn, &mut warnings);
    }
    for (how, words) in [
        (Withdrawal::Deleted, "the feed declares as deleted: {}"),
        (Withdrawal::Cancelled, "the feed cancels: {}"),
        (Withdrawal::Superseded, "the feed replaces by newer entries: {}; what was published of it stays"),
    ] {
        let names = withdrawn.iter().filter(|entry| entry.how == how).take(5);
        let names = names.map(|entry| quote(&entry.id)).collect::<Vec<_>>().join(", ");
        if !names.is_empty() {
            warnings.push(words.replace("{}", &names));
        }
    }
    let announced = announced::announced(text, &document.url);
    let (kind, path) = (SourceKind::Feed, String::new());
    Ok(Parsed { kind, entries, path, language: context.language, withdrawn, warnings, announced })
}

/// What a tombstone takes back (RFC 6721 §3), by its attributes.
fn deleted(tag: &str) -> Option<Withdrawn> {
    let when = attribute(tag, "when").and_then(|when| DateTime::parse_from_rfc3339(when.trim()).ok());
    let id = attribute(tag, "ref")?.into_owned();
    Some(Withdrawn { id, how: Withdrawal::Deleted, when: when.map(|when| when.to_utc()) })
}

/// Leaves out what is not there to be published, and takes note of what is taken back.
fn keep_alerts(
    outline: &Outline<'_>,
    entries: &mut Vec<Entry>,
    withdrawn: &mut Vec<Withdrawn>,
    warnings: &mut Vec<String>,
) {
    let mut private: BTreeMap<String, usize> = BTreeMap::new();
    let all = entries.len();
    let mut standings = outline.entries.iter().map(standing::standing);
    entries.retain(|_| {
        let standing = standings.next().unwrap_or_default();
        withdrawn.extend(standing.withdrawn);
        let public = standing.private.is_none();
        standing.private.into_iter().for_each(|word| *private.entry(word.to_lowercase()).or_default() += 1);
        public
    });
    withdrawn.truncate(MAX_FEED_ENTRIES);
    for (word, count) in private.into_iter().take(MAX_WORDS) {
        warnings.push(format!("{count} of {all} alerts left out: they are marked as \"{}\"", quote(&word)));
    }
}

/// The entries that stand in the document and are not taken, and why.
fn losses(outline: &Outline<'_>, text: &str) -> Vec<String> {
    let mut losses = Vec::new();
    let (seen, taken) = (outline.seen, outline.entries.len());
    if seen > taken {
        let lost = seen - taken;
        losses.push(if taken == MAX_FEED_ENTRIES {
            format!("it holds {seen} entries; the first {MAX_FEED_ENTRIES} were taken, {lost} were left out")
        } else {
            format!("{lost} of {seen} entries left out: the document ends inside the last one")
        });
    }
    let mentioned = mentions(text);
    if mentioned > seen {
        losses.push(format!(
            "{} of {mentioned} entries stand inside comments, texts or other entries and were not taken",
            mentioned - seen
        ));
    }
    losses
}

/// How often something looks like the start of an entry, wherever it stands.
fn mentions(text: &str) -> usize {
    let begins = |rest: &[u8], name: &[u8]| {
        rest.starts_with(name)
            && rest.get(name.len()).is_some_and(|next| matches!(next, b' ' | b'>' | b'\t' | b'\r' | b'\n' | b'/'))
    };
    let tags = memchr::memchr_iter(b'<', text.as_bytes()).map(|at| &text.as_bytes()[at + 1..]);
    tags.filter(|rest| begins(rest, b"item") || begins(rest, b"entry")).count()
}

/// Takes from the second reading what the first one lacks.
fn fill_in(entry: &mut Entry, second: feed_rs::model::Entry) {
    let text = |text: feed_rs::model::Text| match text.content_type.subty().as_str() {
        "plain" => Text::Plain(text.content),
        _ => Text::Html(text.content),
    };
    if entry.title.is_none() {
        entry.title = second.title.map(text).filter(|title| !title.raw().trim().is_empty());
    }
    if entry.summary.is_none() && entry.content.is_none() {
        entry.summary = second.summary.map(text).filter(|summary| !summary.raw().trim().is_empty());
    }
}
