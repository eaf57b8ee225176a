//! Which alert does a report belong to, and why. Pure: a report and what is known under its exact keys go in, a
//! decision with its reasons comes out; [`compose()`] then says what the alert looks like afterwards.

mod compose;
mod decide;
mod facts;
mod fingerprint;
mod keys;
mod knowledge;
mod terms;

pub use compose::{Composed, compose};
pub use decide::{Decision, decide};
pub use facts::Facts;
pub use keys::Keys;
pub use knowledge::Knowledge;
pub use terms::{Released, asked_at_release, keep_back, release};
