//! Pages that only say one thing: what is not there or did not work.

use askama::Template;
use chrono::{DateTime, Utc};

use super::super::window;
use super::frame::{Frame, Spot, page};
use super::setting::Setting;
use crate::model::Representation;

/// The page for an address where nothing stands.
pub fn not_found(set: &Setting) -> Representation {
    let texts = &set.words().message;
    anywhere(set, &texts.missing, &texts.missing_text)
}

/// The page for a part of the wire that nobody can mean. Why is only known in English.
pub fn no_such_view(set: &Setting, why: &str) -> Representation {
    let texts = set.words();
    let english = set.ctx.tongue.folder().is_empty();
    let why = if english { format!(" ({why})") } else { String::new() };
    anywhere(set, &texts.message.missing, &format!("{}{why}", texts.filter.bad))
}

/// The page for a moment in which too much is asked for, or not everything is known yet.
pub fn busy(set: &Setting) -> Representation {
    let texts = &set.words().message;
    anywhere(set, &texts.busy, &texts.busy_text)
}

/// The page for a fault of ours; it tells nothing of what went wrong inside.
pub fn error(set: &Setting) -> Representation {
    let texts = &set.words().message;
    anywhere(set, &texts.fault, &texts.fault_text)
}

fn anywhere(set: &Setting, heading: &str, text: &str) -> Representation {
    message(set, Spot::anywhere(set), heading, text, window::updated([]))
}

/// A page that only says something.
pub(super) fn message(set: &Setting, spot: Spot, heading: &str, text: &str, changed: DateTime<Utc>) -> Representation {
    let home = spot.home();
    let title = format!("{heading} · {}", set.ctx.publisher.name);
    let frame = Frame { title, spot, links: Vec::new(), hidden: true };
    page(set, &frame, &Message { heading, text, home: &home, further: &set.words().message.home }, changed)
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    heading: &'a str,
    text: &'a str,
    home: &'a str,
    further: &'a str,
}
