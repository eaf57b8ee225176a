//! Pages that only say what is not there or did not work.

use super::super::window;
use super::frame::{Frame, Spot, page};
use super::gone::GonePage as Message;
use super::setting::Setting;
use crate::model::Representation;

/// The page for an address where nothing stands.
pub fn not_found(set: &Setting) -> Representation {
    let texts = &set.words().message;
    message(set, &texts.missing, &texts.missing_text)
}

/// The page for a part of the wire that nobody can mean.
pub fn no_such_view(set: &Setting, why: &str) -> Representation {
    let texts = set.words();
    let text =
        if set.tongue.folder().is_empty() { format!("{} ({why})", texts.filter.bad) } else { texts.filter.bad.clone() };
    message(set, &texts.message.missing, &text)
}

/// The page for a moment in which too much is asked for, or not everything is known yet.
pub fn busy(set: &Setting) -> Representation {
    let texts = &set.words().message;
    message(set, &texts.busy, &texts.busy_text)
}

/// The page for a fault of ours; it tells nothing of what went wrong inside.
pub fn error(set: &Setting) -> Representation {
    let texts = &set.words().message;
    message(set, &texts.fault, &texts.fault_text)
}

fn message(set: &Setting, heading: &str, text: &str) -> Representation {
    let spot = Spot::anywhere(set);
    let home = spot.home();
    let frame =
        Frame { title: format!("{heading} · {}", set.ctx.publisher.name), spot, links: Vec::new(), hidden: true };
    let main = Message { heading, text, note: None, home: &home, further: &set.words().message.home };
    page(set, &frame, &main, window::updated([]))
}
