//! One selector of the configuration: an element, perhaps its attribute, perhaps a part of its text.

use scraper::{ElementRef, Selector};

use super::cut::Cut;

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "br", "dd", "div", "dl", "dt", "figure", "footer", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
];

/// A selector, ready.
pub(super) struct Picker {
    css: Option<Selector>,
    attribute: Option<String>,
    cut: Option<Cut>,
    /// As the operator wrote it.
    pub(super) text: String,
}

impl Picker {
    /// A selector that may end in `@name`; else what is wrong with it, in words for an operator.
    pub(super) fn new(text: &str) -> Result<Self, String> {
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
        Ok(Self { css, attribute: attribute.map(str::to_ascii_lowercase), cut: None, text: text.to_owned() })
    }

    /// The selector of a field with the expression that cuts it, where they are given.
    pub(super) fn field(css: Option<&str>, cut: Option<&str>) -> Result<Option<Self>, String> {
        let Some(css) = css else { return Ok(None) };
        Ok(Some(Self { cut: cut.map(Cut::new).transpose()?, ..Self::new(css)? }))
    }

    /// The same, of an image: its description, unless an attribute is named.
    pub(super) fn image(css: Option<&str>, cut: Option<&str>) -> Result<Option<Self>, String> {
        let described = |picker: Self| Self { attribute: picker.attribute.or(Some("alt".to_owned())), ..picker };
        Ok(Self::field(css, cut)?.map(described))
    }

    /// The elements it names; none where it only names an attribute.
    pub(super) fn css(&self) -> Option<&Selector> {
        self.css.as_ref()
    }

    /// The attribute it takes, if it takes one.
    pub(super) fn attribute(&self) -> Option<&str> {
        self.attribute.as_deref()
    }

    /// The first text or attribute that is there, white space collapsed, cut.
    pub(super) fn pick(&self, entry: ElementRef<'_>) -> Option<String> {
        self.values(entry, false).next()
    }

    /// The same, with a space wherever an element ends: `<b>7</b><i>May</i>` are two words.
    pub(super) fn pick_apart(&self, entry: ElementRef<'_>) -> Option<String> {
        self.values(entry, true).next()
    }

    /// All texts or attributes that are there.
    pub(super) fn pick_all<'a>(&'a self, entry: ElementRef<'a>) -> impl Iterator<Item = String> + 'a {
        self.values(entry, false)
    }

    fn values<'a>(&'a self, entry: ElementRef<'a>, apart: bool) -> impl Iterator<Item = String> + 'a {
        let own = self.css.is_none().then_some(entry);
        let inner = self.css.iter().flat_map(move |css| entry.select(css));
        own.into_iter().chain(inner).filter_map(move |element| self.value(element, apart))
    }

    fn value(&self, element: ElementRef<'_>, apart: bool) -> Option<String> {
        let mut text = String::new();
        if let Some(name) = &self.attribute {
            text.push_str(element.value().attr(name)?);
        } else {
            push_text(element, apart, &mut text);
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = self.cut.as_ref().map_or(Some(text.clone()), |cut| cut.apply(&text))?;
        (!text.is_empty()).then_some(text)
    }
}

/// Adds the text of an element, blocks parted; where `apart`, all elements. As deep as a page may be.
fn push_text(element: ElementRef<'_>, apart: bool, text: &mut String) {
    for child in element.children() {
        if let Some(words) = child.value().as_text() {
            text.push_str(words);
        } else if let Some(inner) = ElementRef::wrap(child) {
            let parted = apart || BLOCKS.contains(&inner.value().name());
            text.extend(parted.then_some(' '));
            push_text(inner, apart, text);
            text.extend(parted.then_some(' '));
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
