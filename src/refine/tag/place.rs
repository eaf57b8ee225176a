//! The countries a report is about. Evidence is taken in falling order and the first kind that tells anything decides:
//! what the source states (reference code, category, link, head of the title), then names in the title, places in the
//! title, the first sentence, the rest, places there, and last the source's default. None beats a wrong one.

mod evidence;
mod frame;
mod gazetteer;
mod head;
mod link;
mod mention;
mod name;
mod passage;
mod person;
mod region;
mod stated;

pub use gazetteer::{Entry, Gazetteer};

use evidence::{Evidence, Zone, rank};
use mention::mentions;
use passage::Passage;

use super::context::Context;
use super::lexicon::What;
use super::vocabulary::Vocabulary;
use super::words::Words;
use crate::model::{Basis, Country, Field, M49, Reason, RegionId, Source, Tags};
use crate::refine::Utterance;

/// The words of a report, text by text.
pub(super) struct Texts<'a> {
    pub(super) title: Words<'a>,
    pub(super) summary: Words<'a>,
    pub(super) content: Words<'a>,
}

impl<'a> Texts<'a> {
    pub(super) fn of(utterance: &Utterance<'a>) -> Self {
        let content = match utterance.content.char_indices().nth(6_000) {
            Some((end, _)) => &utterance.content[..end],
            None => utterance.content,
        };
        let words = |text| Words::dated(text, utterance.published);
        Self { title: words(utterance.title), summary: words(utterance.summary), content: words(content) }
    }

    /// Whether a folded phrase stands anywhere in the texts.
    fn has(&self, phrase: &str) -> bool {
        let sought: Vec<&str> = phrase.split(' ').collect();
        [&self.title, &self.summary, &self.content].into_iter().any(|words| {
            let last = (words.tokens.len() + 1).saturating_sub(sought.len());
            (0..last).any(|from| sought.iter().enumerate().all(|(at, word)| words.folded(from + at) == *word))
        })
    }
}

/// Fills in countries, areas, regions and the source's wording of the place, each with its reasons. The
/// language is to be there already; `sure` says whether names of other languages are to be left aside, `codes` are the
/// countries that reference codes name, with the reasons for those.
pub(super) fn place(
    vocabulary: &Vocabulary,
    utterance: &Utterance<'_>,
    source: &Source,
    texts: &Texts<'_>,
    sure: bool,
    codes: &[(Country, Reason)],
    tags: &mut Tags,
) {
    let language = tags.language.clone();
    let plain = Context::default();
    let own = language.as_ref().and_then(|code| vocabulary.contexts.get(code));
    let context = own.or_else(|| vocabulary.contexts.get("en")).unwrap_or(&plain);
    let passage = |words| Passage::new(words, &vocabulary.names, context, language.as_deref(), sure);
    let title = passage(&texts.title);
    let mut found = stated(vocabulary, utterance, &title, codes, tags);
    if found.is_empty() {
        found = running(vocabulary, texts, &title, &passage(&texts.summary), &passage(&texts.content));
    }
    let named =
        if found.is_empty() { region::stated(&vocabulary.geography, &title, utterance.categories) } else { Vec::new() };
    if found.is_empty() && named.is_empty() {
        found = by_default(source);
    }
    for (country, evidence) in found {
        tags.countries.push(country);
        let Some(first) = evidence.first() else { continue };
        let (field, basis) = (first.field, first.basis);
        for piece in evidence.iter().take(3) {
            let reason =
                Reason::new(format!("country:{country}"), piece.rule, piece.matched.clone(), piece.field, piece.basis);
            if !tags.reasons.contains(&reason) {
                tags.reasons.push(reason);
            }
        }
        for area in vocabulary.m49(country) {
            add_area(tags, *area, country, field, basis);
        }
        for region in vocabulary.regions_of(country) {
            add_region(tags, region, "region-of-country", country.as_str(), field, basis);
        }
    }
    for region::Stated { region, wording, field } in named {
        add_region(tags, region, "region-name", &wording, field, Basis::Stated);
    }
    if tags.countries.is_empty()
        && tags.regions.is_empty()
        && let Some(region) = &source.defaults.region
    {
        add_region(tags, region.clone(), "source-default", &region.0, Field::Config, Basis::Default);
    }
}

fn add_area(tags: &mut Tags, area: M49, country: Country, field: Field, basis: Basis) {
    if !tags.m49.contains(&area) {
        tags.m49.push(area);
        tags.reasons.push(Reason::new(format!("m49:{area}"), "m49-of-country", country.as_str(), field, basis));
    }
}

