//! The page of an alert that was taken back: that it was, and nothing of what it said.

use askama::Template;

use super::super::texts::say;
use super::super::{entry, window};
use super::frame::{Frame, Spot, page};
use super::setting::Setting;
use crate::model::{Alert, AlertState, Because, Representation};

/// The notice that an alert was taken back; `None` where it was not.
pub fn gone(set: &Setting, alert: &Alert) -> Option<Representation> {
    if alert.state != AlertState::Withdrawn {
        return None;
    }
    let texts = &set.words().gone;
    let day = alert.retraction.as_ref().map(|known| known.at.date_naive().to_string()).unwrap_or_default();
    let text = match alert.retraction.as_ref().map(|known| (known.because, known.confirmed)) {
        None => &texts.plain,
        Some((Because::Source, false)) => &texts.source_review,
        Some((Because::Source, true)) => &texts.source,
        Some((Because::Error, _)) => &texts.error,
        Some((Because::Safety, _)) => &texts.safety,
    };
    let text = say(text, &[("day", &day)]);
    let spot = Spot::at(set, entry::path(alert));
    let home = spot.home();
    let frame =
        Frame {
            title: format!("{} · {}", texts.title, set.ctx.publisher.name), spot, links: Vec::new(), hidden: true
        };
    let main = GonePage {
        heading: &texts.title,
        text: &text,
        note: alert.retraction.as_ref().and_then(|known| known.note.as_deref()),
        home: &home,
        further: &set.words().message.home,
    };
    Some(page(set, &frame, &main, window::modified([alert])))
}

#[derive(Template)]
#[template(path = "message.html")]
pub(super) struct GonePage<'a> {
    pub(super) heading: &'a str,
    pub(super) text: &'a str,
    /// A sentence of the operator's.
    pub(super) note: Option<&'a str>,
    pub(super) home: &'a str,
    pub(super) further: &'a str,
}
