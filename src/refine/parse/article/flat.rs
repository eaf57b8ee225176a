//! The page as a list in document order, with what the search for its date asks of every place.

use scraper::{Html, Node, node::Element};

/// The most nodes that are looked at.
const MOST: usize = 60_000;
/// The longest note below a text, in letters.
const NOTE: u32 = 400;
/// Texts inside these are not seen.
const UNSEEN: [&str; 7] = ["script", "style", "noscript", "template", "svg", "select", "textarea"];
/// What is inside these belongs to the site, not to the article.
const BESIDE: [&str; 4] = ["nav", "aside", "footer", "form"];
/// The same, by a word in class or id.
const BESIDE_WORDS: [&str; 21] = [
    "sidebar",
    "related",
    "comment",
    "comments",
    "footer",
    "widget",
    "recommended",
    "recent",
    "latest",
    "popular",
    "mostread",
    "navigation",
    "menu",
    "breadcrumb",
    "breadcrumbs",
    "cookie",
    "newsletter",
    "promo",
    "teaser",
    "ticker",
    "calendar",
];

/// One element or text.
pub(super) struct Piece<'a> {
    /// The element, or `None` for a text.
    pub(super) element: Option<&'a Element>,
    /// The text; empty for an element.
    pub(super) text: &'a str,
    /// One past the last piece inside it.
    pub(super) end: usize,
    /// Letters and digits of the page before it.
    pub(super) before: u32,
    /// Whether it stands in a menu, a sidebar, a footer or the like.
    pub(super) beside: bool,
}

impl Piece<'_> {
    /// The tag name; empty for a text.
    pub(super) fn tag(&self) -> &str {
        self.element.map_or("", Element::name)
    }

    /// An attribute; `None` for a text.
    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        self.element.and_then(|element| element.attr(name))
    }
}

/// The page.
pub(super) struct Flat<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    /// How deep its elements are nested.
    pub(super) deepest: usize,
}

impl<'a> Flat<'a> {
    pub(super) fn of(html: &'a Html) -> Self {
        let mut flat = Self { pieces: Vec::new(), deepest: 0 };
        let mut before = 0;
        // What is open: the next node inside, and the place of the element in the list.
        let mut open = vec![(html.tree.root().first_child(), None::<usize>)];
        while let Some((next, place)) = open.last_mut() {
            let place = *place;
            let Some(node) = *next else {
                if let Some(place) = place {
                    flat.pieces[place].end = flat.pieces.len();
                }
                open.pop();
                continue;
            };
            *next = node.next_sibling();
            let at = flat.pieces.len();
            if at >= MOST {
                break;
            }
            match node.value() {
                Node::Element(element) if !UNSEEN.contains(&element.name()) => {
                    flat.pieces.push(Piece { element: Some(element), text: "", end: at + 1, before, beside: false });
                    open.push((node.first_child(), Some(at)));
                    flat.deepest = flat.deepest.max(open.len());
                }
                Node::Text(text) if !text.trim().is_empty() => {
                    flat.pieces.push(Piece { element: None, text, end: at + 1, before, beside: false });
                    before += text.chars().filter(|c| c.is_alphanumeric()).count() as u32;
                }
                _ => {}
            }
        }
        for place in open.into_iter().filter_map(|(_, place)| place) {
            flat.pieces[place].end = flat.pieces.len();
        }
        flat
    }

    fn is_note(&self, at: usize) -> bool {
        let element = self.pieces[at].element;
        let inside = &self.pieces[at..self.pieces[at].end];
        let a_note = element
            .is_some_and(|element| is_footer(element) || element.name() == "aside" && !is_called_beside(element));
        a_note
            && self.letters(at) < NOTE
            && !inside.iter().any(|piece| matches!(piece.tag(), "h1" | "h2" | "h3" | "h4"))
    }

    /// The visible text inside a piece, at most so many bytes of it, white space collapsed.
    pub(super) fn text(&self, at: usize, most: usize) -> String {
        let mut text = String::new();
        for piece in &self.pieces[at..self.pieces[at].end] {
            for word in piece.text.split_whitespace() {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(word);
            }
            if text.len() > most {
                break;
            }
        }
        text
    }

    /// Takes what holds a place, or most of the page, for the article, whatever it is called.
    pub(super) fn set_article(&mut self, heading: Option<usize>) {
        let all = self.pieces.last().map_or(0, |piece| piece.before);
        let last_footer = (0..self.pieces.len()).rev().find(|at| self.pieces[*at].element.is_some_and(is_footer));
        let mut beside_until = 0;
        for at in 0..self.pieces.len() {
            let holds = heading.is_some_and(|heading| (at..self.pieces[at].end).contains(&heading));
            let called = self.pieces[at].element.is_some_and(is_beside);
            // A short note below the text is the article's own, unless it is the page's.
            let note = called && Some(at) != last_footer && self.is_note(at);
            if called && !holds && !note && self.letters(at) < all / 2 {
                beside_until = beside_until.max(self.pieces[at].end);
            }
            self.pieces[at].beside = at < beside_until;
        }
    }

    /// Letters and digits inside a piece.
    pub(super) fn letters(&self, at: usize) -> u32 {
        let end = self.pieces.get(self.pieces[at].end).map_or(u32::MAX, |piece| piece.before);
        end.saturating_sub(self.pieces[at].before)
    }
}

fn is_footer(element: &Element) -> bool {
    element.name() == "footer" || element.attr("class").or(element.id()).is_some_and(|name| name.contains("footer"))
}

fn is_beside(element: &Element) -> bool {
    let name = element.name();
    if matches!(name, "body" | "html" | "main" | "article") {
        return false;
    }
    BESIDE.contains(&name) || is_called_beside(element)
}

fn is_called_beside(element: &Element) -> bool {
    let names = [element.attr("class"), element.id()].into_iter().flatten().flat_map(str::split_whitespace);
    names.take(30).any(is_beside_name)
}

/// `post-footer` and the like are the article's own.
fn is_beside_name(name: &str) -> bool {
    let is = |word: &str, known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known));
    let words = || name.split(|c: char| !c.is_ascii_alphanumeric());
    words().any(|word| is(word, &BESIDE_WORDS)) && !words().any(|word| is(word, &["post", "entry", "article", "story"]))
}
