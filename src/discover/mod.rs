//! Further documents of one source: a feed beside its page, the pages of its entries, its older pages, and what an
//! operator's new address leads to. Everything goes through the one guarded, polite fetcher and is bounded in number;
//! what is read is only handed on: what becomes of it, others decide.

mod articles;
mod beside;
mod error;
mod guesses;
mod listing;
mod look;
mod older;
mod read;
mod survey;

pub use articles::{Asked, Page, follow};
pub use error::Error;
pub use listing::{Listing, listing};
pub use look::{Found, look};
pub use older::older;
pub use read::aside;
pub use survey::{Offer, Survey, survey};
