//! Alerts to bytes, one file per format: [`atom`], [`rss`], [`json_feed`] and the [`page`]s for people.
//!
//! Every format is written from one shared view of an alert, so that all say the same. Pure: the same alerts give the
//! same bytes, entity tags and compressed bytes on every machine; no clock is read.

pub mod schemes;

mod context;
mod finish;
mod gone;
mod slot;
pub mod style;
mod texts;
mod told;
mod tongue;
mod version;
mod window;
mod words;
mod xml;

mod entry;

pub mod api;
pub mod atom;
pub mod json_feed;
pub mod opml;
pub mod page;
pub mod rss;
pub mod slice;

pub use context::{Context, FeedInfo};
pub use finish::encoded;
pub use page::SourceLine;
pub use slot::{Gone, Slot, departed};
pub use texts::TextError;
pub use told::told;
pub use tongue::{Tongue, Tongues};
pub use version::{version_id, versions};
pub use window::{reach, window};
