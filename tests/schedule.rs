//! Who is due, and when to come again.
