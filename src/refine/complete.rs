//! Several readings of one thing made one: a feed beside the page completes the page's entries, the entry's own page
//! completes the entry. The page's list decides what there is; nothing it says is overwritten.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::normalise::{links, text};
use super::parse::article::{Article, Published};
use crate::model::{Basis, Digest, Entry, Field, PublishedFrom, Reason, Text, link_key};

/// The most characters of an entry's own page that are published where nothing else is there to be.
const OPENING: usize = 280;
/// A shorter excerpt, in characters, than a feed may well replace by its own if that begins with it.
const SHORT: usize = 300;

/// What a feed adds to a page's list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Gain {
    /// How many entries of the page it has too.
    pub shared: usize,
    /// How many of them got a date, or a more precise one.
    pub dates: usize,
    /// How many of them got words.
    pub words: usize,
}

/// Completes the entries of a page by those of a feed with the same links; says which (by their links' keys), and what
/// it was good for.
pub fn complete(page: &mut [Entry], base: &Url, feed: &[Entry], feed_base: &Url) -> (HashSet<String>, Gain) {
    let by_link: HashMap<String, &Entry> =
        feed.iter().rev().filter_map(|entry| Some((key(entry, feed_base)?, entry))).collect();
    let (mut completed, mut gain) = (HashSet::new(), Gain::default());
    for entry in page {
        let Some(key) = key(entry, base) else { continue };
        let Some(told) = by_link.get(&key) else { continue };
        gain.shared += 1;
        let dated = take_date(entry, told);
        let worded = take_words(entry, told);
        gain.dates += usize::from(dated);
        gain.words += usize::from(worded);
        let named = take_names(entry, told);
        if dated || worded || named {
            completed.insert(key);
        }
    }
    (completed, gain)
}

/// Whether there is anything that a feed could add.
pub fn is_incomplete(page: &[Entry]) -> bool {
    page.iter().any(|entry| {
        entry.published.is_none()
            || entry.published_from == Some(PublishedFrom::Inherited)
            || (entry.summary.is_none() && entry.content.is_none())
    })
}

/// What each entry says by itself, by its link's key: where that stays the same, so does what completed it.
pub fn said(entries: &[Entry], base: &Url) -> HashMap<String, Digest> {
    let digest = |entry: &Entry, key: &str| {
        let raw = |text: &Option<Text>| text.as_ref().map(|text| text.raw().to_owned()).unwrap_or_default();
        let parts = [key.to_owned(), raw(&entry.title), raw(&entry.summary), raw(&entry.content)];
        Digest::of("listing:v1", &parts.each_ref().map(String::as_bytes))
    };
    entries
        .iter()
        .filter_map(|entry| {
            let key = key(entry, base)?;
            let digest = digest(entry, &key);
            Some((key, digest))
        })
        .collect()
}

/// An entry completed by its own page: the whole text to be tagged by, an excerpt only where the listing has none.
pub fn with_article(entry: &Entry, article: &Article) -> Entry {
    let mut entry = entry.clone();
    if entry.published.is_none()
        && let Some(Published { moment, rule, matched, stated }) = &article.published
    {
        let basis = if *stated { Basis::Stated } else { Basis::Inferred };
        entry.published = Some(*moment);
        entry.published_from = Some(PublishedFrom::Source);
        entry.reasons.push(Reason::new("published", rule, text::quote(matched), Field::Markup, basis));
    }
    entry.language = entry.language.or_else(|| article.language.clone());
    if entry.versions.is_empty() {
        entry.versions = article.versions.iter().map(ToString::to_string).collect();
    }
    if entry.summary.is_none() {
        // Where the listing gives the whole text, its beginning is the excerpt as ever.
        entry.summary = entry.content.take().or_else(|| excerpt(article));
        if entry.summary.is_some() {
            let reason = Reason::new("summary", "article-excerpt", "", Field::Markup, Basis::Stated);
            entry.reasons.push(reason);
        }
    }
    if article.text.chars().count() > entry.content.as_ref().map_or(0, |content| content.raw().chars().count()) {
        entry.content = Some(Text::Plain(article.text.clone()));
    }
    entry
}

/// The link's key of an entry, where it has a link.
pub fn key(entry: &Entry, base: &Url) -> Option<String> {
    links::resolve(entry.link.as_deref()?, Some(base)).map(|link| link_key(&link))
}

/// What the page says it is about, else its opening words: never more than a part of the text.
fn excerpt(article: &Article) -> Option<Text> {
    let most = OPENING.min(article.text.chars().count() / 3);
    let opening = || (most >= 60).then(|| text::plain(&article.text, most));
    article.description.as_deref().map(|words| text::plain(words, OPENING)).or_else(opening).map(Text::Plain)
}

fn take_date(entry: &mut Entry, told: &Entry) -> bool {
    let Some(moment) = told.published else { return false };
    let better = match entry.published {
        None => true,
        Some(_) if entry.published_from == Some(PublishedFrom::Inherited) => true,
        // the same day, told to the minute
        Some(known) => known.day() == moment.day() && known.precision() < moment.precision(),
    };
    if better {
        entry.published = Some(moment);
        entry.published_from = Some(PublishedFrom::Source);
        entry.reasons.retain(|reason| reason.tag != "published");
        entry.reasons.push(Reason::new("published", "feed-beside", moment.to_string(), Field::Markup, Basis::Stated));
    }
    entry.updated = entry.updated.or(told.updated);
    better
}

fn take_words(entry: &mut Entry, told: &Entry) -> bool {
    let mut taken = false;
    if let (Some(shown), Some(whole)) = (&entry.title, &told.title)
        && is_cut(shown, whole)
    {
        entry.title = Some(whole.clone());
        taken = true;
    }
    let words = told.summary.as_ref().or(told.content.as_ref());
    let missing = match (&entry.summary, words) {
        (None, Some(_)) => entry.content.is_none(),
        (Some(shown), Some(words)) => is_cut(shown, words),
        _ => false,
    };
    if missing {
        entry.summary = words.cloned();
        let reason = Reason::new("summary", "feed-beside", "", Field::Markup, Basis::Stated);
        entry.reasons.retain(|reason| reason.tag != "summary");
        entry.reasons.push(reason);
        taken = true;
    }
    if entry.content.is_none() && told.content.is_some() {
        entry.content.clone_from(&told.content);
    }
    taken
}

fn take_names(entry: &mut Entry, told: &Entry) -> bool {
    let before = (entry.categories.len(), entry.authors.len(), entry.language.is_some());
    if entry.categories.is_empty() {
        entry.categories.clone_from(&told.categories);
    }
    if entry.authors.is_empty() {
        entry.authors.clone_from(&told.authors);
    }
    entry.language = entry.language.take().or_else(|| told.language.clone());
    before != (entry.categories.len(), entry.authors.len(), entry.language.is_some())
}

/// Whether what is shown was cut off from the whole.
fn is_cut(shown: &Text, whole: &Text) -> bool {
    let (shown, whole) = (text::title(shown), text::content(whole));
    let stem = shown.strip_suffix('…').or_else(|| shown.strip_suffix("..."));
    let stem = stem.map(|stem| stem.trim_end_matches(['.', ' ', '[', '(']));
    shown.chars().count() <= SHORT
        && stem.is_some_and(|stem| stem.chars().count() >= 10 && whole.starts_with(stem) && whole.len() > shown.len())
}
