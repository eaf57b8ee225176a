//! What the head of a page says in `meta` and `link` elements.

use std::collections::HashMap;

use scraper::{ElementRef, Html, Selector};

/// How many `meta` elements are read, and how long each may be, in bytes.
const MOST: usize = 400;
const LONGEST: usize = 4096;

/// The `meta` elements of a page by name, each name's first value.
#[derive(Debug, Default)]
pub(super) struct Meta {
    values: HashMap<String, String>,
    /// `html lang`, else what `meta` says.
    pub(super) language: Option<String>,
}

impl Meta {
    pub(super) fn of(tree: &Html) -> Self {
        let mut meta = Self::default();
        let Ok(css) = Selector::parse("meta[content]") else { return meta };
        for element in tree.select(&css).take(MOST) {
            let element = element.value();
            let content = element.attr("content").unwrap_or_default().trim();
            if content.is_empty() || content.len() > LONGEST {
                continue;
            }
            let names = ["property", "name", "itemprop", "http-equiv"].iter().filter_map(|name| element.attr(name));
            for name in names.flat_map(str::split_whitespace).take(8) {
                meta.values.entry(name.to_ascii_lowercase()).or_insert_with(|| content.to_owned());
            }
        }
        let declared = Selector::parse("html").ok().and_then(|css| {
            let html = tree.select(&css).next()?.value();
            html.attr("lang").or_else(|| html.attr("xml:lang")).map(str::to_owned)
        });
        let stated = || {
            meta.first(&["content-language", "language", "dc.language", "dcterms.language", "og:locale"])
                .map(str::to_owned)
        };
        meta.language = declared.filter(|tag| !tag.trim().is_empty()).or_else(stated);
        meta
    }

    /// The value of the first of these names that is there.
    pub(super) fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.values.get(*name)).map(String::as_str)
    }

    /// Name and value of those of these names that are there, in this order.
    pub(super) fn all<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        names.iter().filter_map(|name| Some((*name, self.values.get(*name)?.as_str())))
    }

    pub(super) fn description(&self) -> Option<String> {
        let written = self.first(&["og:description", "description", "dc.description", "twitter:description"])?;
        let words = written.split_whitespace().collect::<Vec<_>>().join(" ");
        (words.chars().count() >= 20).then_some(words)
    }
}

/// Where a `link` element of this relation leads, as written.
pub(super) fn link(tree: &Html, relation: &str) -> Option<String> {
    let css = Selector::parse("link[rel][href]").ok()?;
    let is = |rel: &str| rel.split_whitespace().any(|word| word.eq_ignore_ascii_case(relation));
    let found = tree.select(&css).take(MOST).find(|link| link.value().attr("rel").is_some_and(is))?;
    found.value().attr("href").map(str::to_owned)
}

/// The addresses of a page in other languages, as written: what it declares, and what its reader is offered.
pub(super) fn versions(tree: &Html) -> impl Iterator<Item = String> {
    let is_page = |kind: Option<&str>| kind.is_none_or(|kind| kind.is_empty() || kind.contains("html"));
    let is_version = move |link: &ElementRef<'_>| {
        let link = link.value();
        let rel = link.attr("rel").unwrap_or_default();
        let alternate = rel.split_whitespace().any(|word| word.eq_ignore_ascii_case("alternate"));
        let language = link.attr("hreflang").map(str::trim).unwrap_or_default();
        (alternate || link.name() == "a")
            && !language.is_empty()
            && language != "x-default"
            && is_page(link.attr("type"))
    };
    let found = Selector::parse("link[hreflang][href], a[hreflang][href]").ok().map(|css| {
        let links = tree.select(&css).take(MOST).filter(is_version);
        links.filter_map(|link| link.value().attr("href")).map(|href| href.trim().to_owned()).collect::<Vec<_>>()
    });
    found.into_iter().flatten()
}
