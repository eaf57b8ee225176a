//! The one place where the wire asks what time it is.

use chrono::{DateTime, Utc};

/// The time now, UTC. Everything else is handed it.
#[expect(clippy::disallowed_methods, reason = "this is the clock that the others are told to use")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
