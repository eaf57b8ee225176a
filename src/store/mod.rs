//! Truth on disk: committed in order, whole or not at all, and found again by exact keys.
//!
//! [`open`] chooses the backend by the scheme of an address: `sled:PATH` or `memory:`.

mod contract;

pub use contract::{Error, Pruned, Store, Verification};
