//! The door out: hands finished bytes to readers over HTTP, and lets nobody keep it busy.
//!
//! [`run()`] takes a bound listener and a future that ends it. Feeds and the front page come from the shelf, in memory and
//! ready compressed; only the page of one alert asks the store. Who reads is neither logged nor counted.

mod answer;
mod callbacks;
mod conditions;
mod connection;
mod contract;
mod encoding;
mod feeds;
mod routes;
mod run;
mod stream;

pub use callbacks::{Callbacks, Delivery};
pub use contract::{App, Error, Limits};
pub use run::run;
