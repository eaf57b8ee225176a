//! `almenara check`: everything in the configuration folder, all problems at once; and whether what the store remembers
//! looks like a source that was renamed.

use std::path::Path;
use std::process::ExitCode;

use super::BAD_CONFIG;
use super::holder::{self, Holder};
use crate::config::{self, Config, Loaded};
use crate::daemon::control::{self, Answer, Request};
use crate::model::Poll;
use crate::store;

pub(super) async fn run(dir: &Path) -> anyhow::Result<ExitCode> {
    let Loaded { config, warnings } = match config::load(dir) {
        Ok(loaded) => loaded,
        Err(problems) => {
            println!("{problems}");
            return Ok(ExitCode::from(BAD_CONFIG));
        }
    };
    for warning in &warnings {
        println!("warning: {warning}");
    }
    for proposal in config::propose_formerly(&config, &remembered(&config).await?) {
        println!("note: {proposal}");
    }
    let enabled = config.sources().filter(|source| source.enabled).count();
    println!(
        "{}: all well: {} networks, {} sources, {enabled} of them enabled",
        dir.display(),
        config.networks.len(),
        config.sources().count()
    );
    Ok(ExitCode::SUCCESS)
}

/// What the store remembers of each source; nothing where there is no store yet, and none is made.
async fn remembered(config: &Config) -> anyhow::Result<Vec<Poll>> {
    if !store::folder_of(&config.store_url, &config.root).is_some_and(|folder| folder.is_dir()) {
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
