//! The whole configuration folder, read and checked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use toml::de::DeTable;

use crate::fetch;
use crate::model::{Directory, NamedFeed, Network, Publish, Publisher, Source};
use crate::refine::tag::{Vocabulary, VocabularyError};
use crate::render::Tongues;
use crate::render::slice::Terms;

use super::across::Claims;
use super::feeds;
use super::file::File;
use super::headers::{self, Mend};
use super::keys::{FEEDS, NETWORK, SETTINGS};
use super::languages;
use super::network;
use super::problem::{Problem, Problems, Refusal, Spot};
use super::push::Push;
use super::section::Section;
use super::settings::{self, Server, Settings};
use super::strays::{stem, strays};
use super::texts;
use super::values;

/// Everything the operator has set, checked: nothing later validates it again.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder that relative paths start from: the parent of the configuration folder.
    pub root: PathBuf,
    /// Where the wire answers.
    pub server: Server,
    /// Address of the store, for example `sled:data`.
    pub store_url: String,
    /// How sources are fetched.
    pub fetch: fetch::Policy,
    /// Whether the links of published alerts are looked at again.
    pub look_again: bool,
    /// How long texts are kept; `None` for ever.
    pub retention: Option<Duration>,
    /// Who publishes.
    pub publisher: Publisher,
    /// Who is told of changes.
    pub push: Push,
    /// The folder in which what is published is kept as plain files.
    pub export: Option<PathBuf>,
    /// What is read, in the order of the files' names.
    pub networks: Vec<Network>,
    /// Names and cues for tagging.
    pub vocabulary: Arc<Vocabulary>,
    /// Names of networks and addresses of sources, under present and former ids.
    pub directory: Directory,
    /// What readers may ask for.
    pub terms: Terms,
    /// The feeds that are published by name.
    pub feeds: Vec<NamedFeed>,
    /// The languages that pages are written in.
    pub tongues: Arc<Tongues>,
}

impl Config {
    /// All sources of all networks, in the order of the files.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.networks.iter().flat_map(|network| &network.sources)
    }
}

/// A configuration that can be used.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// Things to know that keep nobody from using it.
    pub warnings: Vec<Problem>,
}

/// Reads a configuration folder. Everything but `almenara.toml` may be missing. All problems of all files are
/// returned at once.
pub fn load(dir: &Path) -> Result<Loaded, Problems> {
    let mut found = Found::default();
    let vocabulary = vocabulary(&dir.join("vocabularies"), &mut found);
    let tongues = texts::read(&dir.join("texts"), &vocabulary, &mut found);
    // Read first, for what they make known; told second.
    let mut of_networks = Found::default();
    let networks = networks(&dir.join("networks"), &vocabulary, &mut of_networks);
    let directory = directory(&networks);
    let terms = terms(&networks, &vocabulary, &directory);
    let read = |whole: &Section| settings::read(whole, &root(dir), &terms);
    let settings = read_file(&dir.join("almenara.toml"), SETTINGS, &mut found, read);
    found.errors.extend(of_networks.errors);
    found.warnings.extend(of_networks.warnings);
    let path = dir.join("feeds.toml");
    let written = path.exists().then(|| read_file(&path, FEEDS, &mut found, |whole| feeds::read(whole, &terms)));
    let feeds = written.flatten().unwrap_or_default();
    found.warnings.extend(strays(dir));
    match (Problems::new(found.errors, &found.warnings), settings) {
        (None, Some(settings)) => {
            let Settings { server, store_url, fetch, look_again, retention, publisher, push, export } = settings;
            let root = root(dir);
            let config = Config {
                root,
                server,
                store_url,
                fetch,
                look_again,
                retention,
                publisher,
                push,
                export,
                networks,
                vocabulary,
                directory,
                terms,
                feeds,
                tongues,
            };
            Ok(Loaded { config, warnings: found.warnings })
        }
        (Some(problems), _) => Err(problems),
        (None, None) => unreachable!("a file that cannot be read is a problem"),
    }
}

#[derive(Default)]
pub(super) struct Found {
    pub(super) errors: Vec<Problem>,
    warnings: Vec<Problem>,
}

fn directory(networks: &[Network]) -> Directory {
    let mut directory = Directory::default();
    // Present ids last, so that they win over whoever had them before.
    for network in networks {
        for id in network.formerly.iter().chain([&network.id]) {
            directory.networks.insert(id.clone(), (network.name.clone(), network.homepage.clone()));
            directory.rights.extend(network.rights.clone().map(|rights| (id.clone(), rights)));
        }
        for source in &network.sources {
            for id in source.formerly.iter().chain([&source.id]) {
                directory.sources.insert(id.clone(), source.url.clone());
                if source.publish == Publish::Headline {
                    directory.headlines.insert(id.clone());
                }
            }
        }
    }
    directory
}

/// All that is known, whether or not anything of it is stored.
fn terms(networks: &[Network], vocabulary: &Vocabulary, directory: &Directory) -> Terms {
    let sources = networks.iter().flat_map(|network| &network.sources);
    let configured = sources.filter_map(|source| source.language.clone());
    let recognised = vocabulary.languages().map(str::to_owned);
    let known = languages::codes().map(str::to_owned).chain(recognised).chain(configured);
    Terms::new(&vocabulary.labels(), directory, known)
}

/// The parent folder by name; `.` and `..` have no name, so there the disk is asked.
fn root(dir: &Path) -> PathBuf {
    let named = dir.file_name().and(dir.parent()).map(Path::to_owned);
    let parent = named.or_else(|| dir.canonicalize().ok()?.parent().map(Path::to_owned));
    parent.filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| PathBuf::from("."))
}

