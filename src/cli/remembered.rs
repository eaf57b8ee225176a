//! What the store remembers, asked of the daemon where one runs; nothing where there is no store yet, and none is made.

use super::holder::{self, Holder};
use crate::config::Config;
use crate::daemon::HeldAlert;
use crate::daemon::control::{self, Answer, Request};
use crate::model::{Act, Poll};
use crate::store;

/// What is remembered of each source.
pub(super) async fn polls(config: &Config) -> anyhow::Result<Vec<Poll>> {
    if !is_there(config) {
        return Ok(Vec::new());
    }
    match holder::store(config).await? {
        Holder::Mine(opened) => {
            let polls = opened.store.polls().await?;
            opened.store.close().await?;
            Ok(polls)
        }
        Holder::Theirs { daemon, .. } => {
            let mut polls = Vec::new();
            control::ask(daemon, &Request::Polls, |answer| {
                if let Answer::Poll(poll) = answer {
                    polls.push(*poll);
                }
                Ok(())
            })
            .await?;
            Ok(polls)
        }
    }
}

/// What is kept back, longest first.
pub(super) async fn held(config: &Config) -> anyhow::Result<Vec<HeldAlert>> {
    if !is_there(config) {
        return Ok(Vec::new());
    }
    match holder::store(config).await? {
        Holder::Mine(opened) => {
            let held = HeldAlert::all(opened.store.as_ref()).await?;
            opened.store.close().await?;
            Ok(held)
        }
        Holder::Theirs { daemon, .. } => {
            let mut held = Vec::new();
            control::ask(daemon, &Request::Held, |answer| {
                if let Answer::Held(alert) = answer {
                    held.push(*alert);
                }
                Ok(())
            })
            .await?;
            Ok(held)
        }
    }
}

/// What operators did, oldest first.
pub(super) async fn acts(config: &Config) -> anyhow::Result<Vec<Act>> {
    if !is_there(config) {
        return Ok(Vec::new());
    }
    match holder::store(config).await? {
        Holder::Mine(opened) => {
            let acts = opened.store.acts().await?;
            opened.store.close().await?;
            Ok(acts)
        }
        Holder::Theirs { daemon, .. } => {
            let mut acts = Vec::new();
            control::ask(daemon, &Request::Acts, |answer| {
                if let Answer::Act(act) = answer {
                    acts.push(act);
                }
                Ok(())
            })
            .await?;
            Ok(acts)
        }
    }
}

fn is_there(config: &Config) -> bool {
    store::folder_of(&config.store_url, &config.root).is_some_and(|folder| folder.is_dir())
}
