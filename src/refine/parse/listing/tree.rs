//! The page as one list of nodes in document order, where a subtree is a range, with everything about a node that
//! the detection asks for again and again computed once: paths, marks of class names, letters so far.

use scraper::{Html, Node as HtmlNode, node::Element};

use super::marks::{Look, Reader, mark};

/// Stands for "no node" and "no link".
pub(super) const NONE: u32 = u32::MAX;

/// One element or text of the page.
pub(super) struct Node<'a> {
    /// Its element's position; [`NONE`] at the top.
    pub(super) parent: u32,
    /// One past the last node of its subtree.
    pub(super) end: u32,
    /// How many elements are above it.
    pub(super) depth: u32,
    /// The element, or `None` for a text.
    pub(super) element: Option<&'a Element>,
    /// The text; empty for an element.
    pub(super) text: &'a str,
    /// See [`mark`].
    pub(super) marks: u32,
    /// Tag names from the root down to it.
    pub(super) plain: u64,
    /// Tag and lasting class names from the root down to it.
    pub(super) styled: u64,
    /// Its own tag and lasting class names.
    pub(super) sign: u64,
    /// Letters and digits of the page before it.
    pub(super) before: u32,
    /// The nearest element at or above it that breaks the line.
    pub(super) block: u32,
    /// The `a` with address at or above it; [`NONE`] outside links.
    pub(super) anchor: u32,
    /// Whether blanks stand before it that are no part of its own text.
    pub(super) spaced: bool,
}

impl Node<'_> {
    /// Whether it has any of the marks.
    pub(super) fn is(&self, marks: u32) -> bool {
        self.marks & marks != 0
    }

    /// The tag name; empty for a text.
    pub(super) fn tag(&self) -> &str {
        self.element.map_or("", Element::name)
    }

    /// An attribute; `None` for a text.
    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        self.element.and_then(|element| element.attr(name))
    }
}

/// The page in document order.
pub(super) struct Tree<'a> {
    /// All elements and all texts that a reader sees.
    pub(super) nodes: Vec<Node<'a>>,
    /// Letters and digits of the page.
    pub(super) letters: u32,
}

impl<'a> Tree<'a> {
    /// Reads the body of a page.
    pub(super) fn new(html: &'a Html) -> Self {
        let mut tree = Self { nodes: Vec::new(), letters: 0 };
        let mut open = Vec::new();
        let mut spaced = false;
        let mut reader = Reader::default();
        let mut next = html.tree.root().children().find(|node| node.value().is_element());
        while let Some(node) = next {
            let entered = match node.value() {
                HtmlNode::Element(element) => {
                    let look = reader.read(element);
                    let visible = look.marks & mark::HIDDEN == 0;
                    if visible {
                        open.push(tree.push_element(open.last().copied(), element, look));
                    }
                    visible
                }
                HtmlNode::Text(text) if text.trim().is_empty() => {
                    spaced = true;
                    false
                }
                HtmlNode::Text(text) => {
                    tree.push_text(open.last().copied(), text, std::mem::take(&mut spaced));
                    false
                }
                _ => false,
            };
            let mut here = node;
            next = if entered { node.first_child() } else { None };
            let mut leaving = entered;
            while next.is_none() {
                if leaving {
                    tree.close(open.pop());
                }
                next = here.next_sibling();
                let Some(parent) = here.parent().filter(|_| next.is_none() && !open.is_empty()) else { break };
                here = parent;
                leaving = true;
            }
        }
        tree.spread_zones();
        tree
    }

