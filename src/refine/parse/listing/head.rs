//! What a page says of itself as a whole: a page of one text has its day and its heading as title.

use scraper::Html;

use super::marks::mark;
use super::title::words_in;
use super::tree::Tree;

/// Signs that a page is one text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    /// It states a day on which it was published. A list has none.
    pub(super) one_text: bool,
    /// The heading, as long as headlines are, that is the page's title too.
    pub(super) heading: Option<u32>,
}

/// Reads the head of a page, and looks for its heading.
pub(super) fn read(html: &Html, tree: &Tree<'_>) -> Told {
    let mut children = html.root_element().child_elements();
    let Some(head) = children.find(|element| element.value().name() == "head") else { return Told::default() };
    let mut told = Told::default();
    let mut title = String::new();
    for element in head.child_elements() {
        match element.value().name() {
            "meta" => told.one_text |= element.attr("property") == Some("article:published_time"),
            "title" if title.is_empty() => title = folded(&element.text().collect::<String>()),
            _ => {}
        }
    }
    let is_title = |at: &u32| {
        let node = tree.node(*at);
        let fits = node.is(mark::HEADING) && !node.is(mark::CHROME) && node.end - at < 30;
        let fits = fits && matches!(node.tag(), "h1" | "h2");
        let text = if fits { folded(&tree.text_of(*at)) } else { String::new() };
        words_in(&text) >= 5 && title.starts_with(&text)
    };
    told.heading = (0..tree.nodes.len() as u32).find(is_title);
    told
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
