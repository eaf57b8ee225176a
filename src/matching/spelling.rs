//! Words of names: when two are spellings of one, within a script and across scripts, and when two persons are one.

use super::skeleton::Skeleton;
use crate::model::Digest;

/// One word of a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct NameWord {
    pub(super) spelled: u32,
    /// The word without its last vowel, which tells Mario from María.
    letters: u8,
    ending: u8,
    pub(super) latin: bool,
    /// False in scripts without capitals.
    cased: bool,
    pub(super) skeleton: Skeleton,
}

impl NameWord {
    pub(super) fn of(word: &str) -> Self {
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

    /// Whether it is long enough to be met by chance seldom.
    pub(super) fn is_rare(&self) -> bool {
        self.skeleton.len() > 2 && self.letters > if self.latin { 4 } else { 3 }
    }

    /// True where both are spellings of one name.
    pub(super) fn meets(&self, other: &Self) -> bool {
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

    /// How many consonants it has in common with a word of another script, and whether it is the same to the sound; `None`
    /// where it is another one.
    fn alike(&self, other: &Skeleton) -> Option<(f32, bool)> {
        let consonants = self.skeleton.consonants().min(other.consonants()) as f32;
        match () {
            () if self.skeleton == *other && self.skeleton.len() > 0 => Some((consonants, true)),
            () if self.skeleton.nearly(other) => Some((consonants - 0.5, false)),
            () if self.skeleton.meets(other) => Some((consonants - 1.5, false)),
            () => None,
        }
    }

    /// The same for a word that stands alone: across scripts some word of a text is always somewhat like a surname.
    pub(super) fn meets_alone(&self, other: &Self) -> bool {
        if self.latin == other.latin { self.meets(other) } else { self.skeleton.nearly(&other.skeleton) }
    }
}

/// First name and surname of one are those of the other; a second name or surname may be left out, or two written as one.
pub(super) fn same_person(one: &[NameWord], other: &[NameWord]) -> bool {
    let (fewer, more) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let joined = |word: &NameWord| {
        more.windows(2).any(|pair| {
            let joined = pair[0].skeleton.joined(&pair[1].skeleton);
            joined.len() > 3 && joined == word.skeleton
        })
    };
    let shared = fewer.iter().filter(|word| more.iter().any(|known| known.meets(word)) || joined(word)).count();
    (shared >= 2 && shared >= fewer.len())
        || (fewer.len() == 2 && is_short_and_strong(fewer, more))
        || (more.len() == 2 && is_short_and_strong(more, fewer))
}

/// Consonants that have to be the same for a name to be met by its sounds among other words.
const SOUNDS: f32 = 4.5;

/// Whether a person's words stand together among those of another script, in their order, with at most two words between;
/// one of three may be missing. What one script writes as one word another writes as two: Bensouna, بن سونة.
pub(super) fn stand_together(person: &[NameWord], words: &[NameWord]) -> bool {
    if person.len() < 2 || words.is_empty() {
        return false;
    }
    let window = person.len() + 2;
    (0..words.len()).any(|start| {
        let words = &words[start..words.len().min(start + window)];
        let (mut at, mut met, mut sounds, mut exact) = (0, 0, 0.0, true);
        for name in person {
            let found = (at..words.len()).find_map(|place| {
                let one = name.alike(&words[place].skeleton).map(|sounds| (sounds, 1));
                let two = || {
                    let joined = words[place].skeleton.joined(&words.get(place + 1)?.skeleton);
                    (joined.len() > 3).then(|| name.alike(&joined)).flatten().map(|sounds| (sounds, 2))
                };
                one.or_else(two).map(|((sounds, same), taken)| (place, taken, sounds, same))
            });
            // The first has to be met where one looks, so that nothing is met twice.
            let Some((place, taken, sound, same)) = found.filter(|(place, ..)| met > 0 || *place == 0) else {
                exact = false;
                continue;
            };
            exact &= same && place == at;
            at = place + taken;
            met += 1;
            sounds += sound;
        }
        met + 1 >= person.len() && met >= 2 && (exact || sounds >= SOUNDS)
    })
}

/// Whether a first name of one consonant and a surname of many stand together: هالة الشرنوبي is Hala El-Sharnoubi.
pub(super) fn is_short_and_strong(person: &[NameWord], words: &[NameWord]) -> bool {
    let [first, last] = person else { return false };
    words.windows(2).any(|pair| {
        let short = first.latin != pair[0].latin && first.letters.min(pair[0].letters) > 2;
        short
            && first.skeleton.len() == 1
            && first.skeleton == pair[0].skeleton
            && last.skeleton.len() > 3
            && last.skeleton == pair[1].skeleton
    })
}

pub(super) fn is_caseless(word: &str) -> bool {
    word.starts_with(|c: char| ('\u{590}'..'\u{780}').contains(&c))
}

/// An Arabic word as it stands, and without the letter before it that may be a preposition or a part of it.
pub(super) fn forms(word: &str) -> impl Iterator<Item = &str> {
    let word = bare(word);
    let without = word.strip_prefix(['ب', 'ل', 'ك', 'ف']).filter(|rest| rest.chars().count() > 3);
    std::iter::once(word).chain(without)
}

/// An Arabic word without conjunction, preposition and article.
pub(super) fn bare(word: &str) -> &str {
    let rest = word.strip_prefix('و').filter(|rest| rest.chars().count() > 3).unwrap_or(word);
    for article in ["بال", "لل", "ال"] {
        if let Some(bare) = rest.strip_prefix(article).filter(|bare| bare.chars().count() > 2) {
            return bare;
        }
    }
    rest
}

/// Words without what French, Italian or Catalan elide before them, and without the English genitive: `l'avocate`,
/// `d'Ibrahim`, `Kvelidze's`.
pub(super) fn without_elisions(words: Vec<String>) -> Vec<String> {
    let own = |word: String| match word.split_once(['\'', '’']) {
        Some((elided, rest)) if elided.chars().count() < 3 && rest.chars().count() > 1 => rest.to_owned(),
        Some((rest, "s")) => rest.to_owned(),
        _ => word,
    };
    words.into_iter().map(own).collect()
}

/// A short digest of a word.
pub(super) fn short(text: &str) -> u32 {
    (Digest::of("trait:v1", &[text.as_bytes()]).short() >> 32) as u32
}
