//! Countries that the source states apart from the text: by a reference code, by its own categories.

use super::evidence::Evidence;
use crate::model::{Country, Field, Reason};
use crate::refine::tag::lexicon::{Lexicon, Sense};

/// Countries named by reference codes, which begin with them.
pub(super) fn codes(codes: &[(Country, Reason)]) -> Vec<Evidence> {
    let evidence = |(country, reason): &(Country, Reason)| {
        Evidence::stated(*country, "reference-code", &reason.matched, reason.field, 100.0)
    };
    codes.iter().map(evidence).collect()
}

/// Categories that are the name of a country, with the wording of each. Many of them list what a text touches, and the
/// title has to say which leads.
pub(super) fn categories(lexicon: &Lexicon, categories: &[String]) -> (Vec<Evidence>, Vec<String>) {
    let mut found = Vec::new();
    for category in categories.iter().take(40) {
        let name = category.rsplit([':', '>']).next().unwrap_or(category).trim();
        let form = lexicon.whole(name);
        let countries = form.and_then(|form| form.senses.iter().find_map(Sense::stated));
        found.extend(countries.into_iter().flatten().map(|country| (country, name)));
    }
    found.dedup();
    if found.len() > 6 {
        return (Vec::new(), Vec::new());
    }
    let weight = if found.len() == 1 { 20.0 } else { 8.0 };
    let wordings = found.iter().map(|(_, name)| (*name).to_owned()).collect();
    let evidence =
        |(country, name): (Country, &str)| Evidence::stated(country, "source-category", name, Field::Category, weight);
    (found.into_iter().map(evidence).collect(), wordings)
}
