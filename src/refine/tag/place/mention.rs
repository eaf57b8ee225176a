//! Names in running text, weighed by what stands around them.

use super::evidence::{Evidence, Zone};
use super::name::Name;
use super::passage::Passage;
use super::person::is_person;
use crate::model::{Basis, Field};
use crate::refine::tag::context::{Cue, CueSet, spaced};
use crate::refine::tag::lexicon::What;

/// The evidence in a range of tokens; `met` says whether what a place needs stands in the texts.
pub(super) fn mentions(
    passage: &Passage<'_>,
    field: Field,
    range: std::ops::Range<usize>,
    met: &dyn Fn(Option<usize>) -> bool,
) -> Vec<Evidence> {
    let names = passage.names();
    let mut evidence = Vec::new();
    // What a list of names is worth: `fled to Poland and Lithuania`.
    let mut carried = None;
    for (place, name) in names.iter().enumerate() {
        if !range.contains(&name.first) || range.end <= name.last {
            continue;
        }
        let (rule, base) = match name.what {
            What::Name => ("country-name", 2.0),
            What::Demonym => ("country-demonym", 1.8),
            What::Open { running: Some(_), .. } => ("country-name", 1.5),
            What::Town => ("town", 1.3),
            What::Place { needs } if met(needs) => ("case-place", 1.4),
            What::Listed { known } => ("gazetteer", if known { 1.2 } else { 1.0 }),
            _ => continue,
        };
        let around = Around::of(passage, names, place);
        let listed = place.checked_sub(1).is_some_and(|before| passage.lists(names[before].last, name.first));
        let abroad = carried.filter(|_| listed).or_else(|| around.abroad());
        carried = abroad;
        let weight = base * abroad.unwrap_or(1.0) * around.factor();
        if weight <= 0.0 {
            continue;
        }
        let running = match name.what {
            What::Open { running, .. } => running,
            _ => None,
        };
        let countries = running.as_ref().map_or(&*name.countries, std::slice::from_ref);
        evidence.extend(countries.iter().map(|country| Evidence {
            country: *country,
            rule,
            matched: passage.words.raw(name.first, name.last).to_owned(),
            field,
            basis: Basis::Inferred,
            weight,
            at: name.first,
            zone: Zone::Rest,
            open: matches!(name.what, What::Listed { .. }) && countries.len() > 1,
        }));
    }
    evidence
}

/// What a place of the gazetteer gains where something says that it is one: as much as others do behind a preposition.
const SAID: f32 = 1.55;

/// What is left of it where little says so.
const SLIGHT: f32 = 0.4;

/// What stands around a name.
struct Around<'p, 'a> {
    passage: &'p Passage<'a>,
    names: &'p [Name<'a>],
    place: usize,
    name: &'p Name<'a>,
    /// The first token behind it and its possessive.
    next: usize,
    possessive: bool,
    /// The first token of the name, or of the article before it.
    bare: usize,
    /// The cues right before the name, an article between them or not.
    before: CueSet,
    /// The cues right behind it.
    after: CueSet,
    /// The cues among the last words before it.
    near: CueSet,
}

