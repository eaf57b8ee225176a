//! `almenara retract`, `restore`, `redact` and `retag`: the operator's word on what must not stand as it does.

use std::io::{IsTerminal as _, Read as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use super::release::decide;
use crate::daemon::{Decision, Renaming, Retag as Wanted};
use crate::model::{Because, Kind, Urgency};

/// The most that is read of names.
const NAMES: u64 = 1 << 16;

#[derive(clap::Args, Debug)]
pub(super) struct Retract {
    /// Id of an alert, or the link of a report; with --reason source also a source, for all that `status` says it takes back
    #[arg(value_name = "ALERT|LINK|SOURCE")]
    alert: String,
    /// safety erases its text, names and links for good, everywhere in the store; error and source can be undone with
    /// `almenara restore`
    #[arg(long, value_parser = because)]
    reason: Because,
    /// A sentence that readers are shown; it must name nobody
    #[arg(long)]
    note: Option<String>,
}

#[derive(clap::Args, Debug)]
pub(super) struct Restore {
    /// Id of an alert, or the link of a report
    #[arg(value_name = "ALERT|LINK")]
    alert: String,
}

#[derive(clap::Args, Debug)]
pub(super) struct Redact {
    /// Id of an alert, or the link of a report
    #[arg(value_name = "ALERT|LINK")]
    alert: String,
    /// What to replace, and with what; other spellings of the name after `|`. Arguments stand in the shell's history and in the
    /// list of processes: without this option the same is read from standard input, a line each
    #[arg(long, value_name = "NAME[|SPELLING…]=INITIALS")]
    replace: Vec<String>,
}

#[derive(clap::Args, Debug)]
pub(super) struct Retag {
    /// Id of an alert, or the link of a report
    #[arg(value_name = "ALERT|LINK")]
    alert: String,
    /// ISO 3166 codes, leading one first, for example HND,GTM; `none` for none
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    country: Option<Vec<String>>,
    /// Regions, leading one first, where they are not those of the countries; `none` for none
    #[arg(long, value_delimiter = ',', value_name = "REGIONS")]
    region: Option<Vec<String>>,
    /// critical, urgent, elevated, routine, resolved or unknown
    #[arg(long, value_parser = urgency)]
    urgency: Option<Urgency>,
    /// alert, update, outcome, correction, withdrawal, statement or news
    #[arg(long = "type", value_name = "TYPE", value_parser = kind)]
    kind: Option<Kind>,
    /// Take back what was said so before: it is tagged as its reports say
    #[arg(long)]
    as_read: bool,
}

pub(super) async fn retract(dir: &Path, arguments: Retract) -> anyhow::Result<ExitCode> {
    let Retract { alert, reason, note } = arguments;
    decide(dir, Decision::Retract { alert, because: reason, note }).await
}

pub(super) async fn restore(dir: &Path, arguments: Restore) -> anyhow::Result<ExitCode> {
    decide(dir, Decision::Restore { alert: arguments.alert }).await
}

pub(super) async fn redact(dir: &Path, arguments: Redact) -> anyhow::Result<ExitCode> {
    let Redact { alert, replace } = arguments;
    let lines = if replace.is_empty() {
        typed("NAME=INITIALS, a line each, then an empty line (other spellings: NAME|SPELLING=INITIALS):")?
    } else {
        replace
    };
    let names = lines.iter().map(|line| renaming(line)).collect::<anyhow::Result<Vec<_>>>()?;
    decide(dir, Decision::Redact { alert, names }).await
}

pub(super) async fn retag(dir: &Path, arguments: Retag) -> anyhow::Result<ExitCode> {
    let Retag { alert, country, region, urgency, kind, as_read } = arguments;
    let listed = |typed: Vec<String>| typed.into_iter().filter(|word| word != "none" && !word.is_empty()).collect();
    let tags = Wanted { countries: country.map(listed), regions: region.map(listed), urgency, kind, as_read };
    decide(dir, Decision::Retag { alert, tags }).await
}

/// Lines from standard input, up to an empty one where somebody types them.
pub(super) fn typed(prompt: &str) -> anyhow::Result<Vec<String>> {
    let input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("{prompt}");
        let lines = input.lines().map_while(Result::ok).take_while(|line| !line.trim().is_empty());
        return Ok(lines.collect());
    }
    let mut text = String::new();
    input.lock().take(NAMES).read_to_string(&mut text).context("what was given as names is no text in UTF-8")?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// `NAME|SPELLING=INITIALS`.
fn renaming(line: &str) -> anyhow::Result<Renaming> {
    let Some((names, initials)) = line.rsplit_once('=') else {
        bail!("write NAME=INITIALS; a line was given that has no `=`");
    };
    Ok(Renaming { names: names.split('|').map(str::to_owned).collect(), initials: initials.to_owned() })
}

fn because(word: &str) -> Result<Because, String> {
    [Because::Safety, Because::Error, Because::Source]
        .into_iter()
        .find(|because| because.term() == word)
        .ok_or_else(|| "write safety, error or source".to_owned())
}

fn urgency(word: &str) -> Result<Urgency, String> {
    let all = Urgency::ALL;
    all.into_iter()
        .find(|urgency| urgency.term() == word)
        .ok_or_else(|| format!("write {}", all.map(Urgency::term).join(", ")))
}

fn kind(word: &str) -> Result<Kind, String> {
    let all = Kind::ALL;
    all.into_iter().find(|kind| kind.term() == word).ok_or_else(|| format!("write {}", all.map(Kind::term).join(", ")))
}
