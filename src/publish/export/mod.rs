//! The wire as plain files, for any web server, onion service or object store: every page, feed and archive at its own
//! address below a folder. [`Export`] keeps one folder as the wire is: only what has changed is written, what is gone is
//! removed, and nothing is touched that it has not written itself.

mod feeds;
mod folder;
mod keep;
mod links;
mod pages;
mod slices;
mod writing;

pub use folder::Exported;
pub use keep::Export;
