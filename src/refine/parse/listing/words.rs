//! Words that say what a part of a page is for: link texts that are no title, class names of menus and of fields,
//! headings over lists that are not the list.

/// The words of class names and ids: `entry-title`, `entryTitle` and `entry_title` all give `entry`, `title`.
/// Names that only state a condition of the page (`has-sidebar`, `no-menu`) give nothing.
pub(super) fn of_names(names: &str) -> impl Iterator<Item = String> {
    names
        .split_ascii_whitespace()
        .filter(|name| !["has-", "no-", "with-", "without-", "js-", "not-"].iter().any(|state| name.starts_with(state)))
        .flat_map(split_name)
}

fn split_name(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower_before = false;
    for letter in name.chars().take(200) {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && lower_before) {
            words.push(String::new());
        }
        if letter.is_alphanumeric() {
            words.last_mut().expect("one word at least").extend(letter.to_lowercase());
        }
        lower_before = letter.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
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
            | "newsletter"
            | "login"
            | "offcanvas"
            | "languages"
            | "lang"
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

/// Whether the text of a link is no title: empty, a sign, "Read more", "PDF", the name of a language …
pub(super) fn is_filler(text: &str) -> bool {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let bare = words.join(" ");
    bare.is_empty()
        || FILLERS.contains(&bare.as_str())
        || OPENINGS.iter().any(|opening| bare.starts_with(opening))
        || (words.len() <= 3 && words.last().is_some_and(|last| COUNTED.contains(&last.as_str())))
        || (words.len() <= 7
            && words.iter().any(|word| matches!(word.as_str(), "pdf" | "docx" | "kb" | "mb"))
            && words.len() <= 4)
        || (words.len() <= 7 && words.iter().any(|word| matches!(word.as_str(), "kb" | "mb" | "ko" | "mo")))
        || (words.len() <= 2 && words.iter().all(|word| word.chars().all(char::is_numeric)))
}

/// Whether a heading stands over a list that is not the list: related, most read, archives …
pub(super) fn is_side_heading(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    lower.chars().count() <= 60 && SIDE_HEADINGS.iter().any(|phrase| lower.contains(phrase))
}

const FILLERS: &[&str] = &[
    "more",
    "read",
    "here",
    "link",
    "permalink",
    "pdf",
    "download",
    "details",
    "view",
    "full story",
    "full text",
    "full article",
    "click here",
    "see more",
    "view more",
    "learn more",
    "find out more",
    "show more",
    "view all",
    "see all",
    "all",
    "next",
    "previous",
    "open",
    "info",
    "more info",
    "more information",
    "watch",
    "listen",
    "share",
    "print",
    "email",
    "news",
    "english",
    "english version",
    "español",
    "espanol",
    "français",
    "francais",
    "العربية",
    "عربي",
    "deutsch",
    "português",
    "русский",
    "فارسی",
    "en",
    "es",
    "fr",
    "ar",
    "de",
    "pt",
    "ru",
    "fa",
    "más",
    "mas",
    "ver",
    "ver más",
    "ver mas",
    "leer",
    "aquí",
    "descargar",
    "ver nota",
    "nota completa",
    "saber más",
    "saber mas",
    "más información",
    "mais",
    "leia",
    "saiba mais",
    "ver mais",
    "plus",
    "suite",
    "la suite",
    "lire",
    "lire plus",
    "voir plus",
    "en savoir plus",
    "télécharger",
    "mehr",
    "mehr lesen",
    "weiter",
    "mehr erfahren",
    "herunterladen",
    "leggi",
    "altro",
    "leggi tutto",
    "scopri di più",
    "continua",
    "més",
    "llegir",
    "المزيد",
    "اقرأ",
    "اقرأ المزيد",
    "للمزيد",
    "قراءة المزيد",
    "تحميل",
    "بیشتر",
    "ادامه",
    "ادامه مطلب",
    "بیشتر بخوانید",
    "подробнее",
    "далее",
    "читать",
    "читать далее",
    "ещё",
    "детальніше",
    "докладніше",
    "читати",
    "читати далі",
    "devamı",
    "devamını oku",
    "daha fazla",
    "detay",
    "selengkapnya",
    "baca",
    "baca selengkapnya",
    "lanjut",
    "更多",
    "阅读全文",
    "查看更多",
    "详细",
    "详情",
    "もっと読む",
    "続きを読む",
    "더보기",
    "czytaj więcej",
    "więcej",
    "lees meer",
    "läs mer",
    "les mer",
    "læs mere",
    "lue lisää",
    "image",
    "photo",
    "video",
    "thumbnail",
    "skip to content",
];

const OPENINGS: &[&str] = &[
    "read more",
    "continue reading",
    "read the full",
    "read full",
    "leer más",
    "leer mas",
    "seguir leyendo",
    "sigue leyendo",
    "continuar leyendo",
    "lire la suite",
    "lire l article",
    "lire plus",
    "continuer la lecture",
    "weiterlesen",
    "leia mais",
    "ler mais",
    "continue lendo",
    "continue a ler",
    "leggi tutto",
    "leggi di più",
    "continua a leggere",
    "llegir més",
    "continua llegint",
    "اقرأ المزيد",
    "إقرأ المزيد",
    "ادامه مطلب",
    "читать далее",
    "читать полностью",
    "читати далі",
    "devamını oku",
    "baca selengkapnya",
    "lees verder",
    "lees meer",
    "click to",
    "download pdf",
    "learn more about",
    "view article",
    "view post",
    "read article",
    "read post",
    "read story",
];

const COUNTED: &[&str] = &[
    "comments",
    "comment",
    "comentarios",
    "comentario",
    "commentaires",
    "commentaire",
    "kommentare",
    "kommentar",
    "comentários",
    "commenti",
    "replies",
    "views",
    "likes",
    "shares",
];

const SIDE_HEADINGS: &[&str] = &[
    "related",
    "most read",
    "most viewed",
    "most popular",
    "popular",
    "trending",
    "archives",
    "tag cloud",
    "recent comments",
    "you may also",
    "you might also",
    "see also",
    "more on this",
    "relacionad",
    "más leíd",
    "más vist",
    "lo más",
    "también te puede",
    "archivos",
    "a lire aussi",
    "à lire aussi",
    "les plus lus",
    "voir aussi",
    "articles liés",
    "sur le même",
    "mais lidas",
    "leia também",
    "veja também",
    "relacionados",
    "più letti",
    "leggi anche",
    "correlati",
    "meistgelesen",
    "das könnte",
    "ähnliche",
    "الأكثر",
    "مواضيع ذات",
    "مقالات ذات",
    "ذات صلة",
    "اقرأ أيضا",
    "پربازدید",
    "مطالب مرتبط",
    "читайте также",
    "популярн",
    "похожие",
    "читайте також",
    "ilgili",
    "en çok okunan",
    "terkait",
    "terpopuler",
    "follow us",
    "síguenos",
    "suivez",
    "quick links",
    "useful links",
    "our partners",
    "sitemap",
    "recent posts",
    "entradas recientes",
    "articles récents",
    "neueste beiträge",
    "posts recentes",
    "articoli recenti",
    "latest tweets",
];
