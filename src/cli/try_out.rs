//! `almenara try`: a dry run on a source, an address or a file. Writes nothing, needs no configuration.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use url::Url;

use super::{FAILED, configured, output, printable};
use crate::config::Config;
use crate::daemon;
use crate::discover::{self, Listing};
use crate::fetch::{Answer, Cidr, Fetcher, Policy};
use crate::model::{
    Digest, Document, Layout, Reason, Rejected, Report, Select, Source, SourceId, SourceKind, SourceUid, TitleFrom,
    Validators,
};
use crate::refine::{self, drift, tag::Vocabulary};

/// Largest file read.
const FILE_BYTES: u64 = 16 << 20;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// A configured source's id, or an address
    #[arg(value_name = "SOURCE|URL", required_unless_present = "from")]
    target: Option<String>,
    /// Read this file instead of the network (`-` for standard input)
    #[arg(long, value_name = "FILE", requires = "base", conflicts_with = "target")]
    from: Option<PathBuf>,
    /// The address the file was got from; relative links are resolved against it
    #[arg(long, value_name = "URL", requires = "from")]
    base: Option<Url>,
    /// How to read it
    #[arg(long, default_value = "auto", value_parser = ["auto", "feed", "page"])]
    kind: String,
    /// One JSON object per report and line
    #[arg(long)]
    json: bool,
    /// Contact for the User-Agent, where none is configured
    #[arg(long, value_name = "MAILTO", conflicts_with = "from")]
    contact: Option<String>,
    /// Private addresses that may be asked, where none are configured
    #[arg(long, value_name = "CIDR", conflicts_with = "from")]
    allow_private: Vec<Cidr>,
}

pub(super) async fn run(dir: &Path, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config =
        if arguments.from.is_none() && dir.join("almenara.toml").exists() { Some(configured(dir)?) } else { None };
    let mut around = None;
    let (source, document) = match (&arguments.from, &arguments.base, &arguments.target) {
        (Some(file), Some(base), _) => {
            (Source::ad_hoc(base.clone(), kind(&arguments.kind)), from_file(file, base.clone())?)
        }
        (_, _, Some(target)) => {
            let source = named(config.as_ref(), dir, target, kind(&arguments.kind))?;
            let (fetcher, document) = from_network(config.as_ref(), &arguments, &source).await?;
            around = Some(fetcher);
            (source, document)
        }
        _ => bail!("name a source or an address, or give --from FILE --base URL"),
    };
    let vocabulary = config.map_or_else(Vocabulary::builtin, |config| config.vocabulary);
    let uid = SourceUid::first(&source.id);
    let json = arguments.json;
    let select = if json || source.select.is_some() {
        None
    } else {
        let (document, source) = (document.clone(), source.clone());
        blocking(move || refine::parse::selectors(&document, &source)).await?
    };
    let reading = if let Some(fetcher) = around {
        // As the wire does: with what the page's own feed adds to it.
        let (nothing, now) = (Digest::of_bytes(b""), daemon::now());
        let (listing, _) = discover::listing(&fetcher, &source, document, false, None, nothing, now).await;
        let Listing { parsed, base, .. } = listing?;
        let source = source.clone();
        blocking(move || refine::reading(parsed, &base, &source, uid, &vocabulary, now)).await?
    } else {
        let source = source.clone();
        blocking(move || refine::refine(&document, &source, uid, &vocabulary, daemon::now())).await??
    };
    for warning in &reading.warnings {
        eprintln!("warning: {}", printable(warning));
    }
    if reading.reports.is_empty() {
        eprintln!("almenara: it was read as a {}, but there is no entry in it", kind_word(reading.kind));
        return Ok(ExitCode::from(FAILED));
    }
    if let Some(why) = drift::doubt(&source, &reading.reports, reading.kind) {
        eprintln!(
            "note: as a first reading this is ambiguous ({why}): `almenara fetch` would keep it back until you release the source"
        );
    }
    if source.follow {
        eprintln!("note: the pages of the entries (follow = true) are read by `almenara fetch`, not here");
    }
    let mut out = std::io::BufWriter::new(std::io::stdout());
    for (number, report) in reading.reports.iter().enumerate() {
        if json {
            writeln!(out, "{}", serde_json::to_string(&output::Shown::of(report))?)?;
        } else {
            show(&mut out, number + 1, report)?;
        }
    }
    if !json && reading.kind == SourceKind::Page {
        explain(&mut out, &reading.layout, select.as_ref())?;
    }
    out.flush()?;
    if !json && std::io::stdout().is_terminal() {
        println!("{} reports, read as a {}. Nothing was stored.", reading.reports.len(), kind_word(reading.kind));
    }
    Ok(ExitCode::SUCCESS)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.context("reading failed inside the program; please report this with the page")
}

fn kind(word: &str) -> SourceKind {
    match word {
        "feed" => SourceKind::Feed,
        "page" => SourceKind::Page,
        _ => SourceKind::Auto,
    }
}

fn kind_word(kind: SourceKind) -> &'static str {
    if kind == SourceKind::Feed { "feed" } else { "page" }
}

