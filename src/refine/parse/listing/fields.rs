//! One record to its fields, each with the rule that found it.

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
    /// The excerpt.
    pub(super) summary: Option<Found>,
    /// Who wrote it.
    pub(super) authors: Vec<String>,
    /// What it is filed under.
    pub(super) categories: Vec<String>,
}

/// Reads the fields of every record of a list, first each by itself, then what only the list as a whole can tell.
pub(super) fn read(page: &Page<'_>, records: &[Record]) -> Vec<Fields> {
    let mut all: Vec<Fields> = records.iter().map(|record| read_one(page, *record)).collect();
    title::agree(page, &mut all);
    when::agree(page, &mut all);
    for fields in &mut all {
        fields.summary = summary::find(page, fields);
        (fields.authors, fields.categories) = filing::find(page, fields);
    }
    all
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
        summary: None,
        authors: Vec::new(),
        categories: Vec::new(),
    };
    fields.title = title::find(page, &fields);
    fields
}
