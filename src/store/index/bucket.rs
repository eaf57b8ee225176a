//! Exact keys as sled holds them: many to a record, those that are asked for together near one another. sled keeps a page for
//! every sixteen records and knows each page by heart, so that a record for each of millions of keys would fill the memory.

use super::fault::Fault;
use super::record;
use super::trees::KEYS;
use crate::model::Key;
use crate::store::secret::Secret;

/// Bytes of a keyed hash by which keys of one bucket are told apart.
const TAIL: usize = 12;
/// Bytes of the number of a holder.
const HOLDER: usize = 8;
const ENTRY: usize = TAIL + HOLDER;
/// Holders of one frame.
const PER_FRAME: u64 = 1 << 24;

/// Where a key stands: in which record, and by what it is known there.
pub(super) struct Slot {
    pub(super) bucket: [u8; 5],
    tail: [u8; TAIL],
}

impl Slot {
    /// The place of a key. Keys of one time share 65,536 records, since what is new is compared with what is recent; all
    /// others share a million.
    pub(super) fn of(secret: &Secret, key: &Key) -> Self {
        let together = secret.key(key.kind, key.group());
        let alone = secret.key(key.kind, &key.digest.0);
        let bucket = match key.period() {
            Some([high, low]) => [1, high, low, together[0], together[1]],
            None => [0, together[0], together[1], together[2] & 0xf0, 0],
        };
        let mut tail = [0; TAIL];
        tail.copy_from_slice(&alone[..TAIL]);
        Self { bucket, tail }
    }

    /// The number of who holds it, among the entries of its bucket.
    pub(super) fn find(&self, entries: &[u8]) -> Option<u64> {
        let (entries, _) = entries.as_chunks::<ENTRY>();
        let found = entries.iter().find(|entry| entry[..TAIL] == self.tail)?;
        found[TAIL..].try_into().ok().map(u64::from_be_bytes)
    }

    /// The entries of its bucket with it.
    pub(super) fn with(&self, entries: &[u8], holder: u64) -> Vec<u8> {
        [entries, &self.tail, &holder.to_be_bytes()].concat()
    }

    /// The entries in a record.
    pub(super) fn entries<'a>(&self, value: &'a [u8]) -> Result<&'a [u8], Fault> {
        entries(&self.bucket, value)
    }
}

/// The entries of a bucket, all of them whole.
pub(super) fn entries<'a>(bucket: &[u8], value: &'a [u8]) -> Result<&'a [u8], Fault> {
    let entries = record::open(KEYS, bucket, value)?.rest();
    if entries.len() % ENTRY == 0 { Ok(entries) } else { Err(record::bad(KEYS)) }
}

/// How many keys there are in so many bytes of entries.
pub(super) fn count(entries: &[u8]) -> u64 {
    (entries.len() / ENTRY) as u64
}

/// Numbers those who are found under the keys of one frame, in the order of its lines.
pub(super) struct Numbers {
    next: u64,
}

impl Numbers {
    /// For the keys of a frame.
    pub(super) fn of(frame: u64) -> Self {
        Self { next: frame.wrapping_mul(PER_FRAME) }
    }

    /// The next number.
    pub(super) fn next(&mut self) -> u64 {
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Digest, KeyKind};

    #[test]
    fn places_of_one_key_and_keys_of_one_time_stand_together_and_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let secret = Secret::load(folder.path()).unwrap();
        let what = Digest::of("test", &[b"name"]);
        let slot = |key: &Key| Slot::of(&secret, key);
        let (one, other) = (slot(&Key::near(None, &what, 0)), slot(&Key::near(None, &what, 1)));
        assert_eq!(one.bucket, other.bucket);
        let entries = one.with(&[], 7);
        assert_eq!((one.find(&entries), other.find(&entries)), (Some(7), None));
        let both = other.with(&entries, 9);
        assert_eq!((one.find(&both), other.find(&both), count(&both)), (Some(7), Some(9), 2));

        let timed = slot(&Key::near(Some(513), &what, 0));
        assert_eq!(timed.bucket[..3], [1, 2, 1]);
        assert_eq!(timed.find(&both), None);
        let link = slot(&Key { kind: KeyKind::Link, digest: what });
        assert_eq!((link.bucket[0], link.find(&both)), (0, None));
    }
}
