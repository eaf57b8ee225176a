//! Answers that hold several alerts: filled one by one, until they are heavy enough.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::finish::finish;
use super::super::{Context, window};
use super::alert::{self, rfc3339};
use crate::model::{Alert, AlertId, Change, ChangeKind, MediaType, Representation, Seq};

/// The most bytes of alerts in one answer; a first one is always there, however heavy.
const HEAVY: usize = 4 << 20;

/// Where the wire stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Place {
    /// Which line of changes its numbers belong to.
    pub epoch: String,
    /// The number of the last change.
    pub head: Seq,
}

impl Place {
    /// The cursor behind a change of this line.
    pub fn cursor(&self, seq: Seq) -> String {
        format!("{}:{seq}", self.epoch)
    }
}

/// A part of the wire.
#[derive(Default)]
pub struct Part {
    /// The members of its list, with commas between.
    list: String,
    changed: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
struct Opening<'a> {
    epoch: &'a str,
    head: Seq,
    /// What to ask for next; `null` where nothing follows.
    next: Option<String>,
    more: bool,
}

#[derive(Serialize)]
struct Step {
    seq: Seq,
    cursor: String,
    at: String,
    kind: ChangeKind,
}

impl Part {
    /// Adds an alert as it now is; false, and nothing is added, where there is no room left.
    pub fn add(&mut self, ctx: &Context, id: AlertId, alert: Option<&Alert>) -> bool {
        self.changed = self.changed.max(alert.map(|alert| window::modified([alert])));
        let written = alert::json(ctx, id, alert);
        self.push(&written)
    }

    /// Adds a change, with its alert as it now is; false, and nothing is added, where there is no room left.
    pub fn change(&mut self, ctx: &Context, place: &Place, change: &Change, alert: Option<&Alert>) -> bool {
        self.changed = self.changed.max(Some(change.at));
        let step =
            Step { seq: change.seq, cursor: place.cursor(change.seq), at: rfc3339(change.at), kind: change.kind };
        let mut written = serde_json::to_string(&step).expect("strings and numbers serialise");
        written.pop();
        written.push_str(",\"alert\":");
        written.push_str(&alert::json(ctx, change.alert, alert));
        written.push('}');
        self.push(&written)
    }

    fn push(&mut self, written: &str) -> bool {
        if !self.list.is_empty() {
            if self.list.len() + written.len() > HEAVY {
                return false;
            }
            self.list.push(',');
        }
        self.list.push_str(written);
        true
    }

    /// The finished answer: its list under a name, what to ask for next, and whether there is more already. Milliseconds of
    /// pure computing where it is heavy.
    pub fn finish(self, place: &Place, name: &str, next: Option<String>, more: bool) -> Representation {
        let opening = Opening { epoch: &place.epoch, head: place.head, next, more };
        let mut body = serde_json::to_string(&opening).expect("strings and numbers serialise");
        body.pop();
        body.push_str(",\"");
        body.push_str(name);
        body.push_str("\":[");
        body.push_str(&self.list);
        body.push_str("]}");
        finish(MediaType::Json, body, self.changed.unwrap_or_default())
    }
}
