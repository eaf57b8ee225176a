//! Who wrote an entry, and what it is filed under.

use super::fields::Fields;
use super::marks::mark;
use super::page::Page;
use super::words;

/// How many of each are kept.
const MOST: usize = 12;

/// Authors and categories of a record.
pub(super) fn find(page: &Page<'_>, fields: &Fields) -> (Vec<String>, Vec<String>) {
    let tree = &page.tree;
    let (mut authors, mut categories) = (Vec::new(), Vec::new());
    let mut at = fields.record.start;
    let title = fields.title.as_ref().map(|title| title.at);
    while at < fields.record.end {
        let node = tree.node(at);
        let small = tree.letters_in(at, node.end) <= 120;
        let holds_title = title.is_some_and(|title| (at..node.end).contains(&title));
        let holds_date =
            fields.date.as_ref().and_then(|date| date.at).is_some_and(|date| (at..node.end).contains(&date));
        let filed = page.links.at(at).is_some_and(|link| link.filing);
        if !small || holds_title || holds_date || node.element.is_none() {
            at += 1;
            continue;
        }
        let wrote = node.is(mark::AUTHOR) || page.links.at(at).is_some_and(|link| is_author_page(page, link.address));
        if wrote {
            push(&mut authors, without_by(&tree.text_of(at)));
            at = node.end;
        } else if filed || node.is(mark::CATEGORY) {
            let links = page.links.inside(at, node.end);
            let own = links.iter().map(|link| tree.text_of(link.node)).collect::<Vec<_>>();
            for text in if own.is_empty() {
                tree.text_of(at).split([',', '|', '•', '·']).map(str::to_owned).collect()
            } else {
                own
            } {
                push(&mut categories, text.trim().trim_start_matches('#'));
            }
            at = node.end;
        } else {
            at += 1;
        }
    }
    (authors, categories)
}

fn is_author_page(page: &Page<'_>, address: u32) -> bool {
    let path = page.links.addresses[address as usize].url.path();
    ["/author/", "/authors/", "/autor/", "/auteur/"].iter().any(|folder| path.contains(folder))
}

fn push(to: &mut Vec<String>, text: &str) {
    let text = text.trim();
    let named = text.chars().any(char::is_alphabetic) && (2..=60).contains(&text.chars().count());
    if named && !words::is_filler(text) && to.len() < MOST && !to.iter().any(|known| known == text) {
        to.push(text.to_owned());
    }
}

/// `By Ana` and `Por: Ana` are `Ana`.
fn without_by(text: &str) -> &str {
    let text = text.trim();
    let text = [
        "Written by",
        "Posted by",
        "Published by",
        "Escrito por",
        "Publicado por",
        "Écrit par",
        "Publié par",
        "Geschrieben von",
    ]
    .iter()
    .find_map(|phrase| text.strip_prefix(phrase))
    .map_or(text, |rest| rest.trim_start_matches(':').trim());
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let word = first.trim_end_matches(':').to_lowercase();
    if matches!(
        word.as_str(),
        "by" | "por" | "par" | "von" | "di" | "per" | "oleh" | "от" | "автор" | "author" | "autor" | "بقلم" | "کاتب"
    ) {
        rest.trim()
    } else {
        text
    }
}
