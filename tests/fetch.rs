//! The door in, against a real and hostile server.
