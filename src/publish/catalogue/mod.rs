//! What stands in which slice, in memory: every alert's facets, so that no reader's request has to ask the disk where to look.
//!
//! A function of the store: the same alerts and changes give the same answers, whatever the clock says and in whatever
//! order they were learnt of.

mod archive;
mod contents;
mod counts;
mod ends;
mod month;
mod page;
mod period;
mod sets;
mod threads;
mod wanted;

pub use contents::Catalogue;
pub use counts::Counts;
pub use month::Month;
pub use page::{Departed, Page};
pub use period::Period;
