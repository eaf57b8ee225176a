//! Links, text and markup made strict and safe.
