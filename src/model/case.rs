//! What a case has come to, told by its alerts and by nothing else: nobody edits it.

use chrono::{DateTime, Utc};

use super::{Alert, AlertId, AlertState, Kind, Urgency, urgency_now};

/// What a case has come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CaseState {
    /// False once a release, a stop action or another good end was told and nothing has happened since.
    pub open: bool,
    /// The alert that tells of that end; `None` while it is open.
    pub closed_by: Option<AlertId>,
    /// `resolved` where it is closed, else the most pressing that any of its alerts still comes to; `unknown` for none.
    pub urgency: Urgency,
}

/// What a case has come to by now. Takes its alerts in any order; those that are not shown count for nothing, so that
/// taking back a release opens the case again. What comes to the wire late is put where its source dates it.
pub fn case_state(alerts: &[Alert], now: DateTime<Utc>) -> CaseState {
    let last = alerts.iter().filter(|alert| ends(alert) || goes_on(alert)).max_by_key(|alert| told(alert));
    let closed_by = last.filter(|alert| ends(alert)).map(|alert| alert.id);
    let by_now = |alert: &Alert| urgency_now(&alert.tags, alert.published, now, is_resolved(alert, alerts));
    let pressing = alerts.iter().filter(|alert| is_shown(alert)).map(by_now).min().unwrap_or_default();
    let urgency = if closed_by.is_some() { Urgency::Resolved } else { pressing };
    CaseState { open: closed_by.is_none(), closed_by, urgency }
}

/// True where a later alert of the same case tells of a good end: what [`urgency_now`] must know.
pub fn is_resolved(alert: &Alert, case: &[Alert]) -> bool {
    case.iter().any(|other| other.id != alert.id && ends(other) && told(other) > told(alert))
}

fn is_shown(alert: &Alert) -> bool {
    alert.state == AlertState::Live
}

/// A good end.
fn ends(alert: &Alert) -> bool {
    is_shown(alert) && alert.tags.urgency == Urgency::Resolved
}

/// Something more has happened. A correction, an award and a statement open nothing again.
fn goes_on(alert: &Alert) -> bool {
    let pressing = matches!(alert.tags.urgency, Urgency::Critical | Urgency::Urgent | Urgency::Elevated);
    let told = match alert.tags.kind {
        Kind::Update => true,
        Kind::Alert | Kind::Outcome => pressing,
        Kind::Correction | Kind::Withdrawal | Kind::Statement | Kind::News => false,
    };
    is_shown(alert) && told
}

/// The order in which alerts of a case tell of it: by their dates, those of one instant as they came to the wire.
fn told(alert: &Alert) -> (DateTime<Utc>, Option<DateTime<Utc>>, AlertId) {
    (alert.published, alert.history.first().map(|event| event.at), alert.id)
}
