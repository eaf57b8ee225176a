//! HTML to a flow, with the tokenizer alone: no tree is built, so nothing costs more than its length.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag as HtmlTag, TagKind, Token, TokenSink, TokenSinkResult};

use super::flow::{Flow, Piece, Tag};
use super::tokens::tokenize;

/// The longest tag, in bytes, whose attributes are looked at: reading them costs the square of their number.
const MAX_TAG: usize = 4096;

/// The words of a piece of HTML that a browser would show, and the tags worth keeping.
pub(super) fn read(html: &str) -> Flow {
    let mut sink = tokenize(&without_long_tags(html), Sink::default()).inner.into_inner();
    sink.flush();
    sink.flow
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
