//! A running wire: opened from a configuration, fed by the schedule, stopped in order. Owns the only clock.

mod clock;
pub mod control;
mod decision;
mod polls;
mod push;
mod serve;
mod signature;
mod websub;
mod wire;

pub use clock::now;
pub use decision::Decision;
pub use serve::serve;
pub use wire::export::sentences;
pub use wire::{Exports, HeldAlert, Protecting, Renaming, Retag, Visit, Wire};
