//! The store's contract on every backend, and what the disk can do to it.
