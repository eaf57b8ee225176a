//! Words of class names and ids that say what a part of a page is for.

/// Longest word that means anything here.
const LONGEST: usize = 16;

/// Tells the words of one class name or id in lower case: `entry-title`, `entryTitle` and `entry_title` all give
/// `entry`, `title`. Names that only state a condition of the page (`has-sidebar`, `no-menu`) give nothing.
pub(super) fn each_word(name: &str, mut tell: impl FnMut(&str)) {
    if ["has-", "no-", "with-", "without-", "js-", "not-"].iter().any(|state| name.starts_with(state)) {
        return;
    }
    let (mut word, mut length, mut lower_before) = ([0_u8; LONGEST], 0, false);
    for byte in name.bytes().take(200).chain([b' ']) {
        let part_of_word = byte.is_ascii_alphanumeric() || !byte.is_ascii();
        if !part_of_word || (byte.is_ascii_uppercase() && lower_before) {
            if let Some(word) =
                word.get(..length).and_then(|word| std::str::from_utf8(word).ok()).filter(|word| !word.is_empty())
            {
                tell(word);
            }
            length = 0;
        }
        if part_of_word {
            if let Some(place) = word.get_mut(length) {
                *place = byte.to_ascii_lowercase();
            }
            length += 1;
        }
        lower_before = byte.is_ascii_lowercase();
    }
}

/// Whether a class name tells what an element is rather than which one of a row it is.
pub(super) fn is_lasting(class: &str) -> bool {
    let prefixes =
        ["category-", "tag-", "status-", "format-", "has-", "is-", "topic-", "author-", "region-", "country-"];
    !class.bytes().any(|byte| byte.is_ascii_digit()) && !prefixes.iter().any(|prefix| class.starts_with(prefix)) && {
        let mut lasting = true;
        each_word(class, |word| lasting &= !tells_place(word));
        lasting
    }
}

fn tells_place(word: &str) -> bool {
    matches!(
        word,
        "first"
            | "last"
            | "odd"
            | "even"
            | "active"
            | "current"
            | "sticky"
            | "clear"
            | "clearfix"
            | "alt"
            | "lazyloaded"
            | "lazyload"
            | "promoted"
            | "large"
            | "featured"
    )
}

/// Whether a class word marks a part of the page that is not the list: a menu, a margin, a foot.
pub(super) fn is_chrome(word: &str) -> bool {
    matches!(
        word,
        "menu"
            | "submenu"
            | "megamenu"
            | "nav"
            | "navbar"
            | "navigation"
            | "sidebar"
            | "sidebars"
            | "footer"
            | "colophon"
            | "masthead"
            | "topbar"
            | "breadcrumb"
            | "breadcrumbs"
            | "pagination"
            | "paginator"
            | "pager"
            | "paging"
            | "pagenavi"
            | "social"
            | "share"
            | "sharing"
            | "sharedaddy"
            | "addtoany"
            | "related"
            | "comments"
            | "comment"
            | "respond"
            | "popular"
            | "trending"
            | "tagcloud"
            | "cookie"
            | "cookies"
            | "modal"
            | "popup"
            | "login"
            | "offcanvas"
            | "languages"
            | "switcher"
            | "skip"
            | "mostread"
            | "copyright"
            | "ticker"
    )
}

/// Whether a class word marks the date of an entry.
pub(super) fn is_date(word: &str) -> bool {
    matches!(
        word,
        "date"
            | "dates"
            | "datetime"
            | "dated"
            | "time"
            | "timestamp"
            | "published"
            | "pubdate"
            | "posted"
            | "created"
            | "fecha"
            | "datum"
            | "data"
            | "tarih"
            | "postdate"
            | "day"
            | "dateline"
            | "dt"
            | "when"
    )
}

/// Whether a class word marks the title of an entry.
pub(super) fn is_title(word: &str) -> bool {
    matches!(
        word,
        "title" | "headline" | "heading" | "titulo" | "titre" | "titel" | "titolo" | "tit" | "subject" | "ttl"
    )
}

/// Whether a class word marks who wrote an entry.
pub(super) fn is_author(word: &str) -> bool {
    matches!(word, "author" | "authors" | "byline" | "autor" | "auteur" | "auteurs" | "vcard" | "writer")
}

/// Whether a class word marks what an entry is filed under.
pub(super) fn is_category(word: &str) -> bool {
    matches!(
        word,
        "category"
            | "categories"
            | "cat"
            | "cats"
            | "tag"
            | "tags"
            | "topic"
            | "topics"
            | "label"
            | "labels"
            | "term"
            | "terms"
            | "taxonomy"
            | "kicker"
            | "eyebrow"
            | "rubrique"
            | "categoria"
            | "country"
            | "countries"
            | "section"
            | "theme"
            | "themes"
            | "tema"
            | "badge"
    )
}

/// Whether a class word says that this is one of the entries declared by microformats or a content system.
pub(super) fn is_entry_class(name: &str) -> bool {
    matches!(name, "hentry" | "h-entry" | "views-row" | "h-item")
}

/// Whether a class name hides a text from the eye.
pub(super) fn is_for_screen_readers(name: &str) -> bool {
    matches!(
        name,
        "screen-reader-text"
            | "sr-only"
            | "visually-hidden"
            | "visuallyhidden"
            | "element-invisible"
            | "elementor-screen-only"
            | "screenreader"
            | "show-for-sr"
            | "u-hiddenvisually"
            | "uk-hidden"
            | "assistive-text"
    )
}
