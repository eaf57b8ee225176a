//! `almenara fetch`: one pass now, by the daemon where one is running.

use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::holder::{self, Holder};
use super::{SOME_FAILED, configured, printable, table};
use crate::daemon::Visit;
use crate::daemon::control::{self, Answer, Request};
use crate::model::SourceId;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// Sources to visit; all enabled ones when none is named
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,
    /// One JSON object per source instead of a table
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(dir: &Path, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = configured(dir)?;
    let named: Vec<SourceId> = arguments.sources.into_iter().map(SourceId).collect();
    let count = if named.is_empty() { config.sources().filter(|source| source.enabled).count() } else { named.len() };
    let bar = progress(count, arguments.json);
    let mut visits: Vec<Visit> = Vec::new();
    let mut each = |answer: Answer| {
        if let Answer::Visit(visit) = answer {
            bar.set_message(visit.source.to_string());
            bar.inc(1);
            if arguments.json {
                println!("{}", serde_json::to_string(&visit)?);
            }
            visits.push(visit);
        }
        Ok(())
    };
    match holder::wire(&config).await? {
        Holder::Mine(wire) => {
            let wire = Arc::new(wire);
            for note in wire.notes() {
                eprintln!("note: {note}");
            }
            let (answers, inbox) = tokio::sync::mpsc::channel(64);
            let work = async {
                let result = control::fetch(&wire, &named, &answers).await;
                drop(answers);
                result
            };
            let show = async {
                // Gone with this block: visits that nobody hears of do not wait to be heard.
                let mut inbox = inbox;
                while let Some(answer) = inbox.recv().await {
                    each(answer)?;
                }
                anyhow::Ok(())
            };
            let (done, shown) = tokio::join!(work, show);
            wire.close().await?;
            done?;
            shown?;
        }
        Holder::Theirs { daemon, .. } => control::ask(daemon, &Request::Fetch { sources: named }, each).await?,
    }
    bar.finish_and_clear();
    if !arguments.json {
        show(&mut visits);
    }
    let well = visits.iter().all(|visit| visit.outcome.kind.is_well());
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(SOME_FAILED) })
}

fn progress(count: usize, json: bool) -> ProgressBar {
    if json || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").expect("a valid template");
    let bar = ProgressBar::new(count as u64).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn show(visits: &mut [Visit]) {
    visits.sort_by(|a, b| a.source.cmp(&b.source));
    let header = ["source", "outcome", "new", "revised", "echoes", "seen", "held", "time"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for Visit { source, outcome } in &*visits {
        let tally = &outcome.tally;
        let mut row = vec![source.to_string(), outcome.kind.term().to_owned()];
        row.extend([tally.new, tally.revised, tally.echoes, tally.seen, tally.held].map(|count| count.to_string()));
        row.push(format!("{:.1} s", outcome.millis as f64 / 1000.0));
        rows.push(row);
    }
    for line in table::lines(&rows) {
        println!("{line}");
    }
    // Sources that ended alike are told in one line: a contact that is not set concerns them all.
    let mut told: Vec<(&str, Vec<String>)> = Vec::new();
    for Visit { source, outcome } in &*visits {
        let messages = std::iter::once(&outcome.message).filter(|message| !message.is_empty()).chain(&outcome.warnings);
        for message in messages {
            match told.iter_mut().find(|(known, _)| known == message) {
                Some((_, sources)) => sources.push(source.to_string()),
                None => told.push((message, vec![source.to_string()])),
            }
        }
    }
    for (message, sources) in told {
        println!("{}: {}", sources.join(", "), printable(message));
    }
}
