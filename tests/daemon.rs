//! A running wire: start, kill, restart, stop.
