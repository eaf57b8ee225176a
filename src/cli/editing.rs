//! `almenara merge` and `almenara split`: the operator's word on what is one thing.

use std::path::Path;
use std::process::ExitCode;

use super::release::decide;
use crate::daemon::Decision;

#[derive(clap::Args, Debug)]
pub(super) struct Merge {
    /// Id of an alert, or the link of a report
    #[arg(value_name = "ALERT|LINK")]
    one: String,
    /// Id of the other alert, or the link of a report; the older of the two keeps its id
    #[arg(value_name = "ALERT|LINK")]
    other: String,
}

#[derive(clap::Args, Debug)]
pub(super) struct Split {
    /// Id of a report, as `almenara explain` shows it, or its link
    #[arg(value_name = "REPORT|LINK")]
    report: String,
}

pub(super) async fn merge(dir: &Path, arguments: Merge) -> anyhow::Result<ExitCode> {
    let Merge { one, other } = arguments;
    decide(dir, Decision::Merge { one, other }).await
}

pub(super) async fn split(dir: &Path, arguments: Split) -> anyhow::Result<ExitCode> {
    decide(dir, Decision::Split { report: arguments.report }).await
}
