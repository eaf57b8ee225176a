//! Which alert a report belongs to, and why.
