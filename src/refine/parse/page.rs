//! Listing pages to entries: by the operator's selectors where there are any, else by looking for the list.

use scraper::{Html, Selector};
use url::Url;

use super::dated::Dates;
use super::dates::Hints;
pub use super::select::{check_entry_selector, check_selector};
use super::{depth, listing, select};
use crate::model::{Document, Entry, Select, Source, SourceKind};
use crate::refine::contract::{Error, Parsed};

/// Most entries taken from one page.
pub(super) const MAX_ENTRIES: usize = 1000;

/// Reads a listing page that was decoded already. Entries come in document order, links as written unless the page
/// names another base for them.
pub fn parse(document: &Document, html: &str, source: &Source) -> Result<Parsed, Error> {
    let url = document.url.to_string();
    if html.trim().is_empty() {
        return Err(Error::Empty { url });
    }
    let tree = depth::parse_html(html).map_err(|what| Error::TooMuch { url: url.clone(), what })?;
    let language = attribute(&tree, "html[lang]", "lang").or_else(|| attribute(&tree, "html", "xml:lang"));
    let language = language.map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty() && tag.len() <= 35);
    let declared = attribute(&tree, "base[href]", "href").and_then(|href| document.url.join(href.trim()).ok());
    let hints = Hints {
        language: language.clone().or_else(|| source.language.clone()),
        timezone: source.timezone,
        order: None,
        now: Some(document.fetched),
    };

    let base = declared.as_ref().unwrap_or(&document.url);
    let (mut entries, mut warnings) = match &source.select {
        Some(selectors) => selected(&tree, selectors, hints, &url)?,
        None => (listing::detect(&tree, base, &document.url, hints), Vec::new()),
    };
    if source.select.is_none() && entries.is_empty() {
        return Err(Error::NoListing { url });
    }
    if entries.len() > MAX_ENTRIES {
        warnings.push(format!("{} entries beyond the first {MAX_ENTRIES} were left out", entries.len() - MAX_ENTRIES));
        entries.truncate(MAX_ENTRIES);
    }
    if let Some(base) = declared.filter(|base| *base != document.url) {
        resolve(&mut entries, &base);
    }
    Ok(Parsed { kind: SourceKind::Page, entries, language, warnings })
}

fn selected(tree: &Html, selectors: &Select, hints: Hints, url: &str) -> Result<(Vec<Entry>, Vec<String>), Error> {
    match select::read(tree, selectors, &Dates::new(hints)) {
        Ok(select::Outcome::Entries(entries, warnings)) => Ok((entries, warnings)),
        Ok(select::Outcome::Nothing(selector)) | Err(selector) => {
            Err(Error::SelectorFindsNothing { url: url.to_owned(), selector })
        }
    }
}

fn attribute(tree: &Html, css: &str, name: &str) -> Option<String> {
    let css = Selector::parse(css).ok()?;
    tree.select(&css).next()?.value().attr(name).map(str::to_owned)
}

fn resolve(entries: &mut [Entry], base: &Url) {
    for entry in entries {
        entry.link = entry.link.take().map(|link| base.join(&link).map_or(link, |url| url.to_string()));
    }
}
