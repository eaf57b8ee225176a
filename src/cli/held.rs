//! `almenara held`: what is kept back, why, since when, and what to type.

use std::path::Path;
use std::process::ExitCode;

use super::{configured, printable, remembered, table};
use crate::daemon::HeldAlert;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// One JSON object per alert instead of a table
    #[arg(long)]
    json: bool,
}

/// How many characters of an id the table shows.
const ID: usize = 13;

pub(super) async fn run(dir: &Path, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = configured(dir)?;
    let held = remembered::held(&config).await?;
    if arguments.json {
        for alert in &held {
            println!("{}", serde_json::to_string(alert)?);
        }
    } else if held.is_empty() {
        println!("nothing is kept back");
    } else {
        show(&held);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(held: &[HeldAlert]) {
    let header = ["alert", "source", "why", "since (UTC)", "until (UTC)", "title"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let minute = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M").to_string();
    let (aside, held): (Vec<_>, Vec<_>) = held.iter().partition(|alert| alert.hold.cause.is_aside());
    for alert in &held {
        rows.push(vec![
            alert.alert.to_string().chars().take(ID).collect(),
            alert.source.to_string(),
            alert.hold.cause.to_string(),
            minute(alert.hold.since),
            alert.hold.until.map_or_else(|| "you release it".to_owned(), minute),
            printable(&alert.title),
        ]);
    }
    if !held.is_empty() {
        for line in table::lines(&rows) {
            println!("{line}");
        }
    }
    let mut told = Vec::new();
    for cause in held.iter().map(|alert| alert.hold.cause) {
        if !told.contains(&cause) {
            told.push(cause);
            println!("{cause}: {}", cause.words());
        }
    }
    if !aside.is_empty() {
        println!(
            "Besides, {} entries stay out: you have set them aside, or their source does not list them any more since its \
             settings were changed; `almenara held --json` shows them.",
            aside.len()
        );
    }
    println!(
        "Release one with `almenara release ALERT`, all that waits for a source with `almenara release SOURCE`; set one aside with `almenara hold ALERT`."
    );
}
