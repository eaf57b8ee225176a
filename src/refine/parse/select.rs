//! Listing pages read by the operator's CSS selectors. A selector may end in `@name` to take an attribute; `@name`
//! alone is an attribute of the entry's own element. Beside it, a regular expression may cut what it took.

mod cut;
mod picker;

use std::collections::HashSet;

use scraper::{ElementRef, Html, Selector};

use super::MAX_PAGE_ENTRIES;
use super::dated::Dates;
use super::dates::{self, Format, Hints};
use crate::model::{Basis, Entry, Field, Moment, PublishedFrom, Reason, Select, Text};
use crate::refine::normalise::text::quote;
use cut::Cut;
use picker::Picker;

/// The most authors or categories of one entry.
const MAX_NAMES: usize = 64;

/// What became of reading a page by selectors.
pub(super) enum Outcome {
    /// The entries, and warnings.
    Entries(Vec<Entry>, Vec<String>),
    /// A selector found nothing although the page has content.
    Nothing(Nothing),
}

/// A selector that found nothing.
pub(super) struct Nothing {
    /// Its key.
    pub(super) key: &'static str,
    /// The selector.
    pub(super) selector: String,
    /// In how many entries it was looked for; none where it was looked for on the whole page.
    pub(super) entries: usize,
}

/// Whether a selector of the configuration can be used; else what is wrong with it, in words for an operator.
pub fn check_selector(text: &str) -> Result<(), String> {
    Picker::new(text).map(|_| ())
}

/// As [`check_selector`], for the selector of an entry or a list, which must name an element and no attribute.
pub fn check_entry_selector(text: &str) -> Result<(), String> {
    match Picker::new(text)?.attribute() {
        Some(name) => Err(format!("@{name} takes an attribute, but an entry is an element with all that is in it")),
        None => Ok(()),
    }
}

/// Whether a regular expression of the configuration can be used; else what is wrong with it, in words for an operator.
pub fn check_cut(text: &str) -> Result<(), String> {
    Cut::new(text).map(|_| ())
}

/// The selectors of an entry's fields.
struct Fields {
    title: Option<Picker>,
    link: Option<Picker>,
    date: Option<Picker>,
    summary: Option<Picker>,
    author: Option<Picker>,
    categories: Option<Picker>,
    image: Option<Picker>,
    format: Option<Format>,
}

impl Fields {
    fn new(select: &Select) -> Result<Self, String> {
        let field = |css: &Option<String>, cut: &Option<String>| Picker::field(css.as_deref(), cut.as_deref());
        Ok(Self {
            title: field(&select.title, &select.title_regex)?,
            link: field(&select.link, &select.link_regex)?,
            date: field(&select.date, &select.date_regex)?,
            summary: field(&select.summary, &select.summary_regex)?,
            author: field(&select.author, &select.author_regex)?,
            categories: field(&select.categories, &select.categories_regex)?,
            image: Picker::image(select.image.as_deref(), select.image_regex.as_deref())?,
            format: select.date_format.as_deref().map(Format::new).transpose()?,
        })
    }

    /// Key and selector of each field that is configured, and whether a list without it is no list any more.
    fn all(&self) -> impl Iterator<Item = (&'static str, &Picker, bool)> {
        [
            ("title", &self.title, true),
            ("link", &self.link, true),
            ("date", &self.date, true),
            ("summary", &self.summary, false),
            ("author", &self.author, false),
            ("categories", &self.categories, false),
            ("image", &self.image, false),
        ]
        .into_iter()
        .filter_map(|(key, picker, needed)| Some((key, picker.as_ref()?, needed)))
    }
}

/// Reads the entries of a page.
pub(super) fn read(html: &Html, select: &Select, hints: Hints) -> Result<Outcome, String> {
    let fields = Fields::new(select)?;
    let nothing =
        |key, selector: &str, entries| Ok(Outcome::Nothing(Nothing { key, selector: selector.to_owned(), entries }));
    let elements = match elements(html, select)? {
        Elements::Found(elements) => elements,
        Elements::EmptyList(container) => {
            let warning = format!("the list {container:?} is there but holds no entry now");
            return Ok(Outcome::Entries(Vec::new(), vec![warning]));
        }
        Elements::NoList(list) => return nothing("list", &list, 0),
        Elements::NoEntry => return nothing("entry", &select.entry, 0),
    };
    let count = elements.len();
    let mut warnings = Vec::new();
    for (key, picker, needed) in fields.all() {
        let found = elements.iter().filter(|element| picker.pick(**element).is_some()).count();
        // one entry alone may well have no date
        if found == 0 && needed && (count > 1 || key != "date") {
            return nothing(key, &picker.text, count);
        }
        if found == 0 || needed && found * 2 < count {
            warnings.push(format!("{key} = {:?} finds something in {found} of {count} entries", picker.text));
        }
    }
    // which part of a numeric date comes first, all dates of the list tell together
    let written = || fields.date.iter().flat_map(|picker| elements.iter().filter_map(|element| picker.pick(*element)));
    let hints = Hints { order: hints.order.or_else(|| dates::order_of(written())), ..hints };
    let reader = Reader { dates: Dates::new(hints.clone()), hints, fields: &fields };
    let entries: Vec<Entry> = elements.iter().map(|element| reader.entry(*element)).collect();
    warnings.extend(unread(&fields, &elements, &entries));
    Ok(Outcome::Entries(entries, warnings))
}

