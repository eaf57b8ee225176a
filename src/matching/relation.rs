//! How two reports stand to each other: the same thing, the same case, or neither. Symmetric, so that the order of
//! arrival decides nothing.

use super::code::Code;
use super::facts::Facts;
use super::traits::Traits;
use crate::model::{Kind, Urgency};

/// How two reports stand to each other.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Relation {
    /// The same text, or the one a part of the other.
    Copy(Evidence),
    /// The same statement in another language.
    Translation(Evidence),
    /// Other words, the same thing.
    SameIncident(Evidence),
    /// Another step in the same case.
    SameCase(Evidence),
    /// Perhaps the same thing: for an editor to look at.
    Related(Evidence),
    /// Nothing to do with each other.
    None,
}

/// What speaks for a relation.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Evidence {
    /// The rule that decided.
    pub(super) rule: &'static str,
    /// How strong it is, from 0 to 1.
    pub(super) score: f64,
}

/// Shingles of a copied passage: fewer are a phrase.
const COPY_SHINGLES: usize = 8;
/// Share of a text that is all of it, but for an advert or a dateline.
const WHOLE: f64 = 0.93;
/// Words of a title that tells what happened; shorter ones are labels.
const TELLING_TITLE: usize = 5;
/// Days within which a text is copied.
const COPY_DAYS: i64 = 10;
/// Days within which other organisations tell of one thing.
const INCIDENT_DAYS: i64 = 6;
/// Days within which an organisation puts out its language versions.
const VERSION_DAYS: i64 = 9;
/// How much has to speak for two versions of one text that name nobody.
const SAID: f64 = 0.48;
/// The same where two organisations say it.
const SAID_BY_OTHERS: f64 = 0.75;
/// Days within which a surname in a title means who was told of before.
const SURNAME_DAYS: i64 = 400;
/// Days within which the same number of people at the same place are the same people.
const GROUP_DAYS: i64 = 75;
/// Days after which a name alone no longer makes a case.
const CASE_DAYS: i64 = 1100;
/// Days after which a title no longer tells which text is meant: some statements are repeated every year.
const NOTICE_DAYS: i64 = 120;

