//! Where a document points: a page to its feeds, to what its WordPress answers, to its older pages; a feed to the
//! documents before it. Only what is written there; whether it is worth anything, whoever follows it must see.

use url::Url;

use super::characters::unescape;
use super::markup::{Token, Tokens, attribute};
use super::sniff::{self, Shape};
use super::weight::too_heavy;
use super::{joined, open};
use crate::model::{Document, MAX_LINK, bare_host, link_key};

/// How much of a document is looked at, in bytes.
const LOOK: usize = 4 << 20;
/// The most feeds that are taken from one page.
const MOST: usize = 16;

/// Where a document points.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pointers {
    /// Feeds of entries, in the order in which the page names them; those of comments are left out.
    pub feeds: Vec<Pointer>,
    /// What the page's WordPress answers with for its entries, by its own category or tag where it names one.
    pub wordpress: Option<Pointer>,
    /// What the page or feed calls itself, as written.
    pub title: Option<String>,
    /// What the page calls the site it belongs to, as written.
    pub site: Option<String>,
    /// The document with the entries before those of this one (`rel=next` of a list, `prev-archive` or `next` of a feed,
    /// RFC 5005).
    pub older: Option<Url>,
}

/// An address with what is said of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pointer {
    /// The address.
    pub url: Url,
    /// Its title, as written; may be empty.
    pub title: String,
    /// Whether it is the page's own by what is written: its address lies below the page's, or names its section.
    pub own: bool,
}

/// Where a document points; nothing where it cannot be read.
pub fn pointers(document: &Document) -> Pointers {
    let Ok(decoded) = open(document) else { return Pointers::default() };
    let text = &decoded.text[..decoded.text.floor_char_boundary(LOOK)];
    match sniff::shape(text) {
        Shape::XmlFeed => of_feed(text, &document.url),
        Shape::JsonFeed => {
            let bearable = Some(text).filter(|text| too_heavy(text).is_none());
            let next = bearable.and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
            let said = |key: &str| next.as_ref().and_then(|feed| feed.get(key)?.as_str());
            let older = said("next_url").and_then(|next| elsewhere(&document.url, next));
            Pointers { older, title: said("title").map(short), ..Pointers::default() }
        }
        Shape::Html => of_page(text, &document.url),
        Shape::Json | Shape::Xml(_) | Shape::Text => Pointers::default(),
    }
}

fn of_page(html: &str, address: &Url) -> Pointers {
    let mut found = Pointers::default();
    let mut base = address.clone();
    let mut page_language = String::new();
    let (mut rest, mut rest_own, mut hidden) = (None, None, None::<&str>);
    let (mut in_title, mut shown) = (false, Vec::new());
    for token in Tokens::new(html) {
        let (name, attributes) = match token {
            Token::Open { name, attributes, .. } => (name, attributes),
            Token::Close { name } => {
                hidden = hidden.filter(|until| !name.eq_ignore_ascii_case(until));
                in_title &= !name.eq_ignore_ascii_case("title");
                continue;
            }
            Token::Text(text) => {
                if in_title && found.title.is_none() {
                    found.title = Some(short(&unescape(text))).filter(|title| !title.trim().is_empty());
                }
                continue;
            }
            Token::Cdata(_) => continue,
        };
        if hidden.is_some() {
            continue;
        }
        let value = |key| attribute(attributes, key).map(std::borrow::Cow::into_owned).unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "script" => hidden = Some("script"),
            "style" => hidden = Some("style"),
            "title" => in_title = true,
            "meta" if value("property").eq_ignore_ascii_case("og:site_name") => {
                found.site =
                    found.site.or_else(|| Some(short(&value("content"))).filter(|name| !name.trim().is_empty()));
            }
            "html" => page_language = value("lang"),
            "base" => base = joined(address, value("href").trim()).unwrap_or(base),
            "link" => {
                let relation = Relation::of(&value("rel"));
                let Some(url) = joined(&base, value("href").trim()).filter(is_web) else { continue };
                let media = value("type").trim().to_ascii_lowercase();
                if relation.next {
                    found.older = found.older.or_else(|| page_of_same_list(&url, address));
                } else if relation.wordpress {
                    rest = Some(url);
                } else if relation.alternate && (is_feed(&media) || (media.ends_with("/xml") && looks_like_feed(&url)))
                {
                    let (title, language) = (short(&value("title")), value("hreflang"));
                    if found.feeds.len() < MOST
                        && !is_of_comments(&url, &title)
                        && speaks(&language, &page_language)
                        && !found.feeds.iter().any(|feed| feed.url == url)
                        && url != *address
                    {
                        let own = is_below(&url, address);
                        found.feeds.push(Pointer { url, title, own });
                    }
                } else if relation.alternate && media == "application/json" {
                    rest_own = rest_own.or_else(|| posts_of(&url));
                }
            }
            "a" => {
                let Some(url) = joined(&base, value("href").trim()).filter(is_web) else { continue };
                let next = Relation::of(&value("rel")).next || is_next_page(&url, address);
                if found.older.is_none() && next {
                    found.older = page_of_same_list(&url, address);
                } else if shown.len() < MOST && looks_like_feed(&url) && !is_of_comments(&url, "") && url != *address {
                    shown.push(url);
                }
            }
            _ => {}
        }
    }
    for url in shown {
        if is_same_site(&url, address) && found.feeds.len() < MOST && !found.feeds.iter().any(|feed| feed.url == url) {
            let own = is_below(&url, address);
            found.feeds.push(Pointer { url, title: String::new(), own });
        }
    }
    let site = || {
        let mut url = rest?.join("wp/v2/posts").ok()?;
        url.set_query(Some("per_page=30"));
        Some(Pointer { url, title: String::new(), own: false })
    };
    found.wordpress = rest_own.map(|url| Pointer { url, title: String::new(), own: true }).or_else(site);
    found
}

