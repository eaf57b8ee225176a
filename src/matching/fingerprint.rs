//! Words, shingles and sketches: what a text is compared by. Case, punctuation, marks and spacing never count.

use unicode_segmentation::UnicodeSegmentation;

use crate::model::{Digest, fold};

/// Words of a shingle.
const SHINGLE: usize = 4;
/// Hashes a sketch keeps at most; a text of up to so many shingles is compared exactly.
const SKETCH: usize = 64;

/// The words of a text, folded. Scripts that write without spaces give one word per character or cluster.
pub(super) fn words(text: &str) -> Vec<String> {
    text.unicode_words().map(fold).filter(|word| !word.is_empty()).collect()
}

/// Digest of words in order.
pub(super) fn digest(purpose: &str, words: &[String]) -> Digest {
    let parts: Vec<&[u8]> = words.iter().map(String::as_bytes).collect();
    Digest::of(purpose, &parts)
}

/// A sample of a text's shingles that keeps *containment* measurable: all hashes below `2^(32 - scale)`, with the
/// scale chosen so that at most [`SKETCH`] remain (FracMinHash, Irber et al. 2022).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sketch {
    /// Sorted, without repeats.
    hashes: Box<[u32]>,
    /// How many leading zero bits a kept hash has.
    scale: u8,
}

impl Sketch {
    pub(super) fn of(words: &[String]) -> Self {
        let mut hashes: Vec<u32> = if words.len() < SHINGLE {
            (!words.is_empty()).then(|| hash(words)).into_iter().collect()
        } else {
            words.windows(SHINGLE).map(hash).collect()
        };
        hashes.sort_unstable();
        hashes.dedup();
        let mut scale = 0;
        while hashes.len() > SKETCH && scale < 31 {
            scale += 1;
            let keep = hashes.partition_point(|hash| hash.leading_zeros() >= u32::from(scale));
            hashes.truncate(keep);
        }
        Self { hashes: hashes.into(), scale }
    }

    /// Share of the smaller text's shingles that the other has too, 0 to 1, and how many shingles that rests on; 0 when
    /// either is empty.
    pub(super) fn containment(&self, other: &Self) -> (f64, usize) {
        let scale = u32::from(self.scale.max(other.scale));
        let cut = |sketch: &Self| sketch.hashes.partition_point(|hash| hash.leading_zeros() >= scale);
        let (a, b) = (&self.hashes[..cut(self)], &other.hashes[..cut(other)]);
        let smaller = a.len().min(b.len());
        if smaller == 0 {
            return (0.0, 0);
        }
        let shared = a.iter().filter(|hash| b.binary_search(hash).is_ok()).count();
        (shared as f64 / smaller as f64, smaller)
    }
}

impl Sketch {
    /// How many of its first shingles the other has too, without those.
    pub(super) fn besides(&self, repeated: &[u32], most: usize, other: &Self) -> usize {
        let own = self.passages(most).filter(|hash| !repeated.contains(hash));
        own.filter(|hash| other.hashes.binary_search(hash).is_ok()).count()
    }

    /// A few of its shingles, the same ones in every text that holds them.
    pub(super) fn passages(&self, most: usize) -> impl Iterator<Item = u32> {
        self.hashes.iter().take(most).copied()
    }
}

fn hash(words: &[String]) -> u32 {
    (digest("shingle:v1", words).short() >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(text: &str) -> Sketch {
        Sketch::of(&words(text))
    }

    #[test]
    fn a_truncated_text_is_contained_in_the_whole() {
        let whole: String = (0..2000).map(|n| format!("word{}", n * 7919 % 1009)).collect::<Vec<_>>().join(" ");
        let part: String = whole.chars().take(1500).collect();
        assert!(sketch(&whole).containment(&sketch(&part)).0 > 0.9);
        assert!(sketch(&whole).containment(&sketch("entirely different words stand in here today")).0 < 0.1);
    }

    #[test]
    fn case_marks_and_punctuation_do_not_count() {
        assert_eq!(words("¡Liberación, YA! de casa"), ["liberacion", "ya", "de", "casa"]);
    }
}
