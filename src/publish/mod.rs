//! What stands ready for readers: renders the front page and the feed of everything from the store and puts them on the
//! [`Shelf`], all at once; makes every other feed when it is asked for, and keeps it while it holds. A function of the
//! store: a crash between commit and publication heals at the next start.

mod cache;
pub mod catalogue;
mod contract;
mod feeds;
mod follow;
mod gather;
mod news;
mod pool;
mod publisher;
mod shelf;
mod topic;

pub use catalogue::Catalogue;
pub use contract::{Answer, Error, Extras, Published};
pub use news::{News, Touched};
pub use publisher::Publisher;
pub use shelf::Shelf;
pub use topic::Topic;
