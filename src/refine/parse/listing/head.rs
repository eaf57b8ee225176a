//! What the head of a page says of the page as a whole.

use scraper::Html;

/// Whether the page declares itself to be one dated text. A list has no day on which it was published.
pub(super) fn is_one_text(html: &Html) -> bool {
    let mut tops = html.tree.root().children();
    let Some(top) = tops.find(|node| node.value().is_element()) else { return false };
    let Some(head) = top.children().find(|node| node.value().is_element()) else { return false };
    let metas = head.children().filter_map(|node| node.value().as_element()).filter(|element| element.name() == "meta");
    metas.filter_map(|meta| meta.attr("property")).any(|property| property == "article:published_time")
}
