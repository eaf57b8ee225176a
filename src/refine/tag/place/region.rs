//! Regions that are named where no country is: `MESOAMERICA / …`, `Middle East and North Africa: …`.

use super::head;
use super::passage::Passage;
use crate::model::{Field, RegionId};
use crate::refine::tag::geography::Geography;
use crate::refine::tag::lexicon::phrase;

/// A region that the source states, and by which words.
pub(super) struct Stated {
    pub(super) region: RegionId,
    pub(super) wording: String,
    pub(super) field: Field,
}

/// The regions that the head of the title or a category names.
pub(super) fn stated(geography: &Geography, title: &Passage<'_>, categories: &[String]) -> Vec<Stated> {
    let head = head::wording(title).map(|wording| (wording, Field::Title));
    let categories = categories.iter().take(40).map(|category| (category.as_str(), Field::Category));
    let mut found = Vec::new();
    for (wording, field) in head.into_iter().chain(categories) {
        let name = phrase(wording);
        let regions = geography.regions_named(&name).cloned();
        found.extend(regions.map(|region| Stated { region, wording: wording.trim().to_owned(), field }));
    }
    found
}
