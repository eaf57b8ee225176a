//! A WebSub hub (W3C Recommendation of 23 January 2018) for our own feeds: whoever subscribes to one is sent it when it
//! changes. Decisions stand in the book, the queue and the gate; the [`Hub`] itself only calls them in order.

mod book;
mod contract;
mod desk;
mod form;
mod gate;
mod ledger;
mod queue;
mod round;
mod subscription;
mod topics;
mod verify;

pub use contract::{Bounds, Refused, Topics};
pub use desk::{Hub, Parts};
pub use topics::FeedTopics;
