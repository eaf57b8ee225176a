//! The fence before the tree: HTML is parsed piece by piece, and given up as soon as it grows deeper or larger than any
//! honest page. html5ever is quadratic in depth and in the attributes of one tag, so looking afterwards is too late.

use html5ever::ParseOpts;
use html5ever::driver::parse_document;
use html5ever::tendril::{StrTendril, TendrilSink};
use scraper::{Html, HtmlTreeSink, Node};

/// Largest page that is read, in bytes of UTF-8.
pub(super) const MAX_BYTES: usize = 4 << 20;
/// Deepest nesting of elements.
pub(super) const MAX_DEPTH: usize = 512;
/// Most nodes of one page.
pub(super) const MAX_NODES: usize = 400_000;
/// Most blanks, quotes and slashes inside one tag or comment: a bound on the attributes of one tag.
const MAX_DELIMITERS: usize = 40_000;
/// How much is parsed between two looks at the tree.
const PIECE: usize = 4096;

/// The tree of a page, or what it has too much of, in words that follow "… is refused:".
pub(super) fn parse_html(html: &str) -> Result<Html, String> {
    if html.len() > MAX_BYTES {
        return Err(format!("the page is {} bytes long, the bound is {MAX_BYTES}", html.len()));
    }
    let mut parser = parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts::default());
    let mut progress = (0, 0);
    let mut delimiters = 0;
    for piece in pieces(html) {
        parser.process(StrTendril::from_slice(piece));
        let tree = parser.tokenizer.sink.sink.0.borrow();
        check_size(&tree)?;
        let now = (tree.tree.values().len(), last_text_length(&tree));
        delimiters = if now == progress { delimiters } else { 0 };
        progress = now;
        delimiters += piece
            .bytes()
            .filter(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 12 | b'/' | b'"' | b'\''))
            .count();
        if delimiters > MAX_DELIMITERS {
            return Err(format!("one tag or comment holds more than {MAX_DELIMITERS} parts"));
        }
    }
    let tree = parser.finish();
    check_size(&tree)?;
    Ok(tree)
}

fn check_size(html: &Html) -> Result<(), String> {
    if html.tree.values().len() > MAX_NODES {
        return Err(format!("the page has more than {MAX_NODES} nodes"));
    }
    // The newest elements sit where the parser stands, so their depth is the depth of its stack.
    let newest = html.tree.nodes().rev().take(64).filter(|node| node.value().is_element()).take(4);
    for node in newest {
        if node.ancestors().take(MAX_DEPTH + 2).count() > MAX_DEPTH {
            return Err(format!("its elements are nested more than {MAX_DEPTH} deep"));
        }
    }
    Ok(())
}

/// Text grows in the last node (a long script), which is progress although no node is added.
fn last_text_length(html: &Html) -> usize {
    html.tree.nodes().next_back().map_or(0, |node| match node.value() {
        Node::Text(text) => text.text.len(),
        _ => 0,
    })
}

fn pieces(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, tail) = rest.split_at(rest.floor_char_boundary(PIECE.min(rest.len())));
        rest = tail;
        Some(piece)
    })
}
