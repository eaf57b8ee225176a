//! Which alert does a report belong to, and why. Pure: a report and what is known under its exact keys go in, a
//! decision with its reasons comes out; [`compose()`] then says what the alert looks like afterwards.

mod compose;
mod decide;
mod editing;
mod edits;
mod facts;
mod fingerprint;
mod keys;
mod knowledge;
mod near;
mod notice;
mod relation;
mod skeleton;
mod terms;
mod traits;
mod versions;

pub use compose::{Composed, Standing, compose, voices};
pub use decide::{Decision, decide};
pub use editing::{merge, split};
pub use facts::Facts;
pub use keys::{Keys, link_keys, report_key};
pub use knowledge::Knowledge;
pub use near::Near;
pub use terms::{Released, asked_at_release, keep_back, release};
