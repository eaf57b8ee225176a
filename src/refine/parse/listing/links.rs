//! The links of a page: which lead to an entry perhaps, and which are menus, tags, sharing, files of pictures.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use url::Url;

use super::marks::mark;
use super::phrases::{OTHER_FOLDERS, TEXT_FOLDERS};
use super::title::words_in;
use super::tree::Tree;
use super::words;
use crate::model::{MAX_LINK, host_of};
use crate::refine::parse::joined;

/// Link texts with more letters and digits than this are no "Read more".
const LONG: u32 = 60;

/// One `a` with an address.
pub(super) struct Link {
    /// Its position in the tree.
    pub(super) node: u32,
    /// Its address, as an index into [`Links::addresses`].
    pub(super) address: u32,
    /// Whether it may lead to an entry.
    pub(super) eligible: bool,
    /// Whether it leads to a category, tag or author.
    pub(super) filing: bool,
    /// Whether its text is no title ("Read more", a picture).
    pub(super) filler: bool,
    /// Whether its text has as many words as a headline.
    pub(super) worded: bool,
}

/// One distinct address of the page.
pub(super) struct Address {
    /// Resolved, without fragment.
    pub(super) url: Url,
    /// What it has in common with its like: host, folders, numbers and slugs as such.
    pub(super) shape: u64,
    /// Whether its last part reads like the name of one text.
    pub(super) slug: bool,
    /// Whether it is on the page's own host.
    pub(super) own: bool,
    /// What its folders say.
    pub(super) leaf: Leaf,
}

/// What the folders of an address say of what it leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Leaf {
    /// News, statements, a blog, a day; or a page under the listing page.
    Text,
    /// People, events, shops, vacancies.
    Other,
    /// Nothing.
    Unknown,
}

/// All links of the page, in order.
pub(super) struct Links {
    /// In document order.
    pub(super) all: Vec<Link>,
    /// Distinct addresses.
    pub(super) addresses: Vec<Address>,
}

impl Links {
    /// Collects the links of a page, with or without those of menus, margins and feet.
    pub(super) fn new(tree: &Tree<'_>, base: &Url, page: &Url, everywhere: bool) -> Self {
        let mut links = Self { all: Vec::new(), addresses: Vec::new() };
        let mut known = Known::default();
        for (at, node) in tree.nodes.iter().enumerate() {
            if node.anchor != at as u32 || (node.is(mark::OUTSIDE) && !everywhere) {
                continue;
            }
            let Some(href) = node.attr("href").map(str::trim).filter(|href| href.len() <= MAX_LINK) else { continue };
            let Some((address, leads_on)) = known.address(href, base, page, &mut links.addresses) else { continue };
            let rel = node.attr("rel").unwrap_or_default();
            let url = &links.addresses[address as usize].url;
            let filing = is_filing(rel, url);
            let letters = if node.is(mark::CHROME) { 0 } else { tree.letters_in(at as u32, node.end) };
            let text = if letters == 0 { String::new() } else { tree.text_of(at as u32) };
            let filler = !node.is(mark::CHROME) && letters < LONG && words::is_filler(&text);
            let worded = words_in(&text) >= 4;
            let eligible = leads_on && !filing && !rel.split_ascii_whitespace().any(|rel| rel == "license");
            links.all.push(Link { node: at as u32, address, eligible, filing, filler, worded });
        }
        links
    }

    /// The link of an `a` element.
    pub(super) fn at(&self, node: u32) -> Option<&Link> {
        self.all.binary_search_by_key(&node, |link| link.node).ok().map(|index| &self.all[index])
    }

    /// The links inside a range of nodes.
    pub(super) fn inside(&self, start: u32, end: u32) -> &[Link] {
        let from = self.all.partition_point(|link| link.node < start);
        let to = self.all.partition_point(|link| link.node < end);
        &self.all[from..to.max(from)]
    }
}

