//! Finding where the journal ends: telling a torn tail, which was never acknowledged, from damage, which was.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::append::{Appender, Tip};
use super::chunk::Chunk;
use super::frame::Frame;
use super::place::Month;
use super::scan::{Piece, Scan, months};
use crate::store::contract::Error;
use crate::store::disk;

/// A place from which reading may go on, because everything before it is indexed.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct From {
    /// The journal up to there.
    pub(in crate::store) tip: Tip,
    /// The file of its last frame.
    pub(in crate::store) month: Month,
    /// Where that frame ends.
    pub(in crate::store) end: u64,
}

/// What recovery found.
pub(in crate::store) struct Recovered {
    /// Writes on from here.
    pub(in crate::store) appender: Appender,
    /// The files before the last, as far as they were read, and where they end.
    pub(in crate::store) ended: Vec<(Month, u64)>,
    /// What was noticed, one sentence each.
    pub(in crate::store) notes: Vec<String>,
    /// True where something that was acknowledged cannot be read any more.
    pub(in crate::store) damage: bool,
}

/// Reads the journal from a place to its end, hands every frame on in order, and sets aside a tail that was never
/// completely written. Damage to something acknowledged, as the first so many batches were, is reported and passed over.
pub(in crate::store) fn recover(
    folder: &Path,
    quarantine: &Path,
    from: Option<From>,
    acknowledged: u64,
    each: &mut dyn FnMut(Vec<Frame>) -> Result<(), Error>,
) -> Result<Recovered, Error> {
    let mut walk = Walk {
        tip: from.map_or(Tip::START, |from| from.tip),
        acknowledged,
        pending: Vec::new(),
        ready: Chunk::default(),
        notes: Vec::new(),
        damage: false,
    };
    let months: Vec<Month> =
        months(folder)?.into_iter().filter(|month| from.is_none_or(|from| *month >= from.month)).collect();
    settle(folder, months.last())?;
    let mut at = None;
    let mut ended = Vec::new();
    for month in &months {
        let start = from.filter(|from| from.month == *month).map_or(0, |from| from.end);
        let mut scan = Scan::open(folder, *month, start)?;
        while let Some(piece) = scan.next()? {
            walk.take(*month, piece);
            if walk.ready.is_full() {
                each(walk.ready.take())?;
            }
        }
        let mut end = scan.offset();
        if Some(month) != months.last() {
            // A file is begun only when the one before it is durable to its end.
            walk.give_up_pending();
            ended.push((*month, end));
            continue;
        }
        each(walk.ready.take())?;
        if let Some(torn) = walk.pending.first().map(|(_, piece)| start_of(piece)) {
            let kept = cut(folder, quarantine, *month, torn, end)?;
            walk.cut_off(*month, end - torn, &kept);
            end = torn;
        }
        at = Some((*month, end));
    }
    walk.compare_end();
    let appender = Appender::new(folder, at, walk.tip);
    Ok(Recovered { appender, ended, notes: walk.notes, damage: walk.damage })
}

/// Makes durable what a process that was killed may have written without an fsync, before anybody is told of it: the last
/// file, and its name. The files before it are durable to their ends.
fn settle(folder: &Path, last: Option<&Month>) -> Result<(), Error> {
    if let Some(month) = last {
        let path = folder.join(month.file_name());
        File::open(&path).and_then(|file| file.sync_all()).map_err(disk::failed("make durable", &path))?;
    }
    disk::sync_folder(folder)
}

struct Walk {
    tip: Tip,
    /// Batches known to have been acknowledged; there may be more.
    acknowledged: u64,
    /// From the first piece that is not as it should be; either damage or a torn tail, the frames behind it tell.
    pending: Vec<(Month, Piece)>,
    ready: Chunk,
    notes: Vec<String>,
    damage: bool,
}

