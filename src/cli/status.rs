//! `almenara status`: how each source is, under which terms it is published, and what waits for the operator.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use chrono::TimeDelta;
use serde::Serialize;

use super::{configured, printable, remembered, table};
use crate::config::Config;
use crate::daemon::HeldAlert;
use crate::model::{
    Absence, Beside, Cause, Drift, Lack, NetworkId, Noticed, Outcome, Poll, Publish, Review, Source, SourceId,
};
use crate::schedule;

/// How long what a visit noticed is told.
const KEPT: TimeDelta = TimeDelta::days(7);

/// How many alerts a sentence names.
const NAMED: usize = 5;

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
    /// Those of them that a release of the source lets go.
    #[serde(skip)]
    asked: usize,
    /// Entries whose own page is still to be read.
    waiting: u32,
    /// True once its address was said to be gone for good.
    retired: bool,
    /// What the page is read with.
    beside: Option<&'a Beside>,
    /// Published alerts that the source no longer shows, or is said to take back.
    absent: &'a [Absence],
    /// What else there is to know of it, in sentences.
    remarks: Vec<String>,
    outcome: Option<&'a Outcome>,
    /// What was last told besides, at a visit before.
    noticed: Option<&'a Noticed>,
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
        let outcome = poll.and_then(|poll| poll.outcome.as_ref());
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
            held: held.iter().filter(|alert| alert.source == source.id && !alert.hold.cause.is_aside()).count(),
            asked: held.iter().filter(|alert| alert.source == source.id && alert.hold.cause.is_of_the_source()).count(),
            waiting: poll.map_or(0, |poll| poll.waiting),
            retired: poll.is_some_and(|poll| poll.retired && poll.url == source.url),
            beside: poll.and_then(|poll| poll.surroundings.as_ref()).map(|around| &around.beside),
            absent: poll.map_or(&[], |poll| &poll.looks.absent),
            remarks: schedule::remarks(source, poll),
            outcome,
            noticed: poll.and_then(|poll| poll.noticed.as_ref()).filter(|noticed| {
                outcome.is_some_and(|outcome| noticed.at != outcome.at && outcome.at - noticed.at < KEPT)
            }),
        }
    };
    config.sources().map(line).collect()
}

fn show(lines: &[Line]) {
    let header = ["source", "state", "last visit (UTC)", "usual", "publish", "held", "condition"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for line in lines {
        let state = match line.outcome {
            _ if !line.enabled => "off",
            _ if line.retired => "retired",
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

/// What there is to say of a source beyond its row, each thing once.
fn sentences(line: &Line) -> Vec<String> {
    let mut told = Vec::new();
    let id = line.source;
    if let Some(drift) = line.drift {
        let since = drift.since.format("%Y-%m-%d %H:%M");
        told.push(format!(
            "{} (since {since} UTC). What was published stays. Look at it with `almenara try {id}`; if this is how it looks from now on, run `almenara release {id}`",
            drift.condition
        ));
    }
    match line.review {
        Some(Review { cause: Cause::Doubt, note, .. }) => told.push(format!(
            "its first reading was ambiguous ({note}), so its entries are kept back: look at them with `almenara held`; if they are its alerts, run `almenara release {id}`, else give [sources.select] or the address of a feed in its file and start again"
        )),
        Some(_) => told.push(format!("under review: what is new of it waits for `almenara release {id}`")),
        // Also where its file says "auto" by now: what was kept back before is not let go by itself.
        None if line.asked > 0 => told.push(format!(
            "{} of its entries wait for you: look at them with `almenara held`, then run `almenara release {id}`",
            line.asked
        )),
        None => {}
    }
    if let Some(outcome) = line.outcome.filter(|_| line.enabled) {
        let messages = std::iter::once(&outcome.message).filter(|message| !message.is_empty() && !line.retired);
        let news = messages.chain(&outcome.warnings).filter(|news| !is_told(line, news));
        told.extend(news.cloned());
    }
    if let Some(noticed) = line.noticed.filter(|_| line.enabled) {
        let at = noticed.at.format("%Y-%m-%d %H:%M");
        let news = noticed.warnings.iter().filter(|news| !is_told(line, news));
        told.extend(news.map(|news| format!("noticed on {at} UTC: {news}")));
    }
    match line.beside {
        Some(Beside::Feed(url)) => told.push(format!("dates and excerpts of its page are completed from {url}")),
        Some(Beside::Instead(url)) => told.push(format!("its page shows no list; {url} is read in its place")),
        Some(Beside::Nothing) | None => {}
    }
    told.extend(Lack::ALL.into_iter().filter_map(|how| absent(line, how)));
    if line.waiting > 0 {
        told.push(format!("{} entries wait for their own page to be read at the next visits", line.waiting));
    }
    told.extend(line.remarks.iter().cloned());
    told
}

/// What there is to say of published alerts that the source does not show any more.
fn absent(line: &Line, how: Lack) -> Option<String> {
    // One failure says nothing.
    let lasts = |known: &&Absence| how != Lack::Failing || known.at > known.since;
    let absent: Vec<&Absence> = line.absent.iter().filter(|known| known.how == how).filter(lasts).collect();
    let since = absent.iter().map(|known| known.since).min()?.format("%Y-%m-%d");
    let ids: Vec<String> = absent.iter().take(NAMED).map(|known| known.alert.to_string()).collect();
    let (count, more) = (absent.len(), if absent.len() > NAMED { ", …" } else { "" });
    let then = match how {
        Lack::Claimed => format!(
            "Nothing was hidden; ask the organisation, and if it is right run `almenara retract {} --reason source`",
            line.source
        ),
        Lack::Parted => {
            "`almenara retract ALERT --reason source` takes one back altogether, `almenara restore ALERT` shows \
             what was hidden again"
                .to_owned()
        }
        _ => "Nothing was hidden; if one should be taken back, run `almenara retract ALERT --reason source`".to_owned(),
    };
    let (words, ids) = (how.words(), ids.join(", "));
    Some(format!("{count} published alerts (since {since}): {words}. {then}: {ids}{more}"))
}

/// True for what the visit told of a condition or a doubt that lasts, and of a move.
fn is_told(line: &Line, news: &String) -> bool {
    let drift = line.drift.is_some_and(|drift| news.starts_with(&drift.condition.to_string()));
    let doubt = line.review.is_some_and(|review| !review.note.is_empty() && news.contains(&review.note));
    drift || doubt || line.remarks.contains(news)
}
