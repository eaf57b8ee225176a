//! A text to a flow, whatever it was escaped by on its way.

use std::sync::LazyLock;

use regex::Regex;

use super::flow::Flow;
use super::html;
use crate::model::Text;

/// How much of a text is looked at, in bytes.
const MAX_INPUT: usize = 400_000;
/// How often a text may have been escaped on top of itself.
const MAX_ROUNDS: usize = 3;

/// What escaped markup looks like: a tag that pages are made of.
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)</?(?:p|br|a|b|i|u|em|strong|div|span|ul|ol|li|h[1-6]|img|blockquote|table|tbody|tr|td|th|figure|figcaption|font|script|style|iframe|svg|section|article|center|hr|pre|small|sup|sub)(?:\s[^<>]*|/)?>",
    )
    .expect("a constant pattern")
});

/// Reads a text. Markup that was escaped once too often, in plain text as well as in HTML, is read as markup.
pub(super) fn read(text: &Text) -> Flow {
    let raw = text.raw();
    let raw = &raw[..raw.floor_char_boundary(MAX_INPUT)];
    let mut flow = match text {
        Text::Html(_) => html::read(raw),
        Text::Plain(_) if MARKUP.is_match(raw) => html::read(raw),
        Text::Plain(_) => {
            let mut flow = Flow::default();
            flow.words(raw, false);
            flow
        }
    };
    for _ in 0..MAX_ROUNDS {
        if !MARKUP.is_match(&flow.text) {
            break;
        }
        flow = html::read(&flow.text);
    }
    flow
}
