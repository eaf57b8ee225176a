//! `almenara demo`: the main job on a small practice world, with nothing to set up and no network.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{configured, interrupted, practice, printable};
use crate::daemon::{self, Wire};
use crate::model::{Alert, ChangeKind, Seq};

/// Where the page stands when nothing else stands there.
const LISTEN: &str = "127.0.0.1:8470";
/// How long the wire may take for what the world has just done.
const CATCH_UP: Duration = Duration::from_secs(15);

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// End when the story is told
    #[arg(long)]
    once: bool,
    /// Seconds between the steps of the story, instead of the time it takes to read along
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(..=3600))]
    pace: Option<u64>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let interrupted = interrupted()?;
    let world = practice::start(daemon::now).await.context("cannot start the practice world")?;
    let listener = match TcpListener::bind(LISTEN).await {
        Ok(listener) => listener,
        Err(_) => TcpListener::bind("127.0.0.1:0").await?,
    };
    let folder = tempfile::Builder::new().prefix("almenara-demo-").tempdir()?;
    let wire = Arc::new(Wire::open(settings(&world, folder.path(), &listener)?).await?);
    println!("Three invented networks are publishing on this machine, and the wire reads them:");
    for network in world.networks() {
        println!("  {:<18} {}", network.name, network.url);
    }
    println!("\nLook here: http://{}/\n", listener.local_addr()?);

    let (told, mut end) = watch::channel(false);
    let teller = {
        let wire = Arc::clone(&wire);
        async move {
            tell(&world, &wire, arguments.pace.map(Duration::from_secs)).await?;
            told.send_replace(true);
            if !arguments.once {
                println!("\nThe story is told; the wire goes on. Ctrl-C ends it.");
                std::future::pending::<()>().await;
            }
            anyhow::Ok(())
        }
    };
    let stop = async move {
        tokio::select! {
            () = interrupted => {}
            _ = end.wait_for(|told| *told), if arguments.once => {}
        }
    };
    // The world must live as long as the wire reads it; the teller holds it and never ends before.
    let telling = tokio::spawn(teller);
    daemon::serve(wire, listener, stop).await?;
    if telling.is_finished() {
        telling.await??;
    } else {
        telling.abort();
    }
    println!("\nThe demo has ended; its store is gone with it. `almenara serve` runs a wire of your own.");
    Ok(ExitCode::SUCCESS)
}

/// The configuration of the demo, written down and read like any other.
fn settings(
    world: &practice::World,
    folder: &std::path::Path,
    listener: &TcpListener,
) -> anyhow::Result<crate::config::Config> {
    let dir = folder.join("config");
    let address = listener.local_addr()?;
    let main = format!(
        "[server]\nlisten = \"{address}\"\nbase_url = \"http://{address}/\"\n[store]\nurl = \"sled:data\"\n\
         [fetch]\ncontact = \"mailto:demo@practice.local\"\ngap = \"100ms\"\nallow_private = [\"127.0.0.0/8\"]\n\
         [publisher]\nname = \"Almenara, the practice wire\"\n"
    );
    std::fs::create_dir_all(dir.join("networks"))?;
    std::fs::write(dir.join("almenara.toml"), main)?;
    for (name, text) in world.config_files() {
        std::fs::write(dir.join(name), text)?;
    }
    configured(&dir)
}

/// Lets the world live, step by step, and tells what the wire makes of each. `pace` is the pause before each step, where
/// it is not the story's own.
async fn tell(world: &practice::World, wire: &Wire, pace: Option<Duration>) -> anyhow::Result<()> {
    let mut since = settle(wire, 0, world.networks().len()).await?;
    let alerts = wire.store().alerts(&crate::model::Filter::default(), None, 500).await?;
    println!("First import: {} alerts are on the page. They are history and keep their old place.\n", alerts.len());
    while let Some(pause) = world.pause() {
        tokio::time::sleep(pace.unwrap_or(pause)).await;
        let Some(narration) = world.advance() else { break };
        println!("* {narration}");
        let mut published = wire.published();
        let news = async { published.wait_for(|head| *head > since).await.is_ok() };
        let arrived = tokio::time::timeout(CATCH_UP, news).await;
        if arrived.is_ok() {
            since = report(wire, since).await?;
        } else {
            println!("    the wire has not noticed yet");
        }
    }
    Ok(())
}

/// Waits until every source was read once, and gives the head.
async fn settle(wire: &Wire, since: Seq, sources: usize) -> anyhow::Result<Seq> {
    let mut published = wire.published();
    let all = async {
        while wire.polls().values().filter(|poll| poll.imported).count() < sources {
            published.changed().await?;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(CATCH_UP, all).await.context("the wire did not read the practice world in time")??;
    Ok(wire.store().head().await?.max(since))
}

/// Prints what has changed since, and gives the new head.
async fn report(wire: &Wire, since: Seq) -> anyhow::Result<Seq> {
    let mut head = since;
    for change in wire.store().changes(since, 100).await? {
        head = change.seq;
        if let Some(alert) = wire.store().alert(change.alert).await? {
            println!("    {}", sentence(wire, change.kind, &alert));
        }
    }
    Ok(head)
}

fn sentence(wire: &Wire, kind: ChangeKind, alert: &Alert) -> String {
    let told = alert.history.last().map_or("seen", |event| event.verdict.term());
    let verdict = if kind == ChangeKind::Withdrawn { "withdrawn" } else { told };
    let what = match kind {
        ChangeKind::New => "a new alert".to_owned(),
        ChangeKind::Revised => "the same alert, updated".to_owned(),
        ChangeKind::Joined => format!("the same alert, now with {} sources", alert.reports.len()),
        ChangeKind::Merged => "two alerts became one".to_owned(),
        ChangeKind::Withdrawn => "its source took the alert back; it is hidden until you decide".to_owned(),
    };
    let labels = &wire.context().labels;
    let place = alert.tags.countries.first().map_or_else(|| "country unknown".to_owned(), |code| labels.country(*code));
    let title: String = printable(&alert.lead().title).chars().take(90).collect();
    format!("-> {verdict}: {what}: \"{title}\" [{}, {}, {place}]", alert.tags.kind, alert.tags.urgency)
}
