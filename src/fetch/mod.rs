//! The door in: one guarded client for everything that leaves the house.
//!
//! A [`Fetcher`] visits addresses politely (robots.txt, one request at a time per host, conditional requests) and
//! safely (every address is checked at every hop and again at connect; bytes, time and redirects are bounded).
//! Everything a server can do wrong comes back as an [`Error`] that says what happened and what to do.

mod body;
mod cidr;
mod door;
mod error;
mod fetcher;
mod guard;
mod landings;
mod links;
mod policy;
mod response;
mod robots;
mod rulebook;
mod special;
mod tell;
mod turns;

pub use cidr::Cidr;
pub use error::Error;
pub use fetcher::{Answer, Fetcher};
pub use guard::Names;
pub use links::Links;
pub use policy::Policy;
pub use robots::admits as robots_admit;
