//! Where a text may name a person: every short run of words as a digest, so that a name can be looked for by somebody who
//! knows its digest only. Case, accents, the order of the words and the script do not count.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use super::skeleton::Skeleton;
use crate::model::{Digest, fold};

/// The most words of a name.
const WORDS: usize = 6;
/// The most words of a name that is looked for in another script.
const FOREIGN_WORDS: usize = 4;
/// Fewer sounds than this are too many names at once in another script: of a whole name, of a single word.
const SOUNDS: usize = 5;
const WORD_SOUNDS: usize = 4;
/// Shorter words than this mean nobody.
const PART: usize = 3;
/// Names written as one word, as in an address, have so many letters at least.
const JOINED: usize = 6;
/// Words of one text that are looked at.
const MOST: usize = 20_000;

/// A script whose names can be met in another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
}

impl Script {
    const ALL: [Self; 5] = [Self::Latin, Self::Cyrillic, Self::Greek, Self::Arabic, Self::Hebrew];

    fn of(word: &str) -> Option<Self> {
        Some(match u32::from(word.chars().next()?) {
            0x41..=0x24f | 0x1e00..=0x1eff => Self::Latin,
            0x370..=0x3ff | 0x1f00..=0x1fff => Self::Greek,
            0x400..=0x52f => Self::Cyrillic,
            0x590..=0x5ff => Self::Hebrew,
            0x600..=0x77f => Self::Arabic,
            _ => return None,
        })
    }
}

/// One way of writing a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spelling(Vec<String>);

impl Spelling {
    /// What somebody typed; `None` where that is no name: nothing, one letter, or more than six words.
    pub fn parse(typed: &str) -> Option<Self> {
        let words: Vec<String> = words(typed).into_iter().map(|word| word.folded).collect();
        let letters: usize = words.iter().map(|word| word.chars().count()).sum();
        (letters >= 2 && words.len() <= WORDS).then_some(Self(words))
    }

    /// The digests under which the whole name is met.
    pub fn whole(&self) -> Vec<Digest> {
        let mut keys = vec![exact(&self.0)];
        if self.0.len() > 1 {
            let backwards: String = self.0.iter().rev().map(String::as_str).collect();
            keys.extend([joined(&self.0.concat()), joined(&backwards)]);
        }
        keys.extend(foreign(&self.0));
        keys
    }

    /// The digests of its single words, which mean the person only where the whole name stands too.
    pub fn parts(&self) -> Vec<Digest> {
        let parts = self.0.iter().filter(|_| self.0.len() > 1).filter(|word| word.chars().count() >= PART);
        parts
            .flat_map(|word| {
                std::iter::once(exact(std::slice::from_ref(word))).chain(foreign(std::slice::from_ref(word)))
            })
            .collect()
    }
}

/// A run of words that may be a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Run {
    /// Where it stands, in bytes.
    pub(super) range: Range<usize>,
    /// What it would be as a name.
    pub(super) key: Digest,
}

/// Every run of words of a text that may be a name. Of a text without capitals of its own (an address, folded words) any word
/// can be one.
pub(super) fn runs(text: &str, bare: bool) -> Vec<Run> {
    let words = words(text);
    let mut runs = Vec::new();
    for at in 0..words.len() {
        let rest = &words[at..words.len().min(at + WORDS)];
        begun_with(rest, bare, &mut runs);
        if let Some(first) = rest[0].without_particle(text) {
            let mut rest = rest.to_vec();
            rest[0] = first;
            begun_with(&rest, bare, &mut runs);
        }
    }
    runs
}

/// The runs that begin with the first of some words.
fn begun_with(rest: &[Word], bare: bool, runs: &mut Vec<Run>) {
    let mut push = |taken: usize, key| runs.push(Run { range: rest[0].range.start..rest[taken - 1].range.end, key });
    let marked = |words: &[Word]| bare || words.iter().all(|word| word.is_marked);
    let folded: Vec<String> = rest.iter().map(|word| word.folded.clone()).collect();
    for taken in 1..=rest.len() {
        if taken > 1 || marked(&rest[..1]) {
            push(taken, exact(&folded[..taken]));
        }
        if taken <= FOREIGN_WORDS
            && marked(&rest[..taken])
            && let Some((script, skeletons)) = skeletons(&folded[..taken])
        {
            push(taken, sounds(script, &skeletons));
        }
    }
    if rest.len() > 2 && marked(&rest[..3]) {
        push(3, exact(&[folded[0].clone(), folded[2].clone()]));
    }
    if folded[0].chars().count() >= JOINED {
        push(1, joined(&folded[0]));
    }
}

#[derive(Clone)]
struct Word {
    range: Range<usize>,
    folded: String,
    /// True where it begins with a capital, or its script has none.
    is_marked: bool,
}

impl Word {
    /// The word without the one letter that Arabic writes before it for "and", "for", "by" or "like".
    fn without_particle(&self, text: &str) -> Option<Self> {
        let rest = self.folded.strip_prefix(['و', 'ل', 'ب', 'ف', 'ك']).filter(|rest| rest.chars().count() >= PART)?;
        let letter = text[self.range.clone()].chars().next().map_or(0, char::len_utf8);
        let range = self.range.start + letter..self.range.end;
        Some(Self { range, folded: rest.to_owned(), is_marked: self.is_marked })
    }
}