/// Addresses met so far, by what stands in `href` and by where that leads.
#[derive(Default)]
struct Known<'a> {
    written: HashMap<&'a str, Option<(u32, bool)>>,
    resolved: HashMap<String, u32>,
}

impl<'a> Known<'a> {
    /// Index of an address, and whether it leads to another page that can be an entry.
    fn address(&mut self, href: &'a str, base: &Url, page: &Url, all: &mut Vec<Address>) -> Option<(u32, bool)> {
        if let Some(known) = self.written.get(href) {
            return *known;
        }
        if is_shared(href) {
            self.written.insert(href, None);
            return None;
        }
        let url = joined(base, href).filter(|url| matches!(url.scheme(), "http" | "https"));
        let found = url.map(|mut url| {
            url.set_fragment(None);
            let inside = href.starts_with('#') && !href.starts_with("#!");
            let leads_on = !inside && !same_place(&url, page) && !is_elsewhere(&url) && !leads_home(&url);
            let next = all.len() as u32;
            let address = *self.resolved.entry(url.to_string()).or_insert(next);
            if address == next {
                let own = host_of(&url) == host_of(page);
                all.push(Address { shape: shape(&url), slug: is_slug(&url), own, leaf: leaf(&url, page, own), url });
            }
            (address, leads_on)
        });
        self.written.insert(href, found);
        found
    }
}

/// Links that share a page or write to somebody: told by how they begin, since reading addresses is what costs most.
fn is_shared(href: &str) -> bool {
    let begins = |start: &str| href.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    ["mailto:", "tel:", "javascript:", "whatsapp:"].into_iter().any(begins)
        || (href.len() > 8
            && href.contains("share")
            && [
                "https://www.facebook.com/",
                "https://facebook.com/",
                "https://twitter.com/",
                "https://x.com/",
                "https://www.linkedin.com/",
                "https://t.me/",
                "https://api.whatsapp.com/",
                "https://wa.me/",
            ]
            .into_iter()
            .any(begins))
}

/// Whether a link stands in a menu, margin or foot.
pub(super) fn in_chrome(tree: &Tree<'_>, link: &Link) -> bool {
    tree.nodes.get(tree.node(link.node).parent as usize).is_some_and(|above| above.is(mark::CHROME))
}

/// The page itself, with or without a slash at the end.
fn same_place(url: &Url, here: &Url) -> bool {
    url.query() == here.query()
        && url.host() == here.host()
        && url.path().trim_end_matches('/') == here.path().trim_end_matches('/')
}

/// The home page, in whatever language (`/`, `/en`, `/index.html`).
fn leads_home(url: &Url) -> bool {
    let is_language = |first: &str| first.len() == 2 && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mut segments = url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty());
    let first = segments.next();
    url.query().is_none()
        && segments.next().is_none()
        && first.is_none_or(|first| is_language(first) || first.starts_with("index."))
}

/// Categories, tags, authors, archives by month, further pages of the list.
fn is_filing(rel: &str, url: &Url) -> bool {
    let rel_says =
        rel.split_ascii_whitespace().any(|rel| matches!(rel, "tag" | "category" | "author" | "next" | "prev"));
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty()).collect();
    let filed = segments.iter().rev().skip(1).any(|segment| {
        matches!(
            segment.to_ascii_lowercase().as_str(),
            "category"
                | "categories"
                | "categoria"
                | "categorias"
                | "categorie"
                | "kategorie"
                | "kategori"
                | "tag"
                | "tags"
                | "etiqueta"
                | "etiquetas"
                | "author"
                | "authors"
                | "autor"
                | "auteur"
                | "taxonomy"
                | "label"
                | "rubrik"
                | "users"
                | "user"
        )
    });
    let paged =
        segments.len() >= 2 && segments[segments.len() - 2] == "page" && is_number(segments[segments.len() - 1]);
    let month = segments.last().is_some_and(|last| is_number(last) && last.len() <= 2)
        && segments.len() >= 2
        && is_number(segments[segments.len() - 2])
        && segments[segments.len() - 2].len() == 4;
    let query = url
        .query_pairs()
        .any(|(key, _)| matches!(key.as_ref(), "cat" | "tag" | "author" | "paged" | "m" | "replytocom"))
        && !url.query_pairs().any(|(key, _)| matches!(key.as_ref(), "p" | "id"));
    rel_says || filed || paged || month || query
}

