//! What finds things in the journal: keyed hashes, ids, places and marks in sled, never a title, text, link or name,
//! since sled's files never shrink and could not be purged.
//!
//! It may lag the journal, never lead it. Every record carries a checksum and the number of the frame it comes from;
//! when anything does not fit, the index is set aside and made anew.

mod apply;
mod bucket;
mod check;
mod fault;
mod query;
mod record;
mod trees;

pub(super) use check::Check;
pub(super) use fault::Fault;
pub(super) use trees::{Index, index_bytes, release, set_aside};
