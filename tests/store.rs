//! The store's contract on every backend, and what the disk can do to it.

mod conformance;
mod damage;
mod epoch;
mod formats;
mod overwrite;
mod power;
mod processes;
mod property;
mod purge;
mod sample;
