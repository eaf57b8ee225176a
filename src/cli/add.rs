//! `almenara add`: looks at an address, says what is there, and writes it down as a source when told to.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use url::Url;

use super::try_out::show;
use super::{FAILED, configured, printable};
use crate::config::{self, Config, Found, Proposal};
use crate::daemon;
use crate::discover::{self, Offer, Survey};
use crate::fetch::Fetcher;
use crate::model::{Source, SourceKind, SourceUid, primary_subtag};
use crate::refine::{self, Parsed};

/// How many entries are shown.
const SHOWN: usize = 5;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// The address of a page or a feed
    url: Url,
    /// Write it without asking
    #[arg(long)]
    write: bool,
}

pub(super) async fn run(dir: &Path, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = configured(dir)?;
    let url = arguments.url;
    if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
        bail!(
            "{url} is no address that can be read; give one that begins with https:// or http://, without a name in it"
        );
    }
    refuse_known(&config, &url)?;
    let fetcher = Fetcher::new(config.fetch.clone(), daemon::now)?;
    let source = Source::ad_hoc(url.clone(), SourceKind::Auto);
    let survey = discover::survey(&fetcher, &source).await?;
    let Some(choice) = Choice::of(&survey) else {
        let why = survey.listed.as_ref().err().map(ToString::to_string).unwrap_or_default();
        eprintln!("almenara: nothing that could be read was found: {}", printable(&why));
        return Ok(ExitCode::from(FAILED));
    };
    let (language, name) = (choice.language(&survey), name_of(&survey));
    let own = survey.offers.iter().filter(|offer| offer.own).map(|offer| &offer.document.url);
    let also: Vec<&Url> = [&url, &survey.document.url].into_iter().chain(own).collect();
    let found = Found {
        url: choice.url(&survey),
        kind: choice.kind(),
        also: &also,
        name: name.as_deref(),
        language: language.as_deref(),
    };
    let proposal = match config::propose(&config, &found) {
        Ok(proposal) => proposal,
        Err(known) => bail!("{known}; nothing was written"),
    };
    tell(&survey, &choice);
    let readable = show_entries(&config, &survey, &choice)?;
    if !readable {
        return Ok(ExitCode::from(FAILED));
    }
    let file = dir.join("networks").join(format!("{}.toml", proposal.network));
    let what = if proposal.is_new { "A new file" } else { "To be added to" };
    println!("{what} {}:\n\n{}", file.display(), proposal.text);
    if !(arguments.write || agreed()?) {
        println!("Nothing was written. To have it written: almenara add {url} --write");
        return Ok(ExitCode::SUCCESS);
    }
    write(dir, &file, &proposal)?;
    println!(
        "Written. It is read as {0} once the wire is started again; what it brings waits until you run `almenara release {0}`. Set publish = \"auto\" there once you trust it.",
        proposal.source
    );
    Ok(ExitCode::SUCCESS)
}

