//! What a report says besides its wording: whom, where, when, how many. Two reports of one thing in other words or
//! another language agree in these.

use std::collections::BTreeSet;

use super::fingerprint;
use super::skeleton::Skeleton;
use super::versions::{without_language, without_language_host};
use crate::model::{Basis, Country, Digest, Kind, NameKind, Reference, Report, TitleFrom, Urgency, fold};

/// Words of a cognate stem: the first letters of a longer word, which related languages share.
const STEM: usize = 6;

/// Titles of reports that tell of many things at once.
const DIGESTS: [&str; 22] = [
    "this week",
    "this month",
    "weekly",
    "monthly",
    "round-up",
    "roundup",
    "digest",
    "newsletter",
    "bulletin",
    "in brief",
    "esta semana",
    "semanal",
    "boletin",
    "resumen",
    "cette semaine",
    "hebdo",
    "en bref",
    "boletim",
    "resumo",
    "الاسبوع",
    "نشره",
    "дайджест",
];
/// Persons whom a report is about: those it names first. Whoever is quoted comes later.
const LEADING: usize = 3;
/// More persons than this make a list.
const CROWD: usize = 8;

/// As many stems as a short title has.
const FEW_STEMS: usize = 6;

/// One word of a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct NameWord {
    pub(super) spelled: u32,
    /// The word without its last vowel, which tells Mario from María.
    letters: u8,
    ending: u8,
    latin: bool,
    /// False in scripts without capitals.
    cased: bool,
    pub(super) skeleton: Skeleton,
}

impl NameWord {
    fn of(word: &str) -> Self {
        let last = word.chars().last().filter(char::is_ascii).map_or(0, |c| c as u8);
        Self {
            spelled: short(word),
            letters: word.chars().count().min(255) as u8,
            ending: last,
            cased: !is_caseless(word),
            latin: word.starts_with(|c: char| u32::from(c) < 0x250),
            skeleton: Skeleton::of(word),
        }
    }

    /// True where both are spellings of one name.
    fn meets(&self, other: &Self) -> bool {
        if self.spelled == other.spelled {
            return true;
        }
        if self.latin != other.latin {
            return self.skeleton.meets(&other.skeleton);
        }
        if !self.latin {
            // Within one script a name is spelled in one way, but for the cases of Slavic languages.
            return self.cased && self.skeleton.len() > 3 && self.skeleton.meets(&other.skeleton);
        }
        let vowel = |c: u8| b"aeiouy".contains(&c);
        // Mario and María, Roberto and Roberta are two.
        let genders = vowel(self.ending) && vowel(other.ending) && self.ending != other.ending;
        self.letters.min(other.letters) > 3
            && !genders
            && self.skeleton == other.skeleton
            && self.skeleton.len() > 2
            && self.letters.abs_diff(other.letters) < 3
    }
}

/// A reference code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Code {
    pub(super) series: u32,
    pub(super) whole: u32,
    /// Without the number of a continuation.
    pub(super) case: u32,
}