/// How two reports stand to each other, by all that is known of them. `repeated` are passages of the first that many alerts
/// have: an appeal, an address, an advert. They make no copy.
pub(super) fn relate(one: &Facts, other: &Facts, repeated: &[u32]) -> Relation {
    let (a, b) = (&one.traits, &other.traits);
    let days = one.day.zip(other.day).map(|(a, b)| (a - b).num_days().abs());
    let (share, shingles) = one.sketch.containment(&other.sketch);
    let hollow = (0.2..WHOLE).contains(&share) && !repeated.is_empty() && !one.shares_besides(other, repeated);
    let compared = Compared::of(a, b, hollow);
    let same_organisation = a.same_organisation(b);
    let same_language = a.language.is_none() || b.language.is_none() || a.language == b.language;
    let evidence = |rule, score| Evidence { rule, score };
    // What corrects or takes something back is a step of its own, however much of that it repeats.
    let notice = one.notice.kind != other.notice.kind;
    if notice {
        // A title is carried by copies too; an address stands for what its own organisation says there.
        let soon = days.is_some_and(|days| days <= NOTICE_DAYS) && !compared.codes_apart && !compared.countries_apart;
        if (same_organisation && one.notice.links(&other.notice)) || (soon && one.notice.quotes(&other.notice)) {
            return Relation::SameCase(evidence("named-by-notice", 1.0));
        }
    }
    if same_organisation && a.language != b.language && one.names_version(other) {
        return Relation::Translation(evidence("named-as-other-language", 1.0));
    }
    let copy = |evidence| if notice { Relation::SameCase(evidence) } else { Relation::Copy(evidence) };

    if days.is_none_or(|days| days <= COPY_DAYS) && !compared.is_other() && a.figures_fit(b) {
        // One organisation tells of many things in the words of one template, under a title for each.
        let copied = match (same_organisation, &one.title) {
            (true, Some(title)) => share >= 0.8 && other.title == Some(*title),
            // A label for a title says nothing.
            (true, None) => share >= 0.8 && other.title.is_none() && one.is_within(other),
            (false, _) => share >= 0.5,
        } && !hollow;
        if copied && shingles >= COPY_SHINGLES {
            return copy(evidence("same-passage", share));
        }
        if !same_organisation && one.title.is_some() && one.title == other.title && one.title_words > TELLING_TITLE {
            return copy(evidence("same-title", 0.9));
        }
    }
    if (compared.countries_apart && !compared.case) || a.digest != b.digest {
        return Relation::None;
    }
    let score = compared.score();
    let covered = a.titles_covered(b);
    // What tells of no step may tell of any, but an end has to be told by both.
    let one_step = match (step(a), step(b)) {
        (Some(one), Some(other)) => one == other,
        (Some(2), None) | (None, Some(2)) => covered >= 0.5 || compared.numbers > 2,
        _ => true,
    };
    let whole = !a.leads_missing_in(b) && !b.leads_missing_in(a);
    let apart = compared.codes_apart || compared.subjects_apart || notice;
    if !same_language && same_organisation && !apart && days.is_none_or(|days| days <= VERSION_DAYS) {
        if a.version.is_some() && a.version == b.version {
            return Relation::Translation(evidence("same-address-other-language", 1.0));
        }
        if compared.code && one_step && days.is_some() {
            return Relation::Translation(evidence("same-code-other-language", 1.0));
        }
        // That one organisation says it in two languages within days speaks for it by itself.
        let score = (score + 0.2).min(1.0);
        let soon = days.is_none_or(|days| days <= 4);
        let resolved = |traits: &Traits| traits.urgency == Urgency::Resolved;
        let at_once = days.is_none_or(|days| days <= 1) && resolved(a) == resolved(b);
        let ends = (step(a) == Some(2)) == (step(b) == Some(2));
        let alike = one_step && (compared.numbers > 0 || compared.stems >= 0.35);
        if compared.people > 0 && score >= 0.6 && (at_once || soon && (one_step || ends) || alike) {
            return Relation::Translation(evidence("same-person-other-language", score));
        }
        if soon && whole && a.figures_meet(b) {
            let said = if compared.is_other() { 0.0 } else { said(a, b, &compared, days, one_step) };
            if said >= SAID {
                return Relation::Translation(evidence("same-subject-other-language", (0.3 + said).min(1.0)));
            }
            // A town is no name: many things happen there.
            let named = compared.single > 0 || compared.is_named() && covered >= 0.3;
            if one_step && named && !a.acts_apart(b) {
                let worded = compared.countries_met && covered >= 0.5 && !a.proper_apart(b);
                let score = if worded { score.max((compared.worded() + 0.2).min(1.0)) } else { score };
                // Where one names no country, a name alone is not enough.
                if score >= if compared.countries_met { 0.55 } else { 0.7 } {
                    return Relation::Translation(evidence("same-names-other-language", score));
                }
            }
        }
    }
    let told_of_once = !(same_organisation && same_language);
    if told_of_once && !apart && one_step && days.is_some_and(|days| days <= INCIDENT_DAYS) {
        let soon = days.is_some_and(|days| days <= 3);
        if compared.people > 0 && (compared.countries_met || score >= 0.75) && (soon || score >= 0.85) {
            return Relation::SameIncident(evidence("same-person-place-and-time", score));
        }
        let named = compared.single > 0 || compared.is_named() && !a.acts_apart(b);
        if soon && compared.countries_met && named && score >= 0.55 {
            return Relation::SameIncident(evidence("same-names-place-and-time", score));
        }
        let named = compared.single + compared.places > 0;
        if soon
            && compared.countries_met
            && named
            && whole
            && a.figures_meet(b)
            && !compared.is_other()
            && !a.proper_apart(b)
            && !a.acts_apart(b)
            && said(a, b, &compared, days, one_step) >= SAID_BY_OTHERS
        {
            return Relation::SameIncident(evidence("same-subject-name-and-place", 0.7));
        }
    }
    if compared.case {
        return Relation::SameCase(evidence("same-code", 1.0));
    }
    let year = days.is_none_or(|days| days <= CASE_DAYS);
    if compared.people > 0 && year && !compared.subjects_apart && a.leads_met(b) {
        return Relation::SameCase(evidence("same-person", score));
    }
    if (compared.countries_met || same_organisation && !compared.countries_apart)
        && !compared.subjects_apart
        && !compared.codes_apart
    {
        let (share, weight) = compared.concepts;
        let near = days.is_some_and(|days| days <= GROUP_DAYS);
        let surname = a.surname_met(b).filter(|_| days.is_some_and(|days| days <= SURNAME_DAYS));
        if let Some(surname) = surname {
            let supported = compared.places > 0 || a.named_besides(&surname, b);
            let alike = same_organisation && near && share >= 0.3 && weight >= 2;
            if supported || alike && !a.proper_apart(b) {
                return Relation::SameCase(evidence("same-surname-and-place", 0.6));
            }
        }
        let group = !compared.countries_apart
            && compared.single + compared.places > 0
            && a.counted_met(b)
            && !compared.places_apart;
        if near && group && share >= 0.4 && weight >= 3 {
            return Relation::SameCase(evidence("same-number-and-place", 0.5));
        }
    }
    if compared.countries_met && score >= 0.4 && days.is_some_and(|days| days <= COPY_DAYS) {
        return Relation::Related(evidence("same-place-and-time", score));
    }
    Relation::None
}

