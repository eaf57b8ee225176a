//! `almenara protect`: finds whatever names a person, does away with it, and keeps the name out from then on.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::Path;
use std::process::ExitCode;

use super::release::decide;
use super::retract::typed;
use crate::daemon::{Decision, Protecting};

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// Show the alerts with these in the place of the name, instead of taking them back for safety
    #[arg(long)]
    initials: Option<String>,
    /// Do it without asking. The name and its spellings are read from standard input, a line each, never from arguments
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(dir: &Path, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let names = typed("The name, then other spellings of it (other scripts too), a line each, then an empty line:")?;
    decide(dir, Decision::Protect { names: names.clone(), what: Protecting::Look }).await?;
    let what = arguments.initials.map_or(Protecting::Retract, Protecting::Replace);
    if !arguments.yes && !confirmed(&what)? {
        println!("nothing was done; `--yes` does it without asking");
        return Ok(ExitCode::SUCCESS);
    }
    decide(dir, Decision::Protect { names, what }).await
}

/// Whether somebody who is there says yes.
fn confirmed(what: &Protecting) -> std::io::Result<bool> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Ok(false);
    }
    match what {
        Protecting::Replace(initials) => eprint!("Replace the name by {initials:?} in all of them? [y/N] "),
        _ => eprint!("Take all of them back, for good? This cannot be undone. [y/N] "),
    }
    let mut answer = String::new();
    input.lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
