//! A tolerant tokenizer for markup: linear in its input, without recursion, and it never fails. What is no markup is
//! text, a bare `&` stays what it is, and a construct that nobody closed ends where it does the least harm.

use std::borrow::Cow;

use super::characters::unescape;

/// What opens a CDATA section.
const CDATA: &str = "<![CDATA[";

/// A piece of markup. Comments, processing instructions and document types are passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A start tag, or an empty-element tag.
    Open {
        /// The name as written, prefix included.
        name: &'a str,
        /// What stands between name and `>`.
        attributes: &'a str,
        /// Whether it ends in `/>`.
        empty: bool,
    },
    /// An end tag.
    Close {
        /// The name as written, prefix included.
        name: &'a str,
    },
    /// Characters, still escaped.
    Text(&'a str),
    /// The inside of a CDATA section.
    Cdata(&'a str),
}

/// The tokens of a text.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    start: usize,
    odd: bool,
    cdata_end: Ahead,
    comment_end: Ahead,
    instruction_end: Ahead,
    subset_seen: bool,
}

/// Where a closing sequence stands next, remembered so that a text full of openings is searched but once.
#[derive(Clone, Copy)]
enum Ahead {
    Unknown,
    At(usize),
    Never,
}

impl Ahead {
    fn find(&mut self, text: &str, from: usize, closing: &str) -> Option<usize> {
        match *self {
            Self::At(at) if at >= from => return Some(at),
            Self::Never => return None,
            _ => {}
        }
        let found = text.get(from..).and_then(|rest| find_rare(rest, closing, 0)).map(|at| from + at);
        *self = found.map_or(Self::Never, Self::At);
        found
    }
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let (cdata_end, comment_end, instruction_end) = (Ahead::Unknown, Ahead::Unknown, Ahead::Unknown);
        Self { text, at: 0, start: 0, odd: false, cdata_end, comment_end, instruction_end, subset_seen: false }
    }

    /// Where the last token began.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Where the last token ended.
    pub(super) fn end(&self) -> usize {
        self.at
    }

    /// Whether anything so far was not as XML wants it, or may be read differently by other readers.
    pub(super) fn odd(&self) -> bool {
        self.odd
    }

    fn take(&mut self, length: usize) -> &'a str {
        let taken = &self.text[self.at..self.at + length];
        self.at += length;
        taken
    }

    /// `<!…`: a CDATA section, or something to pass over (`None`).
    fn declaration(&mut self, rest: &'a str) -> Option<Token<'a>> {
        if let Some(inner) = rest.strip_prefix(CDATA) {
            let from = self.at + CDATA.len();
            let end = self.cdata_end.find(self.text, from, "]]>");
            let nested = match end {
                Some(end) => find_rare(&self.text[from..end], CDATA, CDATA.len() - 1),
                None => Some(inner.len()),
            };
            // a section inside a section, and an end tag between: the end of the outer one was lost there
            if let Some(tag) = nested.and_then(|nested| field_end(&inner[..nested])) {
                (self.odd, self.at) = (true, from + tag);
                return Some(Token::Cdata(&inner[..tag]));
            }
            let Some(end) = end else {
                self.cut_off();
                return Some(Token::Cdata(inner));
            };
            self.at = end + 3;
            return Some(Token::Cdata(&self.text[from..end]));
        }
        if let Some(inner) = rest.strip_prefix("<!--") {
            self.odd |= inner.starts_with(['>', '-']);
            match self.comment_end.find(self.text, self.at + 4, "-->") {
                Some(end) => self.at = end + 3,
                None => self.skip_to_gt(rest),
            }
            return None;
        }
        // a document type may hold an internal subset in brackets
        let subset = rest.find(['>', '[']).filter(|end| rest.as_bytes()[*end] == b'[' && !self.subset_seen);
        let end = subset.and_then(|_| rest[..rest.floor_char_boundary(64 * 1024)].find("]>"));
        self.odd |= subset.is_some();
        self.subset_seen |= subset.is_some();
        match end {
            Some(end) => self.at += end + 2,
            None => self.skip_to_gt(rest),
        }
        None
    }

    fn skip_to_gt(&mut self, rest: &str) {
        self.odd |= !rest.starts_with("<!DOCTYPE");
        match rest.find('>') {
            Some(end) => self.at += end + 1,
            None => self.cut_off(),
        }
    }

    fn cut_off(&mut self) {
        (self.odd, self.at) = (true, self.text.len());
    }

    /// A start tag; `None` where the `<` opens no tag.
    fn open(&mut self, rest: &'a str) -> Option<Token<'a>> {
        let end = match tag_end(rest) {
            TagEnd::At(end) => end,
            TagEnd::Odd(end) => {
                self.odd = true;
                end
            }
            TagEnd::None => return None,
        };
        let inner = &rest[1..end];
        self.at += end + 1;
        let name_end = inner.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(name_end);
        let empty = attributes.ends_with('/');
        Some(Token::Open { name, attributes: attributes.strip_suffix('/').unwrap_or(attributes), empty })
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = &self.text[self.at..];
            self.start = self.at;
            let mut bytes = rest.bytes();
            if bytes.next()? != b'<' {
                return Some(Token::Text(self.take(memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len()))));
            }
            match bytes.next() {
                Some(b'!') => match self.declaration(rest) {
                    Some(token) => return Some(token),
                    None => continue,
                },
                Some(b'?') => {
                    // a second declaration makes other readers change the encoding in mid-text
                    self.odd |= self.at > 0 && rest.starts_with("<?xml ");
                    match self.instruction_end.find(self.text, self.at, "?>") {
                        Some(end) => self.at = end + 2,
                        None => self.skip_to_gt(rest),
                    }
                    continue;
                }
                Some(b'/') => {
                    let Some(end) = rest[2..].find(['>', '<']).map(|end| end + 2) else {
                        self.cut_off();
                        return Some(Token::Close { name: rest[2..].trim() });
                    };
                    let closed = rest.as_bytes()[end] == b'>';
                    self.odd |= !closed;
                    self.at += end + usize::from(closed);
                    return Some(Token::Close { name: rest[2..end].trim() });
                }
                Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' || byte == b':' || byte >= 0x80 => {
                    if let Some(token) = self.open(rest) {
                        return Some(token);
                    }
                    if !rest[1..].contains('<') {
                        self.cut_off();
                        return None;
                    }
                }
                None => {
                    self.cut_off();
                    return None;
                }
                Some(_) => {}
            }
            self.odd = true;
            return Some(Token::Text(self.take(1 + rest[1..].find('<').unwrap_or(rest.len() - 1))));
        }
    }
}

