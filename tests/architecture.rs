//! Holds `src/` against the plan of the house: which room may import which, and what pure rooms may not name.
