//! Listing pages read by the operator's CSS selectors. A selector may end in `@name` to take an attribute; `@name`
//! alone is an attribute of the entry's own element.

use scraper::{ElementRef, Html, Selector};

use super::MAX_PAGE_ENTRIES;
use super::dated::Dates;
use super::dates::{self, Hints};
use crate::model::{Basis, Entry, Field, PublishedFrom, Reason, Select, Text};

/// One selector, ready.
struct Picker {
    css: Option<Selector>,
    attribute: Option<String>,
    text: String,
}

/// What became of reading a page by selectors.
pub(super) enum Outcome {
    /// The entries, and warnings.
    Entries(Vec<Entry>, Vec<String>),
    /// This selector found nothing although the page has content.
    Nothing(String),
}

/// Whether a selector of the configuration can be used; else what is wrong with it, in words for an operator.
pub fn check_selector(text: &str) -> Result<(), String> {
    Picker::new(text).map(|_| ())
}

/// As [`check_selector`], for the selector of an entry, which must name an element and no attribute.
pub fn check_entry_selector(text: &str) -> Result<(), String> {
    match Picker::new(text)?.attribute {
        Some(name) => Err(format!("@{name} takes an attribute, but an entry is an element with all that is in it")),
        None => Ok(()),
    }
}

/// Reads the entries of a page.
pub(super) fn read(html: &Html, select: &Select, hints: Hints) -> Result<Outcome, String> {
    let entry = Picker::new(&select.entry)?;
    let Some(css) = &entry.css else {
        return Err(format!("the entry selector {:?} must name an element", select.entry));
    };
    let field = |text: &Option<String>| text.as_deref().map(Picker::new).transpose();
    let (title, link, date, summary) =
        (field(&select.title)?, field(&select.link)?, field(&select.date)?, field(&select.summary)?);
    let elements: Vec<ElementRef<'_>> = html.select(css).take(MAX_PAGE_ENTRIES).collect();
    if elements.is_empty() {
        return Ok(match empty_list(html, &select.entry) {
            Some(container) => {
                Outcome::Entries(Vec::new(), vec![format!("the list {container:?} is there but holds no entry now")])
            }
            None => Outcome::Nothing(select.entry.clone()),
        });
    }
    let pickers = [&title, &link, &date, &summary];
    for picker in pickers.into_iter().flatten() {
        if elements.iter().all(|element| picker.pick(*element).is_none()) {
            return Ok(Outcome::Nothing(picker.text.clone()));
        }
    }
    // which part of a numeric date comes first, all dates of the list tell together
    let written = || date.iter().flat_map(|picker| elements.iter().filter_map(|element| picker.pick(*element)));
    let dates = Dates::new(Hints { order: hints.order.or_else(|| dates::order_of(written())), ..hints });
    let entries = elements
        .into_iter()
        .map(|element| {
            entry_of(element, [&title, &link, &date, &summary].map(|picker| picked(picker.as_ref(), element)), &dates)
        })
        .collect();
    Ok(Outcome::Entries(entries, Vec::new()))
}

/// What a selector took, and the selector.
type Picked<'a> = Option<(String, &'a str)>;

fn picked<'a>(picker: Option<&'a Picker>, element: ElementRef<'_>) -> Picked<'a> {
    picker.and_then(|picker| Some((picker.pick(element)?, picker.text.as_str())))
}

