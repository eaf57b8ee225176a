//! The door out: hands finished bytes to readers over HTTP, and lets nobody keep it busy.
//!
//! [`run()`] takes a bound listener and a future that ends it. The front page and the feed of everything come from the shelf, in
//! memory; other feeds from the publisher, which keeps what is asked for; only the page of one alert and the newsroom API ask
//! the store. Who reads is neither logged nor counted.

mod answer;
mod api;
mod callbacks;
mod conditions;
mod connection;
mod contract;
mod encoding;
mod events;
mod feeds;
mod hub;
mod pages;
mod ready;
mod routes;
mod run;
mod stream;

pub use callbacks::{Callbacks, Delivery};
pub use contract::{App, Error, Limits};
pub use run::run;
