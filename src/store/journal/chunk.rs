//! Frames that are taken into the index together: enough to be quick, few enough to be held.

use super::frame::Frame;

const FRAMES: usize = 64;
const LINES: usize = 512;
const BYTES: u64 = 4 << 20;

/// Frames collected until there are enough of them.
#[derive(Default)]
pub(in crate::store) struct Chunk {
    frames: Vec<Frame>,
    lines: usize,
    bytes: u64,
}

impl Chunk {
    /// Adds a frame.
    pub(in crate::store) fn push(&mut self, frame: Frame) {
        self.lines += frame.contents.len();
        self.bytes += frame.end - frame.offset;
        self.frames.push(frame);
    }

    /// True where it is time to take them.
    pub(in crate::store) fn is_full(&self) -> bool {
        self.frames.len() >= FRAMES || self.lines >= LINES || self.bytes >= BYTES
    }

    /// Hands over what was collected.
    pub(in crate::store) fn take(&mut self) -> Vec<Frame> {
        std::mem::take(self).frames
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::super::append::{Appender, Tip};
    use super::super::recover::recover;
    use crate::model::{AlertId, Batch, Digest, Key, KeyHolder, KeyKind, KeyUse, ReportId};

    /// A batch that adds keys to alerts, so many to each.
    fn batch(alerts: u32, keys: u32) -> Batch {
        let digest = |n: u32| Digest::of_bytes(&n.to_be_bytes());
        let uses = (0..alerts).flat_map(|alert| (0..keys).map(move |key| (alert, key))).map(|(alert, key)| KeyUse {
            key: Key { kind: KeyKind::Link, digest: digest(alert * keys + key) },
            holder: KeyHolder { alert: AlertId(Uuid::from_u128(alert.into())), report: ReportId(digest(alert)) },
        });
        Batch::new(DateTime::UNIX_EPOCH, Vec::new(), uses.collect(), None)
    }

    /// How many frames recovery hands over at a time.
    fn handed_over(batches: &[Batch]) -> Vec<usize> {
        let place = tempfile::tempdir().unwrap();
        for batch in Appender::new(place.path(), None, Tip::START).write(batches).unwrap() {
            assert!(batch.is_whole());
        }
        let mut chunks = Vec::new();
        recover(place.path(), &place.path().join("quarantine"), None, 0, &mut |frames| {
            chunks.push(frames.len());
            Ok(())
        })
        .unwrap();
        chunks
    }

    #[test]
    fn small_batches_are_handed_over_many_at_a_time_large_ones_one_by_one() {
        assert_eq!(handed_over(&vec![batch(1, 1); 150]), [64, 64, 22]);
        assert_eq!(handed_over(&vec![batch(200, 1); 7]), [3, 3, 1], "many lines");
        assert_eq!(handed_over(&vec![batch(1, 16_000); 5]), [2, 2, 1], "long lines");
    }
}
