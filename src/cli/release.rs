//! `almenara release` and `almenara hold`: the operator's decisions on what is shown, by the daemon where one is running.

use std::path::Path;
use std::process::ExitCode;

use super::holder::{self, Holder};
use super::{configured, printable};
use crate::daemon::Wire;
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
    let name = arguments.name;
    let request = Request::Release { name: name.clone() };
    decide(dir, request, async |wire| wire.release(&name).await).await
}

pub(super) async fn hold(dir: &Path, arguments: Hold) -> anyhow::Result<ExitCode> {
    let source = SourceId(arguments.source);
    let request = Request::Hold { source: source.clone() };
    decide(dir, request, async |wire| wire.hold(&source).await).await
}

/// Has a decision taken by whoever has the store, and prints what was done.
pub(super) async fn decide(
    dir: &Path,
    request: Request,
    here: impl AsyncFn(&Wire) -> anyhow::Result<Vec<String>>,
) -> anyhow::Result<ExitCode> {
    let config = configured(dir)?;
    match holder::wire(&config).await? {
        Holder::Mine(wire) => {
            let told = here(&wire).await;
            wire.close().await?;
            for sentence in told? {
                println!("{}", printable(&sentence));
            }
        }
        Holder::Theirs { daemon, .. } => {
            control::ask(daemon, &request, |answer| {
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
