//! A quick hash for look-ups of words in tables that are ours: nobody outside chooses the keys that are kept, so that
//! collisions cannot be forced.

use std::hash::{BuildHasherDefault, Hasher};

/// The hash as tables take it.
pub(super) type Quick = BuildHasherDefault<QuickHasher>;

/// Eight bytes at a time: rotate, mix in, multiply.
#[derive(Clone, Default)]
pub(super) struct QuickHasher(u64);

impl QuickHasher {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        self.mix(rest.iter().fold(rest.len() as u64, |word, byte| word << 8 | u64::from(*byte)));
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        // The table looks at the highest bits and the lowest: multiplication leaves the lowest poor.
        self.0 ^ self.0 >> 32
    }
}
