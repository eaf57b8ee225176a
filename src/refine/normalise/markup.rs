//! Safe HTML: a handful of tags, links to the web and to mail boxes, nothing that loads, runs or styles. What reaches
//! the sanitiser is written by us, properly nested and bounded, since its cost grows with the square of the depth.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::flow::{Flow, Piece, Tag};
use super::links;

/// How deep tags may be nested.
const MAX_DEPTH: usize = 12;
/// The most HTML that is worth keeping, in bytes.
const MAX_HTML: usize = 16_384;

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(["p", "br", "a", "b", "strong", "i", "em", "ul", "ol", "li", "blockquote"]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::from(["dir", "lang"]))
        .add_tag_attributes("a", ["href"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener nofollow noreferrer"))
        .strip_comments(true);
    builder
});

/// The first bytes of a flow as safe HTML; `None` where no tag in it is worth keeping.
pub(super) fn of(flow: &Flow, end: usize, cut_off: bool, base: Option<&Url>) -> Option<String> {
    let mut writer = Writer { html: String::new(), open: Vec::new(), written: 0, base, fresh: true, worth: false };
    for piece in &flow.pieces {
        match piece {
            Piece::Open(tag, attributes) => writer.opens(*tag, attributes),
            Piece::Close(tag) => writer.closes(*tag),
            Piece::Words(range) => {
                let words = &flow.text[range.start.min(end)..range.end.min(end)];
                writer.words(words);
                if range.end >= end {
                    break;
                }
            }
        }
        if writer.html.len() > MAX_HTML {
            return None;
        }
    }
    if cut_off {
        writer.words("…");
    }
    writer.close_to(0);
    if !writer.worth {
        return None;
    }
    let html = SANITISER.clean(writer.html.trim()).to_string();
    (html.len() <= MAX_HTML).then_some(html)
}

/// Writes tags only when words follow, and closes what it opened.
struct Writer<'a> {
    html: String,
    /// Tags that are open, with their attributes as HTML.
    open: Vec<(Tag, String)>,
    /// How many of them are written.
    written: usize,
    base: Option<&'a Url>,
    /// True where a line begins, so that no space is due.
    fresh: bool,
    /// True once something was written that plain text could not say.
    worth: bool,
}

impl Writer<'_> {
    fn opens(&mut self, tag: Tag, attributes: &[(&'static str, String)]) {
        match tag {
            Tag::Br if self.html.is_empty() => return,
            Tag::Br => {
                self.html.push_str("<br>");
                self.fresh = true;
                return;
            }
            Tag::P | Tag::Li | Tag::A => self.closes(tag),
            _ => {}
        }
        if self.open.len() < MAX_DEPTH
            && let Some(attributes) = self.attributes(tag, attributes)
        {
            self.open.push((tag, attributes));
        }
    }

    /// `None` where the tag is nothing without an attribute that it lacks.
    fn attributes(&self, tag: Tag, attributes: &[(&'static str, String)]) -> Option<String> {
        let mut html = String::new();
        let mut linked = false;
        for (name, value) in attributes {
            let value = match *name {
                "href" if tag == Tag::A => {
                    let Some(target) = target(value, self.base) else { continue };
                    linked = true;
                    target
                }
                "dir" if matches!(value.as_str(), "ltr" | "rtl" | "auto") => value.clone(),
                "lang" if is_language(value) => value.clone(),
                _ => continue,
            };
            html.extend([" ", name, "=\"", &escaped(&value), "\""]);
        }
        (linked || tag != Tag::A).then_some(html)
    }

    fn closes(&mut self, tag: Tag) {
        if let Some(at) = self.open.iter().rposition(|(open, _)| *open == tag) {
            self.close_to(at);
        }
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            if let Some((tag, _)) = self.open.pop()
                && self.written > self.open.len()
            {
                self.written = self.open.len();
                self.html.extend(["</", tag.name(), ">"]);
                self.fresh = self.fresh || !tag.is_inline();
            }
        }
    }

    fn words(&mut self, words: &str) {
        let blank = words.trim().is_empty();
        if blank && self.written < self.open.len() {
            return;
        }
        for (tag, attributes) in &self.open[self.written..] {
            self.worth = self.worth || *tag != Tag::P || !self.html.is_empty();
            self.html.extend(["<", tag.name(), attributes, ">"]);
            self.fresh = self.fresh || !tag.is_inline();
        }
        self.written = self.open.len();
        self.worth = self.worth || self.html.contains("<br>");
        self.html.push_str(&escaped(if self.fresh { words.trim_start() } else { words }));
        self.fresh = self.fresh && blank;
    }
}

/// What a link may lead to: the web, or a mail box.
fn target(written: &str, base: Option<&Url>) -> Option<String> {
    let written = links::trimmed(written);
    if written.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:")) {
        return (written.len() <= 320).then(|| Url::parse(written).ok()).flatten().map(String::from);
    }
    links::resolve(written, base).map(String::from)
}

fn is_language(tag: &str) -> bool {
    (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
