//! `almenara explain`: all that is known of one alert, and why it is as it is.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use url::Url;

use super::holder::{self, Holder};
use super::{configured, printable};
use crate::daemon::control::{self, Answer, Request};
use crate::model::{Alert, AlertState, Event, Reason, Rejected, Report};
use crate::pipeline;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// Id of an alert (as in its address or its `urn:uuid:`), or the link of a report
    #[arg(value_name = "ALERT|LINK")]
    target: String,
    /// The alert as one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(dir: &Path, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = configured(dir)?;
    let found = match holder::store(&config).await? {
        Holder::Mine(opened) => {
            let found = pipeline::find(opened.store.as_ref(), &arguments.target).await;
            opened.store.close().await?;
            found?
        }
        Holder::Theirs { daemon, .. } => {
            let mut found = None;
            let request = Request::Alert { target: arguments.target.clone() };
            control::ask(daemon, &request, |answer| {
                if let Answer::Line(line) = answer {
                    found = Some(serde_json::from_str(&line)?);
                }
                Ok(())
            })
            .await?;
            found
        }
    };
    let found: Alert = found.with_context(|| {
        format!(
            "no alert is kept for {}; give the id in the address of its page, or the link of a report as it is shown there",
            arguments.target
        )
    })?;
    let mut out = std::io::BufWriter::new(std::io::stdout());
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&found)?)?;
    } else {
        show(&mut out, &found)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn show(out: &mut impl std::io::Write, alert: &Alert) -> std::io::Result<()> {
    writeln!(out, "{}", printable(&alert.lead().title))?;
    let state = match alert.state {
        AlertState::Live => "live",
        AlertState::Held => "held back",
        AlertState::Merged => "merged into another",
        AlertState::Withdrawn => "taken back",
    };
    writeln!(out, "  {} · {state} · urgency {} · {}", alert.id.urn(), alert.tags.urgency, alert.tags.kind)?;
    writeln!(out, "  published {} · updated {}", alert.published.to_rfc3339(), alert.updated.to_rfc3339())?;
    writeln!(out, "  organisations that report it in their own words: {}", alert.voices)?;
    if let Some(known) = &alert.retraction {
        let (since, open) =
            (known.at.to_rfc3339(), if known.confirmed { "" } else { ", for you to confirm or restore" });
        writeln!(out, "  taken back since {since}: {}{open}", known.because)?;
    }
    if let Some(case) = alert.case {
        writeln!(out, "  its case began with {}", case.urn())?;
    }
    for related in &alert.related {
        let tag = format!("related:{related}");
        let reasons = alert.history.iter().rev().flat_map(|event| &event.reasons);
        let reason = reasons.into_iter().find(|reason| reason.tag == tag);
        let by = reason.map(|Reason { rule, matched, .. }| format!(": {rule}, {matched} of 1")).unwrap_or_default();
        writeln!(out, "  perhaps the same: {}{}", related.urn(), printable(&by))?;
    }
    writeln!(out, "reports:")?;
    for report in &alert.reports {
        show_report(out, report)?;
    }
    if !alert.hidden.is_empty() {
        writeln!(out, "kept from readers:")?;
        for report in &alert.hidden {
            show_report(out, report)?;
        }
    }
    writeln!(out, "tags:")?;
    for reason in &alert.tags.reasons {
        writeln!(out, "  {}", why(reason))?;
    }
    if !alert.tags.rejected.is_empty() {
        writeln!(out, "not followed:")?;
        for Rejected { tag, rule, matched, field, why } in &alert.tags.rejected {
            writeln!(out, "  {tag}: {rule}, \"{}\" in {}: {why}", printable(matched), field.term())?;
        }
    }
    writeln!(out, "history:")?;
    for Event { at, verdict, report, reasons } in &alert.history {
        let who = alert.reports.iter().find(|known| known.id == *report);
        let who = who.map_or("a source", |report| report.source.0.as_str());
        writeln!(out, "  {} {verdict} by {}", at.to_rfc3339(), printable(who))?;
        for reason in reasons {
            writeln!(out, "    {}", why(reason))?;
        }
    }
    Ok(())
}

fn show_report(out: &mut impl std::io::Write, report: &Report) -> std::io::Result<()> {
    let link = report.link.as_ref().map_or("no link", Url::as_str);
    writeln!(out, "  {} ({}): {}", printable(&report.network.0), report.source, printable(&report.title))?;
    let said = report.published.map_or_else(|| "no date".to_owned(), |moment| moment.to_string());
    writeln!(out, "    {link} · said {said} · first seen {}", report.first_seen.to_rfc3339())?;
    writeln!(out, "    report {}", report.id)?;
    for reason in &report.reasons {
        writeln!(out, "    {}", why(reason))?;
    }
    Ok(())
}

fn why(Reason { tag, rule, matched, field, basis }: &Reason) -> String {
    format!("{tag}: {rule}, \"{}\" in {} ({})", printable(matched), field.term(), basis.term())
}
