//! The main text of a page, found by `dom_smoothie`, which is given only pages that were found shallow and not too
//! large; a panic in it ends the reading of the text, not the process.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{Config, Readability, TextMode};

use crate::model::Text;
use crate::refine::normalise::text::content;

/// Largest page whose main text is looked for, in bytes, and its most nodes: it weighs every element several times.
const MAX_BYTES: usize = 2 << 20;
const MAX_NODES: usize = 40_000;
/// Deepest nesting: it walks up from every element.
const MAX_DEPTH: usize = 120;
/// Shorter than this it is a caption.
const SHORTEST: usize = 80;

/// The main text, plain; empty where none was found. The page has been parsed behind the fence and found to have so many
/// nodes, nested so deep.
pub(super) fn main(html: &str, nodes: usize, deepest: usize) -> String {
    if html.len() > MAX_BYTES || nodes > MAX_NODES || deepest > MAX_DEPTH {
        return String::new();
    }
    let found = catch_unwind(AssertUnwindSafe(|| {
        let config = Config {
            text_mode: TextMode::Formatted,
            disable_json_ld: true,
            max_elements_to_parse: MAX_NODES,
            ..Config::default()
        };
        let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
        Some(article.text_content.to_string())
    }));
    let text = found.ok().flatten().unwrap_or_default();
    if text.chars().count() < SHORTEST { String::new() } else { content(&Text::Plain(text)) }
}
