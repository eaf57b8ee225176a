//! The commands, one file each: what was typed, what is done, what is printed, and the exit code.

mod add;
mod audit;
mod check;
mod demo;
mod editing;
mod explain;
mod export;
mod fetch;
mod held;
mod holder;
mod look;
mod output;
pub mod practice;
mod protect;
mod publish;
mod release;
mod remembered;
mod replay;
mod retract;
mod serve;
mod status;
mod table;
mod try_out;
mod verify;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::config::{self, Config};

/// Exit code: something could not be done.
const FAILED: u8 = 1;
/// Exit code: the configuration or the command line is wrong (clap's own code for the latter).
const BAD_CONFIG: u8 = 2;
/// Exit code: some source failed.
const SOME_FAILED: u8 = 3;

/// A wire service for human-rights alerts: many sources in, one feed out, with reasons
#[derive(Parser, Debug)]
#[command(version, about, max_term_width = 100)]
struct Arguments {
    /// Folder with almenara.toml, networks/ and vocabularies/
    #[arg(long, global = true, value_name = "DIR", default_value = "config")]
    config: PathBuf,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Run the wire: poll the sources, store, serve over HTTP until interrupted
    Serve,
    /// Show the wire at work on a small practice world, with nothing to set up
    Demo(demo::Arguments),
    /// Visit sources once, now
    Fetch(fetch::Arguments),
    /// Show how each source is, and what waits for you
    Status(status::Arguments),
    /// List what is kept back, and why
    Held(held::Arguments),
    /// Let a source's waiting entries be published, or one alert
    Release(release::Release),
    /// Put a source back to review until you release it, or keep back one alert
    Hold(release::Hold),
    /// Show what a source, an address or a file would be reported as, and why; writes nothing
    Try(try_out::Arguments),
    /// Look at an address and propose it as a source; writes only when told to
    Add(add::Arguments),
    /// Tell all that is known of an alert, and why it is as it is
    Explain(explain::Arguments),
    /// Look again at the pages of an alert: what its source has taken down is hidden
    Look(look::Arguments),
    /// Make one alert of two that report the same thing
    Merge(editing::Merge),
    /// Take a report out of its alert, or undo a merge
    Split(editing::Split),
    /// Take an alert back: out of every feed, and for safety out of the store
    Retract(retract::Retract),
    /// Bring back what was taken back or renamed
    Restore(retract::Restore),
    /// Replace names in an alert
    Redact(retract::Redact),
    /// Give an alert other tags, whatever its sources say
    Retag(retract::Retag),
    /// Take everything back that names a person, and keep the name out from now on
    Protect(protect::Arguments),
    /// Tell what operators did, and when
    Audit(audit::Arguments),
    /// Run entries from standard input through tagging and matching; writes nothing
    Replay(replay::Arguments),
    /// Check everything in the configuration folder
    Check,
    /// Check every invariant of the store
    Verify,
    /// Write pages, feeds and archives as plain files that any web server can serve
    Publish(publish::Arguments),
    /// Write every alert, or every entry, as one JSON object per line
    Export(export::Arguments),
}

/// Runs what the command line says.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log(matches!(arguments.command, Command::Serve));
    let dir = &arguments.config;
    let code = match arguments.command {
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Check => wait(check::run(dir)),
        Command::Serve => wait(serve::run(dir)),
        Command::Demo(arguments) => wait(demo::run(arguments)),
        Command::Fetch(arguments) => wait(fetch::run(dir, arguments)),
        Command::Status(arguments) => wait(status::run(dir, arguments)),
        Command::Held(arguments) => wait(held::run(dir, arguments)),
        Command::Release(arguments) => wait(release::release(dir, arguments)),
        Command::Hold(arguments) => wait(release::hold(dir, arguments)),
        Command::Add(arguments) => wait(add::run(dir, arguments)),
        Command::Try(arguments) => wait(try_out::run(dir, arguments)),
        Command::Explain(arguments) => wait(explain::run(dir, arguments)),
        Command::Look(arguments) => wait(look::run(dir, arguments)),
        Command::Merge(arguments) => wait(editing::merge(dir, arguments)),
        Command::Split(arguments) => wait(editing::split(dir, arguments)),
        Command::Retract(arguments) => wait(retract::retract(dir, arguments)),
        Command::Restore(arguments) => wait(retract::restore(dir, arguments)),
        Command::Redact(arguments) => wait(retract::redact(dir, arguments)),
        Command::Retag(arguments) => wait(retract::retag(dir, arguments)),
        Command::Protect(arguments) => wait(protect::run(dir, arguments)),
        Command::Audit(arguments) => wait(audit::run(dir, arguments)),
        Command::Verify => wait(verify::run(dir)),
        Command::Publish(arguments) => wait(publish::run(dir, arguments)),
        Command::Export(arguments) => wait(export::run(dir, arguments)),
    };
    code.unwrap_or_else(|error| {
        if let Some(problems) = error.downcast_ref::<config::Problems>() {
            eprintln!("{problems}");
            return ExitCode::from(BAD_CONFIG);
        }
        // A reader that has gone away (`almenara export | head`) is no fault.
        let gone = error.chain().any(|cause| {
            cause.downcast_ref::<std::io::Error>().is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
        });
        if gone {
            return ExitCode::SUCCESS;
        }
        eprintln!("almenara: {}", printable(&format!("{error:#}")));
        ExitCode::from(FAILED)
    })
}

fn wait(command: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command)
}

/// Logs go to standard error; `ALMENARA_LOG` says how much (`debug`, `warn`, …).
fn log(daemon: bool) {
    let filter = EnvFilter::try_from_env("ALMENARA_LOG")
        .unwrap_or_else(|_| EnvFilter::new(if daemon { "info,sled=warn" } else { "error" }));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
}

/// The configuration, with its warnings told on standard error.
fn configured(dir: &std::path::Path) -> anyhow::Result<Config> {
    let loaded = config::load(dir)?;
    for warning in &loaded.warnings {
        eprintln!("warning: {warning}");
    }
    Ok(loaded.config)
}

/// Listens from now on for the system's wish that the process stop (SIGINT, SIGTERM, SIGHUP); done when it comes. To be called
/// before anybody is told that the process runs: a signal that finds nobody listening kills it on the spot.
fn interrupted() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    })
}

/// A text from outside for a terminal: control characters, which could move the cursor or rewrite what stands there, are
/// shown as what they are.
fn printable(text: &str) -> String {
    let shown = |c: char| if c.is_control() && c != '\n' { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(shown).collect()
}
