//! What the store remembers, asked of the daemon where one runs; nothing where there is no store yet, and none is made.

use super::holder::{self, Holder};
use crate::config::Config;
use crate::daemon::HeldAlert;
use crate::daemon::control::{self, Answer, Request};
use crate::model::{Act, Poll};
use crate::store::{self, Store};

/// What is remembered of each source.
pub(super) async fn polls(config: &Config) -> anyhow::Result<Vec<Poll>> {
    let theirs = |answer| if let Answer::Poll(poll) = answer { Some(*poll) } else { None };
    all(config, async |store| Ok(store.polls().await?), &Request::Polls, theirs).await
}

/// What is kept back, longest first.
pub(super) async fn held(config: &Config) -> anyhow::Result<Vec<HeldAlert>> {
    let theirs = |answer| if let Answer::Held(alert) = answer { Some(*alert) } else { None };
    all(config, HeldAlert::all, &Request::Held, theirs).await
}

/// What operators did, oldest first.
pub(super) async fn acts(config: &Config) -> anyhow::Result<Vec<Act>> {
    let theirs = |answer| if let Answer::Act(act) = answer { Some(act) } else { None };
    all(config, async |store| Ok(store.acts().await?), &Request::Acts, theirs).await
}

/// All of one kind: read from the store here, or what the daemon answers.
async fn all<T>(
    config: &Config,
    here: impl AsyncFn(&dyn Store) -> anyhow::Result<Vec<T>>,
    request: &Request,
    theirs: impl Fn(Answer) -> Option<T>,
) -> anyhow::Result<Vec<T>> {
    if !is_there(config) {
        return Ok(Vec::new());
    }
    match holder::store(config).await? {
        Holder::Mine(opened) => {
            let found = here(opened.store.as_ref()).await?;
            opened.store.close().await?;
            Ok(found)
        }
        Holder::Theirs { daemon, .. } => {
            let mut found = Vec::new();
            control::ask(daemon, request, |answer| {
                found.extend(theirs(answer));
                Ok(())
            })
            .await?;
            Ok(found)
        }
    }
}

fn is_there(config: &Config) -> bool {
    store::folder_of(&config.store_url, &config.root).is_some_and(|folder| folder.is_dir())
}
