//! Alerts to bytes, read back by others.
