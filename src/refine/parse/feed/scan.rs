//! Where the entries of a feed are and what they are made of, found in one linear pass that bounds depth and number
//! and forgives whatever a feed does wrong: end tags may be missing, crossed or too many.

use super::names::{Name, Prefixes, Space};
use super::outline::{Field, Kind, Outline, Raw};
use crate::refine::parse::MAX_FEED_ENTRIES;
use crate::refine::parse::markup::{Token, Tokens};

/// How deep elements may stand within one another before they are no longer told apart.
const MAX_DEPTH: usize = 128;
/// How many fields of one entry are taken.
const MAX_FIELDS: usize = 400;

/// Takes a document apart.
pub(super) fn outline(text: &str) -> Outline<'_> {
    let mut pass = Pass {
        text,
        open: Vec::with_capacity(16),
        buried: 0,
        entry: None,
        current: Raw::default(),
        prefixes: Prefixes::default(),
        out: Outline::default(),
        odd: false,
    };
    let mut tokens = Tokens::new(text);
    let mut root: Option<(usize, usize)> = None;
    while let Some(token) = tokens.next() {
        match token {
            Token::Open { name, attributes, empty } => {
                let begun = root.is_some();
                // a second outermost element: other readers stop after the first
                pass.odd |= begun && pass.open.is_empty();
                if pass.open(name, attributes, empty, tokens.end()) && !begun {
                    root = Some((tokens.start(), if empty { tokens.end() } else { 0 }));
                }
            }
            Token::Close { name } => {
                pass.close(name, tokens.start());
                if pass.open.is_empty()
                    && let Some((_, end @ 0)) = &mut root
                {
                    *end = tokens.end();
                }
            }
            Token::Text(_) | Token::Cdata(_) => {}
        }
    }
    let closed = root.is_some_and(|(_, end)| end > 0);
    let mut out = pass.out;
    out.cut = !closed;
    out.speaks_cap = pass.prefixes.speaks_cap();
    if let Some((start, end)) = root
        && closed
        && !(tokens.odd() || pass.odd || out.deep)
    {
        out.clean = Some(&text[start..end]);
    }
    out
}

struct Open<'a> {
    name: &'a str,
    attributes: &'a str,
    inner: usize,
}

/// The state of the pass.
struct Pass<'a> {
    text: &'a str,
    open: Vec<Open<'a>>,
    /// Elements below [`MAX_DEPTH`].
    buried: usize,
    /// Where in `open` the current entry stands.
    entry: Option<usize>,
    current: Raw<'a>,
    prefixes: Prefixes<'a>,
    out: Outline<'a>,
    odd: bool,
}

impl<'a> Pass<'a> {
    /// A start tag; true if it belongs to the feed (what stands before a feed's outermost element does not).
    fn open(&mut self, name: &'a str, attributes: &'a str, empty: bool, after: usize) -> bool {
        let depth = self.open.len();
        let field_of_entry = self.entry.is_some_and(|entry| depth == entry + 1);
        let maybe_entry = is_entry_name(name);
        if self.entry.is_some() && !field_of_entry && !maybe_entry {
            // inside a field: only its extent matters
            self.prefixes.declare(attributes);
            if !empty {
                self.push(name, attributes, after);
            }
            return true;
        }
        self.prefixes.declare(attributes);
        let resolved = self.prefixes.resolve(name);
        if depth == 0 && !is_root(resolved, attributes) {
            return false;
        }
        if maybe_entry && self.begins_entry(resolved) {
            if let Some(entry) = self.entry {
                self.odd = true;
                self.truncate(entry, self.tag_start(after));
            }
            self.out.seen += 1;
            self.entry = Some(self.open.len());
            self.current = Raw { kind: kind_of(resolved), attributes, fields: Vec::with_capacity(8) };
            if empty {
                self.finish_entry();
            } else {
                self.push(name, attributes, after);
            }
            return true;
        }
        let field = Field { name: resolved, attributes, inner: "" };
        match (self.entry, empty) {
            (Some(_), true) if field_of_entry => self.field(field),
            (None, true) if resolved.is(Space::Deleted, "deleted-entry") => self.deleted(attributes),
            (_, true) => {}
            (entry, false) => {
                if entry.is_none() {
                    if depth == 0 || depth == 1 && resolved.is(Space::Core, "channel") {
                        self.out.around.push(attributes);
                    }
                    if resolved.is(Space::Deleted, "deleted-entry") {
                        self.deleted(attributes);
                    }
                }
                self.push(name, attributes, after);
            }
        }
        true
    }

