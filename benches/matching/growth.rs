//! What a report costs while the store grows: the whole line, on a real store.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

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
/// How many reports before a mark are measured.
const MEASURED: usize = 5_000;
/// Hours of the story's time between two visits.
const STEP: i64 = 4;

/// Fills a store up to so many reports and prints what the last ones before each mark cost.
pub(crate) fn print(most: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    println!("\nthe whole line, {VISIT} entries a visit, {SOURCES} sources, on {}", folder.path().display());
    println!(
        "  {:>9} {:>10} {:>12} {:>12} {:>12} {:>9} {:>9}",
        "reports", "alerts", "CPU µs each", "µs each", "reports a s", "disk MB", "RSS MB"
    );
    runtime.block_on(fill(folder.path(), most));
}

async fn fill(folder: &Path, most: usize) {
    let opened = almenara::store::open("sled:data", folder).await.expect("a store");
    let line = Line {
        store: Arc::clone(&opened.store),
        vocabulary: Vocabulary::builtin(),
        configured: Arc::new(BTreeSet::new()),
        policy: fetch::Policy::default(),
    };
    let sources: Vec<Source> = (0..SOURCES).map(source).collect();
    let mut polls: Vec<Poll> = sources.iter().map(poll).collect();
    let mut world = World::new();
    let mut now = DateTime::from_timestamp(1_000_000_000, 0).expect("an instant");
    let marks: Vec<usize> =
        [10_000, 100_000, 1_000_000].into_iter().filter(|mark| *mark < most).chain([most]).collect();
    let (mut told, mut spent, mut worked) = (0, Duration::ZERO, 0.0);
    let mut first = None;
    for mark in marks {
        while told < mark {
            let turn = world.dice.below(SOURCES);
            let entries: Vec<_> = (0..VISIT).map(|_| world.next()).collect();
            now += TimeDelta::hours(STEP);
            let document = document(&sources[turn], rss(&entries, &sources[turn].hosts[0], &now.to_rfc2822()), now);
            let (start, cpu) = (Instant::now(), cpu());
            let pushed = settle_pushed(&line, &sources[turn], polls[turn].clone(), document, now, 0).await;
            if told + MEASURED >= mark {
                spent += start.elapsed();
                worked += self::cpu() - cpu;
            }
            match pushed.expect("room on the disk") {
                Pushed::Settled(settled) => polls[turn] = settled.poll,
                Pushed::Ignored(why) => panic!("{why}"),
            }
            told += VISIT;
        }
        let [cost, took] = [worked, spent.as_secs_f64()].map(|seconds| seconds * 1e6 / MEASURED as f64);
        (spent, worked) = (Duration::ZERO, 0.0);
        let alerts = opened.store.verify().await.map_or(0, |found| found.alerts);
        let ratio = cost / *first.get_or_insert(cost);
        println!(
            "  {told:>9} {alerts:>10} {cost:>12.0} {took:>12.0} {:>12.0} {:>9} {:>9}   {ratio:.2} times the first",
            1e6 / took,
            size(folder) >> 20,
            memory() >> 10
        );
    }
    opened.store.close().await.expect("a store that can be closed");
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
