//! What stands ready for readers: renders the current feeds and the front page from the store and puts them on the
//! [`Shelf`], all at once. A function of the store: a crash between commit and publication heals at the next start.

mod contract;
mod publisher;
mod shelf;

pub use contract::{Error, Extras, Published};
pub use publisher::Publisher;
pub use shelf::Shelf;
