//! `almenara verify`: every invariant of the store.

use std::path::Path;
use std::process::ExitCode;

use super::holder::{self, Holder};
use super::{FAILED, configured};
use crate::daemon::control::{self, Answer, Request};
use crate::store::Verification;

pub(super) async fn run(dir: &Path) -> anyhow::Result<ExitCode> {
    let config = configured(dir)?;
    let found = match holder::store(&config).await? {
        Holder::Mine(opened) => {
            for note in &opened.notes {
                println!("note: {note}");
            }
            let found = opened.store.verify().await?;
            opened.store.close().await?;
            Some(found)
        }
        Holder::Theirs { daemon, .. } => {
            let mut found = None;
            control::ask(daemon, &Request::Verify, |answer| {
                if let Answer::Verified(answer) = answer {
                    found = Some(answer);
                }
                Ok(())
            })
            .await?;
            found
        }
    };
    let Some(Verification { batches, alerts, head, purged, notes, faults }) = found else {
        anyhow::bail!("the daemon gave no answer; try again");
    };
    println!("{batches} batches, {alerts} alerts, last change {head}, {purged} bodies purged on purpose");
    for note in &notes {
        println!("note: {note}");
    }
    for fault in &faults {
        println!("FAULT: {fault}");
    }
    if faults.is_empty() {
        println!("all well");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::from(FAILED))
}
