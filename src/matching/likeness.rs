//! How likely two reports tell of one thing: what speaks for it and against, weighed. The weights are those of logistic
//! regressions with an L1 penalty over labelled pairs of reports, rounded; what the penalty left at nought is not here.

use super::relation::Compared;
use super::traits::Traits;
use crate::model::{Kind, Urgency};

/// Days that are assumed where a source tells none.
const UNKNOWN: i64 = 3;
/// Days within which what names nobody is told by all.
const SOON: i64 = 2;
/// How likely it is that within those days, in one country and at one step, news of one person are the same: two of some two
/// hundred and twenty labelled pairs were not.
const CERTAIN: f64 = 0.95;
/// Share of its words that a text has from a template.
const TEMPLATE: f64 = 0.6;
/// Weight of shared concepts that is as much as any.
const MUCH: u32 = 12;

/// The likelihood, 0 to 1, that one organisation says the same in two languages. `lead` is true where both are about one
/// person.
pub(super) fn of_versions(a: &Traits, b: &Traits, compared: &Compared, days: Option<i64>, lead: bool) -> f64 {
    let told = Told::of(a, b, compared, days);
    if !lead && (are_other_places(a, b, compared) || a.roles_apart(b) || a.counted_apart(b)) {
        return 0.0;
    }
    let weighed = (1.67 + 1.13 * told.country) * told.share
        + (1.14 + 1.01 * told.country) * told.titles
        + 1.41 * told.much
        + 2.32 * few(compared.numbers, 2)
        + 0.35 * is(a.numbers_met(b))
        - 1.15 * is(!a.figures_meet(b))
        + 1.53 * few(compared.people, 2)
        - 0.71 * told.missing
        + 0.36 * told.country * few(compared.single + a.proper_shared(b), 3)
        - 0.88 * told.days
        + 0.35 * told.late
        + 0.61 * is(compared.urgency)
        - 0.33 * is(steps_apart(a, b))
        - 0.24 * is(a.acts_apart(b));
    logistic(weighed - 1.11)
}

/// True where each names places, or whatever begins with a capital, and nothing of it is named by the other.
fn are_other_places(a: &Traits, b: &Traits, compared: &Compared) -> bool {
    compared.places_apart || a.proper_apart(b) && compared.single == 0 && a.proper_shared(b) == 0
}

/// The same that two organisations tell of one thing, in whatever language.
pub(super) fn of_others(a: &Traits, b: &Traits, compared: &Compared, days: Option<i64>, lead: bool) -> f64 {
    let told = Told::of(a, b, compared, days);
    if lead && compared.countries_met && days.is_some_and(|days| days <= SOON) && !steps_apart(a, b) {
        return CERTAIN;
    }
    // Two texts of one template differ in their figures, or have them in another order.
    let template = a.language == b.language && compared.stems >= TEMPLATE && !a.figures_fit(b);
    if !lead && (template || a.counted_apart(b)) {
        return 0.0;
    }
    let weighed = 5.67 * told.share + 0.42 * compared.stems + 0.98 * few(compared.numbers, 2)
        - 0.34 * is(!a.figures_meet(b))
        + 1.15 * is(lead)
        + 0.46 * few(compared.people, 2)
        - 0.87 * told.missing
        + 0.39 * few(compared.single, 3)
        + 0.32 * few(a.proper_shared(b), 3)
        - 1.06 * is(a.proper_apart(b))
        + 0.4 * few(compared.places, 2)
        - 0.33 * is(a.countries.is_empty() || b.countries.is_empty())
        - 0.61 * told.days
        - 0.07 * told.late
        + 0.51 * is(compared.urgency)
        - 0.64 * is(steps_apart(a, b))
        + 0.73 * is(a.acts_met(b))
        - 0.12 * is(a.acts_apart(b))
        + 0.45 * is(a.roles_met(b))
        - 0.14 * is(!lead && a.roles_apart(b));
    logistic(weighed - 1.28)
}

/// What both weigh alike.
struct Told {
    /// How much of what they say is the same: of all, of the titles, and how much that is at all, each 0 to 1.
    share: f64,
    titles: f64,
    much: f64,
    /// 1 where a country is the same.
    country: f64,
    days: f64,
    /// The days behind the first ones, where nobody is named by both.
    late: f64,
    /// How many of them do not know whom the other is about.
    missing: f64,
}

impl Told {
    fn of(a: &Traits, b: &Traits, compared: &Compared, days: Option<i64>) -> Self {
        let (share, weight) = compared.concepts;
        let days = days.unwrap_or(UNKNOWN);
        Self {
            share,
            titles: a.titles_shared(b),
            much: f64::from(weight.min(MUCH)) / f64::from(MUCH),
            country: is(compared.countries_met),
            days: days as f64,
            late: if compared.people == 0 { (days - SOON).max(0) as f64 } else { 0.0 },
            missing: is(a.leads_missing_in(b)) + is(b.leads_missing_in(a)),
        }
    }
}

/// True where two reports stand at different steps of a case.
pub(super) fn steps_apart(a: &Traits, b: &Traits) -> bool {
    matches!((step(a), step(b)), (Some(one), Some(other)) if one != other)
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

fn logistic(weighed: f64) -> f64 {
    1.0 / (1.0 + (-weighed).exp())
}

fn is(is: bool) -> f64 {
    if is { 1.0 } else { 0.0 }
}

fn few(count: usize, most: usize) -> f64 {
    count.min(most) as f64
}
