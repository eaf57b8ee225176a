//! Families of letters: the first thing that tells languages apart.

use serde::Deserialize;

/// Families of letters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Script {
    Arabic,
    Armenian,
    Bengali,
    Cyrillic,
    Devanagari,
    Ethiopic,
    Georgian,
    Greek,
    Han,
    Hangul,
    Hebrew,
    Kana,
    Khmer,
    Lao,
    Latin,
    Myanmar,
    Tamil,
    Thai,
    Tibetan,
}

impl Script {
    /// How many families there are.
    const COUNT: usize = Self::Tibetan as usize + 1;

    /// The family that most letters belong to.
    pub(super) fn main(letters: impl Iterator<Item = char>) -> Option<Self> {
        let mut counts = [(0, None); Self::COUNT];
        for script in letters.filter_map(Self::of) {
            let (count, found) = &mut counts[script as usize];
            *count += 1;
            *found = Some(script);
        }
        let main = counts.iter().max_by_key(|(count, _)| *count)?.1;
        // Japanese is written in three scripts; the one that is its own decides.
        let kana = counts[Self::Kana as usize].1;
        if main == Some(Self::Han) { kana.or(main) } else { main }
    }

    /// The family a folded or plain letter belongs to, where we know one.
    pub(super) fn of(c: char) -> Option<Self> {
        Some(match u32::from(c) {
            0x41..0x5b | 0x61..0x7b | 0xc0..0x250 | 0x1e00..0x1f00 => Self::Latin,
            0x370..0x400 | 0x1f00..0x2000 => Self::Greek,
            0x400..=0x52f => Self::Cyrillic,
            0x532..0x58b => Self::Armenian,
            0x5d0..0x5f0 => Self::Hebrew,
            0x620..0x780 | 0xfb50..0xfe00 | 0xfe70..0xff00 => Self::Arabic,
            0x900..0x980 => Self::Devanagari,
            0x980..0xa00 => Self::Bengali,
            0xb80..0xc00 => Self::Tamil,
            0xe01..0xe80 => Self::Thai,
            0xe80..0xf00 => Self::Lao,
            0xf00..0x1000 => Self::Tibetan,
            0x1000..0x10a0 => Self::Myanmar,
            0x10a0..0x1100 => Self::Georgian,
            0x1200..0x13a0 => Self::Ethiopic,
            0x1780..0x1800 => Self::Khmer,
            0x3041..0x3100 => Self::Kana,
            0x1100..0x1200 | 0xac00..0xd7b0 => Self::Hangul,
            0x3400..0xa000 | 0xf900..0xfb00 | 0x2_0000..0x3_2000 => Self::Han,
            _ => return None,
        })
    }
}