/// The configured source of that name, or an address as a source that nobody configured.
fn named(config: Option<&Config>, dir: &Path, target: &str, kind: SourceKind) -> anyhow::Result<Source> {
    let id = SourceId(target.to_owned());
    if let Some(source) = config.and_then(|config| config.sources().find(|source| source.id == id)) {
        return Ok(source.clone());
    }
    match Url::parse(target) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            // What is known of the address helps; its selectors do not: whoever gives an address wants to see what is there.
            let known = config.and_then(|config| config.sources().find(|source| source.url == url));
            Ok(known.map_or_else(|| Source::ad_hoc(url, kind), |known| Source { select: None, kind, ..known.clone() }))
        }
        _ => bail!(
            "{target:?} is neither a source in {} nor an address that begins with https:// or http://",
            dir.display()
        ),
    }
}

fn from_file(file: &Path, base: Url) -> anyhow::Result<Document> {
    let mut body = Vec::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin().take(FILE_BYTES + 1).read_to_end(&mut body)
    } else {
        std::fs::File::open(file).and_then(|open| open.take(FILE_BYTES + 1).read_to_end(&mut body))
    };
    read.with_context(|| format!("cannot read {}; check its name and your rights", file.display()))?;
    if body.len() as u64 > FILE_BYTES {
        bail!("{} is larger than 16 MiB; the wire would refuse it too", file.display());
    }
    Ok(Document { url: base, content_type: None, body, validators: Validators::default(), fetched: daemon::now() })
}

async fn from_network(
    config: Option<&Config>,
    arguments: &Arguments,
    source: &Source,
) -> anyhow::Result<(Fetcher, Document)> {
    let mut policy = config.map_or_else(Policy::default, |config| config.fetch.clone());
    if let Some(contact) = &arguments.contact {
        policy.contact.clone_from(contact);
    }
    policy.allow_private.extend(arguments.allow_private.iter().copied());
    let fetcher = Fetcher::new(policy, daemon::now)?;
    match fetcher.visit_for(source, &source.url, &Validators::default()).await? {
        Answer::Fresh { document, moved_permanently, .. } => {
            if let Some(url) = moved_permanently {
                eprintln!("warning: {} says it has moved for good to {url}", source.url);
            }
            Ok((fetcher, document))
        }
        Answer::Unchanged { .. } => bail!("{} answered 304 although nothing was asked conditionally", source.url),
    }
}

/// Where the list of a page was found, what it looks like in numbers, and how an operator can ask for just that.
fn explain(out: &mut impl std::io::Write, layout: &Layout, select: Option<&Select>) -> std::io::Result<()> {
    let Layout { path, entries, titled, linked, dated, told } = layout;
    writeln!(out, "The list stands at {}", printable(path))?;
    writeln!(
        out,
        "{entries} entries: {titled} with a title, {linked} with a link, {dated} with a date, {told} with a text"
    )?;
    let Some(Select { entry, title, link, date, summary, .. }) = select else { return Ok(()) };
    writeln!(out, "Selectors that take the same from this page, for its file in networks/, where they are needed:\n")?;
    writeln!(out, "[sources.select]")?;
    let fields = [("entry", Some(entry)), ("title", title.as_ref()), ("link", link.as_ref()), ("date", date.as_ref())];
    for (key, css) in fields.into_iter().chain([("summary", summary.as_ref())]) {
        if let Some(css) = css {
            writeln!(out, "{key} = \"{}\"", printable(css))?;
        }
    }
    writeln!(out)
}

/// A report for people's eyes.
pub(super) fn show(out: &mut impl std::io::Write, number: usize, report: &Report) -> std::io::Result<()> {
    let tags = &report.tags;
    let made = if report.title_from == TitleFrom::Summary { "  (title made from the summary)" } else { "" };
    writeln!(out, "{number}. {}{made}", printable(&report.title))?;
    if let Some(link) = &report.link {
        writeln!(out, "   {link}")?;
    }
    let countries = tags.countries.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let words = [
        report.published.map_or_else(|| "no date".to_owned(), |moment| moment.to_string()),
        tags.language.clone().unwrap_or_else(|| "language unknown".to_owned()),
        if countries.is_empty() { "country unknown".to_owned() } else { countries },
        tags.region().map_or_else(|| "region unknown".to_owned(), ToString::to_string),
        format!("urgency {}", tags.urgency),
        tags.kind.to_string(),
    ];
    let themes = tags.themes.iter().map(ToString::to_string);
    let deadline = tags.deadline.map(|day| format!("deadline {day}"));
    let words = words.into_iter().chain(themes).chain(deadline).collect::<Vec<_>>();
    writeln!(out, "   {}", words.join(" · "))?;
    for Reason { tag, rule, matched, field, basis } in report.reasons.iter().chain(&tags.reasons) {
        writeln!(out, "     {tag}: {rule}, \"{}\" in {} ({})", printable(matched), field.term(), basis.term())?;
    }
    for Rejected { tag, rule, matched, field, why } in &tags.rejected {
        writeln!(out, "     not {tag}: {rule}, \"{}\" in {} ({why})", printable(matched), field.term())?;
    }
    writeln!(out)
}
