//! Which alert does a report belong to, and why. Pure: a report and what is known under its exact keys go in, a
//! decision with its reasons comes out; [`compose()`] then says what the alert looks like afterwards.

mod censor;
mod code;
mod compose;
mod concepts;
mod counting;
mod decide;
mod digests;
mod editing;
mod edits;
mod facts;
mod fingerprint;
mod keys;
mod knowledge;
mod likeness;
mod naming;
mod near;
mod notice;
mod origin;
mod people;
mod proper;
mod relation;
mod relatives;
mod repeated;
mod skeleton;
mod spelling;
mod taking_back;
mod terms;
mod traits;
mod united;
mod versions;
mod voices;

pub use censor::{Blots, Sightings, censor, censor_report, is_past, names, protections, sightings};
pub use compose::{Composed, Standing, compose};
pub use decide::{Decision, decide};
pub use editing::{merge, split};
pub use facts::Facts;
pub use keys::{Keys, link_keys, report_key};
pub use knowledge::Knowledge;
pub use naming::Spelling;
pub use near::Near;
pub use taking_back::{erased, restore, restored_at, retag, withdraw, withdraw_by_source};
pub use terms::{Released, asked_at_release, keep_back, release};
pub use united::unite;
pub use voices::count_voices;