impl Code {
    fn of(reference: &Reference) -> Self {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let case =
            reference.code.rsplit_once('.').filter(|(_, last)| digits(last)).map_or(&*reference.code, |(case, _)| case);
        Self { series: short(&reference.series), whole: short(&reference.code), case: short(case) }
    }
}

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
    /// Towns and provinces.
    pub(super) places: Vec<Vec<NameWord>>,
    /// Numbers of two digits and more that are no years.
    pub(super) numbers: BTreeSet<u32>,
    /// All numbers in order.
    figures: Vec<u32>,
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
        let words: Vec<String> = title.into_iter().chain(fingerprint::words(&report.summary)).collect();
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
            digest: DIGESTS.iter().any(|words| fold(&report.title).contains(words))
                || tags.countries.len() > 2
                || tags.names.iter().filter(|name| name.kind == NameKind::Person).count() > CROWD,
            single: named(NameKind::Word).flatten().collect(),
            places: named(NameKind::Place).collect(),
            numbers: words.iter().filter_map(|word| number(word)).collect(),
            figures: words.iter().filter_map(|word| word.parse().ok()).collect(),
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
        other.long && !leads.is_empty() && leads.iter().all(|person| !other.names(person) && !other.surname(person))
    }

    /// True where both are about somebody, and neither names the other's.
    pub(super) fn subjects_apart(&self, other: &Self) -> bool {
        let unknown = |people: &[Vec<NameWord>], to: &Self| {
            !people.is_empty() && people.iter().all(|person| !to.names(person) && !to.surname(person))
        };
        unknown(self.leads(), other) && unknown(other.leads(), self)
    }

    /// Whether one of a person's names stands alone in it.
    fn surname(&self, person: &[NameWord]) -> bool {
        person.iter().skip(1).any(|word| {
            self.single.iter().any(|known| known.meets(word))
                || self
                    .caseless
                    .iter()
                    .any(|known| known.latin != word.latin && word.skeleton.len() > 2 && known.meets(word))
        })
    }

    /// Whether a person's words stand together in a text without capitals.
    fn spells(&self, person: &[NameWord]) -> bool {
        if self.caseless.is_empty() || person.len() < 2 {
            return false;
        }
        let window = person.len() + 2;
        let found = |words: &[NameWord]| {
            let met = person.iter().filter(|word| words.iter().any(|known| known.meets(word))).count();
            met >= 2 && met + 1 >= person.len()
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

    /// True where the numbers of the one are those of the other in the same order, with others between: a text and its
    /// excerpt, not two texts of one template.
    pub(super) fn figures_fit(&self, other: &Self) -> bool {
        let (fewer, more) = if self.figures.len() <= other.figures.len() { (self, other) } else { (other, self) };
        let mut rest = more.figures.iter();
        fewer.figures.iter().all(|figure| rest.any(|known| known == figure))
    }

    /// True unless each has numbers that the other lacks, in whatever order two languages put them.
    pub(super) fn figures_meet(&self, other: &Self) -> bool {
        let all = |of: &Self, from: &Self| of.figures.iter().all(|figure| from.figures.contains(figure));
        all(self, other) || all(other, self)
    }

    /// Share of the fewer stems that the other has too; a few words prove little.
    pub(super) fn stems_shared(&self, other: &Self) -> f64 {
        let fewer = self.stems.len().min(other.stems.len()).max(FEW_STEMS);
        self.stems.intersection(&other.stems).count() as f64 / fewer as f64
    }
}

/// First name and surname of one are those of the other; a second name or surname may be left out.
fn same_person(one: &[NameWord], other: &[NameWord]) -> bool {
    let shared = one.iter().filter(|word| other.iter().any(|known| known.meets(word))).count();
    shared >= 2 && shared >= one.len().min(other.len())
}

fn short(text: &str) -> u32 {
    (Digest::of("trait:v1", &[text.as_bytes()]).short() >> 32) as u32
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

fn is_caseless(word: &str) -> bool {
    word.starts_with(|c: char| ('\u{590}'..'\u{780}').contains(&c))
}

/// An Arabic word as it stands, and without the letter before it that may be a preposition or a part of it.
fn forms(word: &str) -> impl Iterator<Item = &str> {
    let word = bare(word);
    let without = word.strip_prefix(['ب', 'ل', 'ك', 'ف']).filter(|rest| rest.chars().count() > 3);
    std::iter::once(word).chain(without)
}

/// An Arabic word without conjunction, preposition and article.
fn bare(word: &str) -> &str {
    let rest = word.strip_prefix('و').filter(|rest| rest.chars().count() > 3).unwrap_or(word);
    for article in ["بال", "لل", "ال"] {
        if let Some(bare) = rest.strip_prefix(article).filter(|bare| bare.chars().count() > 2) {
            return bare;
        }
    }
    rest
}
