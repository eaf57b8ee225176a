//! The practice world: three invented networks on loopback that live and publish, so that the wire can be seen and
//! tested without touching anybody's site. Everything in it is made up but the names of places.

mod feeds;
mod pages;
mod serve;
mod stage;
mod story;
mod world;

pub use world::{PracticeNetwork, World, start};