enum TagEnd {
    At(usize),
    Odd(usize),
    None,
}

/// The `>` of a start tag. A quoted value may hold one; it cannot hold a `<`, which bounds the search.
fn tag_end(tag: &str) -> TagEnd {
    let bytes = tag.as_bytes();
    let mut quote = None;
    let mut before = b' ';
    for (at, &byte) in bytes.iter().enumerate().skip(1) {
        match (quote, byte) {
            (_, b'<') => return bytes[..at].iter().position(|b| *b == b'>').map_or(TagEnd::None, TagEnd::Odd),
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return TagEnd::At(at),
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    bytes.iter().position(|b| *b == b'>').map_or(TagEnd::None, TagEnd::Odd)
}

/// Finds a sequence by the one of its characters that is rare in texts, which is several times faster.
fn find_rare(text: &str, sequence: &str, rare: usize) -> Option<usize> {
    let (bytes, sequence) = (text.as_bytes(), sequence.as_bytes());
    let starts = memchr::memchr_iter(sequence[rare], bytes).filter_map(|at| at.checked_sub(rare));
    starts.into_iter().find(|at| bytes[*at..].starts_with(sequence))
}

/// The inside of the CDATA section that a text consists of, white space around it disregarded.
pub(super) fn single_cdata(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix(CDATA)?.strip_suffix("]]>")?;
    find_rare(inner, "]]>", 0).is_none().then_some(inner)
}

/// Where an end tag stands that belongs to a feed and to no HTML.
fn field_end(text: &str) -> Option<usize> {
    const NAMES: [&str; 7] =
        ["description>", "summary>", "content>", "content:encoded>", "item>", "entry>", "channel>"];
    text.match_indices("</").map(|(at, _)| at).find(|at| {
        let name = &text.as_bytes()[at + 2..];
        NAMES
            .iter()
            .any(|field| name.get(..field.len()).is_some_and(|name| name.eq_ignore_ascii_case(field.as_bytes())))
    })
}

/// The value of an attribute, its characters unescaped. Names are compared without regard to case.
pub(super) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<Cow<'a, str>> {
    pairs(attributes).find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| unescape(value))
}

/// Names and values as written, quotes removed.
pub(super) fn pairs(attributes: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = attributes;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/' || c == '=');
        let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
        if end == 0 {
            return None;
        }
        let (key, tail) = rest.split_at(end);
        let Some(tail) = tail.trim_start().strip_prefix('=') else {
            rest = tail;
            return Some((key, ""));
        };
        let tail = tail.trim_start();
        let (value, after) = match tail.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => {
                let inner = &tail[1..];
                let end = inner.find(char::from(*quote)).unwrap_or(inner.len());
                (&inner[..end], inner.get(end + 1..).unwrap_or(""))
            }
            _ => tail.split_at(tail.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tail.len())),
        };
        rest = after;
        Some((key, value))
    })
}
