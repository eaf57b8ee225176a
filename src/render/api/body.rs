//! Answers about one alert, and about a case.

use super::super::finish::finish;
use super::super::{Context, window};
use super::{Part, Place, alert as one};
use crate::model::{Alert, AlertId, MediaType, Representation};

/// One alert as it now is.
pub fn alert(ctx: &Context, place: &Place, id: AlertId, alert: Option<&Alert>) -> Representation {
    let mut body = serde_json::to_string(place).expect("strings and numbers serialise");
    body.pop();
    body.push_str(",\"alert\":");
    body.push_str(&one::json(ctx, id, alert));
    body.push('}');
    finish(MediaType::Json, body, alert.map(|alert| window::modified([alert])).unwrap_or_default())
}

/// The alerts of a case that are shown, oldest first, and whether there are more.
pub fn case(ctx: &Context, place: &Place, alerts: &[Alert], more: bool) -> Representation {
    let mut part = Part::default();
    let mut left = more;
    for alert in alerts {
        if !part.add(ctx, alert.id, Some(alert)) {
            left = true;
            break;
        }
    }
    part.finish(place, "alerts", None, left)
}
