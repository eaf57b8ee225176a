//! `almenara export`: the whole store as lines of JSON, as alerts or as the entries that `replay` reads.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

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
    match store::open(&config.store_url, &config.root).await {
        Ok(opened) => {
            opened.store.export(&mut write).await?;
            opened.store.close().await?;
        }
        Err(store::Error::Busy { control: Some(socket), .. }) => {
            control::ask(&socket, &Request::Export, |answer| match answer {
                Answer::Line(line) => Ok(write(&line)?),
                _ => Ok(()),
            })
            .await?;
        }
        Err(error) => return Err(error.into()),
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
