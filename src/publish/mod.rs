//! What stands ready for readers, and who is told of it. The publisher renders the front page and the feed of everything
//! from the store and puts them on the [`Shelf`], all at once; it makes every other feed when it is asked for, and keeps it
//! while it holds: a function of the store, so that a crash between commit and publication heals at the next start. The
//! [`Bulletin`] tells what has changed to the [`hub`], to [`webhook`]s and to whoever listens.

pub mod catalogue;
pub mod export;
pub mod hub;
pub mod ping;
pub mod webhook;

mod backoff;
mod bulletin;
mod cache;
mod contract;
mod feeds;
mod follow;
mod gather;
mod news;
mod outgoing;
mod pages;
mod pool;
mod publisher;
mod recent;
mod shelf;
mod topic;

pub use bulletin::{Bulletin, Notice};
pub use catalogue::Catalogue;
pub use contract::{Answer, Error, Extras, Published};
pub use news::{News, Touched};
pub use outgoing::{Deliver, Message, Unsaid};
pub use pages::{Look, Shown};
pub use publisher::Publisher;
pub use shelf::Shelf;
pub use topic::Topic;
