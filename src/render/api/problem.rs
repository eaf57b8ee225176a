//! What went wrong with a request, as programs are told (RFC 9457).

use serde::Serialize;

use super::Place;
use super::alert::{Notice, notice};
use crate::model::{Alert, AlertId};

/// A problem; its members are those of RFC 9457 §3.1, with some of ours.
#[derive(Serialize)]
pub struct Problem<'a> {
    /// What kind of problem it is: `about:blank` where the status says it all.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    /// The status code of the answer.
    pub status: u16,
    /// What happened and what to do.
    detail: String,
    #[serde(flatten)]
    place: Option<&'a Place>,
    /// What may be written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    allowed: Vec<String>,
    /// Where to begin again.
    #[serde(skip_serializing_if = "Option::is_none")]
    resync: Option<Box<str>>,
    /// What is still said of the alert that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    alert: Option<Box<Notice<'a>>>,
}

impl<'a> Problem<'a> {
    /// A problem that its status explains.
    pub fn new(status: u16, title: &'static str, detail: impl Into<String>) -> Self {
        let (kind, detail) = ("about:blank", detail.into());
        Self { kind, title, status, detail, place: None, allowed: Vec::new(), resync: None, alert: None }
    }

    /// What was asked cannot be understood; what may be written instead.
    pub fn bad(detail: impl Into<String>, allowed: Vec<String>) -> Self {
        Self { allowed, ..Self::new(400, "Bad request", detail) }
    }

    /// A cursor of another line of changes, or beyond its end.
    pub fn stale(place: &'a Place, why: &str, resync: String) -> Self {
        let detail = format!(
            "{why}: the wire was put back to an earlier point, or the cursor is not one of its own. What you hold may not be \
             what the wire holds: forget it, read everything again from {resync} on, and go on with the cursors you get there"
        );
        Self {
            kind: "tag:almenara,2026:problem/stale-cursor",
            place: Some(place),
            resync: Some(resync.into()),
            ..Self::new(410, "Stale cursor", detail)
        }
    }

    /// An alert that is not shown, with all that is still said of it.
    pub fn gone(place: &'a Place, status: u16, detail: &str, id: AlertId, alert: Option<&'a Alert>) -> Self {
        let alert = alert.map(|alert| Box::new(notice(id, Some(alert))));
        let title = if status == 410 { "Gone" } else { "Not found" };
        Self { place: Some(place), alert, ..Self::new(status, title, detail) }
    }

    /// Says where the wire stands.
    #[must_use]
    pub fn at(self, place: Option<&'a Place>) -> Self {
        Self { place: place.or(self.place), ..self }
    }

    /// As JSON.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("strings, numbers and lists serialise")
    }
}
