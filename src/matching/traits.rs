//! What a report says besides its wording: whom, where, when, how many. Two reports of one thing in other words or
//! another language agree in these.

use std::collections::BTreeSet;

use super::code::Code;
use super::concepts::{self, Concepts};
use super::counting;
use super::digests;
use super::fingerprint;
use super::origin::without_origin;
use super::proper;
use super::skeleton::Skeleton;
use super::spelling::{NameWord, bare, forms, is_caseless, is_short_and_strong, same_person, short};
use super::versions::{without_language, without_language_host};
use crate::model::{Basis, Country, Kind, NameKind, Report, TitleFrom, Urgency};

/// Words of a cognate stem: the first letters of a longer word, which related languages share.
const STEM: usize = 6;

/// Persons whom a report is about: those it names first. Whoever is quoted comes later.
const LEADING: usize = 3;
/// Words of a title without capitals that are tried as a surname.
const LABEL: usize = 6;
/// Words whose sound is kept.
const SOUNDS: usize = 64;
/// As many stems as a short title has.
const FEW_STEMS: usize = 6;

/// What a report says besides its wording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Traits {
    /// The organisation.
    pub(super) network: u32,
    /// Its language, where it is known.
    pub(super) language: Option<u32>,
    /// Its address without the language.
    pub(super) version: Option<u32>,
    /// The countries that its words or its source state.
    pub(super) countries: Vec<Country>,
    /// Reference codes as series and code, and as the code of the case: `…/ OBS 012.1` continues `…/ OBS 012`.
    pub(super) references: Vec<Code>,
    pub(super) urgency: Urgency,
    pub(super) kind: Kind,
    /// Persons by first name and surname, each with its words.
    pub(super) people: Vec<Vec<NameWord>>,
    /// How many of them stand in the title: whom the report is about.
    pub(super) titled: usize,
    /// True where there is more than a title.
    pub(super) long: bool,
    /// True where it tells of many things at once: it is of no one's case.
    pub(super) digest: bool,
    /// Other capitalised words: surnames, villages, names of groups.
    pub(super) single: Vec<NameWord>,
    /// How many of them stand in the title.
    single_title: usize,
    /// Towns and provinces.
    pub(super) places: Vec<Vec<NameWord>>,
    /// Numbers of two digits and more that are no years.
    pub(super) numbers: BTreeSet<u32>,
    /// All numbers in order.
    figures: Vec<u32>,
    /// Numbers that are written out.
    spelled: BTreeSet<u32>,
    /// Numbers with what they count.
    pub(super) counted: BTreeSet<(u32, u16)>,
    /// What happened to whom, in any language.
    pub(super) concepts: Concepts,
    /// The same of the title alone.
    titled_concepts: Concepts,
    /// Words with a capital inside a sentence, that the field does not use: places too, whether they are known or not.
    proper: Vec<NameWord>,
    /// How the longer words sound, in scripts with capitals: what one language writes with a capital another may not.
    sounds: Vec<Skeleton>,
    /// The first word of a title, where that has a capital anyway.
    opening: Option<NameWord>,
    /// Words of a title without capitals that may be a surname: none that the field uses.
    pub(super) caseless_names: Vec<NameWord>,
    /// Stems of the longer words.
    pub(super) stems: BTreeSet<u32>,
    /// All words in order, in scripts without capitals.
    pub(super) caseless: Vec<NameWord>,
    /// How many of them stand in the title.
    pub(super) caseless_title: usize,
    /// The host of its link, where it names no language.
    pub(super) host: Option<u32>,
}

