//! Entries to strict, safe values: links, text, markup, dates.
