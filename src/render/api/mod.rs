//! What newsrooms read by program: the wire as JSON, with the words of IPTC ninjs where it has one for a thing, and the
//! document that describes it all ([`openapi()`]).
//!
//! Every answer says to which line of changes its numbers belong ([`Place`]).

mod alert;
mod body;
mod openapi;
mod part;
mod problem;
mod status;

pub use alert::{Standing, standing};
pub use body::{alert, case};
pub use openapi::openapi;
pub use part::{Part, Place};
pub use problem::Problem;
pub use status::{Health, RegionHealth, sources, status};
