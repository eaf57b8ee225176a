//! What a report says besides its wording: whom, where, when, how many. Two reports of one thing in other words or
//! another language agree in these.

use std::collections::BTreeSet;

use super::code::Code;
use super::concepts::{self, Concepts, Language};
use super::counting;
use super::digests;
use super::fingerprint;
use super::origin::without_origin;
use super::proper;
use super::relatives::Relatives;
use super::skeleton::Skeleton;
use super::spelling::{NameWord, bare, forms, is_caseless, same_person, short, without_elisions};
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
    /// True where the title tells of somebody's relative, lawyer or colleague.
    pub(super) kin: bool,
    /// Persons by whom somebody else is known: whose brother the report is about.
    pub(super) known_by: Vec<Vec<NameWord>>,
    /// True where there is more than a title.
    pub(super) long: bool,
    /// True where it is a yearly report, an index, a prize.
    pub(super) review: bool,
    /// True where it tells of many things at once: it is of no one's case.
    pub(super) digest: bool,
    /// Other capitalised words: surnames, villages, names of groups.
    pub(super) single: Vec<NameWord>,
    /// How many of them stand in the title.
    pub(super) single_title: usize,
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
    /// The same also of what most reports count: years, days, people.
    measured: BTreeSet<(u32, u16)>,
    /// What happened to whom, in any language.
    pub(super) concepts: Concepts,
    /// The same of the title alone.
    titled_concepts: Concepts,
    /// Words with a capital inside a sentence, that the field does not use: places too, whether they are known or not.
    pub(super) proper: Vec<NameWord>,
    /// How the longer words sound, in scripts with capitals: what one language writes with a capital another may not.
    sounds: Vec<Skeleton>,
    /// The first word of a title, where that has a capital anyway.
    pub(super) opening: Option<NameWord>,
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
        let title = without_elisions(fingerprint::words(title));
        let language = Language::of(tags.language.as_deref());
        let relatives = Relatives::of(report);
        let veiled = &relatives.veiled;
        let caseless_title = title.iter().filter(|word| !veiled.contains(word)).flat_map(|word| forms(word)).count();
        let titled = title.len();
        let words: Vec<String> =
            title.into_iter().chain(without_elisions(fingerprint::words(&report.summary))).collect();
        // What each word says, looked up once.
        let said: Vec<Option<u16>> = words.iter().map(|word| language.of_word(word)).collect();
        let label = words[..titled].iter().zip(&said).filter(|(word, said)| is_caseless(word) && said.is_none());
        let caseless_names = label.map(|(word, _)| NameWord::of(bare(word))).take(LABEL).collect();
        let opening = words[..titled].first().filter(|word| !is_caseless(word) && said[0].is_none());
        let opening = opening.map(|word| NameWord::of(word));
        let spelled = tags.language.as_deref().map_or_else(Vec::new, |code| counting::numbers(&words, code));
        let measured = counting::counted(&words, &spelled, &said);
        let counted = measured.iter().copied().filter(|(_, what)| concepts::is_telling(*what)).collect();
        let spelled: BTreeSet<u32> = spelled.into_iter().map(|(_, number)| number).collect();
        let own = without_origin(report);
        let named = |kind: NameKind| {
            let of = tags.names.iter().filter(move |name| name.kind == kind);
            of.map(|name| name_words(&name.words))
        };
        let stated = |country: &&Country| tags.basis(&format!("country:{country}")) != Some(Basis::Default);
        let caseless = words.iter().filter(|word| is_caseless(word)).count() * 2 > words.len();
        let known_by: Vec<Vec<NameWord>> = relatives.named.iter().map(|name| name_words(&name.words)).collect();
        let mut people: Vec<(bool, Vec<NameWord>)> = Vec::new();
        for name in tags.names.iter().filter(|name| name.kind == NameKind::Person) {
            let person = name_words(&name.words);
            if people.len() < LEADING && !known_by.iter().any(|known| same_person(known, &person)) {
                people.push((name.in_title, person));
            }
        }
        Self {
            network: short(&report.network.0),
            language: tags.language.as_deref().map(short),
            version: report.link.as_ref().and_then(without_language).map(|link| short(&link)),
            countries: tags.countries.iter().filter(stated).copied().collect(),
            references: tags.references.iter().map(Code::of).collect(),
            urgency: tags.urgency,
            kind: tags.kind,
            titled: people.iter().filter(|(in_title, _)| *in_title).count(),
            people: people.into_iter().map(|(_, person)| person).collect(),
            kin: relatives.told,
            known_by,
            long: !report.summary.is_empty(),
            review: digests::is_review(report),
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
            measured,
            concepts: Concepts::of(&said),
            titled_concepts: Concepts::of(&said[..titled]),
            proper: proper::words(report, language),
            sounds: words.iter().filter(|word| is_long(word)).take(SOUNDS).map(|word| Skeleton::of(word)).collect(),
            caseless_names,
            opening,
            stems: words.iter().filter_map(|word| stem(word)).collect(),
            caseless_title,
            host: report.link.as_ref().map(|link| short(without_language_host(link))),
            caseless: if caseless {
                words
                    .iter()
                    .filter(|word| !veiled.contains(word))
                    .flat_map(|word| forms(word))
                    .map(NameWord::of)
                    .collect()
            } else {
                Vec::new()
            },
        }
    }

    /// True where one organisation says both: the same network, or pages of one host.
    pub(super) fn same_organisation(&self, other: &Self) -> bool {
        self.network == other.network || (self.host.is_some() && self.host == other.host)
    }

    /// True where both state a country.
    pub(super) fn countries_met(&self, other: &Self) -> bool {
        self.countries.iter().any(|country| other.countries.contains(country))
    }

    /// True where each states countries, and none that the other states.
    pub(super) fn countries_apart(&self, other: &Self) -> bool {
        !self.countries.is_empty() && !other.countries.is_empty() && !self.countries_met(other)
    }

    /// True where both have a code of one series that is the same in what is asked for.
    pub(super) fn codes_met(&self, other: &Self, same: impl Fn(&Code, &Code) -> bool) -> bool {
        let known = |code: &Code| other.references.iter().any(|other| code.series == other.series && same(code, other));
        self.references.iter().any(known)
    }

    /// True where both have codes of one series, and none of them is the same.
    pub(super) fn codes_apart(&self, other: &Self) -> bool {
        self.codes_met(other, |_, _| true) && !self.codes_met(other, |code, other| code.whole == other.whole)
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

    /// True where both count the same, and never as many.
    pub(super) fn counted_apart(&self, other: &Self) -> bool {
        let (mut same, mut other_number) = (false, false);
        for (number, what) in &self.measured {
            for (known, _) in other.measured.iter().filter(|(_, known)| known == what) {
                same |= known == number;
                other_number |= known != number;
            }
        }
        other_number && !same
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
        let apart = |acts: Concepts, from: &Self| !acts.is_empty() && !acts.meets(&from.concepts);
        apart(one, other) && apart(other_one, self)
    }

    /// How much of what the one title says the other says too, 0 to 1.
    pub(super) fn titles_shared(&self, other: &Self) -> f64 {
        self.titled_concepts.shared(&other.titled_concepts).0
    }

    /// True where both titles tell of one act.
    pub(super) fn acts_met(&self, other: &Self) -> bool {
        self.titled_concepts.acts().meets(&other.titled_concepts.acts())
    }

    /// What is done to people, as its title tells it, or its text where the title tells of no act.
    pub(super) fn leading_acts(&self) -> impl Iterator<Item = u16> {
        let titled = self.titled_concepts.acts();
        if titled.is_empty() { self.concepts.acts() } else { titled }.places()
    }

    /// True where each title tells of somebody whom the other does not know at all: a lawyer, a fisherman.
    pub(super) fn roles_apart(&self, other: &Self) -> bool {
        let (one, other_one) = (self.titled_concepts.roles(), other.titled_concepts.roles());
        let apart = |roles: Concepts, from: &Self| !roles.is_empty() && !roles.meets(&from.concepts);
        apart(one, other) && apart(other_one, self)
    }

    /// True where both titles tell of the same one.
    pub(super) fn roles_met(&self, other: &Self) -> bool {
        self.titled_concepts.roles().meets(&other.titled_concepts.roles())
    }

    /// Share of the fewer stems that the other has too; a few words prove little.
    pub(super) fn stems_shared(&self, other: &Self) -> f64 {
        let fewer = self.stems.len().min(other.stems.len()).max(FEW_STEMS);
        self.stems.intersection(&other.stems).count() as f64 / fewer as f64
    }
}

fn name_words(name: &[String]) -> Vec<NameWord> {
    name.iter().map(|word| NameWord::of(bare(word))).collect()
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
