//! `almenara publish`: what is published, as plain files, by the daemon where one is running.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;

use super::holder::{self, Holder};
use super::{configured, interrupted, printable};
use crate::config::Config;
use crate::daemon::control::{self, Answer, Request};
use crate::daemon::{self, Exports};

/// How often it is looked for something new where no daemon runs: the store is opened for each look, and others need it too.
const LOOK: Duration = Duration::from_secs(30);

/// How long is waited before a daemon is asked again, which itself waits until there is something new.
const NAP: Duration = Duration::from_secs(1);

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The folder: a new or empty one, or one that was written before; `[export] to` of almenara.toml unless given
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Keep it as the wire is until interrupted
    #[arg(long)]
    watch: bool,
}

/// The wish that the process stop.
type Stop<'a> = Pin<&'a mut dyn Future<Output = ()>>;

pub(super) async fn run(dir: &Path, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = configured(dir)?;
    let to = arguments.to.or_else(|| config.export.clone());
    let to = to.context("say into which folder: almenara publish --to DIR, or [export] to in almenara.toml")?;
    let to = std::path::absolute(to)?;
    let mut stop = std::pin::pin!(interrupted()?);
    let mut exports = Exports::default();
    let mut begun = false;
    loop {
        let mut nap = LOOK;
        match round(&config, &to, arguments.watch, &mut exports, stop.as_mut()).await {
            Ok(Some(told)) => {
                for sentence in &told {
                    println!("{}", printable(sentence));
                }
                // A daemon answers when there is something new.
                nap = if exports.is_empty().await { NAP } else { LOOK };
            }
            Ok(None) => return Ok(ExitCode::SUCCESS),
            // A daemon that is restarted, a disk that is full for a while.
            Err(error) if begun => {
                eprintln!("{}; trying again", printable(&format!("{error:#}")));
                exports = Exports::default();
            }
            Err(error) => return Err(error),
        }
        if !arguments.watch {
            return Ok(ExitCode::SUCCESS);
        }
        begun = true;
        tokio::select! {
            () = tokio::time::sleep(nap) => {}
            () = &mut stop => return Ok(ExitCode::SUCCESS),
        }
    }
}

/// Writes once, and says what was done; `None` where it was interrupted.
async fn round(
    config: &Config,
    to: &Path,
    watch: bool,
    exports: &mut Exports,
    mut stop: Stop<'_>,
) -> anyhow::Result<Option<Vec<String>>> {
    let held = tokio::select! {
        held = holder::wire(config) => held?,
        () = &mut stop => return Ok(None),
    };
    match held {
        Holder::Mine(wire) => {
            let done = tokio::select! {
                done = exports.renew(&wire, to, watch) => Some(done),
                () = &mut stop => None,
            };
            wire.close().await?;
            let Some(done) = done.transpose()? else { return Ok(None) };
            Ok(Some(done.map(|done| daemon::sentences(to, &done)).unwrap_or_default()))
        }
        Holder::Theirs { daemon, .. } => {
            // The daemon writes, so nobody else may.
            *exports = Exports::default();
            let request = Request::Publish { to: to.to_owned(), watching: watch };
            let mut told = Vec::new();
            let asked = control::ask(daemon, &request, |answer| {
                if let Answer::Told(sentence) = answer {
                    told.push(sentence);
                }
                Ok(())
            });
            tokio::select! {
                asked = asked => asked?,
                () = &mut stop => return Ok(None),
            }
            Ok(Some(told))
        }
    }
}
