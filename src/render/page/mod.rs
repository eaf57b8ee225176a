//! HTML pages for people: no script, no remote resource, one small style that the content security policy names by its
//! digest, at most 60 kB each. Texts keep their own language and direction.

mod alert;
mod case;
mod frame;
mod index;
mod message;

pub use alert::alert;
pub use case::case;
pub use frame::security_policy;
pub use index::{SourceLine, index};
pub use message::{error, not_found};