/// What a feed calls itself, and the archive before it or its next page (RFC 5005 §3, §4).
fn of_feed(xml: &str, address: &Url) -> Pointers {
    let (mut archive, mut next, mut title, mut in_title) = (None, None, None, false);
    for token in Tokens::new(xml) {
        match token {
            Token::Text(text) | Token::Cdata(text) if in_title && title.is_none() && !text.trim().is_empty() => {
                title = Some(short(&unescape(text)));
            }
            Token::Text(_) | Token::Cdata(_) => {}
            Token::Close { .. } => in_title = false,
            Token::Open { name, attributes, .. } => {
                match name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase().as_str() {
                    "entry" | "item" => break,
                    "title" => in_title = true,
                    "link" => {
                        let value = |key| attribute(attributes, key).unwrap_or_default();
                        let relation = value("rel").trim().to_ascii_lowercase();
                        let to = || elsewhere(address, &value("href"));
                        match relation.as_str() {
                            "prev-archive" => archive = archive.or_else(to),
                            "next" => next = next.or_else(to),
                            _ => {}
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    Pointers { older: archive.or(next), title, ..Pointers::default() }
}

fn short(name: &str) -> String {
    name.trim().chars().take(300).collect()
}

struct Relation {
    alternate: bool,
    next: bool,
    wordpress: bool,
}

impl Relation {
    fn of(written: &str) -> Self {
        let has = |word: &str| written.split_whitespace().any(|rel| rel.eq_ignore_ascii_case(word));
        Self { alternate: has("alternate"), next: has("next"), wordpress: has("https://api.w.org/") }
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.as_str().len() <= MAX_LINK
}

fn is_feed(media: &str) -> bool {
    let media = media.split(';').next().unwrap_or_default().trim();
    matches!(media, "application/rss+xml" | "application/atom+xml" | "application/feed+json" | "application/rdf+xml")
        || matches!(media, "text/rss" | "application/rss" | "application/atom" | "text/atom+xml" | "text/rss+xml")
}

/// An address that publishing systems give their feeds.
fn looks_like_feed(url: &Url) -> bool {
    let path = url.path().trim_end_matches('/').to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    let asked =
        |pair: &str| url.query().is_some_and(|query| query.split('&').any(|known| known.eq_ignore_ascii_case(pair)));
    matches!(name, "feed" | "rss" | "atom" | "rss.xml" | "feed.xml" | "atom.xml" | "index.rdf" | "feed.json" | "rss2")
        || name.rsplit_once('.').is_some_and(|(_, ending)| matches!(ending, "rss" | "atom"))
        || ["feed=rss2", "feed=atom", "page=backend", "type=rss", "format=rss", "format=feed"].into_iter().any(asked)
}

/// Another page of the same list: the addresses differ in their number or in what is asked. On the page of one entry,
/// `next` is the entry after it.
fn page_of_same_list(url: &Url, address: &Url) -> Option<Url> {
    let stem = |url: &Url| {
        let mut segments: Vec<String> =
            url.path().split('/').filter(|part| !part.is_empty()).map(str::to_ascii_lowercase).collect();
        let is_number = |part: &String| {
            let digits = part.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-' || c == '_');
            let word = part[..part.len() - digits.len()].trim_matches(['-', '_']);
            digits.bytes().all(|byte| byte.is_ascii_digit())
                && matches!(word, "" | "page" | "pagina" | "seite" | "p" | "pag" | "index" | "strana")
        };
        while segments.last().is_some_and(is_number) {
            segments.pop();
        }
        segments
    };
    (stem(url) == stem(address)).then(|| other_than(url, address)).flatten()
}

/// The page after this one of a numbered list: `/alerts/page/2/` of `/alerts/`, `?paged=3` of `?paged=2`.
fn is_next_page(url: &Url, address: &Url) -> bool {
    let (stem, number) = numbered(url);
    let (here, current) = numbered(address);
    number == current + 1 && number >= 2 && stem == here
}

/// An address without the number of its page, and that number; 1 where it has none.
fn numbered(url: &Url) -> (String, u32) {
    let parse = |text: &str| text.parse::<u32>().ok().filter(|number| *number < 100_000);
    let mut number = 1;
    let mut path = url.path().trim_end_matches('/');
    if let Some((stem, last)) = path.rsplit_once('/')
        && let Some(last) = parse(last)
        && let Some(stem) = stem.strip_suffix("/page")
    {
        (path, number) = (stem, last);
    }
    let mut query: Vec<&str> = Vec::new();
    for pair in url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=').and_then(|(name, value)| (name == "paged").then(|| parse(value)).flatten()) {
            Some(paged) => number = paged,
            None => query.push(pair),
        }
    }
    (format!("{}{path}?{}", bare_host(url.host_str().unwrap_or_default()), query.join("&")), number)
}

fn is_same_site(url: &Url, address: &Url) -> bool {
    let host = |url: &Url| bare_host(url.host_str().unwrap_or_default()).to_owned();
    host(url) == host(address)
}

/// Feeds of comments: by their address or their title.
fn is_of_comments(url: &Url, title: &str) -> bool {
    const WORDS: [&str; 8] =
        ["comment", "comentario", "commentaire", "kommentar", "comentário", "commenti", "комментари", "التعليقات"];
    let address = format!("{}?{}", url.path(), url.query().unwrap_or_default()).to_lowercase();
    let title = title.to_lowercase();
    address.contains("comments") || WORDS.iter().any(|word| title.contains(word))
}

/// True unless the feed is said to be in another language than the page.
fn speaks(language: &str, page: &str) -> bool {
    let primary = |tag: &str| tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let (language, page) = (primary(language), primary(page));
    language.is_empty() || page.is_empty() || language == "x" || language == page
}

/// A feed below the page's own address, such as `/alerts/feed/` of `/alerts/`; the whole site's of its home page.
fn is_below(feed: &Url, page: &Url) -> bool {
    let section = page.path().trim_end_matches('/');
    let section = section.strip_suffix("/index.html").or(section.strip_suffix("/index.php")).unwrap_or(section);
    let within = feed.path().strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let parts = |url: &Url| -> Vec<(String, String)> {
        url.query_pairs().map(|(key, value)| (key.into_owned(), value.into_owned())).collect()
    };
    let asked = parts(feed);
    let same_question = parts(page).iter().all(|pair| asked.contains(pair));
    is_same_site(feed, page) && within && same_question
}

/// What WordPress answers with for the entries of one of its terms, from the address of the term.
fn posts_of(term: &Url) -> Option<Url> {
    let (root, name) = term.as_str().split_once("/wp/v2/")?;
    let (kind, number) = name.trim_end_matches('/').split_once('/')?;
    let known = matches!(kind, "categories" | "tags");
    let is_number = !number.is_empty() && number.len() <= 10 && number.bytes().all(|byte| byte.is_ascii_digit());
    (known && is_number).then(|| Url::parse(&format!("{root}/wp/v2/posts?{kind}={number}&per_page=30")).ok()).flatten()
}

fn elsewhere(address: &Url, href: &str) -> Option<Url> {
    other_than(&joined(address, href.trim())?, address)
}

/// An address on the same host that is not the one we come from, in whatever spelling.
fn other_than(url: &Url, address: &Url) -> Option<Url> {
    let mut url = url.clone();
    url.set_fragment(None);
    (is_web(&url) && is_same_site(&url, address) && link_key(&url) != link_key(address)).then_some(url)
}