/// What two reports share and where they differ.
#[derive(Clone, Copy, Debug)]
struct Compared {
    code: bool,
    /// The same code but for the number of a continuation.
    case: bool,
    codes_apart: bool,
    countries_met: bool,
    countries_apart: bool,
    people: usize,
    people_apart: bool,
    subjects_apart: bool,
    single: usize,
    places: usize,
    places_apart: bool,
    numbers: usize,
    numbers_apart: bool,
    stems: f64,
    /// The concepts that both have: share and weight.
    concepts: (f64, u32),
    urgency: bool,
    kind: bool,
}

impl Compared {
    /// Where the words in common are `hollow`, repeated by many, they speak for nothing.
    fn of(a: &Traits, b: &Traits, hollow: bool) -> Self {
        let met = |same: &dyn Fn(&Code, &Code) -> bool| {
            a.references.iter().any(|code| b.references.iter().any(|other| same(code, other)))
        };
        let case = met(&|a, b| (a.series, a.case) == (b.series, b.case));
        let code = met(&|a, b| (a.series, a.whole) == (b.series, b.whole));
        let series = met(&|a, b| a.series == b.series);
        let countries_met = a.countries.iter().any(|country| b.countries.contains(country));
        let people = a.people_shared(b);
        let single = a.single_shared(b);
        let places = a.places_shared(b);
        let numbers = a.numbers.intersection(&b.numbers).count();
        let cased = a.caseless.is_empty() && b.caseless.is_empty();
        Self {
            code,
            case,
            codes_apart: series && !code,
            countries_met,
            countries_apart: !countries_met && !a.countries.is_empty() && !b.countries.is_empty(),
            people,
            people_apart: people == 0 && !a.people.is_empty() && !b.people.is_empty() && cased,
            subjects_apart: people == 0 && a.subjects_apart(b),
            single,
            places,
            places_apart: a.places_apart(b),
            numbers,
            numbers_apart: !a.numbers.is_subset(&b.numbers) && !b.numbers.is_subset(&a.numbers),
            stems: if hollow { 0.0 } else { a.stems_shared(b) },
            concepts: if hollow { (0.0, 0) } else { a.concepts.shared(b.concepts) },
            urgency: a.urgency == b.urgency && a.urgency != Urgency::Unknown,
            kind: a.kind == b.kind,
        }
    }

    /// A name, place or code that differs: two things, however alike the words are.
    fn is_other(&self) -> bool {
        self.codes_apart || self.countries_apart || self.people_apart || self.places_apart
    }

    /// Something that few reports have is shared, not only the vocabulary of the field.
    fn is_named(&self) -> bool {
        self.people + self.single + self.places + self.numbers > 0
    }

    /// The score where words of another language say the same.
    fn worded(&self) -> f64 {
        let (share, weight) = self.concepts;
        if weight < 3 { 0.0 } else { Self { stems: self.stems.max(0.9 * share), ..*self }.score() }
    }

    /// How much speaks for one thing, from 0 to 1.
    fn score(&self) -> f64 {
        let some =
            |count: usize, weight: f64| if count == 0 { 0.0 } else { weight * (1.0 - 0.5f64.powi(count as i32)) };
        let sum = some(self.people, 1.1)
            + some(self.single, 0.5)
            + some(self.places, 0.4)
            + some(self.numbers, 0.3)
            + 0.5 * self.stems
            + if self.urgency { 0.08 } else { 0.0 }
            + if self.kind { 0.04 } else { 0.0 }
            - if self.places_apart { 0.2 } else { 0.0 }
            - if self.numbers_apart { 0.15 } else { 0.0 }
            - if self.people_apart { 0.1 } else { 0.0 };
        sum.clamp(0.0, 1.0)
    }
}

/// How much speaks for two reports telling of one thing, from what both say without a full name: what happened to whom, as
/// many of them, where, and when. The weights are those of a regression over labelled language versions, rounded.
fn said(a: &Traits, b: &Traits, compared: &Compared, days: Option<i64>, one_step: bool) -> f64 {
    let (share, weight) = compared.concepts;
    let some = |is: bool, much: f64| if is { much } else { 0.0 };
    let sum = 0.5 * share
        + 0.25 * a.titles_covered(b)
        + some(a.numbers_met(b), 0.45)
        + some(compared.single > 0, 0.1)
        + some(compared.places > 0, 0.1)
        + 0.25 * a.proper_shared(b).min(2) as f64
        - 0.13 * days.unwrap_or(1) as f64
        - some(a.proper_apart(b), 0.4)
        - some(!one_step, 0.2)
        - some(a.acts_apart(b), 0.2)
        - some(!compared.countries_met && weight < 5, 0.4);
    if weight < 2 { 0.0 } else { sum }
}

/// Where in its case a report stands: what came first, what was added, how it ended.
fn step(traits: &Traits) -> Option<u8> {
    match (traits.kind, traits.urgency) {
        (Kind::Outcome, _) | (_, Urgency::Resolved) => Some(2),
        (Kind::Update | Kind::Correction | Kind::Withdrawal, _) => Some(1),
        // Nothing was recognised in it.
        (Kind::News, Urgency::Unknown) => None,
        _ => Some(0),
    }
}
