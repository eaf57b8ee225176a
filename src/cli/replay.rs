//! `almenara replay`: entries from standard input through tagging and matching, one answer per entry. No network, no
//! disk; memory grows only with what matching must remember.

use std::collections::HashMap;
use std::io::{BufRead, Read as _, Write};
use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;
use url::Url;

use super::output::{Judged, Said};
use crate::matching::{Keys, Knowledge, decide};
use crate::model::{AlertId, NetworkId, Report, Source, SourceId, SourceKind, SourceUid};
use crate::refine::{self, parse::dates, tag::Vocabulary};

/// Longest line taken.
const LINE_BYTES: u64 = 4 << 20;

#[derive(clap::Args, Debug)]
pub(super) struct Arguments {
    /// Accepted for symmetry: lines of JSON are the only output
    #[arg(long)]
    json: bool,
    /// Tell on standard error when two alerts that were printed already turn out to be one
    #[arg(long)]
    merges: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut input = std::io::BufReader::with_capacity(1 << 16, std::io::stdin().lock());
    let mut out = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let mut replay = Replay::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = input.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line)?;
        if length == 0 {
            break;
        }
        if length as u64 == LINE_BYTES && line.last() != Some(&b'\n') {
            input.skip_until(b'\n')?;
            writeln!(out, "{}", error("the line is longer than 4 MiB"))?;
        } else if !line.trim_ascii().is_empty() {
            writeln!(out, "{}", replay.answer(&line))?;
            let merges = std::mem::take(&mut replay.merges);
            if arguments.merges {
                for (younger, older) in merges {
                    eprintln!("{}", json!({ "merged": younger.urn(), "into": older.urn() }));
                }
            }
        }
        // Nothing more is waiting: let the reader at the other end see what there is.
        if input.buffer().is_empty() {
            out.flush()?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The pure part of the line, with its memory.
struct Replay {
    vocabulary: Arc<Vocabulary>,
    knowledge: Knowledge,
    sources: HashMap<String, (Source, SourceUid)>,
    /// Who was the first to report under a host: without a configuration that is taken for its owner.
    owners: HashMap<String, SourceUid>,
    /// Alerts that became one with another since they were last told of.
    merges: Vec<(AlertId, AlertId)>,
    /// The latest `published` seen: the replay's clock.
    now: DateTime<Utc>,
}

impl Default for Replay {
    fn default() -> Self {
        Self {
            vocabulary: Vocabulary::builtin(),
            knowledge: Knowledge::default(),
            sources: HashMap::new(),
            owners: HashMap::new(),
            merges: Vec::new(),
            now: DateTime::UNIX_EPOCH,
        }
    }
}

impl Replay {
    fn answer(&mut self, line: &[u8]) -> String {
        let report = match self.read(line) {
            Ok(report) => report,
            Err(message) => return error(&message),
        };
        let keys = Keys::of(&report);
        let decision = decide(&report, &keys, &self.knowledge);
        self.knowledge.learn(&decision, &report, &keys);
        self.merges.extend(decision.merges.iter().map(|younger| (*younger, decision.alert)));
        serde_json::to_string(&Judged::of(&report, &decision, self.knowledge.first_of(decision.alert)))
            .unwrap_or_else(|why| error(&why.to_string()))
    }

    fn read(&mut self, line: &[u8]) -> Result<Report, String> {
        // Exports of other programs may begin with a byte order mark.
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let said: Said = serde_json::from_slice(line).map_err(|why| format!("this line is no entry: {why}"))?;
        let (source, uid) = self.source(said.source.as_deref().unwrap_or_default());
        let hints = dates::Hints { language: None, timezone: Tz::UTC, ..dates::Hints::default() };
        let published = match &said.published {
            Some(text) if !text.trim().is_empty() => Some(dates::parse(text, &hints).ok_or_else(|| {
                format!("published is {text:?}, which is no date; write RFC 3339, for example 2026-03-09T10:00:00Z")
            })?),
            _ => None,
        };
        self.now = published.map_or(self.now, |moment| moment.instant(Tz::UTC).max(self.now));
        let entry = said.entry(published).ok_or("an entry needs a title")?;
        let mut report = refine::report(&entry, &source, uid, None, None, &self.vocabulary, self.now)
            .ok_or("nothing is left of this entry's text after cleaning")?;
        if let Some(host) = report.link.as_ref().and_then(Url::host_str) {
            report.own_link = *self.owners.entry(host.to_owned()).or_insert(uid) == uid;
        }
        Ok(report)
    }

    /// A source by its name; replay knows no configuration.
    fn source(&mut self, name: &str) -> (Source, SourceUid) {
        if let Some(known) = self.sources.get(name) {
            return known.clone();
        }
        let id = SourceId(name.to_owned());
        let uid = SourceUid::first(&id);
        let nowhere = Url::parse("https://replay.invalid/").expect("a valid address");
        let source = Source {
            id,
            network: NetworkId(name.to_owned()),
            hosts: Vec::new(),
            ..Source::ad_hoc(nowhere, SourceKind::Feed)
        };
        self.sources.insert(name.to_owned(), (source.clone(), uid));
        (source, uid)
    }
}

fn error(message: &str) -> String {
    json!({ "error": message }).to_string()
}
