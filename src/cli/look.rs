//! `almenara look`: whether what is published still stands at its source, now instead of on its day.

use std::path::Path;
use std::process::ExitCode;

use super::release::decide;
use crate::daemon::Decision;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// Id of an alert, or the link of a report
    #[arg(value_name = "ALERT|LINK")]
    alert: String,
}

pub(super) async fn run(dir: &Path, arguments: Arguments) -> anyhow::Result<ExitCode> {
    decide(dir, Decision::Look { alert: arguments.alert }).await
}
