//! A text with or without markup as one flow: its words in a line, and the few tags of it that are worth keeping.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::tokens::decode;
use super::{characters, mojibake, shortcodes};

/// How often a text may have been escaped on top of itself.
const MAX_ROUNDS: usize = 3;

/// The tags that are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tag {
    P,
    Br,
    A,
    B,
    Strong,
    I,
    Em,
    Ul,
    Ol,
    Li,
    Blockquote,
}

impl Tag {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "p" => Self::P,
            "br" => Self::Br,
            "a" => Self::A,
            "b" => Self::B,
            "strong" => Self::Strong,
            "i" => Self::I,
            "em" => Self::Em,
            "ul" => Self::Ul,
            "ol" => Self::Ol,
            "li" => Self::Li,
            "blockquote" => Self::Blockquote,
            _ => return None,
        })
    }

    /// True where it stands within a line.
    pub(super) fn is_inline(self) -> bool {
        matches!(self, Self::A | Self::B | Self::Strong | Self::I | Self::Em)
    }

    /// The name as written.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::P => "p",
            Self::Br => "br",
            Self::A => "a",
            Self::B => "b",
            Self::Strong => "strong",
            Self::I => "i",
            Self::Em => "em",
            Self::Ul => "ul",
            Self::Ol => "ol",
            Self::Li => "li",
            Self::Blockquote => "blockquote",
        }
    }
}

/// A piece of a flow.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// A tag opens; its attributes `href`, `dir` and `lang` as written.
    Open(Tag, Vec<(&'static str, String)>),
    /// A tag closes; whether it was open is not checked.
    Close(Tag),
    /// These bytes of the flow's text.
    Words(Range<usize>),
}

/// A text in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    /// All words in one line: entities decoded, white space folded, characters cleaned.
    pub(super) text: String,
    /// The same with tags.
    pub(super) pieces: Vec<Piece>,
}

/// What an escaped entity looks like.
static ENTITY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"&(?:#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5}|amp|quot|apos|lt|gt|nbsp|shy|hellip|[lr][sd]quo|[bs]dquo|sbquo|[mn]dash|[lr]aquo|iexcl|iquest|middot|bull|deg|ordm|ordf|copy|reg|trade|euro|[aeiouyAEIOUYn]acute|[aonAON]tilde|[aeiouyAEIOUY](?:uml|grave|circ)|[cC]cedil|szlig|aring|Aring|aelig|oslash);",
    )
    .expect("a constant pattern")
});

impl Flow {
    /// Appends a stretch of text; `gap` where something between it and what was before parts them.
    pub(super) fn words(&mut self, text: &str, gap: bool) {
        let mended = mojibake::mend(text);
        let clean = characters::clean(&shortcodes::remove(&mended));
        let clean = unescaped(clean);
        let from = self.text.len();
        if gap && !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        for c in clean.chars() {
            if !c.is_whitespace() {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
        if self.text.len() > from {
            self.pieces.push(Piece::Words(from..self.text.len()));
        }
    }
}

/// Decodes entities that stand in a text which was decoded already.
fn unescaped(mut text: String) -> String {
    for _ in 0..MAX_ROUNDS {
        if !text.contains('&') || !ENTITY.is_match(&text) {
            break;
        }
        text = characters::clean(&ENTITY.replace_all(&text, |found: &regex::Captures| decode(&found[0])));
    }
    text
}
