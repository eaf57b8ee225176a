//! Folders of plain files that are kept as the wire is: the one that is configured, and those that commands ask for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, sleep, timeout};

use super::super::serve::told;
use super::Wire;
use crate::publish::export::{Export, Exported};

/// How long whoever watches a folder waits for something new before it is looked at all the same.
const WAIT: Duration = Duration::from_secs(5);
/// How long a folder is remembered that nobody asks for any more.
const REMEMBERED: Duration = Duration::from_mins(1);
/// How much is taken together before the configured folder is renewed.
const TOGETHER: Duration = Duration::from_secs(1);
/// How many foreign files are named.
const NAMED: usize = 5;

/// Folders with what is known of them, so that only what has changed is written again.
#[derive(Default)]
pub struct Exports(Mutex<BTreeMap<PathBuf, (Instant, Export)>>);

impl Exports {
    /// Brings a folder up to what a wire publishes; `keep` where it will soon be asked for again. `None` where nothing was to
    /// be done in a folder that was known already.
    ///
    /// # Errors
    /// When the folder is not ours, cannot be written, or the store fails.
    pub async fn renew(&self, wire: &Wire, to: &Path, keep: bool) -> anyhow::Result<Option<Exported>> {
        wire.catch_up().await?;
        let mut all = self.0.lock().await;
        all.retain(|path, (asked, _)| wire.keeps(path) || asked.elapsed() < REMEMBERED);
        let to = place(to).await;
        let (known, mut export) = match all.remove(&to) {
            Some((_, export)) => (true, export),
            None => (false, Export::open(&to).await?),
        };
        let done = export.renew(wire.publisher()).await;
        if keep || wire.keeps(&to) {
            all.insert(to, (Instant::now(), export));
        }
        let done = done?;
        Ok(Some(done).filter(|done| !known || done.written + done.removed > 0))
    }

    /// True where nothing is kept.
    pub async fn is_empty(&self) -> bool {
        self.0.lock().await.is_empty()
    }

    async fn knows(&self, to: &Path) -> bool {
        let to = place(to).await;
        self.0.lock().await.contains_key(&to)
    }

    /// Has everything be looked at again.
    pub(super) async fn forget(&self) {
        self.0.lock().await.values_mut().for_each(|(_, export)| export.forget());
    }
}

/// One folder by one name, once it is there.
async fn place(to: &Path) -> PathBuf {
    // Whoever opens it says what is wrong.
    let _ = tokio::fs::create_dir_all(to).await;
    tokio::fs::canonicalize(to).await.unwrap_or_else(|_| to.to_owned())
}

impl Wire {
    /// Writes what is published as plain files into a folder. Whoever is `watching` waits a while for something new, unless
    /// the folder is not known yet. Returns what was done, in sentences.
    ///
    /// # Errors
    /// When the folder is not ours, cannot be written, or the store fails.
    pub async fn export(&self, to: &Path, watching: bool) -> anyhow::Result<Vec<String>> {
        let mut published = self.published();
        if watching && self.exports.knows(to).await {
            let _ = timeout(WAIT, published.changed()).await;
        }
        let done = self.exports.renew(self, to, watching).await?;
        Ok(done.map(|done| sentences(to, &done)).unwrap_or_default())
    }

    /// Brings every folder that is kept up to a decision. Returns what readers of files may still see, in a sentence.
    pub(crate) async fn renew_exports(&self) -> Vec<String> {
        let kept: Vec<PathBuf> = self.exports.0.lock().await.keys().cloned().collect();
        let configured = self.config.export.iter().filter(|to| !kept.iter().any(|path| path == *to));
        let mut told = Vec::new();
        for to in kept.iter().chain(configured) {
            if let Err(error) = self.exports.renew(self, to, true).await {
                told.push(format!("what stood in {} may stand there still: {error:#}", to.display()));
            }
        }
        told
    }

    fn keeps(&self, to: &Path) -> bool {
        self.config.export.as_deref().is_some_and(|kept| kept == to || kept.canonicalize().is_ok_and(|kept| kept == to))
    }
}

/// What was done, in sentences for the operator.
pub fn sentences(to: &Path, done: &Exported) -> Vec<String> {
    let to = to.display();
    let mut told = vec![format!("{to}: {} files, {} written, {} removed", done.files, done.written, done.removed)];
    let left = done.left.iter().take(NAMED);
    told.extend(left.map(|name| format!("{to}/{name} is none of almenara's files and was left alone")));
    if done.left.len() > NAMED {
        told.push(format!("{} more files were left alone", done.left.len() - NAMED));
    }
    told
}

/// Keeps the configured folder as the wire is, until stopped; then once more.
pub(in super::super) async fn keep(wire: Arc<Wire>, to: PathBuf, mut stopped: watch::Receiver<bool>) {
    let mut published = wire.published();
    let mut failing = false;
    loop {
        let last = *stopped.borrow();
        match wire.exports.renew(&wire, &to, true).await {
            Ok(done) => {
                failing = false;
                if let Some(Exported { files, written, removed, .. }) = done {
                    tracing::debug!(files, written, removed, "files were renewed");
                }
            }
            Err(error) if !failing => {
                failing = true;
                tracing::error!(error = %format!("{error:#}"), "files are not renewed; it is tried again");
            }
            Err(_) => {}
        }
        if last {
            return;
        }
        tokio::select! {
            changed = published.changed() => if changed.is_err() { return },
            _ = stopped.wait_for(|stopped| *stopped) => continue,
        }
        tokio::select! {
            () = sleep(TOGETHER) => {}
            () = told(stopped.clone()) => {}
        }
    }
}
