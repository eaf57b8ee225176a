//! What tag, class, role and microdata of an element say about it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use scraper::node::Element;

use super::names;

/// What the name, class, role or itemprop of an element says about it.
pub(super) mod mark {
    /// Menu, margin, foot: by tag or role.
    pub(in super::super) const CHROME_TAG: u32 = 1;
    /// Menu, margin, foot: by class or id.
    pub(in super::super) const CHROME_CLASS: u32 = 1 << 1;
    /// Inside a menu, margin or foot.
    pub(in super::super) const CHROME: u32 = 1 << 2;
    /// `h1` to `h6`, or a role of heading.
    pub(in super::super) const HEADING: u32 = 1 << 3;
    /// Breaks the line.
    pub(in super::super) const BLOCK: u32 = 1 << 4;
    /// Named as a date.
    pub(in super::super) const DATE: u32 = 1 << 5;
    /// Named as a title.
    pub(in super::super) const TITLE: u32 = 1 << 6;
    /// Named as an author.
    pub(in super::super) const AUTHOR: u32 = 1 << 7;
    /// Named as a category.
    pub(in super::super) const CATEGORY: u32 = 1 << 8;
    /// Declared to be an entry: microformats, microdata, a content system's own name.
    pub(in super::super) const ENTRY: u32 = 1 << 9;
    /// Inside `main` or what is named so.
    pub(in super::super) const MAIN: u32 = 1 << 10;
    /// An `article` element.
    pub(in super::super) const ARTICLE: u32 = 1 << 11;
    /// States a time in an attribute, or is a `time` element.
    pub(in super::super) const TIME: u32 = 1 << 12;
    /// An `a` with an address.
    pub(in super::super) const LINK: u32 = 1 << 13;
    /// In a menu, margin or foot by tag or role, where no entry is looked for.
    pub(in super::super) const OUTSIDE: u32 = 1 << 15;
    /// Inside an `article` element.
    pub(in super::super) const IN_ARTICLE: u32 = 1 << 16;
    /// Invisible to readers, with all in it.
    pub(in super::super) const HIDDEN: u32 = 1 << 14;
}

/// What an element is by itself.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// See [`mark`].
    pub(super) marks: u32,
    /// Its tag.
    pub(super) tag: u64,
    /// Its tag and those class names that last: none with digits, none that tell the first from the last or name a
    /// category.
    pub(super) sign: u64,
}

/// Reads elements. Few of the many class names of a page differ, so each is looked at once.
#[derive(Default)]
pub(super) struct Reader<'a> {
    classes: HashMap<&'a str, (u32, u64)>,
}

impl<'a> Reader<'a> {
    /// Reads an element.
    pub(super) fn read(&mut self, element: &'a Element) -> Look {
        let tag = element.name();
        let number = hash(tag);
        let mut look = Look { marks: of_tag(tag), tag: number, sign: number };
        for (name, value) in element.attrs() {
            match name {
                "class" => self.add_classes(value, &mut look),
                _ => look.marks |= of_attribute(tag, name, value),
            }
        }
        // A wrapper of the whole page may be named after its margin; a list is what its name says.
        if matches!(tag, "ul" | "ol") && look.marks & mark::CHROME_CLASS != 0 {
            look.marks |= mark::CHROME_TAG;
        }
        if look.marks & mark::DATE != 0 && element.attrs().any(|(name, _)| name == "content") {
            look.marks |= mark::TIME;
        }
        look
    }

    fn add_classes(&mut self, classes: &'a str, look: &mut Look) {
        let all = || classes.split_ascii_whitespace();
        // WordPress names the categories and tags of a post in its classes, in any words.
        let is_post = all().any(|class| class == "hentry" || class.starts_with("type-"));
        for class in all() {
            let (marks, number) = *self.classes.entry(class).or_insert_with(|| of_class(class));
            look.sign = look.sign.wrapping_add(number);
            if !is_post || !["category-", "tag-", "type-", "format-"].iter().any(|prefix| class.starts_with(prefix)) {
                look.marks |= marks;
            }
        }
    }
}

