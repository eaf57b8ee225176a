//! Configuration files: what is refused, and how it is said.
