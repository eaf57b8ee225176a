//! How to ask that something be corrected or removed, in plain words.

use askama::Template;

use super::super::texts::{Words, say};
use super::super::window;
use super::address::Address;
use super::frame::{Frame, Spot, page};
use super::setting::Setting;
use crate::model::Representation;

/// The page that explains it.
pub fn removal(set: &Setting) -> Representation {
    let words = set.words();
    let publisher = &set.ctx.publisher;
    let frame = Frame {
        title: format!("{} · {}", words.removal.title, publisher.name),
        spot: Spot::at(set, Address::Removal),
        links: Vec::new(),
        hidden: false,
    };
    let main = RemovalPage {
        words,
        what: say(&words.removal.what, &[("name", &publisher.name)]),
        contact: publisher.contact.as_deref(),
        shown: publisher.contact.as_deref().map(|contact| contact.strip_prefix("mailto:").unwrap_or(contact)),
    };
    page(set, &frame, &main, window::updated([]))
}

#[derive(Template)]
#[template(path = "removal.html")]
struct RemovalPage<'a> {
    words: &'a Words,
    what: String,
    contact: Option<&'a str>,
    /// The same for people's eyes.
    shown: Option<&'a str>,
}
