//! `almenara check`: everything in the configuration folder, all problems at once; and whether what the store remembers
//! looks like a source that was renamed.

use std::path::Path;
use std::process::ExitCode;

use super::{BAD_CONFIG, printable, remembered};
use crate::config::{self, Loaded};
use crate::schedule;

pub(super) async fn run(dir: &Path) -> anyhow::Result<ExitCode> {
    let Loaded { config, warnings } = match config::load(dir) {
        Ok(loaded) => loaded,
        Err(problems) => {
            println!("{problems}");
            return Ok(ExitCode::from(BAD_CONFIG));
        }
    };
    for warning in &warnings {
        println!("warning: {warning}");
    }
    let polls = remembered::polls(&config).await?;
    for proposal in config::propose_formerly(&config, &polls) {
        println!("note: {proposal}");
    }
    for source in config.sources() {
        for remark in schedule::remarks(source, polls.iter().find(|poll| poll.source == source.id)) {
            println!("note: {}: {}", source.id, printable(&remark));
        }
    }
    for network in &config.networks {
        if let Some(consent) = &network.consent {
            println!("{}: consent: {}", network.id, printable(consent));
        }
    }
    let silent = config.networks.iter().filter(|network| network.consent.is_none()).count();
    if silent > 0 {
        println!(
            "note: for {silent} of {} networks no consent is noted; write who agreed, and when, as consent = \"…\"",
            config.networks.len()
        );
    }
    let enabled = config.sources().filter(|source| source.enabled).count();
    println!(
        "{}: all well: {} networks, {} sources, {enabled} of them enabled",
        dir.display(),
        config.networks.len(),
        config.sources().count()
    );
    Ok(ExitCode::SUCCESS)
}
