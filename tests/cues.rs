//! Urgency, type and reference codes of a text.
