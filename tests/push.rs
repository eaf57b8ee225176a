//! Who is told when something changes.

/// Server-sent events.
mod events;
/// What is asked of a hub by those who mean no good, and what happens to those who are gone.
mod hostile;
/// The flows of the W3C's test suite for WebSub hubs, against real subscribers.
mod hub;
/// Operators' own targets.
mod webhooks;
/// A whole wire, from a source's page to those who are told.
mod whole;
