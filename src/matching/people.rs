//! Whom two reports are about, and how those persons meet: in titles, in texts, across scripts, by a surname alone.

use super::spelling::{NameWord, same_person, stand_together};
use super::traits::Traits;

/// How whom two reports are about meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Met {
    /// Both titles name somebody.
    Titled,
    /// One title names whom the other, with nobody in its title, names first.
    Opened,
    /// No title names anybody; both texts name somebody first.
    Opening,
    /// One names in passing whom the other is about.
    Mentioned,
    /// They don't.
    No,
}

impl Met {
    /// True where both are about one person.
    pub(super) fn is_lead(self) -> bool {
        matches!(self, Self::Titled | Self::Opened | Self::Opening)
    }
}

impl Traits {
    /// How many persons both name in full.
    pub(super) fn people_shared(&self, other: &Self) -> usize {
        let named = |person: &Vec<NameWord>| other.names(person);
        let kin =
            self.known_by.iter().filter(|person| other.known_by.iter().any(|known| same_person(person, known))).count();
        let here = self.people.iter().filter(|person| named(person)).count();
        let there = other.people.iter().filter(|person| self.spells(person)).count();
        here.max(there) + kin
    }

    fn names(&self, person: &[NameWord]) -> bool {
        self.people.iter().any(|known| same_person(person, known)) || self.spells(person)
    }

    /// Whom it is about: the persons in its title, else the one it names first.
    fn leads(&self) -> &[Vec<NameWord>] {
        &self.people[..self.titled.max(1).min(self.people.len())]
    }

    /// How whom two reports are about meet.
    pub(super) fn met(&self, other: &Self) -> Met {
        let (a, b) = (&self.people[..self.titled], &other.people[..other.titled]);
        let among =
            |person: &Vec<NameWord>, people: &[Vec<NameWord>]| people.iter().any(|known| same_person(person, known));
        let titled = a.iter().any(|person| among(person, b) || other.titled_spells(person))
            || b.iter().any(|person| self.titled_spells(person))
            || self.known_by.iter().any(|person| among(person, &other.known_by));
        if titled {
            return Met::Titled;
        }
        let kin = self.kin != other.kin;
        let opened = |titled: &[Vec<NameWord>], of: &Self| {
            let first = |person| among(person, of.leads()) || of.people.is_empty() && of.spells(person);
            of.titled == 0 && titled.iter().any(first)
        };
        match () {
            () if !kin && (opened(a, other) || opened(b, self)) => Met::Opened,
            () if !kin && a.is_empty() && b.is_empty() && self.leads().iter().any(|p| among(p, other.leads())) => {
                Met::Opening
            }
            () if self.people_shared(other) > 0 => Met::Mentioned,
            () => Met::No,
        }
    }

    /// Whether a person's words stand together in its title, in a script without capitals.
    fn titled_spells(&self, person: &[NameWord]) -> bool {
        let title = &self.caseless[..self.caseless_title.min(self.caseless.len())];
        !self.is_known_by(person) && stand_together(person, title)
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

    /// Whether a person's words stand together in a text without capitals, in their order; a second name or surname may be
    /// missing.
    fn spells(&self, person: &[NameWord]) -> bool {
        !self.is_known_by(person) && stand_together(person, &self.caseless)
    }

    /// Whether somebody is only that by whom another one is known.
    fn is_known_by(&self, person: &[NameWord]) -> bool {
        self.known_by.iter().any(|known| same_person(known, person))
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

    /// Single words of its title that may be somebody's surname.
    pub(super) fn titled_names(&self) -> impl Iterator<Item = &NameWord> {
        let titled = self.single.iter().take(self.single_title).chain(&self.opening);
        titled.chain(&self.caseless_names).filter(|word| word.is_rare())
    }

    /// The surnames of those whom it is about.
    pub(super) fn surnames(&self) -> impl Iterator<Item = &NameWord> {
        self.leads().iter().flat_map(|person| person.iter().skip(1)).filter(|word| word.is_rare())
    }

    /// The surname in the title of the one of somebody whom the other is about, where that is about nobody else. `lead` is
    /// true where both are about one person.
    pub(super) fn surname_met(&self, other: &Self, lead: bool) -> Option<NameWord> {
        let met = |short: &Self, full: &Self| {
            let about_others = !lead && !short.leads().is_empty();
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
}
