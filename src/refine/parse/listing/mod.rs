//! Finds the entries of a listing page by itself: groups of links that stand in like places, climbed up to records,
//! weighed against each other, read field by field; and what the page declares in JSON-LD, microdata or h-feed.

mod choose;
mod day_headings;
mod featured;
mod fields;
mod filing;
mod groups;
mod head;
mod inherit;
mod lines;
mod links;
mod main_link;
mod marks;
mod names;
mod page;
mod path;
mod phrases;
mod prose;
mod score;
mod selectors;
mod settle;
mod spans;
mod standing;
mod structured;
mod summary;
mod title;
mod tree;
mod when;
mod words;

use scraper::Html;
use url::Url;

use super::dated::Dates;
use super::dates::{self, Hints};
use crate::model::{Entry, Select};
use fields::Fields;
use page::Page;

/// The entries of a page in document order with links as written, and where they stand; none where nothing convinces.
pub(super) fn detect(html: &Html, base: &Url, address: &Url, hints: Hints) -> (Vec<Entry>, String) {
    let (page, found) = find(html, base, address, hints);
    let stated = structured::read(html, &page, base);
    match structured::instead(&page, &found, &stated) {
        Some(entries) => (entries, structured::PATH.to_owned()),
        None => (structured::complete(&page, &found, &stated), path::of(&page, &found)),
    }
}

/// Selectors that take the same entries, for an operator; `None` where none does.
pub(super) fn selectors(html: &Html, base: &Url, address: &Url, hints: &Hints) -> Option<Select> {
    let (page, found) = find(html, base, address, hints.clone());
    selectors::of(html, &page, &found, &structured::complete(&page, &found, &[]), hints)
}

fn find<'a>(html: &'a Html, base: &Url, address: &Url, hints: Hints) -> (Page<'a>, Vec<Fields>) {
    let tree = tree::Tree::new(html);
    let links = links::Links::new(&tree, base, address, false);
    let hints = Hints { order: hints.order.or_else(|| dates::order_of(numeric_texts(&tree))), ..hints };
    let prose = prose::Prose::new(&tree);
    let (told, now) = (head::read(html, &tree), hints.now);
    let mut page = Page { tree, links, dates: Dates::new(hints), prose, told, now };
    let mut found = choose::best(&page);
    if found.is_empty() {
        page.links = links::Links::new(&page.tree, base, address, true);
        found = choose::best(&page);
    }
    (page, found)
}

/// Short texts that can be dates in figures: the page as a whole tells whether the day or the month comes first.
fn numeric_texts<'a>(tree: &'a tree::Tree<'_>) -> impl Iterator<Item = &'a str> {
    let parts =
        |text: &str| text.matches(['/', '.', '-']).count() >= 2 && text.bytes().filter(u8::is_ascii_digit).count() >= 4;
    tree.nodes.iter().map(|node| node.text.trim()).filter(move |text| text.len() <= 40 && parts(text)).take(500)
}
