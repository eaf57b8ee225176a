//! The operator's edits of what is published: taken in their turn with the visits, made durable, published, told.

use anyhow::{Context as _, bail};

use super::super::clock;
use super::Wire;
use crate::model::{Alert, AlertId};
use crate::pipeline::{self, closed_to_edits};

impl Wire {
    /// Makes one alert of two. Returns what was done, in sentences.
    ///
    /// # Errors
    /// When one of them is unknown or not shown, or the store fails.
    pub async fn merge(&self, one: &str, other: &str) -> anyhow::Result<Vec<String>> {
        let line = self.line.lock().await;
        let (one, other) = (self.shown(one).await?, self.shown(other).await?);
        if one.id == other.id {
            return Ok(vec![format!("both are {}; nothing was to be done", one.id)]);
        }
        let changed = pipeline::merge(&line, one, other, clock::now()).await?;
        self.publish().await?;
        drop(line);
        let (Some((_, older)), Some((_, younger))) = (changed.first(), changed.get(1)) else { return Ok(Vec::new()) };
        let mut told = vec![
            format!("{} is now part of {}: {}", younger.id, older.id, older.lead().title),
            format!("to undo it: almenara split {}", younger.lead().id),
        ];
        if changed.len() > 2 {
            told.push(format!(
                "{} alerts that followed on it now follow on the case of {}",
                changed.len() - 2,
                older.id
            ));
        }
        Ok(told)
    }

    /// Makes two alerts of one. Returns what was done, in sentences.
    ///
    /// # Errors
    /// When the report is unknown, its alert's only one, or not shown, or the store fails.
    pub async fn split(&self, report: &str) -> anyhow::Result<Vec<String>> {
        let line = self.line.lock().await;
        let found = pipeline::find_report(self.store.as_ref(), report).await?;
        let (alert, id) = found.with_context(|| {
            format!("no report is kept for {report}; give its id or its link, as `almenara explain` shows them")
        })?;
        if let Some(why) = closed_to_edits(&alert) {
            bail!("{why}");
        }
        let from = alert.id;
        let changed = pipeline::split(&line, alert, id, clock::now()).await?;
        let Some((_, own)) = changed.get(1) else {
            bail!("it is the only report of {from}, so there is nothing to take apart");
        };
        self.publish().await?;
        drop(line);
        Ok(vec![
            format!("{} is an alert of its own: {}", own.id, own.lead().title),
            format!("they stay apart whatever is read; to undo it: almenara merge {from} {}", own.id),
        ])
    }

    /// The alert that an id or a link names, as long as it is shown.
    pub(super) async fn shown(&self, target: &str) -> anyhow::Result<Alert> {
        let alert = self.any(target).await?;
        if target.parse::<AlertId>().is_ok_and(|id| id != alert.id) {
            tracing::info!(alert = %alert.id, "the alert that was named is part of this one");
        }
        match closed_to_edits(&alert) {
            None => Ok(alert),
            Some(why) => bail!("{why}"),
        }
    }
}
