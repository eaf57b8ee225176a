//! Names across scripts: the consonants of a word in classes that survive transliteration. A method of its own after
//! the measured observation that consonant skeletons of names meet between Latin, Arabic and Cyrillic spellings.

/// Longest skeleton kept.
const MOST: usize = 12;

/// The classes of sounds that transliteration keeps apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(u8)]
enum Sound {
    /// A vowel, a semivowel or a glottal stop at the beginning of a word; dropped everywhere else.
    Vowel,
    B,
    F,
    T,
    D,
    K,
    G,
    J,
    Kh,
    S,
    Sh,
    L,
    M,
    N,
    R,
}

/// The consonants of one word in order, doubled ones once. Empty where the script is none of those that meet.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub(super) struct Skeleton {
    /// Sounds plus one, filled up with 0.
    sounds: [u8; MOST],
}

impl Skeleton {
    /// The skeleton of a folded word.
    pub(super) fn of(word: &str) -> Self {
        let letters: Vec<char> = word.chars().take(4 * MOST).collect();
        let mut skeleton = Self::default();
        let mut length = 0;
        let mut push = |sound: Sound| {
            let code = sound as u8 + 1;
            if length < MOST && (length == 0 || skeleton.sounds[length - 1] != code) {
                skeleton.sounds[length] = code;
                length += 1;
            }
        };
        let mut at = 0;
        while at < letters.len() {
            let next = letters.get(at + 1).copied().unwrap_or_default();
            let (sounds, taken): (&[Sound], usize) = sounds(letters[at], next, at == 0);
            for sound in sounds {
                if *sound != Sound::Vowel || at == 0 {
                    push(*sound);
                }
            }
            at += taken;
        }
        skeleton
    }

    /// Of two words written as one.
    pub(super) fn joined(&self, other: &Self) -> Self {
        let vowel = Sound::Vowel as u8 + 1;
        let sounds = self.bytes().iter().chain(other.bytes().iter().filter(|sound| **sound != vowel));
        let mut joined = Self::default();
        let mut length = 0;
        for sound in sounds {
            if length < MOST && (length == 0 || joined.sounds[length - 1] != *sound) {
                joined.sounds[length] = *sound;
                length += 1;
            }
        }
        joined
    }

    /// True where the one is the other, but for an ending.
    pub(super) fn begins_alike(&self, other: &Self) -> bool {
        let (one, other) = (self.bytes(), other.bytes());
        let shorter = one.len().min(other.len());
        shorter > 2 && one.len().max(other.len()) - shorter < 3 && one[..shorter] == other[..shorter]
    }

    /// How many sounds it has.
    pub(super) fn len(&self) -> usize {
        self.sounds.iter().position(|sound| *sound == 0).unwrap_or(MOST)
    }

    /// How many consonants it has.
    pub(super) fn consonants(&self) -> usize {
        self.bytes().iter().filter(|sound| **sound > 1).count()
    }

    /// True where both can be spellings of one name in two scripts.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let longest = self.len().max(other.len());
        if self.consonants().min(other.consonants()) < 2 {
            // Two sounds carry a name only where they are the same ones.
            return longest >= 2 && self == other;
        }
        let allowed = if longest < 4 { 0.5 } else { 1.0 };
        distance(self, other) <= allowed
    }

    /// True where two are the same but for how one sound is written: for a word that stands alone among many, of which one
    /// is always somewhat alike.
    pub(super) fn nearly(&self, other: &Self) -> bool {
        self.len().min(other.len()) > 2 && distance(self, other) <= 0.5
    }

    /// The skeletons that differ in one sound, where transliteration confuses it with another.
    pub(super) fn confused(bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut others = Vec::new();
        for (place, sound) in bytes.iter().enumerate() {
            for other in (1..=Sound::R as u8 + 1).filter(|other| other != sound && between(*sound, *other) < 1.0) {
                let mut confused = bytes.to_vec();
                confused[place] = other;
                confused.dedup();
                others.push(confused);
            }
        }
        others
    }

    /// The bytes, for keys.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.sounds[..self.len()]
    }
}

/// Weighted edit distance: sounds that transliteration confuses lie near each other.
fn distance(one: &Skeleton, other: &Skeleton) -> f32 {
    let (a, b) = (one.bytes(), other.bytes());
    let mut row = [0f32; MOST + 1];
    for (place, cost) in row.iter_mut().enumerate().take(b.len() + 1).skip(1) {
        *cost = b[..place].iter().map(|sound| alone(*sound)).sum();
    }
    for x in a {
        let mut diagonal = row[0];
        row[0] += alone(*x);
        for (place, y) in b.iter().enumerate() {
            let above = row[place + 1];
            row[place + 1] = (diagonal + between(*x, *y)).min(above + alone(*x)).min(row[place] + alone(*y));
            diagonal = above;
        }
    }
    row[b.len()]
}

fn alone(sound: u8) -> f32 {
    if sound == Sound::Vowel as u8 + 1 { 0.3 } else { 1.0 }
}

