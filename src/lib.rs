//! Almenara: a wire service for human-rights alerts.
//!
//! ```text
//! schedule ──▶ fetch ──▶ refine ──▶ matching ──▶ store ──▶ render ──▶ publish ──▶ server
//!  (pure)      (I/O)     (pure)      (pure)      (I/O)     (pure)      (I/O)      (I/O)
//!  who is      bytes     bytes to    which       keep,     alerts to   shelf      readers
//!  due?        in        reports     alert?      in order  bytes
//! ```
//!
//! This page is the map. Modules stand in reading order, each group headed by what it may *not* do;
//! `tests/architecture.rs` holds the code against it.

// NOUNS. May not import anything of ours.
pub mod model;

// PURE. May not wait, read a clock, touch files, network or environment: `now` is an argument.
pub mod matching;
pub mod refine;
pub mod render;
pub mod schedule;

// I/O. Each door may import `model` only (publish also render and store); none decides anything.
pub mod fetch;
pub mod publish;
pub mod store;

// Further documents of a source. May import fetch and refine; what is read there is handed on.
pub mod discover;

// THE LINE. Calls the rooms in order; does not decide.
pub mod pipeline;

// TOML to checked values. Nothing later validates again.
pub mod config;

// The door out. May not fetch, match or tag.
pub mod server;

// Wiring, loops, shutdown; the only clock.
pub mod daemon;

// One file per command. May not be imported by anything.
pub mod cli;
