//! `almenara export`: the whole store as lines of JSON, as alerts or as the entries that `replay` reads.

use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::ExitCode;

use super::holder::{self, Holder};
use super::{configured, output};
use crate::daemon::control::{self, Answer, Request};
use crate::model::Alert;
use crate::store;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// Every report as an entry that `almenara replay` reads, instead of every alert
    #[arg(long)]
    entries: bool,
}

pub(super) async fn run(dir: &Path, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = configured(dir)?;
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let mut write = |line: &str| -> std::io::Result<()> {
        if !arguments.entries {
            return writeln!(out, "{line}");
        }
        let alert: Alert = serde_json::from_str(line)?;
        for report in &alert.reports {
            writeln!(out, "{}", serde_json::to_string(&output::Said::of(report))?)?;
        }
        Ok(())
    };
    match holder::store(&config).await? {
        Holder::Mine(opened) => {
            let exported = opened.store.export(&mut write).await;
            opened.store.close().await?;
            exported.map_err(|error| match error {
                // Whoever reads has had enough, which is theirs to say.
                store::Error::Io { cause, .. } if cause.kind() == ErrorKind::BrokenPipe => anyhow::Error::from(cause),
                error => error.into(),
            })?;
        }
        Holder::Theirs { daemon, .. } => {
            control::ask(daemon, &Request::Export, |answer| match answer {
                Answer::Line(line) => Ok(write(&line)?),
                _ => Ok(()),
            })
            .await?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
