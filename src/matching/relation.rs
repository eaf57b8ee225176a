//! How two reports stand to each other: the same thing, the same case, or neither. Symmetric, so that the order of
//! arrival decides nothing.

use super::facts::Facts;
use super::likeness;
use super::people::Met;
use super::traits::Traits;
use crate::model::Urgency;

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
/// Days within which one thing is told, by whomever and in whatever language.
const ALIKE_DAYS: i64 = 9;
/// How likely two language versions of one organisation have to be the same.
const VERSION: f64 = 0.75;
/// The same of what two organisations say of one person, and of what names nobody in both.
const INCIDENT: f64 = 0.78;
const NAMELESS: f64 = 0.85;
/// From here on an editor should look.
const PERHAPS: f64 = 0.35;
/// Share of what two reports say that ties the one to the other where a name alone does not.
const TIED: f64 = 0.3;
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
    let met = a.met(b);
    // A yearly report, a prize: it tells of many, even where it names one.
    if a.review != b.review && met != Met::Titled {
        return Relation::None;
    }
    let likeness = if same_organisation { likeness::of_versions } else { likeness::of_others };
    let likely = likeness(a, b, &compared, days, met.is_lead());
    let apart = compared.codes_apart || compared.subjects_apart || notice;
    let told_once = same_organisation && same_language;
    if !told_once && !apart && days.is_none_or(|days| days <= ALIKE_DAYS) {
        let versions = same_organisation && !same_language;
        if versions && a.version.is_some() && a.version == b.version {
            return Relation::Translation(evidence("same-address-other-language", 1.0));
        }
        if versions && compared.code && !likeness::steps_apart(a, b) && days.is_some() {
            return Relation::Translation(evidence("same-code-other-language", 1.0));
        }
        let by = match () {
            () if compared.people > 0 => 0,
            () if compared.single > 0 || a.proper_shared(b) > 0 => 1,
            () => 2,
        };
        if versions && likely >= VERSION {
            const RULES: [&str; 3] =
                ["same-person-other-language", "same-names-other-language", "same-subject-other-language"];
            return Relation::Translation(evidence(RULES[by], likely));
        }
        if !same_organisation && likely >= if met.is_lead() { INCIDENT } else { NAMELESS } && days.is_some() {
            const RULES: [&str; 3] =
                ["same-person-place-and-time", "same-names-place-and-time", "same-subject-place-and-time"];
            return Relation::SameIncident(evidence(RULES[by], likely));
        }
    }
    if compared.case {
        return Relation::SameCase(evidence("same-code", 1.0));
    }
    let (share, weight) = compared.concepts;
    let tied = share >= TIED || a.roles_met(b);
    let known = match met {
        Met::Titled | Met::Opened => true,
        Met::Opening => tied,
        Met::Mentioned | Met::No => false,
    };
    if known && !compared.subjects_apart && days.is_none_or(|days| days <= CASE_DAYS) {
        return Relation::SameCase(evidence("same-person", 0.9));
    }
    if (compared.countries_met || same_organisation && !compared.countries_apart)
        && !compared.subjects_apart
        && !compared.codes_apart
    {
        let near = days.is_some_and(|days| days <= GROUP_DAYS);
        let surname = a.surname_met(b, met.is_lead()).filter(|_| days.is_some_and(|days| days <= SURNAME_DAYS));
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
    if compared.countries_met && likely >= PERHAPS && days.is_some_and(|days| days <= COPY_DAYS) {
        return Relation::Related(evidence("same-place-and-time", likely));
    }
    Relation::None
}

/// What two reports share and where they differ.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compared {
    pub(super) code: bool,
    /// The same code but for the number of a continuation.
    pub(super) case: bool,
    pub(super) codes_apart: bool,
    pub(super) countries_met: bool,
    pub(super) countries_apart: bool,
    pub(super) people: usize,
    pub(super) people_apart: bool,
    pub(super) subjects_apart: bool,
    pub(super) single: usize,
    pub(super) places: usize,
    pub(super) places_apart: bool,
    pub(super) numbers: usize,
    pub(super) stems: f64,
    /// The concepts that both have: share and weight.
    pub(super) concepts: (f64, u32),
    pub(super) urgency: bool,
}

impl Compared {
    /// Where the words in common are `hollow`, repeated by many, they speak for nothing.
    pub(super) fn of(a: &Traits, b: &Traits, hollow: bool) -> Self {
        let people = a.people_shared(b);
        let single = a.single_shared(b);
        let places = a.places_shared(b);
        let numbers = a.numbers.intersection(&b.numbers).count();
        let cased = a.caseless.is_empty() && b.caseless.is_empty();
        Self {
            code: a.codes_met(b, |a, b| a.whole == b.whole),
            case: a.codes_met(b, |a, b| a.case == b.case),
            codes_apart: a.codes_apart(b),
            countries_met: a.countries_met(b),
            countries_apart: a.countries_apart(b),
            people,
            people_apart: people == 0 && !a.people.is_empty() && !b.people.is_empty() && cased,
            subjects_apart: people == 0 && a.subjects_apart(b),
            single,
            places,
            places_apart: a.places_apart(b),
            numbers,
            stems: if hollow { 0.0 } else { a.stems_shared(b) },
            concepts: if hollow { (0.0, 0) } else { a.concepts.shared(&b.concepts) },
            urgency: a.urgency == b.urgency && a.urgency != Urgency::Unknown,
        }
    }

    /// A name, place or code that differs: two things, however alike the words are.
    fn is_other(&self) -> bool {
        self.codes_apart || self.countries_apart || self.people_apart || self.places_apart
    }
}
