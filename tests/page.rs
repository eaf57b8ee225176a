//! Listing pages to entries: selectors and detection.
