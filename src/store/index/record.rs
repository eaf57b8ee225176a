//! How records are written: fixed fields, big-endian, the frame they come from first, a checksum last.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::fault::Fault;
use crate::model::{AlertId, Change, ChangeKind, Digest, KeyHolder, ReportId, Seq};
use crate::store::journal::{Month, Place};

const SUM: usize = 8;

/// Where indexing stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Checkpoint {
    pub(super) frame: u64,
    pub(super) seq: Seq,
    pub(super) seal: Digest,
    pub(super) month: Month,
    pub(super) offset: u64,
    pub(super) end: u64,
}

/// An alert as it now is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct AlertRecord {
    pub(super) frame: u64,
    /// Number of its last change.
    pub(super) seq: Seq,
    /// Key in the order of alerts.
    pub(super) order: [u8; 28],
    /// True where it stands in that order.
    pub(super) live: bool,
    /// Where its text is; `None` once it is purged.
    pub(super) place: Option<Place>,
}

/// Where what is remembered of a source stands; `None` once another source took it over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::store) struct PollRecord {
    pub(in crate::store) frame: u64,
    pub(in crate::store) place: Option<Place>,
}

/// Sorts newest first, then lower ids first.
pub(super) fn order_key(updated: DateTime<Utc>, id: AlertId) -> [u8; 28] {
    let mut key = [0; 28];
    let seconds = (updated.timestamp() as u64) ^ (1 << 63);
    key[..8].copy_from_slice(&(!seconds).to_be_bytes());
    key[8..12].copy_from_slice(&(!updated.timestamp_subsec_nanos()).to_be_bytes());
    key[12..].copy_from_slice(id.0.as_bytes());
    key
}

/// The instant in a key of the order.
pub(super) fn instant_of(key: &[u8; 28]) -> Option<DateTime<Utc>> {
    let seconds = !u64::from_be_bytes(key[..8].try_into().ok()?) ^ (1 << 63);
    let nanos = !u32::from_be_bytes(key[8..12].try_into().ok()?);
    DateTime::from_timestamp(seconds as i64, nanos)
}

/// The id in a key of the order.
pub(super) fn id_of(key: &[u8]) -> Result<AlertId, Fault> {
    let bytes: [u8; 16] = key.get(12..).and_then(|id| id.try_into().ok()).ok_or_else(|| bad("order"))?;
    Ok(AlertId(Uuid::from_bytes(bytes)))
}

/// Puts a checksum under a record.
pub(super) fn close(tree: &str, key: &[u8], mut fields: Vec<u8>) -> Vec<u8> {
    let sum = Digest::of(tree, &[key, &fields]);
    fields.extend_from_slice(&sum.0[..SUM]);
    fields
}

/// The fields of a record whose checksum fits.
pub(super) fn open<'a>(tree: &str, key: &[u8], value: &'a [u8]) -> Result<Fields<'a>, Fault> {
    let cut = value.len().checked_sub(SUM).ok_or_else(|| bad(tree))?;
    let (fields, sum) = value.split_at(cut);
    if Digest::of(tree, &[key, fields]).0[..SUM] != *sum {
        return Err(bad(tree));
    }
    Ok(Fields(fields))
}

pub(super) fn bad(tree: &str) -> Fault {
    Fault::Index(format!("a record of its tree `{tree}` is not what was written"))
}

/// What is left to read of a record.
pub(super) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    /// All that was not read yet.
    pub(super) fn rest(self) -> &'a [u8] {
        self.0
    }
}

