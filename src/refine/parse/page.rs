//! Listing pages to entries: by the operator's selectors where there are any, else by looking for the list.

use scraper::{Html, Selector};
use url::Url;

use super::dates::Hints;
pub use super::select::{check_cut, check_entry_selector, check_selector};
use super::{MAX_PAGE_ENTRIES, depth, joined, language_tag, listing, select};
use crate::model::{Document, Entry, MAX_LINK, Select, Source, SourceKind};
use crate::refine::contract::{Announced, Error, Parsed};

/// Reads a listing page that was decoded already. Entries come in document order, links as written unless the page
/// names another base for them.
pub fn parse(document: &Document, html: &str, source: &Source) -> Result<Parsed, Error> {
    let url = document.url.to_string();
    if html.trim().is_empty() {
        return Err(Error::Empty { url });
    }
    let tree = depth::parse_html(html).map_err(|what| Error::TooMuch { url: url.clone(), what })?;
    let language = attribute(&tree, "html[lang]", "lang").or_else(|| attribute(&tree, "html", "xml:lang"));
    let language = language.and_then(|tag| language_tag(&tag));
    let written_base = attribute(&tree, "base[href]", "href");
    let declared = written_base.as_ref().and_then(|href| joined(&document.url, href.trim()));
    let hints = Hints {
        language: language.clone().or_else(|| source.language.clone()),
        timezone: source.timezone,
        order: source.date_order,
        now: Some(document.fetched),
    };

    let base = declared.as_ref().unwrap_or(&document.url);
    let (mut entries, path, mut warnings) = match &source.select {
        Some(selectors) => {
            let (entries, warnings) = selected(&tree, selectors, hints, &url)?;
            (entries, selectors.entry.clone(), warnings)
        }
        None => {
            let (entries, path) = listing::detect(&tree, base, &document.url, hints);
            (entries, path, Vec::new())
        }
    };
    if source.select.is_none() && entries.is_empty() {
        return Err(Error::NoListing { url });
    }
    if written_base.is_some_and(|href| href.trim().len() > MAX_LINK) {
        warnings.push(format!("its base address was passed over: it is longer than {MAX_LINK} bytes"));
    }
    if entries.len() > MAX_PAGE_ENTRIES {
        warnings.push(format!(
            "{} entries beyond the first {MAX_PAGE_ENTRIES} were left out",
            entries.len() - MAX_PAGE_ENTRIES
        ));
        entries.truncate(MAX_PAGE_ENTRIES);
    }
    if let Some(base) = declared.filter(|base| *base != document.url) {
        resolve(&mut entries, &base);
    }
    let announced = Announced::default();
    Ok(Parsed { kind: SourceKind::Page, entries, path, language, withdrawn: Vec::new(), warnings, announced })
}

fn selected(tree: &Html, selectors: &Select, hints: Hints, url: &str) -> Result<(Vec<Entry>, Vec<String>), Error> {
    match select::read(tree, selectors, hints) {
        Ok(select::Outcome::Entries(entries, warnings)) => Ok((entries, warnings)),
        Ok(select::Outcome::Nothing(select::Nothing { key, selector, entries })) => {
            Err(Error::SelectorFindsNothing { url: url.to_owned(), key, selector, entries })
        }
        Err(selector) => Err(Error::SelectorFindsNothing { url: url.to_owned(), key: "entry", selector, entries: 0 }),
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
