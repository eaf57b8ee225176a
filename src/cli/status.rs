//! `almenara status`: how each source is, under which terms it is published, and what waits for the operator.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::{configured, printable, remembered, table};
use crate::config::Config;
use crate::daemon::HeldAlert;
use crate::model::{Cause, Drift, NetworkId, Outcome, Poll, Publish, Review, Source, SourceId};

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// One JSON object per source instead of a table
    #[arg(long)]
    json: bool,
}

/// One source, as printed. The names of these fields are a stable interface.
#[derive(Serialize, Debug)]
struct Line<'a> {
    source: &'a SourceId,
    network: &'a NetworkId,
    enabled: bool,
    publish: Publish,
    consent: Option<&'a str>,
    /// Set while what is new of it waits for the operator, beyond what its file says.
    review: Option<&'a Review>,
    drift: Option<&'a Drift>,
    /// Entries that a good visit usually reads.
    usual: u32,
    held: usize,
    outcome: Option<&'a Outcome>,
}

pub(super) async fn run(dir: &Path, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = configured(dir)?;
    let polls = remembered::polls(&config).await?;
    let polls: BTreeMap<&SourceId, &Poll> = polls.iter().map(|poll| (&poll.source, poll)).collect();
    let held = remembered::held(&config).await?;
    let lines = lines(&config, &polls, &held);
    if arguments.json {
        for line in &lines {
            println!("{}", serde_json::to_string(line)?);
        }
    } else {
        show(&lines);
        for network in &config.networks {
            if let Some(consent) = &network.consent {
                println!("{}: consent: {}", network.id, printable(consent));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn lines<'a>(config: &'a Config, polls: &BTreeMap<&SourceId, &'a Poll>, held: &[HeldAlert]) -> Vec<Line<'a>> {
    let line = |source: &'a Source| {
        let poll = polls.get(&source.id).copied();
        let network = config.networks.iter().find(|network| network.id == source.network);
        Line {
            source: &source.id,
            network: &source.network,
            enabled: source.enabled,
            publish: source.publish,
            consent: network.and_then(|network| network.consent.as_deref()),
            review: poll.and_then(|poll| poll.review.as_ref()),
            drift: poll.and_then(|poll| poll.drift.as_ref()),
            usual: poll.map_or(0, |poll| poll.habit.usual()),
            held: held.iter().filter(|alert| alert.source == source.id).count(),
            outcome: poll.and_then(|poll| poll.outcome.as_ref()),
        }
    };
    config.sources().map(line).collect()
}

fn show(lines: &[Line]) {
    let header = ["source", "state", "last visit", "usual", "publish", "held", "condition"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for line in lines {
        let state = match line.outcome {
            _ if !line.enabled => "off",
            None => "never visited",
            Some(outcome) => outcome.kind.term(),
        };
        rows.push(vec![
            line.source.to_string(),
            state.to_owned(),
            line.outcome.map(|outcome| outcome.at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default(),
            line.usual.to_string(),
            line.review.map_or(line.publish, |_| Publish::Review).term().to_owned(),
            line.held.to_string(),
            line.drift.map_or("", |drift| drift.condition.term()).to_owned(),
        ]);
    }
    for row in table::lines(&rows) {
        println!("{row}");
    }
    for line in lines {
        for sentence in sentences(line) {
            println!("{}: {}", line.source, printable(&sentence));
        }
    }
}

/// What there is to say of a source beyond its row.
fn sentences(line: &Line) -> Vec<String> {
    let mut told = Vec::new();
    let id = line.source;
    if let Some(drift) = line.drift {
        let since = drift.since.format("%Y-%m-%d %H:%M");
        told.push(format!(
            "{} (since {since} UTC). What was published stays. If this is how it looks from now on, run `almenara release {id}`",
            drift.condition
        ));
    }
    match line.review {
        Some(Review { cause: Cause::Doubt, note, .. }) => told.push(format!(
            "its first reading was ambiguous ({note}), so its entries are kept back: look at them with `almenara held`, then run `almenara release {id}`"
        )),
        Some(_) => told.push(format!("under review: what is new of it waits for `almenara release {id}`")),
        None => {}
    }
    if let Some(outcome) = line.outcome.filter(|_| line.enabled) {
        told.extend(Some(outcome.message.clone()).filter(|message| !message.is_empty()));
        told.extend(outcome.warnings.iter().cloned());
    }
    told
}
