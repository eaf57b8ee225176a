//! `almenara verify`: every invariant of the store.

use std::path::Path;
use std::process::ExitCode;

use super::{FAILED, configured};
use crate::daemon::control::{self, Answer, Request};
use crate::store;

pub(super) async fn run(dir: &Path) -> anyhow::Result<ExitCode> {
    let config = configured(dir)?;
    let mut found = None;
    match store::open(&config.store_url, &config.root).await {
        Ok(opened) => {
            for note in &opened.notes {
                println!("note: {note}");
            }
            found = Some(Answer::from(opened.store.verify().await?));
            opened.store.close().await?;
        }
        Err(store::Error::Busy { control: Some(socket), .. }) => {
            control::ask(&socket, &Request::Verify, |answer| {
                found = Some(answer);
                Ok(())
            })
            .await?;
        }
        Err(error) => return Err(error.into()),
    }
    let Some(Answer::Verified { batches, alerts, head, purged, notes, faults }) = found else {
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