impl Traits {
    pub(super) fn of(report: &Report) -> Self {
        let tags = &report.tags;
        let title = if report.title_from == TitleFrom::Source { report.title.as_str() } else { "" };
        let title = fingerprint::words(title);
        let caseless_title = title.iter().flat_map(|word| forms(word)).count();
        let plain = |word: &&String| is_caseless(word) && !forms(word).any(concepts::is_concept);
        let caseless_names = title.iter().filter(plain).map(|word| NameWord::of(bare(word))).take(LABEL).collect();
        let titled_concepts = Concepts::of(title.iter().flat_map(|word| forms(word)));
        let opening = title.first().filter(|word| !is_caseless(word) && concepts::concept(word).is_none());
        let opening = opening.map(|word| NameWord::of(word));
        let words: Vec<String> = title.into_iter().chain(fingerprint::words(&report.summary)).collect();
        let spelled = tags.language.as_deref().map_or_else(Vec::new, |code| counting::numbers(&words, code));
        let counted = counting::counted(&words, &spelled, |word| concepts::telling(bare(word)));
        let spelled: BTreeSet<u32> = spelled.into_iter().map(|(_, number)| number).collect();
        let own = without_origin(report);
        let named = |kind: NameKind| {
            let of = tags.names.iter().filter(move |name| name.kind == kind);
            of.map(|name| name.words.iter().map(|word| NameWord::of(bare(word))).collect::<Vec<_>>())
        };
        let stated = |country: &&Country| tags.basis(&format!("country:{country}")) != Some(Basis::Default);
        let caseless = words.iter().filter(|word| is_caseless(word)).count() * 2 > words.len();
        Self {
            network: short(&report.network.0),
            language: tags.language.as_deref().map(short),
            version: report.link.as_ref().and_then(without_language).map(|link| short(&link)),
            countries: tags.countries.iter().filter(stated).copied().collect(),
            references: tags.references.iter().map(Code::of).collect(),
            urgency: tags.urgency,
            kind: tags.kind,
            titled: tags
                .names
                .iter()
                .filter(|name| name.kind == NameKind::Person && name.in_title)
                .count()
                .min(LEADING),
            people: named(NameKind::Person).take(LEADING).collect(),
            long: !report.summary.is_empty(),
            digest: digests::is_digest(report),
            single: named(NameKind::Word).flatten().collect(),
            single_title: tags.names.iter().filter(|name| name.kind == NameKind::Word && name.in_title).count(),
            places: named(NameKind::Place).collect(),
            numbers: words
                .iter()
                .filter_map(|word| number(word))
                .chain(spelled.iter().copied().filter(|number| *number > 9))
                .collect(),
            figures: own.as_ref().unwrap_or(&words).iter().filter_map(|word| word.parse().ok()).collect(),
            spelled,
            counted,
            concepts: Concepts::of(words.iter().flat_map(|word| forms(word))),
            titled_concepts,
            proper: proper::words(report),
            sounds: words.iter().filter(|word| is_long(word)).take(SOUNDS).map(|word| Skeleton::of(word)).collect(),
            caseless_names,
            opening,
            stems: words.iter().filter_map(|word| stem(word)).collect(),
            caseless_title,
            host: report.link.as_ref().map(|link| short(without_language_host(link))),
            caseless: if caseless {
                words.iter().flat_map(|word| forms(word)).map(NameWord::of).collect()
            } else {
                Vec::new()
            },
        }
    }

    /// True where one organisation says both: the same network, or pages of one host.
    pub(super) fn same_organisation(&self, other: &Self) -> bool {
        self.network == other.network || (self.host.is_some() && self.host == other.host)
    }

    /// How many persons both name in full.
    pub(super) fn people_shared(&self, other: &Self) -> usize {
        let named = |person: &Vec<NameWord>| other.names(person);
        let here = self.people.iter().filter(|person| named(person)).count();
        let there = other.people.iter().filter(|person| self.spells(person)).count();
        here.max(there)
    }

    fn names(&self, person: &[NameWord]) -> bool {
        self.people.iter().any(|known| same_person(person, known)) || self.spells(person)
    }

    /// Whom it is about: the persons in its title, else the one it names first.
    fn leads(&self) -> &[Vec<NameWord>] {
        &self.people[..self.titled.max(1).min(self.people.len())]
    }

    /// True where somebody whom the one is about is named by the other.
    pub(super) fn leads_met(&self, other: &Self) -> bool {
        self.leads().iter().any(|person| other.names(person)) || other.leads().iter().any(|person| self.names(person))
    }

    /// True where it is about somebody, and the other, which has more than a title, does not name them at all.
    pub(super) fn leads_missing_in(&self, other: &Self) -> bool {
        let leads = self.leads();
        other.long && !leads.is_empty() && leads.iter().all(|person| !other.knows(person))
    }

    /// True where both are about somebody, and neither names the other's.
    pub(super) fn subjects_apart(&self, other: &Self) -> bool {
        let unknown =
            |people: &[Vec<NameWord>], to: &Self| !people.is_empty() && people.iter().all(|person| !to.knows(person));
        unknown(self.leads(), other) && unknown(other.leads(), self)
    }

    /// Whether it names a person in full, by surname, or as a place: what one text calls `Saint-Louis` may be either.
    fn knows(&self, person: &[NameWord]) -> bool {
        self.names(person) || self.surname(person) || self.places.iter().any(|place| same_person(person, place))
    }

