//! A text with or without markup as one flow: its words in a line, and the few tags of it that are worth keeping.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::LazyLock;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag as HtmlTag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use regex::Regex;

use super::{characters, mojibake, shortcodes};
use crate::model::Text;

/// How much of a text is looked at, in bytes.
const MAX_INPUT: usize = 400_000;
/// The longest tag, in bytes, whose attributes are looked at: reading them costs the square of their number.
const MAX_TAG: usize = 4096;
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
    fn of(name: &str) -> Option<Self> {
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

/// What escaped markup looks like: a tag that pages are made of.
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)</?(?:p|br|a|b|i|u|em|strong|div|span|ul|ol|li|h[1-6]|img|blockquote|table|tbody|tr|td|th|figure|figcaption|font|script|style|iframe|svg|section|article|center|hr|pre|small|sup|sub)(?:\s[^<>]*|/)?>",
    )
    .expect("a constant pattern")
});

/// What an escaped entity looks like.
static ENTITY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"&(?:#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5}|amp|quot|apos|lt|gt|nbsp|shy|hellip|[lr][sd]quo|[bs]dquo|sbquo|[mn]dash|[lr]aquo|iexcl|iquest|middot|bull|deg|ordm|ordf|copy|reg|trade|euro|[aeiouyAEIOUYn]acute|[aonAON]tilde|[aeiouyAEIOUY](?:uml|grave|circ)|[cC]cedil|szlig|aring|Aring|aelig|oslash);",
    )
    .expect("a constant pattern")
});

impl Flow {
    /// Reads a text. Markup that was escaped once too often, in plain text as well as in HTML, is read as markup.
    pub(super) fn of(text: &Text) -> Self {
        let raw = text.raw();
        let raw = &raw[..raw.floor_char_boundary(MAX_INPUT)];
        let mut flow = match text {
            Text::Html(_) => Self::of_html(raw),
            Text::Plain(_) if MARKUP.is_match(raw) => Self::of_html(raw),
            Text::Plain(_) => Self::of_plain(raw),
        };
        for _ in 0..MAX_ROUNDS {
            if !MARKUP.is_match(&flow.text) {
                break;
            }
            flow = Self::of_html(&flow.text);
        }
        flow
    }

    fn of_plain(text: &str) -> Self {
        let mut flow = Self::default();
        flow.words(text, false);
        flow
    }

    fn of_html(html: &str) -> Self {
        let bounded = without_long_tags(html);
        let sink = Sink::default();
        let tokenizer = Tokenizer::new(sink, html5ever::tokenizer::TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(bounded.as_str()));
        while !input.is_empty() {
            // the sink never pauses it, so one turn is all
            let _ = tokenizer.feed(&input);
        }
        tokenizer.end();
        let mut sink = tokenizer.sink.inner.into_inner();
        sink.flush();
        sink.flow
    }

    /// Appends a stretch of text; `gap` where something between it and what was before parts them.
    fn words(&mut self, text: &str, gap: bool) {
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

/// The character that an entity of [`ENTITY`] stands for.
fn decode(entity: &str) -> String {
    #[derive(Default)]
    struct One(RefCell<String>);
    impl TokenSink for One {
        type Handle = ();
        fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
            if let Token::CharacterTokens(text) = token {
                self.0.borrow_mut().push_str(&text);
            }
            TokenSinkResult::Continue
        }
    }
    let tokenizer = Tokenizer::new(One::default(), html5ever::tokenizer::TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(entity));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// Shortens tags that no person writes (a picture in the tag itself, ten thousand attributes) to their names.
fn without_long_tags(html: &str) -> String {
    let mut short = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let name = open + 1 + usize::from(rest[open + 1..].starts_with('/'));
        let is_tag = rest[name..].starts_with(|c: char| c.is_ascii_alphabetic());
        let end = if is_tag { rest[open..].find('>').map_or(rest.len(), |length| open + length + 1) } else { open + 1 };
        if end - open > MAX_TAG {
            let length = rest[name..].bytes().take(16).take_while(u8::is_ascii_alphanumeric).count();
            short.push_str(&rest[..name + length]);
            short.push('>');
        } else {
            short.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    short.push_str(rest);
    short
}

#[derive(Default)]
struct Sink {
    inner: RefCell<Collector>,
}

#[derive(Default)]
struct Collector {
    flow: Flow,
    /// Text not yet appended.
    pending: String,
    /// True where the pending text is parted from what was before.
    gap: bool,
    /// The element whose contents are not for readers, and how many of its name are open in it.
    hidden: Option<(String, usize)>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut collector = self.inner.borrow_mut();
        match token {
            Token::CharacterTokens(text) if collector.hidden.is_none() => collector.pending.push_str(&text),
            Token::TagToken(tag) => return collector.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Collector {
    fn tag(&mut self, tag: &HtmlTag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let opens = tag.kind == TagKind::StartTag;
        if let Some((hidden, depth)) = &mut self.hidden {
            if hidden == name {
                *depth = if opens { *depth + 1 } else { *depth - 1 };
            }
            if *depth == 0 {
                self.hidden = None;
            }
        } else if opens && !is_void(name) && !tag.self_closing && is_hidden(tag) {
            self.hidden = Some((name.to_owned(), 1));
        } else {
            let kept = Tag::of(name);
            let parts = parts(name);
            if parts || kept.is_some() {
                self.flush();
            }
            self.gap = self.gap || parts;
            match kept {
                Some(kept) if opens => self.flow.pieces.push(Piece::Open(kept, attributes(tag))),
                Some(Tag::Br) | None => {}
                Some(kept) => self.flow.pieces.push(Piece::Close(kept)),
            }
        }
        match name {
            _ if !opens => TokenSinkResult::Continue,
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }

    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            self.flow.words(&pending, self.gap);
            self.gap = false;
        }
    }
}

fn attributes(tag: &HtmlTag) -> Vec<(&'static str, String)> {
    let value = |wanted: &str| tag.attrs.iter().find(|attribute| &*attribute.name.local == wanted);
    ["href", "dir", "lang"].into_iter().filter_map(|name| Some((name, value(name)?.value.to_string()))).collect()
}

/// What a browser does not show.
fn is_hidden(tag: &HtmlTag) -> bool {
    matches!(
        &*tag.name,
        "script"
            | "style"
            | "template"
            | "svg"
            | "math"
            | "object"
            | "iframe"
            | "xmp"
            | "noembed"
            | "noframes"
            | "title"
            | "textarea"
            | "select"
            | "audio"
            | "video"
            | "canvas"
            | "noscript"
    ) || tag.attrs.iter().any(|attribute| match &*attribute.name.local {
        "hidden" => true,
        "style" => attribute.value.to_ascii_lowercase().replace(' ', "").contains("display:none"),
        _ => false,
    })
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr" | "img" | "input" | "wbr" | "meta" | "link" | "area" | "base" | "col" | "embed" | "source"
    )
}

/// Elements that part what stands before them from what stands behind.
fn parts(name: &str) -> bool {
    matches!(
        name,
        "p" | "br"
            | "hr"
            | "div"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "aside"
            | "nav"
            | "main"
            | "figure"
            | "figcaption"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tr"
            | "td"
            | "th"
            | "caption"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "pre"
            | "address"
            | "form"
            | "fieldset"
            | "center"
            | "details"
            | "summary"
            | "option"
            | "img"
            | "iframe"
            | "body"
            | "html"
            | "head"
    )
}