/// Parses a file and hands it on as a section. Syntax errors do not hide what else is wrong with it.
fn read_file<T>(path: &Path, known: &[&str], found: &mut Found, read: impl FnOnce(&Section) -> T) -> Option<T> {
    let written = File::read(path).map_err(|problem| found.errors.push(*problem)).ok()?;
    let first = DeTable::parse_recoverable(&written.text);
    let mut errors = syntax(&written, &first.1);
    let mended = headers::mend(&written.text, errors.keys().copied(), known);
    let second = (!mended.is_empty()).then(|| written.with_text(headers::apply(&written.text, &mended)));
    let (file, (table, left)) = match &second {
        Some(file) => (file, DeTable::parse_recoverable(&file.text)),
        None => (&written, first),
    };
    let torn = syntax(file, &left);
    let lost = !torn.is_empty() || mended.values().any(|mend| matches!(mend, Mend::LeaveOut));
    let value = read(&Section::whole(file, table.get_ref(), lost, known));
    let mut told = file.errors.take();
    told.retain(|problem| problem.line.is_none_or(|line| !torn.contains_key(&line)));
    // Whatever else was misunderstood at first hung on the broken headers.
    errors.retain(|line, _| mended.contains_key(line));
    for (line, problem) in &mut errors {
        if let Some(Mend::Write(header)) = mended.get(line) {
            problem.remedy = format!("write {header} alone on the line");
        }
    }
    for (line, problem) in torn {
        errors.entry(line).or_insert(problem);
    }
    told.sort_by_key(|problem| (problem.line, problem.column));
    let mut errors: Vec<Problem> = errors.into_values().chain(told).collect();
    errors.sort_by_key(|problem| problem.line);
    found.errors.extend(errors);
    found.warnings.extend(file.warnings.take());
    Some(value)
}

/// What cannot be understood as TOML, one problem for each line.
fn syntax(file: &File, errors: &[toml::de::Error]) -> BTreeMap<usize, Problem> {
    let mut problems = BTreeMap::new();
    for error in errors {
        let spot = file.spot(error.span().map_or(0, |span| span.start), String::new());
        let message = format!("cannot be understood: {}", error.message());
        let remedy = "compare the line with the examples in config/README.md: a key, =, and a value, texts in quotes";
        problems.entry(spot.line.unwrap_or(1)).or_insert_with(|| spot.problem(Refusal::new(message, remedy)));
    }
    problems
}

fn networks(folder: &Path, vocabulary: &Vocabulary, found: &mut Found) -> Vec<Network> {
    let mut claims = Claims::default();
    let mut ids = Vec::new();
    let mut networks = Vec::new();
    for (stem, path) in toml_files(folder, found) {
        match values::network_id(&stem) {
            Ok(id) => {
                ids.push((id.clone(), Spot::file(path.clone())));
                let read = |whole: &Section| network::read(whole, id, vocabulary, &mut claims);
                networks.extend(read_file(&path, NETWORK, found, read).flatten());
            }
            Err(refusal) => {
                let remedy = "name the file after the organisation's domain, for example example.org.toml";
                found.errors.push(Spot::file(path).problem(Refusal { remedy: remedy.to_owned(), ..refusal }));
            }
        }
    }
    found.errors.extend(claims.clashes(&ids));
    found.warnings.extend(claims.repeats());
    networks
}

/// The files of a folder that stand in the place of compiled ones: name and text of each.
pub(super) fn texts_in(folder: &Path, found: &mut Found) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (stem, path) in toml_files(folder, found) {
        match File::read(&path) {
            Ok(file) => texts.push((format!("{stem}.toml"), file.text)),
            Err(problem) => found.errors.push(*problem),
        }
    }
    texts
}

/// What is wrong in a file that stands in the place of a compiled one.
pub(super) fn of_builtin(file: PathBuf, line: usize, column: usize, message: String) -> Problem {
    let remedy = "mend the file, or remove it: what is compiled in is used in its place".to_owned();
    Problem { file, line: Some(line), column: Some(column), key: String::new(), message, remedy }
}

fn vocabulary(folder: &Path, found: &mut Found) -> Arc<Vocabulary> {
    let texts = texts_in(folder, found);
    if texts.is_empty() {
        return Vocabulary::builtin();
    }
    match Vocabulary::load(&texts) {
        Ok(vocabulary) => Arc::new(vocabulary),
        Err(errors) => {
            let at =
                |error: VocabularyError| of_builtin(folder.join(error.file), error.line, error.column, error.message);
            found.errors.extend(errors.into_iter().map(at));
            Vocabulary::builtin()
        }
    }
}

/// The `.toml` files of a folder with their names without that, in order; a missing folder has none.
pub(super) fn toml_files(folder: &Path, found: &mut Found) -> Vec<(String, PathBuf)> {
    let mut refuse = |error: std::io::Error| {
        let remedy = "check that it is a folder which this user may read";
        found
            .errors
            .push(Spot::file(folder.to_owned()).problem(Refusal::new(format!("cannot be read: {error}"), remedy)));
    };
    let mut files = Vec::new();
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries {
                match entry {
                    Ok(entry) => files.push(entry.path()),
                    Err(error) => refuse(error),
                }
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => refuse(error),
    }
    files.sort();
    files.into_iter().filter_map(|path| Some((stem(&path)?, path))).collect()
}
