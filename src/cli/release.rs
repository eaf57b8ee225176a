//! `almenara release` and `almenara hold`: the operator's decisions on what is shown, by the daemon where one is running.

use std::path::Path;
use std::process::ExitCode;

use super::holder::{self, Holder};
use super::{configured, printable};
use crate::daemon::Decision;
use crate::daemon::control::{self, Answer, Request};
use crate::model::SourceId;

#[derive(clap::Args, Debug)]
pub(super) struct Release {
    /// A source, or an alert or report as `almenara held` shows it (the beginning of its id is enough)
    #[arg(value_name = "SOURCE|ALERT|REPORT")]
    name: String,
}

#[derive(clap::Args, Debug)]
pub(super) struct Hold {
    /// A source, an alert by its id or the link of a report, or what `almenara held` shows (the beginning of its id is enough)
    #[arg(value_name = "SOURCE|ALERT|REPORT|LINK")]
    source: String,
}

pub(super) async fn release(dir: &Path, arguments: Release) -> anyhow::Result<ExitCode> {
    decide(dir, Decision::Release { name: arguments.name }).await
}

pub(super) async fn hold(dir: &Path, arguments: Hold) -> anyhow::Result<ExitCode> {
    decide(dir, Decision::Hold { source: SourceId(arguments.source) }).await
}

/// Has a decision taken by whoever has the store, and prints what was done.
pub(super) async fn decide(dir: &Path, decision: Decision) -> anyhow::Result<ExitCode> {
    let config = configured(dir)?;
    match holder::wire(&config).await? {
        Holder::Mine(wire) => {
            let told = wire.decide(&decision).await;
            wire.close().await?;
            for sentence in told? {
                println!("{}", printable(&sentence));
            }
        }
        Holder::Theirs { daemon, .. } => {
            control::ask(daemon, &Request::Decide { decision }, |answer| {
                if let Answer::Told(sentence) = answer {
                    println!("{}", printable(&sentence));
                }
                Ok(())
            })
            .await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
