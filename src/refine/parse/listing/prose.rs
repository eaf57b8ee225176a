//! Running text of a page. What stands beside a long text is related to it, not what the page is there for.

use super::fields::Fields;
use super::groups::Record;
use super::main_link::in_prose;
use super::marks::mark;
use super::page::Page;
use super::tree::{NONE, Tree};

/// A paragraph has at least so many letters and digits.
const PARAGRAPH: u32 = 80;
/// A text of its own has at least so many.
const TEXT: u32 = 1200;
/// The same where the page declares itself to be one text.
const DECLARED_TEXT: u32 = 600;

/// The paragraphs of a page.
pub(super) struct Prose {
    /// Position, letters, and the two elements around it.
    paragraphs: Vec<(u32, u32, [u32; 2])>,
}

impl Prose {
    /// Finds the paragraphs that hold more than links.
    pub(super) fn new(tree: &Tree<'_>) -> Self {
        let mut paragraphs = Vec::new();
        let mut last = NONE;
        for node in tree.nodes.iter().filter(|node| !node.text.is_empty() && !node.is(mark::CHROME)) {
            let block = node.block;
            if block == last || tree.node(block).is(mark::HEADING | mark::LINK | mark::CHROME) {
                continue;
            }
            last = block;
            let end = tree.node(block).end;
            // A wrapper with a stray text in it is no paragraph.
            let letters = if end - block < 60 { tree.letters_in(block, end) } else { 0 };
            let parent = tree.node(block).parent;
            if letters >= PARAGRAPH && parent != NONE && node.anchor == NONE {
                paragraphs.push((block, letters, [parent, tree.node(parent).parent]));
            }
        }
        Self { paragraphs }
    }

    /// Letters of the longest text that is not part of any of the records.
    fn outside(&self, records: &[Record]) -> u32 {
        let inside = |at: u32| {
            let next = records.partition_point(|record| record.start <= at);
            next.checked_sub(1).is_some_and(|nth| at < records[nth].end)
        };
        let mut sums = std::collections::HashMap::new();
        for (at, letters, around) in &self.paragraphs {
            if !inside(*at) {
                for place in around {
                    *sums.entry(*place).or_insert(0) += letters;
                }
            }
        }
        sums.into_values().max().unwrap_or(0)
    }
}

/// How much the running text of the page speaks against a group: links out of the midst of sentences, or a list beside
/// a text that is longer than all of it.
pub(super) fn against(page: &Page<'_>, all: &[Fields], whole: &[Record]) -> f32 {
    let count = all.len() as f32;
    let is_midst = |fields: &Fields| {
        fields.anchor.is_some_and(|anchor| in_prose(page, &fields.record, anchor) || is_in_line(&page.tree, anchor))
    };
    let midst = all.iter().filter(|fields| is_midst(fields)).count() as f32 / count;
    let dated = all.iter().filter(|fields| fields.date.is_some()).count() as f32 / count;
    let records: u32 = whole.iter().map(|record| page.tree.letters_in(record.start, record.end)).sum();
    let text = page.prose.outside(whole);
    let headed =
        page.told.heading.is_some_and(|at| !whole.iter().any(|record| (record.start..record.end).contains(&at)));
    let beside = if page.told.one_text && text >= DECLARED_TEXT && text > records {
        6.0
    } else if headed && text >= TEXT && text > records {
        4.0
    } else if text >= TEXT && text > records * 2 {
        if dated > 0.5 { 2.0 } else { 3.0 }
    } else {
        0.0
    };
    beside + midst * if dated > 0.5 { 1.0 } else { 4.0 }
}

/// Whether words of one line stand before a link and behind it.
fn is_in_line(tree: &Tree<'_>, anchor: u32) -> bool {
    let node = tree.node(anchor);
    let block = node.block..tree.node(node.block).end;
    if node.is(mark::BLOCK) || block.len() > 400 {
        return false;
    }
    let is_break = |at: &u32| tree.node(*at).tag() == "br";
    let start = (block.start..anchor).rev().find(is_break).unwrap_or(block.start);
    let end = (node.end..block.end).find(is_break).unwrap_or(block.end);
    let (before, behind) = (tree.letters_in(start, anchor), tree.letters_in(node.end, end));
    let own = tree.letters_in(anchor, node.end);
    before >= 3 && behind >= 3 && before + behind > own.max(40)
}
