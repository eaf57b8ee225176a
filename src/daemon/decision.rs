//! What an operator can decide, as commands say it and a running daemon is told.

use serde::{Deserialize, Serialize};

use super::{Protecting, Renaming, Retag, Wire};
use crate::model::{Because, SourceId};

/// A decision of the operator's.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Release what waits for a source, or one alert.
    Release {
        /// The source's id, or the alert's or report's.
        name: String,
    },
    /// Put a source back to review.
    Hold {
        /// Its id.
        source: SourceId,
    },
    /// Look again at the pages of an alert.
    Look {
        /// Id of an alert, or a report's link.
        alert: String,
    },
    /// Make one alert of two.
    Merge {
        /// Id of an alert, or a report's link.
        one: String,
        /// The other.
        other: String,
    },
    /// Take a report out of its alert.
    Split {
        /// Its id or link.
        report: String,
    },
    /// Take an alert back.
    Retract {
        /// Id of an alert, or a report's link.
        alert: String,
        /// Why.
        because: Because,
        /// A sentence for readers.
        note: Option<String>,
    },
    /// Bring back what was taken back or renamed.
    Restore {
        /// Id of an alert, or a report's link.
        alert: String,
    },
    /// Replace names in an alert.
    Redact {
        /// Id of an alert, or a report's link.
        alert: String,
        /// The names.
        names: Vec<Renaming>,
    },
    /// Give an alert other tags.
    Retag {
        /// Id of an alert, or a report's link.
        alert: String,
        /// Which.
        tags: Retag,
    },
    /// List what names a person, or do away with it.
    Protect {
        /// The name and other ways of writing it.
        names: Vec<String>,
        /// What is to be done.
        what: Protecting,
    },
}

impl Wire {
    /// Does what the operator has decided. Returns what was done, in sentences.
    ///
    /// # Errors
    /// When something named is unknown or not as it would have to be, or the store fails.
    pub async fn decide(&self, decision: &Decision) -> anyhow::Result<Vec<String>> {
        let before = self.store().head().await?;
        let mut told = match decision {
            Decision::Release { name } => self.release(name).await,
            Decision::Hold { source } => self.hold(source).await,
            Decision::Look { alert } => self.look(alert).await,
            Decision::Merge { one, other } => self.merge(one, other).await,
            Decision::Split { report } => self.split(report).await,
            Decision::Retract { alert, because, note } => self.retract(alert, *because, note.as_deref()).await,
            Decision::Restore { alert } => self.restore(alert).await,
            Decision::Redact { alert, names } => self.redact(alert, names).await,
            Decision::Retag { alert, tags } => self.retag(alert, tags).await,
            Decision::Protect { names, what } => self.protect(names, what).await,
        }?;
        if self.store().head().await? != before {
            told.extend(self.renew_exports().await);
        }
        Ok(told)
    }
}
