//! One binary for all tests, one module per room. A new test belongs in the file of the room it exercises.

mod support;

/// The listing this project was born from.
mod acceptance;
/// Rooms import only what the plan allows; pure rooms stay pure.
mod architecture;
/// The pages of single entries.
mod article;
/// The commands as a user types them.
mod cli;
/// Configuration files: what is refused, and how it is said.
mod config;
/// Urgency, type and reference codes of a text.
mod cues;
/// A running wire: start, kill, restart, stop.
mod daemon;
/// Dates as people write them.
mod dates;
/// What stands around a source's page, and an operator's new address.
mod discovery;
/// README, CHANGELOG and config are true.
mod documents;
/// Feeds to entries: formats, repair, fences.
mod feed;
/// The door in, against a real and hostile server.
mod fetch;
/// Which alert a report belongs to, and why.
mod matching;
/// What the nouns say of themselves.
mod model;
/// Links, text and markup made strict and safe.
mod normalise;
/// Listing pages to entries: selectors and detection.
mod page;
/// The line, from a source's bytes to the store.
mod pipeline;
/// Countries, areas and regions of a text.
mod place;
/// The shelf and what stands on it.
mod publish;
/// Who is told when something changes: hub, events, webhooks.
mod push;
/// A whole document to reports.
mod refine;
/// Alerts to bytes, read back by others.
mod render;
/// Who is due, and when to come again.
mod schedule;
/// The operator's selectors, and what helps them.
mod select;
/// The door out, over real sockets.
mod server;
/// The store's contract on every backend, and what the disk can do to it.
mod store;
/// What reports are about, until when readers are asked to act, and how urgency fades.
mod themes;
/// Labelled reports: which belong together.
mod together;
/// A source from visit to visit, over days.
mod visits;
