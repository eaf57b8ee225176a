//! A feed taken apart, every piece still as it stands in the document.

use super::names::Name;
use crate::refine::parse::markup::{Token, Tokens};

/// An element with its insides as they stand in the document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) name: Name<'a>,
    pub(super) attributes: &'a str,
    pub(super) inner: &'a str,
}

/// Whose vocabulary an entry is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    /// `item`: RSS of any version.
    #[default]
    Rss,
    /// `entry`: Atom.
    Atom,
    /// `alert`: the Common Alerting Protocol.
    Cap,
}

/// An entry as it stands in the document.
#[derive(Debug, Default)]
pub(super) struct Raw<'a> {
    pub(super) kind: Kind,
    pub(super) attributes: &'a str,
    pub(super) fields: Vec<Field<'a>>,
}

/// A feed taken apart.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    /// Attributes of the elements around the entries, outermost first.
    pub(super) around: Vec<&'a str>,
    /// What the feed says of itself (language, author).
    pub(super) head: Vec<Field<'a>>,
    /// The complete entries, in document order.
    pub(super) entries: Vec<Raw<'a>>,
    /// How many entries were begun, taken or not.
    pub(super) seen: usize,
    /// The attributes of the tombstones.
    pub(super) deleted: Vec<&'a str>,
    /// Whether the document ends before the feed does.
    pub(super) cut: bool,
    /// Whether it speaks the Common Alerting Protocol anywhere.
    pub(super) speaks_cap: bool,
    /// Whether elements stand deeper than is looked at.
    pub(super) deep: bool,
    /// The part that a strict reader may be given: present where it is certain to see the same tags as we do.
    pub(super) clean: Option<&'a str>,
}

impl<'a> Outline<'a> {
    /// The insides of the elements of this name inside a field, at whatever depth, prefixes disregarded.
    pub(super) fn children(inner: &'a str, name: &str) -> Vec<&'a str> {
        let local = |full: &'a str| full.rsplit(':').next().unwrap_or(full);
        let mut found = Vec::new();
        let mut begun = None;
        let mut tokens = Tokens::new(inner);
        while let Some(token) = tokens.next() {
            match token {
                Token::Open { name: opened, empty: false, .. } if begun.is_none() && local(opened) == name => {
                    begun = Some(tokens.end());
                }
                Token::Close { name: closed } if local(closed) == name => {
                    found.extend(begun.take().map(|begin| &inner[begin..tokens.start()]));
                }
                _ => {}
            }
        }
        found
    }
}
