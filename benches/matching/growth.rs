//! What a report costs while the store grows: the whole line, on a real store.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use almenara::fetch;
use almenara::model::{Digest, Document, NetworkId, Poll, Source, SourceId, SourceKind, SourceUid, Validators};
use almenara::pipeline::{Line, Pushed, settle_pushed};
use almenara::refine::tag::Vocabulary;
use chrono::{DateTime, TimeDelta, Utc};

use super::tables::together::world::{World, rss};

/// Networks that report.
const SOURCES: usize = 40;
/// Entries that one visit brings: as many as are announced.
const VISIT: usize = 50;
/// How many reports are measured at each mark.
const MEASURED: usize = 5_000;
/// Hours of the story's time between two visits.
const STEP: i64 = 4;

/// Reports of the smaller store, which each larger one is held against.
const FEW: usize = 10_000;

/// Fills a store up to so many reports and prints what more of them cost at each mark. What a machine does besides moves
/// the cost more than a store does, so at each mark another store of [`FEW`] takes turns with the large one.
pub(crate) fn print(most: usize) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    println!("\nthe whole line, {VISIT} entries a visit, {SOURCES} sources, in {}", std::env::temp_dir().display());
    println!(
        "  {:>9} {:>10} {:>12} {:>12} {:>12} {:>9} {:>9}",
        "reports", "alerts", "CPU µs each", "µs each", "reports a s", "disk MB", "RSS MB"
    );
    runtime.block_on(async {
        let mut large = Filled::new().await;
        for mark in [FEW, 100_000, 300_000, 1_000_000].into_iter().filter(|mark| *mark < most).chain([most]) {
            large.fill(mark).await;
            let (disk, memory) = (size(large.folder.path()), memory());
            let mut small = Filled::new().await;
            small.fill(FEW).await;
            let (mut few, mut many) = (Cost::default(), Cost::default());
            for _ in 0..MEASURED / VISIT {
                few += small.visit().await;
                many += large.visit().await;
            }
            let alerts = large.line.store.verify().await.map_or(0, |found| found.alerts);
            let [worked, took, beside] = [many.worked, many.took, few.worked].map(|s| s * 1e6 / MEASURED as f64);
            println!(
                "  {:>9} {alerts:>10} {worked:>12.0} {took:>12.0} {:>12.0} {:>9} {:>9}   {:.2} times {beside:.0} with {FEW}",
                large.told,
                1e6 / took,
                disk >> 20,
                memory >> 10,
                worked / beside,
            );
            small.line.store.close().await.expect("a store that can be closed");
        }
        large.line.store.close().await.expect("a store that can be closed");
    });
}

/// Seconds of work and of time.
#[derive(Default, Clone, Copy)]
struct Cost {
    worked: f64,
    took: f64,
}

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, more: Self) {
        self.worked += more.worked;
        self.took += more.took;
    }
}

/// A store that is being filled.
struct Filled {
    folder: tempfile::TempDir,
    line: Line,
    sources: Vec<Source>,
    polls: Vec<Poll>,
    world: World,
    now: DateTime<Utc>,
    told: usize,
}

impl Filled {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let opened = almenara::store::open("sled:data", folder.path()).await.expect("a store");
        let line = Line {
            store: Arc::clone(&opened.store),
            vocabulary: Vocabulary::builtin(),
            configured: Arc::new(BTreeSet::new()),
            policy: fetch::Policy::default(),
        };
        let sources: Vec<Source> = (0..SOURCES).map(source).collect();
        let polls = sources.iter().map(poll).collect();
        let now = DateTime::from_timestamp(1_000_000_000, 0).expect("an instant");
        Self { folder, line, sources, polls, world: World::new(), now, told: 0 }
    }

    async fn fill(&mut self, until: usize) {
        while self.told < until {
            self.visit().await;
        }
    }

    /// One visit to one of the sources.
    async fn visit(&mut self) -> Cost {
        let turn = self.world.dice.below(SOURCES);
        let source = &self.sources[turn];
        let entries: Vec<_> = (0..VISIT).map(|_| self.world.next()).collect();
        self.now += TimeDelta::hours(STEP);
        let document = document(source, rss(&entries, &source.hosts[0], &self.now.to_rfc2822()), self.now);
        let (start, cpu) = (Instant::now(), cpu());
        let pushed = settle_pushed(&self.line, source, self.polls[turn].clone(), document, self.now, 0).await;
        let cost = Cost { worked: self::cpu() - cpu, took: start.elapsed().as_secs_f64() };
        match pushed.expect("room on the disk") {
            Pushed::Settled(settled) => self.polls[turn] = settled.poll,
            Pushed::Ignored(why) => panic!("{why}"),
        }
        self.told += VISIT;
        cost
    }
}

fn source(number: usize) -> Source {
    let host = format!("n{number}.example");
    let url = format!("https://{host}/feed").parse().expect("an address");
    let id = SourceId(format!("n{number}"));
    let network = NetworkId(host.clone());
    Source { id, network_name: host, network, language: Some("en".to_owned()), ..Source::ad_hoc(url, SourceKind::Feed) }
}

fn poll(source: &Source) -> Poll {
    let uid = SourceUid(Digest::of("bench", &[source.id.0.as_bytes()]));
    Poll { imported: true, ..Poll::never(source.id.clone(), uid, source.url.clone()) }
}

fn document(source: &Source, body: Vec<u8>, fetched: DateTime<Utc>) -> Document {
    let content_type = Some("application/rss+xml".to_owned());
    Document { url: source.url.clone(), content_type, body, validators: Validators::default(), fetched }
}

fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map_while(Result::ok);
    entries
        .map(|entry| match entry.metadata() {
            Ok(about) if about.is_dir() => size(&entry.path()),
            Ok(about) => about.len(),
            Err(_) => 0,
        })
        .sum()
}

/// CPU seconds of this process so far, all its threads together: what other work on the machine hardly moves.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace().skip(11).take(2);
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Resident memory, in kilobytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok());
    line.unwrap_or(0)
}