fn between(x: u8, y: u8) -> f32 {
    const NEAR: [(Sound, Sound); 13] = [
        (Sound::G, Sound::J),
        (Sound::J, Sound::Kh),
        (Sound::J, Sound::Sh),
        (Sound::J, Sound::S),
        (Sound::J, Sound::Vowel),
        (Sound::S, Sound::Sh),
        (Sound::S, Sound::T),
        (Sound::S, Sound::D),
        (Sound::K, Sound::Kh),
        (Sound::K, Sound::G),
        (Sound::K, Sound::Sh),
        (Sound::B, Sound::F),
        (Sound::D, Sound::T),
    ];
    if x == y {
        return 0.0;
    }
    let near = |(a, b): &(Sound, Sound)| {
        let (a, b) = (*a as u8 + 1, *b as u8 + 1);
        (x, y) == (a, b) || (x, y) == (b, a)
    };
    if NEAR.iter().any(near) { 0.4 } else { 1.0 }
}

/// What a letter sounds like, with the letter behind it where both make one sound, and how many letters that took.
fn sounds(letter: char, next: char, first: bool) -> (&'static [Sound], usize) {
    use Sound::{B, D, F, G, J, K, Kh, L, M, N, R, S, Sh, T, Vowel};
    let pair: Option<&[Sound]> = match (letter, next) {
        ('s' | 'c', 'h') | ('ت', 'ش') => Some(&[Sh]),
        ('t', 'h') => Some(&[T]),
        ('d', 'h') => Some(&[D]),
        ('p', 'h') => Some(&[F]),
        ('k', 'h') => Some(&[Kh]),
        ('g', 'h') => Some(&[G]),
        ('z', 'h') | ('d', 'j') | ('д', 'ж') | ('ت', 'ج') => Some(&[J]),
        ('t', 's') | ('т', 'с') => Some(&[S]),
        ('q' | 'g', 'u') => Some(if letter == 'q' { &[K] } else { &[G] }),
        ('c', 'e' | 'i' | 'y') => return (&[S], 1),
        ('g', 'e' | 'i' | 'y') => return (&[J], 1),
        _ => None,
    };
    if let Some(sounds) = pair {
        return (sounds, 2);
    }
    let sounds: &[Sound] = match letter {
        'b' | 'p' | 'б' | 'п' | 'ب' | 'پ' | 'β' | 'π' | 'ב' => &[B],
        'f' | 'v' | 'ф' | 'в' | 'ف' | 'ڤ' | 'φ' | 'פ' => &[F],
        't' | 'т' | 'ت' | 'ط' | 'τ' | 'θ' | 'ת' | 'ט' | 'ث' => &[T],
        'd' | 'д' | 'د' | 'ض' | 'δ' | 'ד' | 'ذ' => &[D],
        'k' | 'c' | 'q' | 'к' | 'ك' | 'ق' | 'κ' | 'ק' | 'כ' => &[K],
        'g' | 'г' | 'غ' | 'گ' | 'γ' | 'ג' | 'ґ' => &[G],
        'j' | 'ж' | 'ج' | 'ژ' => &[J],
        'х' | 'خ' | 'χ' => &[Kh],
        's' | 'z' | 'с' | 'з' | 'ц' | 'س' | 'ص' | 'ز' | 'ظ' | 'σ' | 'ζ' | 'ס' | 'ז' | 'צ' => &[S],
        'ш' | 'щ' | 'ч' | 'ش' | 'چ' | 'ש' => &[Sh],
        'l' | 'л' | 'ل' | 'λ' | 'ל' => &[L],
        'm' | 'м' | 'م' | 'μ' | 'מ' | 'ם' => &[M],
        'n' | 'н' | 'ن' | 'ν' | 'נ' | 'ן' => &[N],
        'r' | 'р' | 'ر' | 'ρ' | 'ר' => &[R],
        'x' if first => &[Sh],
        'x' | 'ξ' => &[K, S],
        'ψ' => &[B, S],
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w' | 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'й' | 'і'
        | 'є' | 'ا' | 'و' | 'ي' | 'ع' | 'ء' | 'ئ' | 'ؤ' | 'α' | 'ε' | 'η' | 'ι' | 'ο' | 'υ' | 'ω' | 'א' | 'ע' | 'י'
        | 'ו' => &[Vowel],
        _ => &[],
    };
    (sounds, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fold;

    fn meet(one: &str, other: &str) -> bool {
        Skeleton::of(&fold(one)).meets(&Skeleton::of(&fold(other)))
    }

    #[test]
    fn spellings_of_one_name_meet_across_scripts() {
        for (one, other) in [
            ("Khaled", "خالد"),
            ("Mohammed", "محمد"),
            ("Muhammad", "Mohamed"),
            ("Cáceres", "كاسيريس"),
            ("Svetlana", "Светлана"),
            ("Tikhanovsky", "Тихановский"),
            ("Yousef", "يوسف"),
            ("Rodríguez", "رودريغيز"),
            ("Nguyen", "نغوين"),
            ("Ramírez", "راميريز"),
            ("Fatima", "فاطمة"),
            ("Jamal", "جمال"),
            ("Shirin", "شيرين"),
        ] {
            assert!(
                meet(one, other),
                "{one} and {other}: {:?} {:?}",
                Skeleton::of(&fold(one)),
                Skeleton::of(&fold(other))
            );
        }
    }

    #[test]
    fn other_names_do_not_meet() {
        for (one, other) in [
            ("Khaled", "محمد"),
            ("Ramírez", "رودريغيز"),
            ("Svetlana", "Людмила"),
            ("Yousef", "ياسر"),
            ("Fatima", "فريدة"),
            ("Ali", "عمر"),
            ("Tamara", "Тарас"),
        ] {
            assert!(!meet(one, other), "{one} and {other}");
        }
    }
}
