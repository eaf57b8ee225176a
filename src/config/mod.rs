//! TOML to checked values: every problem of every file is told at once, with its line, column and remedy, and nothing
//! later validates again. A configuration that does not check changes nothing; the old one stays.

mod across;
mod feeds;
mod file;
mod formerly;
mod headers;
mod keys;
mod languages;
mod load;
mod nearest;
mod network;
mod problem;
mod propose;
mod push;
mod section;
mod settings;
mod strays;
mod texts;
mod values;

pub use formerly::propose_formerly;
pub use keys::known_keys;
pub use load::{Config, Loaded, load};
pub use problem::{Problem, Problems};
pub use propose::{Found, Proposal, propose};
pub use push::{Push, Secret, Webhook};
pub use settings::Server;
