//! Countries, areas and regions of a text.
