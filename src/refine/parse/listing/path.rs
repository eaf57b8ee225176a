//! Where a list stands on its page, in words that stay the same from visit to visit.

use scraper::node::Element;

use super::fields::Fields;
use super::marks::mark;
use super::names;
use super::page::Page;
use super::settle::most;

/// How many elements a path names at most.
const LONGEST: usize = 5;

/// The path of most records: tags with those class names that last, from what is named as the main part down.
pub(super) fn of(page: &Page<'_>, found: &[Fields]) -> String {
    let tree = &page.tree;
    let place = |fields: &Fields| tree.node(fields.record.start).styled;
    let Some((usual, _)) = most(found.iter().map(place)) else { return String::new() };
    let Some(record) = found.iter().find(|fields| place(fields) == usual).map(|fields| fields.record.start) else {
        return String::new();
    };
    let mut steps = Vec::new();
    for at in std::iter::once(record).chain(tree.ancestors(record)).take(LONGEST) {
        let Some(element) = tree.node(at).element.filter(|element| !matches!(element.name(), "html" | "body")) else {
            break;
        };
        steps.push(match lasting_class(element) {
            Some(class) => format!("{}.{class}", element.name()),
            None => element.name().to_owned(),
        });
        if element.name() == "main" || (tree.node(at).is(mark::MAIN) && element.attr("id").is_some()) {
            break;
        }
    }
    steps.reverse();
    steps.join(" > ")
}

/// The first class name of an element that stays and can stand in a selector as it is.
pub(super) fn lasting_class(element: &Element) -> Option<&str> {
    let mut classes = element.attr("class").into_iter().flat_map(str::split_ascii_whitespace);
    classes.find(|class| class.len() <= 40 && names::is_lasting(class) && is_plain(class))
}

/// Whether a class name can stand in a selector as it is.
fn is_plain(class: &str) -> bool {
    class.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && class.starts_with(|first: char| first.is_ascii_alphabetic())
}