fn of_tag(tag: &str) -> u32 {
    match tag {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => mark::HEADING | mark::BLOCK,
        "nav" | "footer" | "aside" => mark::CHROME_TAG | mark::BLOCK,
        "main" => mark::MAIN | mark::BLOCK,
        "article" => mark::ARTICLE | mark::BLOCK,
        "time" => mark::DATE | mark::TIME,
        "address" | "blockquote" | "body" | "center" | "dd" | "div" | "dl" | "dt" | "fieldset" | "figcaption"
        | "figure" | "form" | "header" | "hr" | "html" | "li" | "ol" | "p" | "pre" | "section" | "table" | "tbody"
        | "td" | "th" | "thead" | "tr" | "ul" | "details" | "summary" => mark::BLOCK,
        "head" | "script" | "style" | "template" | "noscript" | "svg" | "math" | "iframe" | "select" | "textarea"
        | "object" | "canvas" | "audio" | "video" | "dialog" | "input" => mark::HIDDEN,
        _ => 0,
    }
}

fn of_attribute(tag: &str, name: &str, value: &str) -> u32 {
    match name {
        "href" if tag == "a" => mark::LINK,
        "hidden" => mark::HIDDEN,
        // Panels that open at a click are hidden this way too, but those are blocks.
        "style" if matches!(tag, "span" | "time" | "small" | "abbr" | "i") && hides(value) => mark::HIDDEN,
        "datetime" if !matches!(tag, "ins" | "del") => mark::TIME,
        "role" => match value {
            "navigation" | "banner" | "contentinfo" | "complementary" | "search" | "menu" | "menubar" => {
                mark::CHROME_TAG
            }
            "heading" => mark::HEADING,
            "main" => mark::MAIN,
            "article" => mark::ARTICLE,
            _ => 0,
        },
        "id" if matches!(value, "main" | "content" | "primary" | "main-content") => mark::MAIN,
        "id" => {
            let mut marks = 0;
            names::each_word(value, |word| marks |= if names::is_chrome(word) { mark::CHROME_CLASS } else { 0 });
            marks
        }
        "itemtype" if value.ends_with("Article") || value.ends_with("Posting") => mark::ENTRY,
        "rel" if value.split_ascii_whitespace().any(|rel| rel == "author") => mark::AUTHOR,
        "itemprop" => value.split_ascii_whitespace().map(of_property).fold(0, |all, one| all | one),
        _ => 0,
    }
}

fn hides(style: &str) -> bool {
    style
        .split(';')
        .filter_map(|rule| rule.split_once(':'))
        .any(|(name, value)| name.trim().eq_ignore_ascii_case("display") && value.trim().eq_ignore_ascii_case("none"))
}

fn of_property(property: &str) -> u32 {
    match property {
        "datePublished" | "dateCreated" => mark::DATE,
        "headline" | "name" => mark::TITLE,
        "author" => mark::AUTHOR,
        "articleSection" | "keywords" => mark::CATEGORY,
        _ => 0,
    }
}

/// The marks of a class name and its share in the sign of an element, which is none for a name that does not last.
fn of_class(class: &str) -> (u32, u64) {
    let mut marks = if names::is_entry_class(class) { mark::ENTRY } else { 0 };
    if names::is_for_screen_readers(class) {
        marks |= mark::HIDDEN;
    }
    names::each_word(class, |word| marks |= of_word(word));
    (marks, if names::is_lasting(class) { hash(class) } else { 0 })
}

fn of_word(word: &str) -> u32 {
    let mark = |is: bool, mark: u32| if is { mark } else { 0 };
    mark(names::is_chrome(word), mark::CHROME_CLASS)
        | mark(names::is_date(word), mark::DATE)
        | mark(names::is_title(word), mark::TITLE)
        | mark(names::is_author(word), mark::AUTHOR)
        | mark(names::is_category(word), mark::CATEGORY)
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
