//! What has changed since readers were last told.

use std::sync::Arc;

use crate::model::{Alert, AlertState, ChangeKind, Filter, Seq, Slice, Urgency};

/// What has changed for readers in one step; a publication makes as many as are needed.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// The change up to which everything is current.
    pub head: Seq,
    /// The alerts that changed, each once, as they now are, in the order of their last change.
    pub changes: Vec<Touched>,
}

/// An alert that has changed.
#[derive(Clone, Debug)]
pub struct Touched {
    /// The last thing that happened to it.
    pub kind: ChangeKind,
    /// As it now is, whether or not it is shown; what it was filed under before stands in [`Alert::former`].
    pub alert: Arc<Alert>,
}

impl Touched {
    /// True where the alert stands in a slice, or lately stood there. Never false where what stands there has changed.
    pub fn concerns(&self, slice: &Slice) -> bool {
        if !slice.active {
            return self.stood(&slice.filter);
        }
        // Urgencies fade: what is critical may be asked for as something else. And an end resolves others of its case.
        let ends = Filter { urgencies: vec![Urgency::Resolved], ..Filter::default() };
        self.stood(&Filter { urgencies: Vec::new(), ..slice.filter.clone() }) || self.stood(&ends)
    }

    fn stood(&self, filter: &Filter) -> bool {
        let stands = self.alert.state == AlertState::Live && filter.admits(&self.alert.facets());
        stands || self.alert.former.iter().any(|former| filter.admits(&former.facets))
    }
}
