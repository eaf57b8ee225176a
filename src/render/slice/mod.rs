//! Slices of the wire by their addresses: what a query means, the one way in which it is written, and what it is called.
//!
//! ```text
//! ?lang=ES&urgency=urgent,critical&region=americas  ──▶  /feed.atom?region=americas&urgency=critical,urgent&lang=es
//! ?region=americas                                  ──▶  /region/americas/feed.atom
//! ```

mod address;
mod parse;
mod terms;
mod title;

pub(in crate::render) use address::written;
pub use address::{address, canonical, place};
pub use parse::{BadQuery, Key, parse, parse_beside};
pub use terms::Terms;
pub(in crate::render) use title::parts;
pub use title::title;
