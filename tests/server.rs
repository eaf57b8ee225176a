//! The door out, over real sockets.
