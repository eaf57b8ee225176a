//! Feeds to entries: formats, repair, fences.