/// What is proposed to be read.
enum Choice<'a> {
    /// The document at the address itself.
    Itself(&'a Parsed),
    /// A feed in its place.
    Feed(&'a Offer),
}

impl<'a> Choice<'a> {
    fn of(survey: &'a Survey) -> Option<Self> {
        let itself = survey.listed.as_ref().ok().filter(|parsed| !parsed.entries.is_empty());
        survey.instead().map(Self::Feed).or(itself.map(Self::Itself))
    }

    fn parsed(&self) -> &Parsed {
        match self {
            Self::Itself(parsed) => parsed,
            Self::Feed(offer) => &offer.parsed,
        }
    }

    fn url<'b>(&'b self, survey: &'b Survey) -> &'b Url {
        match self {
            Self::Itself(_) => &survey.document.url,
            Self::Feed(offer) => &offer.document.url,
        }
    }

    fn kind(&self) -> SourceKind {
        self.parsed().kind
    }

    fn language(&self, survey: &Survey) -> Option<String> {
        let page = survey.listed.as_ref().ok().and_then(|parsed| parsed.language.clone());
        let tag = page.or_else(|| self.parsed().language.clone())?;
        primary_subtag(&tag).map(|tag| tag.to_string()).filter(|tag| !tag.is_empty())
    }
}

/// The site's name, as the page says it; else the last part of the title, where pages put it.
fn name_of(survey: &Survey) -> Option<String> {
    let pointers = &survey.pointers;
    let name = pointers.site.clone().or_else(|| pointers.title.as_deref().map(last_part))?;
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(100).collect();
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    (!name.is_empty()).then_some(name)
}

fn last_part(title: &str) -> String {
    let parts = [" | ", " – ", " — ", " - ", " » ", " « "];
    let cut = parts.iter().filter_map(|part| title.rfind(part).map(|at| at + part.len())).max();
    title[cut.unwrap_or(0)..].trim().to_owned()
}

fn refuse_known(config: &Config, url: &Url) -> anyhow::Result<()> {
    let found = Found { url, kind: SourceKind::Auto, also: &[], name: None, language: None };
    match config::propose(config, &found) {
        Ok(_) => Ok(()),
        Err(known) => bail!("{known}; nothing was asked for and nothing was written"),
    }
}

/// What was found, in sentences.
fn tell(survey: &Survey, choice: &Choice<'_>) {
    let url = &survey.document.url;
    match &survey.listed {
        Ok(parsed) if parsed.kind == SourceKind::Feed => {
            println!("{url} is a feed with {} entries.", parsed.entries.len());
        }
        Ok(parsed) => println!("{url} is a page with a list of {} entries.", parsed.entries.len()),
        Err(error) => println!("{url} itself cannot be read: {}", printable(&error.to_string())),
    }
    for offer in &survey.offers {
        let whose = if offer.own { "its own feed" } else { "a feed of the whole site" };
        let how = if offer.linked { "links to" } else { "has at the usual place" };
        let shared = match &survey.listed {
            Ok(_) => format!(", {} of them on the page", offer.gain.shared),
            Err(_) => String::new(),
        };
        println!("It {how} {whose}, {}, with {} entries{shared}.", offer.document.url, offer.parsed.entries.len());
    }
    match choice {
        Choice::Itself(parsed) if parsed.kind == SourceKind::Feed => {}
        Choice::Itself(_) if survey.offers.iter().any(|offer| offer.gain.dates + offer.gain.words > 0) => {
            println!("The page is proposed, because its list is its own; the feed completes its dates and excerpts.");
        }
        Choice::Itself(_) => println!("The page is proposed."),
        Choice::Feed(offer) if offer.own && survey.listed.is_err() => {
            println!("The feed is proposed: it has what the page does not show.");
        }
        Choice::Feed(offer) if offer.own => println!("The feed is proposed: it has the same list, in a surer form."),
        Choice::Feed(_) => println!(
            "The feed is proposed, because the page shows no list. It is the whole site's: look whether all of it are alerts."
        ),
    }
    println!();
}

/// The first entries, as they would be reported; false where there are none.
fn show_entries(config: &Config, survey: &Survey, choice: &Choice<'_>) -> anyhow::Result<bool> {
    let url = choice.url(survey);
    let source = Source { language: choice.language(survey), ..Source::ad_hoc(url.clone(), choice.kind()) };
    let uid = SourceUid::first(&source.id);
    let reading = refine::reading(choice.parsed().clone(), url, &source, uid, &config.vocabulary, daemon::now());
    for warning in &reading.warnings {
        println!("warning: {}", printable(warning));
    }
    if reading.reports.is_empty() {
        eprintln!("almenara: there is no entry in it that could be reported; nothing was written");
        return Ok(false);
    }
    let mut out = std::io::stdout().lock();
    for (number, report) in reading.reports.iter().take(SHOWN).enumerate() {
        show(&mut out, number + 1, report)?;
    }
    if reading.reports.len() > SHOWN {
        writeln!(out, "… and {} more.\n", reading.reports.len() - SHOWN)?;
    }
    let undated = reading.reports.iter().filter(|report| report.published.is_none()).count();
    if undated > 0 {
        writeln!(
            out,
            "{undated} of {} entries show no date; follow = true reads it on their own pages.\n",
            reading.reports.len()
        )?;
    }
    Ok(true)
}

/// Asks at a terminal; nobody else can answer.
fn agreed() -> anyhow::Result<bool> {
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        return Ok(false);
    }
    print!("Write this? [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Writes the file whole or not at all, and takes it back where the configuration would not check any more.
fn write(dir: &Path, file: &Path, proposal: &Proposal) -> anyhow::Result<()> {
    let folder = file.parent().context("the file has a folder")?;
    let cannot = || format!("cannot write {}; check the folder and your rights", file.display());
    std::fs::create_dir_all(folder).with_context(cannot)?;
    let before = match std::fs::read_to_string(file) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(cannot),
    };
    if proposal.is_new && before.is_some() {
        bail!("{} is there already but names no such host; add the lines above to it yourself", file.display());
    }
    let mut text = before.clone().unwrap_or_default();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&proposal.text);
    replace(folder, file, &text).with_context(cannot)?;
    if let Err(problems) = config::load(dir) {
        match before {
            Some(before) => replace(folder, file, &before).with_context(cannot)?,
            None => std::fs::remove_file(file).with_context(cannot)?,
        }
        eprintln!("almenara: with it the configuration would not check any more, so nothing was written:");
        return Err(problems.into());
    }
    Ok(())
}

fn replace(folder: &Path, file: &Path, text: &str) -> std::io::Result<()> {
    let mut whole = tempfile::NamedTempFile::new_in(folder)?;
    whole.write_all(text.as_bytes())?;
    whole.as_file().sync_all()?;
    if let Ok(known) = std::fs::metadata(file) {
        whole.as_file().set_permissions(known.permissions())?;
    } else {
        use std::os::unix::fs::PermissionsExt as _;
        whole.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    whole.persist(file).map_err(|error| error.error)?;
    Ok(())
}
