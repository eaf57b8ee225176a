//! HTML pages for people: no script, no remote resource, one small style that the content security policy names by its
//! digest, at most 60 kB each. They speak the languages of the files of texts; what sources say keeps its own language and
//! direction.

mod address;
mod alert;
mod case;
mod filters;
mod frame;
mod front;
mod gone;
mod message;
mod moved;
mod plain;
mod removal;
mod said;
mod setting;
mod source;
mod world;

pub use address::{Address, NoPage};
pub use alert::{Beside, alert};
pub use case::case;
pub use filters::{offered, only};
pub use frame::security_policy;
pub use front::{Front, front};
pub use gone::gone;
pub use message::{busy, error, no_such_view, not_found};
pub use moved::moved;
pub use plain::{robots, security};
pub use removal::removal;
pub use setting::Setting;
pub use source::SourceLine;