fn add_region(tags: &mut Tags, region: RegionId, rule: &str, matched: &str, field: Field, basis: Basis) {
    if !tags.regions.contains(&region) {
        tags.reasons.push(Reason::new(format!("region:{region}"), rule, matched, field, basis));
        tags.regions.push(region);
    }
}

/// The countries, leading one first, each with what speaks for it.
type Ranked = Vec<(Country, Vec<Evidence>)>;

fn by_default(source: &Source) -> Ranked {
    let default = |country: &Country| Evidence {
        basis: Basis::Default,
        ..Evidence::stated(*country, "source-default", country.as_str(), Field::Config, 1.0)
    };
    evidence::stated(source.defaults.countries.iter().map(default).collect())
}

/// What the source states: by codes, categories, the link, the head of the title. Its wording of the place is kept.
fn stated(
    vocabulary: &Vocabulary,
    utterance: &Utterance<'_>,
    title: &Passage<'_>,
    codes: &[(Country, Reason)],
    tags: &mut Tags,
) -> Ranked {
    let lexicon = &vocabulary.names.lexicon;
    let mut evidence = stated::codes(codes);
    let (categories, wordings) = stated::categories(lexicon, utterance.categories);
    evidence.extend(categories);
    evidence.extend(link::link(utterance.link, lexicon, &vocabulary.contexts));
    let mut head = head::head(title);
    // `Georgia: jail in Atlanta`
    head.evidence.retain(|piece| {
        vocabulary.names.yields_to(&super::lexicon::phrase(&piece.matched)).is_none_or(|other| !holds(title, other))
    });
    // `USA/Georgia:`, but not `Georgia: …`.
    let further = if head.evidence.is_empty() { Vec::new() } else { head.evidence.split_off(1) };
    evidence.extend(head.evidence);
    evidence.extend(yields(vocabulary, &[title], further));
    let head = head.wording.map(|wording| (wording, "title-prefix", Field::Title));
    let categories = wordings.into_iter().map(|wording| (wording, "source-category", Field::Category));
    for (wording, rule, field) in head.into_iter().chain(categories) {
        if !tags.source_places.contains(&wording) {
            let tag = format!("source-place:{wording}");
            tags.reasons.push(Reason::new(tag, rule, wording.clone(), field, Basis::Stated));
            tags.source_places.push(wording);
        }
    }
    evidence::stated(evidence)
}

/// What the words tell, from the title to the last sentence.
fn running<'a>(
    vocabulary: &Vocabulary,
    texts: &Texts<'_>,
    title: &Passage<'a>,
    summary: &Passage<'a>,
    content: &Passage<'a>,
) -> Ranked {
    let met = |needs| vocabulary.names.met(needs, |phrase| texts.has(phrase));
    let (in_summary, in_content) = (frame::body(summary), frame::body(content));
    let (below, body, words) = if in_summary.is_empty() {
        (Field::Content, &in_content, &texts.content)
    } else {
        (Field::Summary, &in_summary, &texts.summary)
    };
    let lead = frame::lead(words, body);
    let mut evidence = mentions(title, Field::Title, 0..texts.title.tokens.len(), &met);
    evidence.extend(mentions(summary, Field::Summary, in_summary.clone(), &met));
    evidence.extend(mentions(content, Field::Content, in_content.clone(), &met));
    for piece in &mut evidence {
        piece.zone = match piece.field {
            Field::Title => Zone::Title,
            field if field == below && lead.contains(&piece.at) => Zone::Lead,
            _ => Zone::Rest,
        };
    }
    rank(yields(vocabulary, &[title, summary], evidence))
}

/// Whether a large place of a country is named, and no other country has one of that name.
fn holds(passage: &Passage<'_>, country: Country) -> bool {
    passage.names().iter().any(|name| {
        matches!(name.what, What::Town | What::Listed { known: true })
            && *name.countries == [country]
            && !(name.person || name.word)
    })
}

/// Takes out names that mean nothing beside another country's: Georgia, where something of the United States is named.
fn yields(vocabulary: &Vocabulary, passages: &[&Passage<'_>], mut evidence: Vec<Evidence>) -> Vec<Evidence> {
    evidence.retain(|piece| {
        let name = super::lexicon::phrase(&piece.matched);
        vocabulary.names.yields_to(&name).is_none_or(|other| {
            !passages.iter().any(|passage| {
                passage
                    .names()
                    .iter()
                    .any(|name| !matches!(name.what, What::Listed { .. }) && name.countries.contains(&other))
            })
        })
    });
    evidence
}