    /// Whether an element that is called like an entry is one.
    fn begins_entry(&self, name: Name<'a>) -> bool {
        let alert = name.local.eq_ignore_ascii_case("alert");
        if alert && !(name.space == Space::Cap || name.space == Space::Core && self.prefixes.speaks_cap()) {
            return false;
        }
        if !alert && name.space != Space::Core {
            return false;
        }
        let Some(entry) = self.entry else { return true };
        // an entry inside the content of an entry is content; anywhere else the end tag of the first one is missing
        !alert && self.open.get(entry + 1).is_none_or(|field| !field.name.ends_with("content"))
    }

    fn push(&mut self, name: &'a str, attributes: &'a str, inner: usize) {
        if self.entry.is_some_and(|entry| self.open.len() > entry + 1) && is_void(name) {
            // never closed in HTML, and nothing in it in XHTML
        } else if self.open.len() >= MAX_DEPTH {
            self.out.deep = true;
            self.buried += 1;
        } else {
            self.open.push(Open { name, attributes, inner });
        }
    }

    /// An end tag.
    fn close(&mut self, name: &str, start: usize) {
        if self.buried == 0 && self.open.last().is_some_and(|open| open.name == name) {
            return self.truncate(self.open.len() - 1, start);
        }
        if is_void(name) {
            return;
        }
        // the search is short: near the top, or among the few elements that make the feed's frame
        let frame = self.entry.map_or(4, |entry| entry + 2).min(self.open.len());
        let near = self.open.len().saturating_sub(if self.buried > 0 { 0 } else { 32 }).max(frame);
        let same = |open: &Open<'_>| open.name.eq_ignore_ascii_case(name);
        let found = self.open[near..]
            .iter()
            .rposition(same)
            .map(|at| near + at)
            .or_else(|| self.open[..frame].iter().rposition(same));
        match found {
            Some(at) => {
                self.odd = true;
                self.buried = 0;
                self.truncate(at, start);
            }
            None if self.buried > 0 => self.buried -= 1,
            None => self.odd = true,
        }
    }

    /// Closes all elements from this place in `open` on; their insides end at `end`.
    fn truncate(&mut self, to: usize, end: usize) {
        if let Some(entry) = self.entry {
            if to <= entry + 1
                && let Some(open) = self.open.get(entry + 1)
            {
                let name = self.prefixes.resolve(open.name);
                self.field(Field { name, attributes: open.attributes, inner: &self.text[open.inner..end] });
            }
            if to <= entry {
                self.finish_entry();
            }
        } else if let Some(open) = self.open.get(to) {
            let name = self.prefixes.resolve(open.name);
            if (1..4).contains(&to) && is_head(name) {
                self.out.head.push(Field { name, attributes: open.attributes, inner: &self.text[open.inner..end] });
            }
        }
        self.open.truncate(to);
    }

    fn field(&mut self, field: Field<'a>) {
        if self.current.fields.len() < MAX_FIELDS && self.out.entries.len() < MAX_FEED_ENTRIES {
            self.current.fields.push(field);
        }
    }

    fn finish_entry(&mut self) {
        self.entry = None;
        let entry = std::mem::take(&mut self.current);
        if self.out.entries.len() < MAX_FEED_ENTRIES {
            self.out.entries.push(entry);
        }
    }

    fn deleted(&mut self, attributes: &'a str) {
        if self.out.deleted.len() < MAX_FEED_ENTRIES {
            self.out.deleted.push(attributes);
        }
    }

    /// Where the tag begins that ends here.
    fn tag_start(&self, after: usize) -> usize {
        self.text[..after].rfind('<').unwrap_or(after)
    }
}

fn is_entry_name(name: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    matches!(local.len(), 4 | 5) && ["item", "entry", "alert"].iter().any(|entry| local.eq_ignore_ascii_case(entry))
}

fn kind_of(name: Name<'_>) -> Kind {
    match name.local.len() {
        4 => Kind::Rss,
        _ if name.local.eq_ignore_ascii_case("entry") => Kind::Atom,
        _ => Kind::Cap,
    }
}

/// The elements that may be a feed's outermost one.
fn is_root(name: Name<'_>, attributes: &str) -> bool {
    const ROOTS: [&str; 7] = ["rss", "rdf", "feed", "channel", "entry", "item", "alerts"];
    ROOTS.iter().any(|root| name.local.eq_ignore_ascii_case(root))
        || name.local.eq_ignore_ascii_case("alert")
            && (name.space == Space::Cap || attributes.contains("emergency:cap"))
        || name.local.eq_ignore_ascii_case("edxldistribution")
}

fn is_head(name: Name<'_>) -> bool {
    name.is(Space::Core, "language") || name.is(Space::Dublin, "language") || name.is(Space::Core, "author")
}

/// HTML elements without an end tag.
fn is_void(name: &str) -> bool {
    matches!(name.len(), 2 | 3) && ["br", "hr", "img", "wbr"].iter().any(|void| name.eq_ignore_ascii_case(void))
}
