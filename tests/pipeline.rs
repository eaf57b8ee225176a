//! The line, from a source's bytes to the store.
