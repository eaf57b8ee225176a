//! Truth on disk: committed in order, whole or not at all, and found again by exact keys.
//!
//! [`open()`] chooses the backend by the scheme of an address: `sled:PATH` or `memory:`. The sled backend is two things
//! in one folder: a journal, which is the record of truth, and an index in sled, which can be rebuilt from it.

mod contract;

mod filter;
mod memory;

mod disk;
mod epoch;
mod index;
mod journal;
mod lock;
mod losses;
mod polls;
mod protected;
mod reserve;
mod secret;
mod sled;

mod open;

pub use contract::{Complete, Error, Pruned, Store, Verification, Wanted};
pub use lock::CONTROL_FOLDER;
pub use open::{Opened, announce_control, folder_of, open, open_with};
