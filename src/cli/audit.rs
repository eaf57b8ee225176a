//! `almenara audit`: what operators did, oldest first.

use std::path::Path;
use std::process::ExitCode;

use super::{configured, remembered, table};
use crate::model::Act;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// One JSON object per act instead of a table
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(dir: &Path, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let acts = remembered::acts(&configured(dir)?).await?;
    if arguments.json {
        for act in &acts {
            println!("{}", serde_json::to_string(act)?);
        }
    } else if acts.is_empty() {
        println!("no operator has done anything yet");
    } else {
        let mut rows = vec![["when (UTC)", "what", "concerns"].map(str::to_owned).to_vec()];
        rows.extend(acts.iter().map(row));
        for line in table::lines(&rows) {
            println!("{line}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(act: &Act) -> Vec<String> {
    let alerts = act.alerts.iter().map(ToString::to_string);
    let source = act.source.iter().map(|source| format!("source {source}"));
    let concerns: Vec<String> = source.chain(alerts).collect();
    vec![act.at.format("%Y-%m-%d %H:%M:%S").to_string(), act.verb.to_string(), concerns.join(" ")]
}
