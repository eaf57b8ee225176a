//! README, CHANGELOG and config are true.
