//! What a filter admits: the one answer that every backend gives.

use crate::model::{Alert, AlertState, Filter};

/// True where the alert is live and the filter admits it.
pub(super) fn admits(filter: &Filter, alert: &Alert) -> bool {
    alert.state == AlertState::Live && filter.admits(&alert.facets())
}