enum Elements<'a> {
    Found(Vec<ElementRef<'a>>),
    /// The list is there, and nothing in it.
    EmptyList(String),
    /// Where the operator told the list, it is not there.
    NoList(String),
    NoEntry,
}

/// The elements that hold the entries; in the list, where the operator told it.
fn elements<'a>(html: &'a Html, select: &Select) -> Result<Elements<'a>, String> {
    let entry = Picker::new(&select.entry)?;
    let css = entry.css().ok_or_else(|| format!("the entry selector {:?} must name an element", select.entry))?;
    let Some(told) = &select.list else {
        let elements: Vec<ElementRef<'_>> = html.select(css).take(MAX_PAGE_ENTRIES).collect();
        if !elements.is_empty() {
            return Ok(Elements::Found(elements));
        }
        return Ok(empty_list(html, &select.entry).map_or(Elements::NoEntry, Elements::EmptyList));
    };
    let list = Picker::new(told)?;
    let lists: Vec<ElementRef<'_>> = list.css().map(|css| html.select(css).collect()).unwrap_or_default();
    let ids: HashSet<_> = lists.iter().map(|list| list.id()).collect();
    let inside = |element: &ElementRef<'_>| element.ancestors().any(|above| ids.contains(&above.id()));
    let elements: Vec<ElementRef<'_>> = html.select(css).filter(inside).take(MAX_PAGE_ENTRIES).collect();
    Ok(match (elements.is_empty(), lists.is_empty()) {
        (false, _) => Elements::Found(elements),
        (true, true) => Elements::NoList(told.clone()),
        (true, false) if lists.iter().all(has_no_link) => Elements::EmptyList(told.clone()),
        (true, false) => Elements::NoEntry,
    })
}

fn has_no_link(list: &ElementRef<'_>) -> bool {
    list.descendent_elements().skip(1).all(|inner| inner.value().name() != "a")
}

/// The selector of the element that held the list, if it is still on the page and empty.
fn empty_list(html: &Html, entry: &str) -> Option<String> {
    let entry = entry.trim();
    let cut = entry.rfind([' ', '>'])?;
    let container = entry[..cut].trim_end_matches([' ', '>']).trim();
    let css = Selector::parse(container).ok()?;
    let mut found = html.select(&css).peekable();
    found.peek()?;
    found.all(|element| has_no_link(&element)).then(|| container.to_owned())
}

/// What to say of dates that were found and could not be read.
fn unread(fields: &Fields, elements: &[ElementRef<'_>], entries: &[Entry]) -> Option<String> {
    let picker = fields.date.as_ref()?;
    let pairs = elements.iter().zip(entries).filter(|(_, entry)| entry.published.is_none());
    let mut texts = pairs.filter_map(|(element, _)| picker.pick(*element)).peekable();
    let example = quote(texts.peek()?);
    let remedy = if fields.format.is_some() {
        "they are not as date_format says"
    } else {
        "say date_order = \"dmy\" or \"mdy\", or give [sources.select] date_format"
    };
    Some(format!("{} of {} dates could not be read, such as {example:?}; {remedy}", texts.count(), elements.len()))
}

/// Reads entries one by one.
struct Reader<'a> {
    fields: &'a Fields,
    dates: Dates,
    hints: Hints,
}

impl Reader<'_> {
    fn entry(&self, element: ElementRef<'_>) -> Entry {
        let fields = self.fields;
        let mut reasons = Vec::new();
        let mut explain = |tag: &str, by: &str| {
            reasons.push(Reason::new(tag, "listing-selector", by, Field::Config, Basis::Stated));
        };
        let mut text = |tag: &str, picker: &Option<Picker>| {
            let picker = picker.as_ref()?;
            let text = picker.pick(element)?;
            explain(tag, &picker.text);
            Some(text)
        };
        let (title, summary) = (text("title", &fields.title), text("summary", &fields.summary));
        let link = text("link", &fields.link);
        // a picture is often all that a card says
        let title = title.or_else(|| text("title", &fields.image));
        let link = link.or_else(|| {
            explain("link", "a @href");
            first_link(element)
        });
        let published = fields.date.as_ref().and_then(|picker| {
            let published = self.moment(picker, element)?;
            explain("published", &picker.text);
            Some(published)
        });
        let names = |picker: &Option<Picker>| -> Vec<String> {
            picker.iter().flat_map(|picker| picker.pick_all(element)).take(MAX_NAMES).collect()
        };
        Entry {
            link,
            title: title.map(Text::Plain),
            summary: summary.map(Text::Plain),
            published,
            published_from: published.map(|_| PublishedFrom::Source),
            authors: names(&fields.author),
            categories: names(&fields.categories),
            reasons,
            ..Entry::default()
        }
    }

    fn moment(&self, picker: &Picker, element: ElementRef<'_>) -> Option<Moment> {
        let texts = [picker.pick(element), picker.pick_apart(element)];
        texts.into_iter().flatten().find_map(|text| match &self.fields.format {
            Some(format) => format.read(&text, self.hints.timezone),
            // "yesterday" is looked for only where a date was told to be
            None => self.dates.within(&text).or_else(|| dates::parse(&text, &self.hints)),
        })
    }
}

fn first_link(element: ElementRef<'_>) -> Option<String> {
    let own = element.value().attr("href");
    let inner = element
        .descendent_elements()
        .find_map(|inner| inner.value().attr("href").filter(|_| inner.value().name() == "a"));
    own.or(inner).map(|href| href.trim().to_owned())
}