/// The words of a text, cut at every sign that is no part of a word.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for (start, word) in text.unicode_word_indices().take(MOST) {
        let mut at = start;
        for piece in word.split_inclusive(['\'', '’', 'ʼ', '_', '.', ':', '·', '-']) {
            let bare = piece.trim_end_matches(['\'', '’', 'ʼ', '_', '.', ':', '·', '-']);
            let folded = fold(bare);
            if !folded.is_empty() {
                let is_marked = bare.chars().next().is_some_and(|c| !c.is_lowercase());
                words.push(Word { range: at..at + bare.len(), folded, is_marked });
            }
            at += piece.len();
        }
    }
    words
}

/// A name by its letters, in whatever order.
fn exact(words: &[String]) -> Digest {
    let mut words: Vec<&[u8]> = words.iter().map(String::as_bytes).collect();
    words.sort_unstable();
    Digest::of("name:exact:v1", &words)
}

/// A name written as one word.
fn joined(word: &str) -> Digest {
    Digest::of("name:joined:v1", &[word.as_bytes()])
}

/// A name by its sounds, as met in a script.
fn sounds(script: Script, skeletons: &[Vec<u8>]) -> Digest {
    let mut skeletons: Vec<&[u8]> = skeletons.iter().map(Vec::as_slice).collect();
    skeletons.sort_unstable();
    let script = [script as u8];
    Digest::of("name:sounds:v1", &std::iter::once(&script[..]).chain(skeletons).collect::<Vec<_>>())
}

/// The sounds of words that all are of one script, where there are enough of them.
fn skeletons(words: &[String]) -> Option<(Script, Vec<Vec<u8>>)> {
    let script = Script::of(words.first()?)?;
    if words.iter().any(|word| Script::of(word) != Some(script)) {
        return None;
    }
    let skeletons: Vec<Vec<u8>> = words.iter().map(|word| Skeleton::of(word).bytes().to_vec()).collect();
    let count: usize = skeletons.iter().map(Vec::len).sum();
    let enough = if words.len() == 1 { WORD_SOUNDS } else { SOUNDS };
    (count >= enough && skeletons.iter().all(|skeleton| !skeleton.is_empty())).then_some((script, skeletons))
}

/// The digests under which a name is met by its sounds, mostly in other scripts: one sound may be another that transliteration confuses with it.
fn foreign(words: &[String]) -> Vec<Digest> {
    let Some((own, skeletons)) = skeletons(words).filter(|_| words.len() <= FOREIGN_WORDS) else { return Vec::new() };
    let mut spellings = vec![skeletons.clone()];
    for (place, skeleton) in skeletons.iter().enumerate() {
        for other in Skeleton::confused(skeleton) {
            let mut spelling = skeletons.clone();
            spelling[place] = other;
            spellings.push(spelling);
        }
    }
    let others = Script::ALL.into_iter().filter(|script| *script != own);
    let mut keys: Vec<Digest> =
        others.flat_map(|script| spellings.iter().map(move |spelling| sounds(script, spelling))).collect();
    // Slavic languages bend names: the consonants stay.
    keys.extend((own == Script::Cyrillic).then(|| sounds(own, &skeletons)));
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(name: &str, text: &str, bare: bool) -> Vec<String> {
        let keys = Spelling::parse(name).expect("a name").whole();
        let mut found: Vec<String> = runs(text, bare)
            .into_iter()
            .filter(|run| keys.contains(&run.key))
            .map(|run| text[run.range].to_owned())
            .collect();
        found.dedup();
        found
    }

    #[test]
    fn a_name_is_met_in_any_order_case_and_script() {
        for (name, text, found) in [
            ("Selma Kayaoglu", "Police took SELMA KAYAOĞLU away", "SELMA KAYAOĞLU"),
            ("Selma Kayaoglu", "Kayaoğlu, Selma: still detained", "Kayaoğlu, Selma"),
            ("Selma Kayaoglu", "the trial of Selma Kayaoğlu's brother", "Selma Kayaoğlu"),
            ("Selma Kayaoglu", "Selma Nur Kayaoğlu was released", "Selma Nur Kayaoğlu"),
            ("Selma Kayaoglu", "#FreeSelma #SelmaKayaoglu", "SelmaKayaoglu"),
            ("Khaled Mansur", "اعتقال خالد منصور في المدينة", "خالد منصور"),
            ("خالد منصور", "Khaled Mansour was arrested", "Khaled Mansour"),
            ("Khaled Mansur", "وقفة مع الصحفية وخالد منصور", "خالد منصور"),
            ("Светлана Тихонова", "видели Светлану Тихонову в суде", "Светлану Тихонову"),
            ("Svetlana Tikhonova", "задержана Светлана Тихонова", "Светлана Тихонова"),
        ] {
            assert!(
                met(name, text, false).iter().any(|met| met == found),
                "{name} in {text}: {:?}",
                met(name, text, false)
            );
        }
        assert_eq!(met("Selma Kayaoglu", "/2026/free-selma-kayaoglu-now", true), ["selma-kayaoglu"]);
    }

    #[test]
    fn others_are_not_met() {
        for (name, text) in [
            ("Selma Kayaoglu", "Selma Kaya and Ayla Kayaoglu were there"),
            ("Rosa", "a rosa grows in the yard"),
            ("Khaled Mansur", "Khalid and later Mansoor Ali spoke; khaled the mansur"),
        ] {
            assert!(met(name, text, false).is_empty(), "{name} in {text}: {:?}", met(name, text, false));
        }
        assert!(Spelling::parse("").is_none() && Spelling::parse("a").is_none());
    }
}
