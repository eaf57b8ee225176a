//! What tag, class, role and microdata of an element say about it.

use scraper::node::Element;

use super::names;

/// What the name, class, role or itemprop of an element says about it.
pub(super) mod mark {
    /// Menu, margin, foot: by tag or role.
    pub(in super::super) const CHROME_TAG: u16 = 1;
    /// Menu, margin, foot: by class or id.
    pub(in super::super) const CHROME_CLASS: u16 = 1 << 1;
    /// Inside a menu, margin or foot.
    pub(in super::super) const CHROME: u16 = 1 << 2;
    /// `h1` to `h6`, or a role of heading.
    pub(in super::super) const HEADING: u16 = 1 << 3;
    /// Breaks the line.
    pub(in super::super) const BLOCK: u16 = 1 << 4;
    /// Named as a date.
    pub(in super::super) const DATE: u16 = 1 << 5;
    /// Named as a title.
    pub(in super::super) const TITLE: u16 = 1 << 6;
    /// Named as an author.
    pub(in super::super) const AUTHOR: u16 = 1 << 7;
    /// Named as a category.
    pub(in super::super) const CATEGORY: u16 = 1 << 8;
    /// Declared to be an entry: microformats, microdata, a content system's own name.
    pub(in super::super) const ENTRY: u16 = 1 << 9;
    /// Inside `main` or what is named so.
    pub(in super::super) const MAIN: u16 = 1 << 10;
    /// An `article` element.
    pub(in super::super) const ARTICLE: u16 = 1 << 11;
}

/// Whether an element and all in it is invisible to readers.
pub(super) fn is_skipped(element: &Element) -> bool {
    matches!(
        element.name(),
        "head"
            | "script"
            | "style"
            | "template"
            | "noscript"
            | "svg"
            | "math"
            | "iframe"
            | "select"
            | "textarea"
            | "object"
            | "canvas"
            | "audio"
            | "video"
            | "dialog"
            | "input"
    ) || element.attr("hidden").is_some()
        || element.classes().any(names::is_for_screen_readers)
}

/// The marks of an element by itself; `at_top` for `html` and `body`, whose names tell of the page as a whole.
pub(super) fn of(element: &Element, at_top: bool) -> u16 {
    let mut marks = match element.name() {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => mark::HEADING | mark::BLOCK,
        "nav" | "footer" | "aside" => mark::CHROME_TAG | mark::BLOCK,
        "main" => mark::MAIN | mark::BLOCK,
        "article" => mark::ARTICLE | mark::BLOCK,
        "time" => mark::DATE,
        "address" | "blockquote" | "body" | "center" | "dd" | "div" | "dl" | "dt" | "fieldset" | "figcaption"
        | "figure" | "form" | "header" | "hr" | "html" | "li" | "ol" | "p" | "pre" | "section" | "table" | "tbody"
        | "td" | "th" | "thead" | "tr" | "ul" | "details" | "summary" => mark::BLOCK,
        _ => 0,
    };
    if at_top {
        return marks & !mark::CHROME_TAG;
    }
    match element.attr("role") {
        Some("navigation" | "banner" | "contentinfo" | "complementary" | "search" | "menu" | "menubar") => {
            marks |= mark::CHROME_TAG;
        }
        Some("heading") => marks |= mark::HEADING,
        Some("main") => marks |= mark::MAIN,
        Some("article") => marks |= mark::ARTICLE,
        _ => {}
    }
    if matches!(element.attr("id"), Some("main" | "content" | "primary" | "main-content")) {
        marks |= mark::MAIN;
    }
    for property in element.attr("itemprop").unwrap_or_default().split_ascii_whitespace() {
        marks |= match property {
            "datePublished" | "dateCreated" => mark::DATE,
            "headline" | "name" => mark::TITLE,
            "author" => mark::AUTHOR,
            "articleSection" | "keywords" => mark::CATEGORY,
            _ => 0,
        };
    }
    if element.attr("itemtype").is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("Posting")) {
        marks |= mark::ENTRY;
    }
    if element.attr("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|rel| rel == "author")) {
        marks |= mark::AUTHOR;
    }
    if element.classes().any(names::is_entry_class) {
        marks |= mark::ENTRY;
    }
    // WordPress names the categories and tags of a post in its classes, in any words.
    let is_post = element.classes().any(|class| class == "hentry" || class.starts_with("type-"));
    for class in element.classes() {
        if is_post && ["category-", "tag-", "type-", "format-"].iter().any(|prefix| class.starts_with(prefix)) {
            continue;
        }
        for word in names::words(class) {
            marks |= of_word(&word);
        }
    }
    if names::words(element.attr("id").unwrap_or_default()).any(|word| names::is_chrome(&word)) {
        marks |= mark::CHROME_CLASS;
    }
    marks
}

fn of_word(word: &str) -> u16 {
    let mut marks = 0;
    for (is, mark) in [
        (names::is_chrome as fn(&str) -> bool, mark::CHROME_CLASS),
        (names::is_date, mark::DATE),
        (names::is_title, mark::TITLE),
        (names::is_author, mark::AUTHOR),
        (names::is_category, mark::CATEGORY),
    ] {
        if is(word) {
            marks |= mark;
        }
    }
    marks
}
