//! A whole document to reports.