    /// The node at a position.
    pub(super) fn node(&self, at: u32) -> &Node<'a> {
        &self.nodes[at as usize]
    }

    /// Letters and digits of the texts in a range.
    pub(super) fn letters_in(&self, start: u32, end: u32) -> u32 {
        let before = |at: u32| self.nodes.get(at as usize).map_or(self.letters, |node| node.before);
        before(end).saturating_sub(before(start))
    }

    /// The element at or above a position that lies at a depth.
    pub(super) fn ancestor_at(&self, mut at: u32, depth: u32) -> u32 {
        while self.node(at).depth > depth && self.node(at).parent != NONE {
            at = self.node(at).parent;
        }
        at
    }

    /// The deepest element that holds both.
    pub(super) fn common(&self, a: u32, b: u32) -> u32 {
        let depth = self.node(a).depth.min(self.node(b).depth);
        let (mut a, mut b) = (self.ancestor_at(a, depth), self.ancestor_at(b, depth));
        while a != b && self.node(a).parent != NONE && self.node(b).parent != NONE {
            a = self.node(a).parent;
            b = self.node(b).parent;
        }
        a
    }

    /// The elements above a position, nearest first.
    pub(super) fn ancestors(&self, at: u32) -> impl Iterator<Item = u32> + '_ {
        let up = |at: u32| Some(self.node(at).parent).filter(|parent| *parent != NONE);
        std::iter::successors(up(at), move |at| up(*at))
    }

    /// The children of an element, in order.
    pub(super) fn children(&self, of: u32) -> impl Iterator<Item = u32> + '_ {
        let end = self.node(of).end;
        std::iter::successors(Some(of + 1).filter(|at| *at < end), move |at| {
            Some(self.node(*at).end).filter(|next| *next < end)
        })
    }

    /// The texts in a range, blanks collapsed, a blank between blocks.
    pub(super) fn text(&self, start: u32, end: u32) -> String {
        let mut text = String::new();
        let mut block = NONE;
        for node in &self.nodes[start as usize..(end as usize).min(self.nodes.len())] {
            if node.element.is_some_and(|element| element.name() == "br") {
                block = NONE;
            } else if !node.text.is_empty() {
                push_text(&mut text, node.text, node.spaced || node.block != block);
                block = node.block;
            }
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// The text of one node's subtree.
    pub(super) fn text_of(&self, at: u32) -> String {
        self.text(at, self.node(at).end)
    }

    /// The same with a blank between all texts: `27`, `Sep` and `2024` in elements of their own.
    pub(super) fn text_apart(&self, at: u32) -> String {
        let texts = self.nodes[at as usize..self.node(at).end as usize].iter().map(|node| node.text.trim());
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// A short CSS path to a node for people: the last two elements that say something.
    pub(super) fn css(&self, at: u32) -> String {
        let mut parts: Vec<String> = std::iter::once(at)
            .chain(self.ancestors(at))
            .filter_map(|at| self.node(at).element)
            .take(2)
            .map(|element| match element.attr("class").and_then(|classes| classes.split_ascii_whitespace().next()) {
                Some(class) => format!("{}.{}", element.name(), &class[..class.floor_char_boundary(40)]),
                None => element.name().to_owned(),
            })
            .collect();
        parts.reverse();
        parts.join(" > ")
    }

    fn close(&mut self, at: Option<u32>) {
        if let Some(at) = at {
            self.nodes[at as usize].end = self.nodes.len() as u32;
        }
    }

    fn push_element(&mut self, parent: Option<u32>, element: &'a Element, look: Look) -> u32 {
        let at = self.nodes.len() as u32;
        let above = parent.map(|parent| self.node(parent));
        // Cells of a table are told apart by their column.
        let column =
            parent.filter(|_| matches!(element.name(), "td" | "th")).map_or(0, |row| self.children_so_far(row));
        let sign = step(look.sign, column);
        // The names of `html` and `body` tell of the page as a whole.
        let at_top = above.is_none_or(|above| above.depth < 1);
        let marks = if at_top { look.marks & mark::BLOCK } else { look.marks };
        let node = Node {
            parent: parent.unwrap_or(NONE),
            end: at + 1,
            depth: above.map_or(0, |above| above.depth + 1),
            element: Some(element),
            text: "",
            marks,
            plain: step(above.map_or(0, |above| above.plain), look.tag ^ column),
            styled: step(above.map_or(0, |above| above.styled), sign),
            sign,
            before: self.letters,
            block: if marks & mark::BLOCK != 0 { at } else { above.map_or(at, |above| above.block) },
            anchor: if marks & mark::LINK != 0 { at } else { above.map_or(NONE, |above| above.anchor) },
            spaced: false,
        };
        self.nodes.push(node);
        at
    }

    fn children_so_far(&self, of: u32) -> u64 {
        let mut count = 0;
        let mut at = of as usize + 1;
        while let Some(node) = self.nodes.get(at) {
            count += 1;
            if count >= 64 {
                break;
            }
            at = node.end as usize;
        }
        count
    }

    fn push_text(&mut self, parent: Option<u32>, text: &'a str, spaced: bool) {
        let Some(parent) = parent else { return };
        let at = self.nodes.len() as u32;
        let above = self.node(parent);
        self.nodes.push(Node {
            parent,
            end: at + 1,
            depth: above.depth + 1,
            element: None,
            text,
            marks: 0,
            plain: step(above.plain, 1),
            styled: step(above.styled, 1),
            sign: 1,
            before: self.letters,
            block: above.block,
            anchor: above.anchor,
            spaced,
        });
        self.letters += letters(text);
    }

    /// Hands the marks of zones down. A wrapper that holds most of the page is no margin, whatever its name.
    fn spread_zones(&mut self) {
        for at in 0..self.nodes.len() {
            let node = &self.nodes[at];
            let holds = self.letters_in(at as u32, node.end);
            let above = self.nodes.get(node.parent as usize).map_or(0, |above| above.marks);
            // An entry may have a foot of its own.
            let by_tag = node.is(mark::CHROME_TAG) && !(node.tag() == "footer" && above & mark::IN_ARTICLE != 0);
            let outside = above & mark::OUTSIDE != 0 || by_tag;
            let chrome =
                above & mark::CHROME != 0 || by_tag || (node.is(mark::CHROME_CLASS) && holds * 2 < self.letters);
            let inside = above & mark::IN_ARTICLE != 0 || node.is(mark::ARTICLE);
            let main = above & mark::MAIN != 0;
            let node = &mut self.nodes[at];
            let zones =
                [(main, mark::MAIN), (chrome, mark::CHROME), (outside, mark::OUTSIDE), (inside, mark::IN_ARTICLE)];
            node.marks |= zones.iter().filter(|(is, _)| *is).fold(0, |all, (_, zone)| all | zone);
        }
    }
}

/// Appends text with blanks collapsed.
pub(super) fn push_text(to: &mut String, text: &str, apart: bool) {
    if (apart || text.starts_with(char::is_whitespace)) && !to.is_empty() && !to.ends_with(' ') {
        to.push(' ');
    }
    let mut words = text.split_whitespace();
    if let Some(first) = words.next() {
        to.push_str(first);
    }
    for word in words {
        to.push(' ');
        to.push_str(word);
    }
    if text.ends_with(char::is_whitespace) && !to.is_empty() && !to.ends_with(' ') {
        to.push(' ');
    }
}

fn letters(text: &str) -> u32 {
    let counts = |c: &char| c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric());
    text.chars().filter(counts).count() as u32
}

/// A number for a path: the path so far and one step more.
fn step(path: u64, by: u64) -> u64 {
    (path.rotate_left(5) ^ by).wrapping_mul(0x517c_c1b7_2722_0a95)
}