/// Sharing, signing in, pictures: never an entry.
fn is_elsewhere(url: &Url) -> bool {
    let host = host_of(url);
    let social = [
        "facebook.com",
        "twitter.com",
        "x.com",
        "linkedin.com",
        "pinterest.com",
        "wa.me",
        "whatsapp.com",
        "t.me",
        "telegram.me",
        "instagram.com",
        "reddit.com",
        "tumblr.com",
        "addtoany.com",
        "plus.google.com",
        "mastodon.social",
        "bsky.app",
        "threads.net",
    ]
    .iter()
    .any(|site| host == *site || host.strip_suffix(site).is_some_and(|rest| rest.ends_with('.')));
    let path = url.path().to_ascii_lowercase();
    let picture = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".mp3", ".mp4", ".css", ".js", ".ics"]
        .iter()
        .any(|kind| path.ends_with(kind));
    let action = [
        "/wp-login.php",
        "/wp-admin",
        "/login",
        "/signin",
        "/logout",
        "/cart",
        "/search",
        "/feed",
        "/feed/",
        "/rss",
        "/rss.xml",
    ]
    .iter()
    .any(|action| path == *action || (action.len() > 6 && path.ends_with(action)));
    social || picture || action
}

fn leaf(url: &Url, page: &Url, own: bool) -> Leaf {
    let list = page.path().trim_end_matches('/');
    if own
        && list.len() > 3
        && url.path().strip_prefix(list).is_some_and(|rest| rest.starts_with('/') && rest.len() > 3)
    {
        return Leaf::Text;
    }
    let segments = || url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty());
    let folders = segments().count().saturating_sub(1);
    let named = |names: &[&str]| {
        segments().take(folders).any(|segment| names.iter().any(|name| segment.eq_ignore_ascii_case(name)))
    };
    let is_year = |segment: &str| segment.len() == 4 && is_number(segment) && matches!(&segment[..2], "19" | "20");
    if named(OTHER_FOLDERS) {
        Leaf::Other
    } else if named(TEXT_FOLDERS) || segments().take(folders).any(is_year) {
        Leaf::Text
    } else {
        Leaf::Unknown
    }
}

fn is_number(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the address ends in the name of one text: several words, a number, or a file.
fn is_slug(url: &Url) -> bool {
    let last = url.path_segments().into_iter().flatten().rfind(|segment| !segment.is_empty()).unwrap_or_default();
    let words = last.split(['-', '_', '+']).filter(|word| !word.is_empty()).count();
    words >= 3
        || last.contains('%')
        || last.bytes().filter(u8::is_ascii_digit).count() >= 2
        || url
            .query_pairs()
            .any(|(key, value)| matches!(key.as_ref(), "p" | "id" | "article" | "nid" | "itemid") || is_number(&value))
}

/// Host and folders as they are; numbers, dates and slugs as such.
fn shape(url: &Url) -> u64 {
    let mut hasher = DefaultHasher::new();
    host_of(url).hash(&mut hasher);
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty()).collect();
    for (nth, segment) in segments.iter().enumerate() {
        if is_number(segment) {
            "number".hash(&mut hasher);
        } else if nth + 1 == segments.len() {
            "slug".hash(&mut hasher);
        } else {
            segment.hash(&mut hasher);
        }
    }
    for (key, _) in url.query_pairs() {
        key.hash(&mut hasher);
    }
    hasher.finish()
}
