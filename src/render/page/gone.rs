//! The page of an alert that was taken back: that it was, and nothing of what it said.

use super::super::gone::withdrawn;
use super::super::window;
use super::address::Address;
use super::frame::Spot;
use super::message::message;
use super::setting::Setting;
use crate::model::{Alert, AlertState, Representation};

/// The notice that an alert was taken back; `None` where it was not.
pub fn gone(set: &Setting, alert: &Alert) -> Option<Representation> {
    if alert.state != AlertState::Withdrawn {
        return None;
    }
    let (heading, text) = withdrawn(set.ctx, alert.retraction.as_ref());
    let spot = Spot::at(set, Address::Alert(alert.id));
    Some(message(set, spot, heading, &text, window::modified([alert])))
}