impl Walk {
    fn take(&mut self, month: Month, piece: Piece) {
        if let Piece::Frame(frame) = piece {
            let next = frame.header.frame == self.tip.frame + 1 && frame.header.prev == self.tip.seal;
            let only_rubble = self.pending.iter().all(|(_, piece)| matches!(piece, Piece::Rubble { .. }));
            if next && frame.is_whole() && only_rubble {
                self.give_up_pending();
                self.accept(*frame);
                return;
            }
            let acknowledged = frame.header.synced > self.tip.frame || frame.header.frame <= self.acknowledged;
            self.pending.push((month, Piece::Frame(frame)));
            if acknowledged {
                self.give_up_pending();
            }
        } else {
            self.pending.push((month, piece));
        }
    }

    /// What is pending is damage: reports it and takes of it what can be read.
    fn give_up_pending(&mut self) {
        for (month, piece) in std::mem::take(&mut self.pending) {
            let name = month.file_name();
            match piece {
                Piece::Rubble { offset, end } => {
                    self.damage = true;
                    self.notes.push(format!(
                        "journal/{name} is damaged: {} bytes at byte {offset} cannot be read; the rest was read",
                        end - offset
                    ));
                }
                Piece::Frame(frame) if frame.header.frame <= self.tip.frame => {
                    self.damage = true;
                    self.notes.push(format!(
                        "journal/{name} is damaged: batch {} stands at byte {} once more; it was passed over",
                        frame.header.frame, frame.offset
                    ));
                }
                Piece::Frame(frame) => {
                    let (offset, number) = (frame.offset, frame.header.frame);
                    let missing = number - self.tip.frame - 1;
                    if missing > 0 {
                        self.notes.push(format!(
                            "journal/{name} is damaged: before byte {offset} {missing} batches are missing"
                        ));
                    } else if frame.header.prev != self.tip.seal {
                        self.notes.push(format!(
                            "journal/{name}: batch {number} at byte {offset} does not follow from the one before it"
                        ));
                    }
                    if !frame.is_whole() {
                        self.notes.push(format!(
                            "journal/{name} is damaged: of batch {number} at byte {offset} not every line can be read"
                        ));
                    }
                    self.damage |= missing > 0 || frame.header.prev != self.tip.seal || !frame.is_whole();
                    self.accept(*frame);
                }
            }
        }
    }

    /// Tells of a tail that was set aside.
    fn cut_off(&mut self, month: Month, bytes: u64, kept: &Path) {
        let (name, kept) = (month.file_name(), kept.display());
        self.notes.push(if self.tip.frame < self.acknowledged {
            format!("the last {bytes} bytes of journal/{name} are damaged; they are now in {kept}")
        } else {
            format!(
                "the last {bytes} bytes of journal/{name} had not been completely written when almenara or the machine \
                 stopped; they were never acknowledged and are now in {kept}"
            )
        });
    }

    /// Tells whether the journal goes as far as it must.
    fn compare_end(&mut self) {
        let (last, acknowledged) = (self.tip.frame, self.acknowledged);
        if last < acknowledged {
            self.damage = true;
            self.notes.push(format!(
                "the journal ends with batch {last}, but {acknowledged} had been committed: its end was damaged, or an older \
                 copy was put in its place"
            ));
        }
    }

    fn accept(&mut self, frame: Frame) {
        self.tip = Tip { frame: frame.header.frame, seq: frame.head(), seal: frame.seal };
        self.ready.push(frame);
    }
}

fn start_of(piece: &Piece) -> u64 {
    match piece {
        Piece::Rubble { offset, .. } => *offset,
        Piece::Frame(frame) => frame.offset,
    }
}

/// Moves the end of a file into the quarantine folder.
fn cut(folder: &Path, quarantine: &Path, month: Month, from: u64, end: u64) -> Result<PathBuf, Error> {
    let path = folder.join(month.file_name());
    let file = disk::open_file(&path)?;
    let mut torn = vec![0; (end - from) as usize];
    file.read_exact_at(&mut torn, from).map_err(disk::failed("read", &path))?;
    let kept = disk::set_aside(quarantine, &format!("{}.from-{from}", month.file_name()), &torn)?;
    shorten(&file, from).map_err(disk::failed("cut back", &path))?;
    Ok(kept)
}

fn shorten(file: &File, len: u64) -> std::io::Result<()> {
    file.set_len(len).and_then(|()| file.sync_all())
}