    /// Whether one of a person's names stands alone in it.
    fn surname(&self, person: &[NameWord]) -> bool {
        person.iter().skip(1).any(|word| {
            self.single.iter().any(|known| known.meets_alone(word))
                || self.caseless.iter().any(|known| known.latin != word.latin && known.meets_alone(word))
        })
    }

    /// Whether a person's words stand together in a text without capitals.
    fn spells(&self, person: &[NameWord]) -> bool {
        if self.caseless.is_empty() || person.len() < 2 {
            return false;
        }
        let window = person.len() + 2;
        let found = |words: &[NameWord]| {
            // What one script writes as one word another writes as two: Bensouna, بن سونة.
            let joined = |word: &NameWord| {
                words.windows(2).any(|pair| pair[0].skeleton.joined(&pair[1].skeleton) == word.skeleton)
            };
            let strong = |word: &NameWord| word.skeleton.len() > 3 && joined(word);
            let is_met = |word: &&NameWord| words.iter().any(|known| known.meets(word)) || strong(word);
            let met = person.iter().filter(is_met).count();
            met + 1 >= person.len() && (met >= 2 || met == 1 && person.len() == 2 && is_short_and_strong(person, words))
        };
        self.caseless.windows(window.min(self.caseless.len())).any(found)
    }

    /// How many single names, or surnames of persons, both have.
    pub(super) fn single_shared(&self, other: &Self) -> usize {
        let all = |traits: &Self| -> Vec<NameWord> {
            let surnames = traits.people.iter().filter_map(|person| person.last());
            traits.single.iter().chain(surnames).copied().collect()
        };
        let theirs = all(other);
        let ours = all(self);
        let cased = ours.iter().filter(|word| theirs.iter().any(|known| known.meets(word))).count();
        let across = |words: &[NameWord], traits: &Self| {
            let strong = |word: &&NameWord| word.skeleton.len() > 2;
            let met =
                |word: &&NameWord| traits.caseless.iter().any(|known| known.latin != word.latin && known.meets(word));
            words.iter().filter(strong).filter(met).count()
        };
        cased.max(across(&ours, other)).max(across(&theirs, self))
    }

    /// How many towns or provinces both name.
    pub(super) fn places_shared(&self, other: &Self) -> usize {
        let met = |place: &&Vec<NameWord>| {
            other.places.iter().any(|known| {
                known.len() == place.len()
                    && known
                        .iter()
                        .zip(place.iter())
                        .all(|(a, b)| a.meets(b) || a.skeleton.len() > 1 && a.skeleton.meets(&b.skeleton))
            })
        };
        self.places.iter().filter(met).count()
    }

    /// True where both name places, and none that the other has in any script.
    pub(super) fn places_apart(&self, other: &Self) -> bool {
        let spelled = |of: &Self, from: &Self| {
            let mut firsts = of.places.iter().filter_map(|place| place.first());
            firsts.any(|word| word.skeleton.len() > 2 && from.caseless.iter().any(|known| known.meets(word)))
        };
        let both = !self.places.is_empty() && !other.places.is_empty();
        both && self.places_shared(other) == 0 && !spelled(self, other) && !spelled(other, self)
    }

    /// True where the numbers of the one are those of the other in the same order, with others between: a text and its
    /// excerpt, not two texts of one template.
    pub(super) fn figures_fit(&self, other: &Self) -> bool {
        let (fewer, more) = if self.figures.len() <= other.figures.len() { (self, other) } else { (other, self) };
        let mut rest = more.figures.iter();
        fewer.figures.iter().all(|figure| rest.any(|known| known == figure))
    }

    /// True unless each has numbers that the other lacks, in whatever order two languages put them.
    pub(super) fn figures_meet(&self, other: &Self) -> bool {
        let all = |of: &Self, from: &Self| {
            let mut counted = of.figures.iter().chain(&of.spelled);
            counted.all(|figure| from.figures.contains(figure) || from.spelled.contains(figure))
        };
        all(self, other) || all(other, self)
    }

    /// True where both have a number in common that is no year.
    pub(super) fn numbers_met(&self, other: &Self) -> bool {
        self.counted_met(other) || self.numbers.intersection(&other.numbers).next().is_some()
    }

    /// True where both count as many of the same: seven students, nine families.
    pub(super) fn counted_met(&self, other: &Self) -> bool {
        self.counted.intersection(&other.counted).next().is_some()
    }

    /// Single words of its title that may be somebody's surname.
    pub(super) fn titled_names(&self) -> impl Iterator<Item = &NameWord> {
        let titled = self.single.iter().take(self.single_title).chain(&self.opening);
        titled.chain(&self.caseless_names).filter(|word| word.is_rare())
    }