impl Fields<'_> {
    pub(super) fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or_else(|| bad("length"))?;
        self.0 = rest;
        Ok(*head)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Fault> {
        self.bytes().map(u64::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Fault> {
        self.bytes().map(u32::from_be_bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn flag(&mut self) -> Result<bool, Fault> {
        self.bytes::<1>().map(|[byte]| byte != 0)
    }

    fn place(&mut self) -> Result<Option<Place>, Fault> {
        if !self.flag()? {
            return Ok(None);
        }
        let (month, offset, len) = (Month(self.u32()?), self.u64()?, self.u32()?);
        Ok(Some(Place { month, offset, len, digest: Digest(self.bytes()?) }))
    }
}

fn put_place(out: &mut Vec<u8>, place: Option<&Place>) {
    out.push(u8::from(place.is_some()));
    if let Some(place) = place {
        out.extend_from_slice(&place.month.0.to_be_bytes());
        out.extend_from_slice(&place.offset.to_be_bytes());
        out.extend_from_slice(&place.len.to_be_bytes());
        out.extend_from_slice(&place.digest.0);
    }
}

impl Checkpoint {
    pub(super) fn fields(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(76);
        for number in [self.frame, self.seq, u64::from(self.month.0), self.offset, self.end] {
            out.extend_from_slice(&number.to_be_bytes());
        }
        out.extend_from_slice(&self.seal.0);
        out
    }

    pub(super) fn read(mut fields: Fields<'_>) -> Result<Self, Fault> {
        let (frame, seq, month) = (fields.u64()?, fields.u64()?, Month(fields.u64()? as u32));
        Ok(Self { frame, seq, month, offset: fields.u64()?, end: fields.u64()?, seal: Digest(fields.bytes()?) })
    }
}

impl AlertRecord {
    pub(super) fn fields(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(100);
        out.extend_from_slice(&self.frame.to_be_bytes());
        out.extend_from_slice(&self.seq.to_be_bytes());
        out.extend_from_slice(&self.order);
        out.push(u8::from(self.live));
        put_place(&mut out, self.place.as_ref());
        out
    }

    pub(super) fn read(mut fields: Fields<'_>) -> Result<Self, Fault> {
        Ok(Self {
            frame: fields.u64()?,
            seq: fields.u64()?,
            order: fields.bytes()?,
            live: fields.flag()?,
            place: fields.place()?,
        })
    }
}

impl PollRecord {
    pub(super) fn fields(&self) -> Vec<u8> {
        let mut out = self.frame.to_be_bytes().to_vec();
        put_place(&mut out, self.place.as_ref());
        out
    }

    pub(super) fn read(mut fields: Fields<'_>) -> Result<Self, Fault> {
        Ok(Self { frame: fields.u64()?, place: fields.place()? })
    }
}

pub(super) fn holder_fields(frame: u64, holder: &KeyHolder) -> Vec<u8> {
    let mut out = frame.to_be_bytes().to_vec();
    out.extend_from_slice(holder.alert.0.as_bytes());
    out.extend_from_slice(&holder.report.0.0);
    out
}

/// The frame that brought keys, and who is found under them.
pub(super) fn read_holder(mut fields: Fields<'_>) -> Result<(u64, KeyHolder), Fault> {
    let frame = fields.u64()?;
    let alert = AlertId(Uuid::from_bytes(fields.bytes()?));
    Ok((frame, KeyHolder { alert, report: ReportId(Digest(fields.bytes()?)) }))
}

const KINDS: [ChangeKind; 5] =
    [ChangeKind::New, ChangeKind::Revised, ChangeKind::Joined, ChangeKind::Merged, ChangeKind::Withdrawn];

pub(super) fn change_fields(frame: u64, change: &Change) -> Vec<u8> {
    let mut out = frame.to_be_bytes().to_vec();
    out.extend_from_slice(&change.at.timestamp().to_be_bytes());
    out.extend_from_slice(&change.at.timestamp_subsec_nanos().to_be_bytes());
    out.push(KINDS.iter().position(|kind| *kind == change.kind).unwrap_or_default() as u8);
    out.extend_from_slice(change.alert.0.as_bytes());
    out
}

pub(super) fn read_change(seq: Seq, mut fields: Fields<'_>) -> Result<Change, Fault> {
    fields.u64()?;
    let (seconds, nanos) = (fields.u64()? as i64, fields.u32()?);
    let at = DateTime::from_timestamp(seconds, nanos).ok_or_else(|| bad("changes"))?;
    let [kind] = fields.bytes()?;
    let kind = *KINDS.get(usize::from(kind)).ok_or_else(|| bad("changes"))?;
    Ok(Change { seq, at, kind, alert: AlertId(Uuid::from_bytes(fields.bytes()?)) })
}