fn entry_of(element: ElementRef<'_>, [title, link, date, summary]: [Picked<'_>; 4], dates: &Dates) -> Entry {
    let link = link
        .map(|(link, by)| (link, by.to_owned()))
        .or_else(|| first_link(element).map(|link| (link, "a @href".to_owned())));
    let published = date.as_ref().and_then(|(text, _)| dates.within(text));
    let mut reasons = Vec::new();
    let mut explain = |tag: &str, by: Option<&str>| {
        reasons.extend(by.map(|by| Reason::new(tag, "listing-selector", by, Field::Config, Basis::Stated)));
    };
    explain("link", link.as_ref().map(|(_, by)| by.as_str()));
    explain("title", title.as_ref().map(|(_, by)| *by));
    explain("published", date.as_ref().filter(|_| published.is_some()).map(|(_, by)| *by));
    explain("summary", summary.as_ref().map(|(_, by)| *by));
    Entry {
        link: link.map(|(link, _)| link),
        title: title.map(|(text, _)| Text::Plain(text)),
        summary: summary.map(|(text, _)| Text::Plain(text)),
        published,
        published_from: published.map(|_| PublishedFrom::Source),
        reasons,
        ..Entry::default()
    }
}

fn first_link(element: ElementRef<'_>) -> Option<String> {
    let own = element.value().attr("href");
    let inner = element
        .descendent_elements()
        .find_map(|inner| inner.value().attr("href").filter(|_| inner.value().name() == "a"));
    own.or(inner).map(|href| href.trim().to_owned())
}

/// The selector of the element that held the list, if it is still on the page and empty.
fn empty_list(html: &Html, entry: &str) -> Option<String> {
    let entry = entry.trim();
    let cut = entry.rfind([' ', '>'])?;
    let container = entry[..cut].trim_end_matches([' ', '>']).trim();
    let css = Selector::parse(container).ok()?;
    let mut found = html.select(&css).peekable();
    found.peek()?;
    found
        .all(|element| element.descendent_elements().skip(1).all(|inner| inner.value().name() != "a"))
        .then(|| container.to_owned())
}

impl Picker {
    fn new(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (css, attribute) = match text.rsplit_once('@') {
            Some((css, name)) if !name.contains([']', ')', '"', '\'']) => (css.trim(), Some(name.trim())),
            _ => (text, None),
        };
        if let Some(name) = attribute
            .filter(|name| name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "-_:".contains(c)))
        {
            return Err(format!("what stands after @, {name:?}, is no name of an attribute"));
        }
        if css.is_empty() && attribute.is_none() {
            return Err("it is empty".to_owned());
        }
        let parsed = (!css.is_empty()).then(|| Selector::parse(css)).transpose();
        let css = parsed.map_err(|_| diagnosis(css))?;
        Ok(Self { css, attribute: attribute.map(str::to_ascii_lowercase), text: text.to_owned() })
    }

    /// The text or attribute, blanks collapsed; `None` where the element, the attribute or all text is missing.
    fn pick(&self, entry: ElementRef<'_>) -> Option<String> {
        let value = |element: ElementRef<'_>| {
            let text = match &self.attribute {
                Some(name) => element.value().attr(name)?.to_owned(),
                None => element.text().collect(),
            };
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            (!text.is_empty()).then_some(text)
        };
        match &self.css {
            None => value(entry),
            Some(css) => entry.select(css).find_map(value),
        }
    }
}

/// Why this is not CSS that works here. What the library says of it is meant for programmers.
fn diagnosis(css: &str) -> String {
    let count = |letter: char| css.matches(letter).count();
    let open = [('[', ']'), ('(', ')')].into_iter().find(|&(open, close)| count(open) != count(close));
    let quotes = ['"', '\''].into_iter().find(|&quote| count(quote) % 2 == 1);
    if css.starts_with('/') {
        "it is XPath, and only CSS works here".to_owned()
    } else if css.contains("::") || css.contains(":contains") {
        "::text, ::attr and :contains are not CSS and do not exist here; a selector takes the text by itself".to_owned()
    } else if let Some((open, close)) = open {
        format!("in CSS there is a {close} for every {open}, here there is not")
    } else if let Some(quote) = quotes {
        format!("in CSS quotation marks come in pairs, here a {quote} is missing")
    } else {
        "it is not written as CSS asks: names of elements, .class, #id, [attribute], with blanks or > between them"
            .to_owned()
    }
}