impl<'p, 'a> Around<'p, 'a> {
    fn of(passage: &'p Passage<'a>, names: &'p [Name<'a>], place: usize) -> Self {
        let name = &names[place];
        // The possessive's own letter is no word.
        let next = name.last + 1;
        let possessive = next < passage.words.tokens.len()
            && passage.words.folded(next) == "s"
            && passage.words.gap(next).contains(['\'', '’']);
        let next = next + usize::from(possessive);
        let (words, context) = (passage.words, passage.context);
        let bare = name.first - context.before(words, name.first, Cue::Article);
        let mut before = context.ending(words, name.first);
        if bare < name.first {
            before = before.and(context.ending(words, bare));
        }
        let after = if passage.hugs(next) { context.starting(words, next) } else { CueSet::default() };
        let from = name.first.saturating_sub(5);
        // `Ministry of Foreign Relations of …`: only blanks between.
        let near = (from..name.first).rev().take_while(|i| spaced(words, i + 1));
        let near = near.fold(CueSet::default(), |set, i| set.and(context.starting(words, i)));
        Self { passage, names, place, name, next, possessive, bare, before, after, near }
    }

    fn before(&self, cue: Cue) -> bool {
        self.before.has(cue)
    }

    fn after(&self, cue: Cue) -> bool {
        self.after.has(cue)
    }

    /// What is left of a name when something speaks of elsewhere: `exile in`, `groups from`.
    fn abroad(&self) -> Option<f32> {
        (self.name.what != What::Demonym && self.near.has(Cue::Abroad)).then_some(0.2)
    }

    /// What the surroundings make of a name: above 1 where they speak for it, 0 where they rule it out.
    fn factor(&self) -> f32 {
        let name = self.name;
        if self.before(Cue::Mission) || self.before(Cue::Body) || self.before(Cue::Thing) || self.after(Cue::Thing) {
            return 0.0;
        }
        let apposed = name.what == What::Demonym || self.possessive;
        let (within, of) = (name.within || self.before(Cue::Place), self.before(Cue::Of));
        if self.after(Cue::Mission) && (apposed || !within) || self.is_language() {
            return 0.0;
        }
        if self.is_displaced() {
            return 0.0;
        }
        if apposed && self.after(Cue::Honour) {
            return 0.05;
        }
        // `Geneva: experts call on …`
        if name.seat && self.is_headed() {
            return 0.0;
        }
        if let What::Listed { known } = name.what {
            return self.listed(known, within && !of);
        }
        let moved = self.before(Cue::Motion);
        if name.word && !within && !(name.is_place() && self.is_headed()) {
            return 0.0;
        }
        if is_person(self.passage, self.names, self.place, within || moved, self.possessive) {
            return 0.0;
        }
        let mut factor = 1.0;
        if apposed && self.after(Cue::Office) || self.near.has(Cue::Office) {
            factor *= 0.35;
        }
        if name.what == What::Demonym {
            if self.after(Cue::Stranger) || self.before(Cue::Stranger) {
                factor *= 0.5;
            }
        } else if self.possessive && name.is_place() {
            // `at Hanoi's request`: its government.
            factor *= 0.5;
        } else if within {
            factor *= 1.5;
        } else if moved {
            // Deported to a country is mostly from another; taken to a prison is mostly within one.
            factor *= if name.what == What::Name { 0.25 } else { 0.6 };
        }
        if self.is_glued() {
            factor *= 0.15;
        }
        if name.seat { factor * 0.3 } else { factor }
    }

    /// The same for a place of the gazetteer, whose name means other things elsewhere: something has to say that it is
    /// a place.
    fn listed(&self, known: bool, within: bool) -> f32 {
        let (passage, name) = (self.passage, self.name);
        let words = passage.words;
        // `Foro Penal`: where the kind goes before its name, what follows the first word makes a name with it.
        let behind = self.after(Cue::Kind) && !(passage.small_adjectives && passage.opens(name.first));
        let kind = self.before(Cue::Kind) || behind || self.of_kind();
        let headed = self.is_headed();
        let seconded = self.is_seconded();
        let follows = passage.hugs(self.next) && words.is_capital(self.next) && !self.after(Cue::Kind);
        let follows = follows && !self.names.iter().any(|other| other.first == self.next);
        // `In Gao`, but not `Saint George`.
        let leads = name.first > 0 && passage.hugs(name.first) && words.is_capital(name.first - 1);
        let leads = leads && !(within && passage.opens(name.first - 1)) && !self.before(Cue::Kind);
        if passage.title_case || passage.shouting {
            return if (within || kind || headed) && known && !name.word { 1.0 } else { 0.0 };
        }
        if seconded && !leads || kind && !follows {
            return SAID;
        }
        // Where letters have no capitals, *in* stands before any word, and a small town may be another.
        let small = !words.is_capital(name.first) && !known;
        if small && (within || headed) {
            return SLIGHT;
        }
        if (within || headed && known && !name.word) && !follows {
            return if name.word && !known { 0.6 } else { SAID };
        }
        if follows || leads || name.word || self.before(Cue::Motion) || passage.opens(name.first) {
            return 0.0;
        }
        match (self.before(Cue::Of), known) {
            (true, true) => 0.6,
            (true, false) | (false, true) => SLIGHT,
            (false, false) => 0.0,
        }
    }

    /// Whether it stands before all else, set apart: `Puno: …`.
    fn is_headed(&self) -> bool {
        let gap = self.passage.words.gap(self.name.last + 1);
        self.name.first == 0 && gap.trim_start().starts_with([':', '/', '|', '–', '—'])
    }

    /// `city of X`, `ciudad de X`.
    fn of_kind(&self) -> bool {
        let (words, context) = (self.passage.words, self.passage.context);
        [self.bare, self.name.first].into_iter().any(|end| {
            let of = context.before(words, end, Cue::Of);
            of > 0 && context.before(words, end - of, Cue::Kind) > 0
        })
    }

    /// `US-based`, `Chinese-owned`: says of something that it is from there, not there.
    fn is_glued(&self) -> bool {
        let words = self.passage.words;
        words.gap(self.name.last + 1) == "-"
            && self.name.last + 1 < words.tokens.len()
            && words.raw(self.name.last + 1, self.name.last + 1).starts_with(char::is_lowercase)
    }

    /// Whether what stands behind a comma says that the name is a town of another country: `Armenia, Quindío`.
    fn is_displaced(&self) -> bool {
        let Some(next) = self.names.get(self.place + 1) else { return false };
        let gap = self.passage.words.gap(next.first);
        self.name.what == What::Name
            && self.name.last + 1 == next.first
            && matches!(gap.trim(), "," | "(")
            && next.countries.first().is_some_and(|country| !self.name.countries.contains(country))
            && next.countries.iter().any(|country| self.passage.is_town_of(self.name.first, self.name.last, *country))
    }

    /// Whether a name of the same country stands beside it with a comma or bracket between: `Sake, North Kivu`.
    fn is_seconded(&self) -> bool {
        let beside = |left: &Name<'_>, right: &Name<'_>| {
            let gap = self.passage.words.gap(right.first);
            left.last + 1 == right.first && gap.contains([',', '(', '،'])
        };
        let shares = |other: &Name<'_>| {
            other.what != What::Demonym && other.countries.iter().any(|country| self.name.countries.contains(country))
        };
        let before = self.place.checked_sub(1).map(|before| &self.names[before]);
        before.is_some_and(|other| beside(other, self.name) && shares(other))
            || self.names.get(self.place + 1).is_some_and(|other| beside(self.name, other) && shares(other))
    }

    /// `in Spanish`, `Spanish version`: the language, not the people.
    fn is_language(&self) -> bool {
        let (passage, words, name) = (self.passage, self.passage.words, self.name);
        let ends = !passage.hugs(name.last + 1);
        let word = |token: usize| if token < words.tokens.len() { words.folded(token) } else { "" };
        let before = if name.first > 0 && passage.hugs(name.first) { word(name.first - 1) } else { "" };
        let into = matches!(before, "in" | "into" | "en" | "em" | "to" | "from" | "auf");
        // `Traducción al portugués del manual`.
        let rendered =
            matches!(before, "al" | "ao" | "au") && matches!(word(name.last + 1), "" | "de" | "del" | "do" | "du");
        let bracketed = words.gap(name.first).contains(['[', '/', '|']) && ends;
        let about =
            matches!(word(name.last + 1), "language" | "version" | "title" | "translation" | "text" | "speaking");
        name.what == What::Demonym && (ends && into || rendered || bracketed || about)
    }
}
