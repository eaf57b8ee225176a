//! Links over several lines (category, title, excerpt, date): which line is the title, the list as a whole tells.

use std::collections::{HashMap, HashSet};

use super::fields::{Fields, Found};
use super::page::Page;
use super::title::{blocks, words_in};

/// A line of a link, and the place in the link where it stands.
type Line = (u64, Found);

/// Longest line that can be a title on average, in characters.
const LONGEST: usize = 160;

/// Where titles were taken from lines that say the same again and again or stand in different places, the place whose
/// lines differ becomes that of the titles.
pub(super) fn agree(page: &Page<'_>, all: &mut [Fields]) {
    let lines: Vec<Vec<Line>> = all.iter().map(|fields| lines_of(page, fields)).collect();
    let several = lines.iter().filter(|lines| lines.len() > 1).count();
    if all.len() < 3 || several * 2 < all.len() {
        return;
    }
    let place = |fields: &Fields| fields.title.as_ref().map(|title| page.tree.node(title.at).styled);
    let places: HashSet<Option<u64>> = all.iter().map(place).collect();
    let texts: HashSet<&str> =
        all.iter().filter_map(|fields| fields.title.as_ref()).map(|title| title.text.as_str()).collect();
    if places.len() == 1 && texts.len() * 10 >= all.len() * 8 {
        return;
    }
    let Some(best) = best_place(page, &lines) else { return };
    for (fields, lines) in all.iter_mut().zip(lines) {
        if let Some((_, line)) = lines.into_iter().find(|(place, _)| *place == best) {
            fields.title = Some(line);
        }
    }
}

fn lines_of(page: &Page<'_>, fields: &Fields) -> Vec<Line> {
    let from_line = fields.title.as_ref().is_none_or(|title| title.rule == "listing-link-text");
    let Some(anchor) = fields.anchor.filter(|_| from_line) else { return Vec::new() };
    let lines = blocks(page, anchor, page.tree.node(anchor).end, |_| false);
    lines.into_iter().map(|line| (page.tree.node(line.at).styled, line)).collect()
}

/// The first place that most entries have, with lines of some words that are no dates and hardly repeat.
fn best_place(page: &Page<'_>, lines: &[Vec<Line>]) -> Option<u64> {
    let mut at_place: HashMap<u64, Vec<&str>> = HashMap::new();
    let mut order = Vec::new();
    for (place, line) in lines.iter().flatten() {
        let texts = at_place.entry(*place).or_default();
        if texts.is_empty() {
            order.push(*place);
        }
        texts.push(&line.text);
    }
    order.into_iter().find(|place| {
        let texts = &at_place[place];
        let distinct: HashSet<&&str> = texts.iter().collect();
        let words: usize = texts.iter().map(|text| words_in(text)).sum();
        let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
        texts.len() * 10 >= lines.len() * 8
            && distinct.len() * 10 >= texts.len() * 9
            && words >= texts.len() * 3
            && characters <= texts.len() * LONGEST
            && !texts.iter().any(|text| page.dates.is_bare(text))
    })
}
