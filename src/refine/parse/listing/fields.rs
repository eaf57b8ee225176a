//! One record to its fields, each with the rule that found it.

use std::collections::HashMap;

use super::groups::Record;
use super::page::Page;
use super::{filing, main_link, summary, title, when};
use crate::model::Moment;

/// A text and how it was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The text, blanks collapsed.
    pub(super) text: String,
    /// Id of the rule.
    pub(super) rule: &'static str,
    /// The element or text it was found in.
    pub(super) at: u32,
}

/// A date and how it was found.
#[derive(Clone, Debug)]
pub(super) struct FoundDate {
    /// The date.
    pub(super) moment: Moment,
    /// Id of the rule.
    pub(super) rule: &'static str,
    /// The words it was read from.
    pub(super) matched: String,
    /// The element or text it was found in, if it stands in the record.
    pub(super) at: Option<u32>,
}

/// What one record says.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    /// The piece of page.
    pub(super) record: Record,
    /// The `a` of its link.
    pub(super) anchor: Option<u32>,
    /// Index of its address.
    pub(super) address: Option<u32>,
    /// The title.
    pub(super) title: Option<Found>,
    /// The date.
    pub(super) date: Option<FoundDate>,
    /// Letters and digits beside title, date and other links: a measure of the excerpt before it is read.
    pub(super) rest: u32,
    /// The excerpt.
    pub(super) summary: Option<Found>,
    /// Who wrote it.
    pub(super) authors: Vec<String>,
    /// What it is filed under.
    pub(super) categories: Vec<String>,
}

/// Fields of records read before: groups differ in which records they hold more often than in the records.
pub(super) type Known = HashMap<(u32, u32, Option<u32>), Fields>;

/// Reads link, title and date of every record of a list, first each by itself, then what only the list as a whole
/// can tell.
pub(super) fn read(page: &Page<'_>, records: &[Record], known: &mut Known) -> Vec<Fields> {
    let mut all: Vec<Fields> = records
        .iter()
        .map(|record| {
            let address = page.links.at(record.anchor).map(|link| link.address);
            known.entry((record.start, record.end, address)).or_insert_with(|| read_one(page, *record)).clone()
        })
        .collect();
    title::agree(page, &mut all);
    when::agree(page, &mut all);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count() as u32;
    for fields in &mut all {
        let title = fields.title.as_ref().map_or(0, |title| letters(&title.text));
        let date = fields.date.as_ref().filter(|date| date.at.is_some()).map_or(0, |date| letters(&date.matched));
        let Record { start, end, .. } = fields.record;
        let others = page.links.inside(start, end).iter().filter(|link| Some(link.address) != fields.address);
        let linked: u32 = others.map(|link| page.tree.letters_in(link.node, page.tree.node(link.node).end)).sum();
        fields.rest = page.tree.letters_in(start, end).saturating_sub(title + date + linked);
    }
    all
}

/// Reads the rest, for the entries that were chosen.
pub(super) fn complete(page: &Page<'_>, all: &mut [Fields]) {
    for fields in all {
        fields.summary = summary::find(page, fields);
        (fields.authors, fields.categories) = filing::find(page, fields);
    }
}

fn read_one(page: &Page<'_>, record: Record) -> Fields {
    let anchor = main_link::find(page, &record);
    let address = anchor.and_then(|anchor| page.links.at(anchor)).map(|link| link.address);
    let date = when::find(page, &record, address);
    let mut fields = Fields {
        record,
        anchor,
        address,
        title: None,
        date,
        rest: 0,
        summary: None,
        authors: Vec::new(),
        categories: Vec::new(),
    };
    fields.title = title::find(page, &fields);
    fields
}