    /// The surnames of those whom it is about.
    pub(super) fn surnames(&self) -> impl Iterator<Item = &NameWord> {
        self.leads().iter().flat_map(|person| person.iter().skip(1)).filter(|word| word.is_rare())
    }

    /// The surname in the title of the one of somebody whom the other is about, where that is about nobody else.
    pub(super) fn surname_met(&self, other: &Self) -> Option<NameWord> {
        let met = |short: &Self, full: &Self| {
            let about_others = !short.leads().is_empty() && !short.leads_met(full);
            let mut names = short.titled_names().filter(|_| !about_others);
            names.find(|name| full.surnames().any(|surname| surname.meets_alone(name))).copied()
        };
        met(self, other).or_else(|| met(other, self))
    }

    /// Whether both name something else besides: a place, an organisation.
    pub(super) fn named_besides(&self, name: &NameWord, other: &Self) -> bool {
        let theirs: Vec<&NameWord> = other.single.iter().chain(&other.proper).chain(&other.caseless_names).collect();
        self.single.iter().chain(&self.proper).chain(&self.caseless_names).any(|word| {
            word.is_rare()
                && !word.meets(name)
                && !self.surnames().chain(other.surnames()).any(|surname| surname.meets(word))
                && theirs.iter().any(|known| known.meets(word))
        })
    }

    /// True where each names what the other does not, or one names something of which a text without capitals has nothing.
    pub(super) fn proper_apart(&self, other: &Self) -> bool {
        let met = |word: &NameWord, traits: &Self| {
            traits.proper.iter().chain(&traits.caseless).any(|known| known.meets(word))
                || traits.sounds.iter().any(|known| known.begins_alike(&word.skeleton))
        };
        let unmet = |of: &Self, from: &Self| {
            let unmet = of.proper.iter().filter(|word| !met(word, from)).count();
            unmet > of.proper.len() - unmet
        };
        let none = |of: &Self, from: &Self| !of.proper.is_empty() && !of.proper.iter().any(|word| met(word, from));
        match (self.caseless.is_empty(), other.caseless.is_empty()) {
            (true, true) => unmet(self, other) && unmet(other, self),
            _ => none(self, other) || none(other, self),
        }
    }

    /// How many words with a capital of the one the other has too, but for the first of its title, which is most often a
    /// country.
    pub(super) fn proper_shared(&self, other: &Self) -> usize {
        let opens = |word: &NameWord| {
            let mut openings = self.opening.iter().chain(&other.opening);
            openings.any(|opening| opening.skeleton.begins_alike(&word.skeleton))
        };
        let shared = |of: &Self, from: &Self| {
            let known = from.proper.iter().chain(&from.caseless);
            let met = |word: &NameWord| known.clone().any(|known| known.meets(word));
            of.proper.iter().filter(|word| word.is_rare() && !opens(word) && met(word)).count()
        };
        shared(self, other).max(shared(other, self))
    }

    /// True where each title tells of an act of which the other says nothing at all.
    pub(super) fn acts_apart(&self, other: &Self) -> bool {
        let (one, other_one) = (self.titled_concepts.acts(), other.titled_concepts.acts());
        let apart = |acts: Concepts, from: &Self| !acts.is_empty() && !acts.meets(from.concepts);
        apart(one, other) && apart(other_one, self)
    }

    /// How much of what the title of either says the other says too, 0 to 1.
    pub(super) fn titles_covered(&self, other: &Self) -> f64 {
        let covered = |title: Concepts, all: Concepts| title.within(all);
        covered(self.titled_concepts, other.concepts).min(covered(other.titled_concepts, self.concepts))
    }

    /// Share of the fewer stems that the other has too; a few words prove little.
    pub(super) fn stems_shared(&self, other: &Self) -> f64 {
        let fewer = self.stems.len().min(other.stems.len()).max(FEW_STEMS);
        self.stems.intersection(&other.stems).count() as f64 / fewer as f64
    }
}

fn is_long(word: &str) -> bool {
    word.chars().count() > 3 && !is_caseless(word)
}

fn number(word: &str) -> Option<u32> {
    let number: u32 = word.parse().ok()?;
    (number > 9 && !(1900..2100).contains(&number)).then_some(number)
}

fn stem(word: &str) -> Option<u32> {
    let length = word.chars().count();
    (length > 4 && !word.starts_with(|c: char| c.is_ascii_digit()))
        .then(|| short(&word.chars().take(STEM).collect::<String>()))
}
