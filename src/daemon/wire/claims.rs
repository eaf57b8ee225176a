//! The operator's word on what a source has taken back, too much at once to be believed without it.

use super::super::clock;
use super::Wire;
use crate::model::{AlertId, Batch, Lack, Source};
use crate::pipeline::{self, Line};

impl Wire {
    /// Takes back for good all that a source is said to have taken back. Returns what was done, in sentences.
    pub(super) async fn confirm(&self, source: &Source) -> anyhow::Result<Vec<String>> {
        let line = self.line.lock().await;
        let poll = self.poll_or_never(source);
        if poll.looks.of(Lack::Claimed).next().is_none() {
            return Ok(vec![format!(
                "{} has taken nothing back that waits for you; nothing was to be done",
                source.id
            )]);
        }
        let (changed, poll) = pipeline::confirm_claims(&line, source, poll, clock::now()).await?;
        self.remember(poll);
        self.edited(&changed).await?;
        drop(line);
        let titles = changed.iter().map(|(_, alert)| {
            let title = alert.hidden.first().map_or_else(|| alert.lead().title.clone(), |hidden| hidden.title.clone());
            format!("taken back: {title} ({}); to undo it: almenara restore {0}", alert.id)
        });
        Ok(titles.collect())
    }

    /// The operator has decided on an alert: what was told of its absence is told no more.
    pub(super) async fn decided(&self, line: &Line, alert: &AlertId) -> anyhow::Result<()> {
        for mut poll in self.polls().into_values() {
            if poll.looks.decided(alert) {
                line.store.commit(Batch::new(clock::now(), Vec::new(), Vec::new(), Some(poll.clone()))).await?;
                self.remember(poll);
            }
        }
        Ok(())
    }
}
