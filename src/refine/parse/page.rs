//! Listing pages to entries: by the operator's selectors where there are any, else by looking for the list.

use scraper::Html;
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
    let Declared { language, base: written_base } = declared(&tree);
    let declared = written_base.as_ref().and_then(|href| joined(&document.url, href.trim()));
    let hints = hints(document, source, language.as_ref());

    let base = declared.as_ref().unwrap_or(&document.url);
    let (mut entries, path, mut warnings) = if let Some(selectors) = &source.select {
        let (entries, warnings) = selected(&tree, selectors, hints, &url)?;
        (entries, selectors.entry.clone(), warnings)
    } else {
        let (entries, path) = listing::detect(&tree, base, &document.url, hints);
        (entries, path, Vec::new())
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

/// Selectors that take the entries which are found on a page without any, to paste into `[sources.select]`; a field
/// that no selector takes is left out. `None` where there is no list, or none that a selector takes alone.
pub fn selectors(document: &Document, html: &str, source: &Source) -> Option<Select> {
    let tree = depth::parse_html(html).ok()?;
    let Declared { language, base } = declared(&tree);
    let base = base.and_then(|href| joined(&document.url, href.trim()));
    let hints = hints(document, source, language.as_ref());
    listing::selectors(&tree, base.as_ref().unwrap_or(&document.url), &document.url, &hints)
}

fn hints(document: &Document, source: &Source, language: Option<&String>) -> Hints {
    Hints {
        language: language.or(source.language.as_ref()).cloned(),
        timezone: source.timezone,
        order: source.date_order,
        now: Some(document.fetched),
    }
}

/// What a page declares of itself.
struct Declared {
    language: Option<String>,
    base: Option<String>,
}

/// Reads `html` and its head only: looking through the whole page costs as much as finding the list.
fn declared(tree: &Html) -> Declared {
    let top = tree.root_element();
    let language = top.attr("lang").or_else(|| top.attr("xml:lang")).and_then(language_tag);
    let heads = top.child_elements().filter(|element| element.value().name() == "head");
    let mut bases = heads.flat_map(|head| head.child_elements()).filter(|element| element.value().name() == "base");
    let base = bases.find_map(|element| element.attr("href")).map(str::to_owned);
    Declared { language, base }
}

fn resolve(entries: &mut [Entry], base: &Url) {
    for entry in entries {
        entry.link = entry.link.take().map(|link| base.join(&link).map_or(link, |url| url.to_string()));
    }
}
