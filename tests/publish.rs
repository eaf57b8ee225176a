//! The shelf and what stands on it.
