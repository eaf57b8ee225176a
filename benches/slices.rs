//! What every slice costs: `cargo bench --bench slices`. Memory and time of the catalogue for a hundred thousand and a
//! million alerts, then a store on disk with a hundred thousand: how long it is looked through at the start, and what
//! five hundred different slices take to be made the first time and handed out again. `-- NUMBER` sets how many are stored.

#[path = "../tests/support/alerts.rs"]
#[expect(dead_code, reason = "tests use the rest")]
mod alerts;

use std::sync::Arc;
use std::time::Instant;

use almenara::model::{Alert, Batch, ChangeKind, Country, Digest, Kind, RegionId, ReportId, Slice, Urgency};
use almenara::publish::{Catalogue, Extras, Publisher, Shelf};
use almenara::render::Context;
use almenara::render::slice::{Terms, parse};
use almenara::store;
use chrono::TimeDelta;

const STORED: u32 = 100_000;
const BATCH: u32 = 500;
const LANGUAGES: [&str; 6] = ["es", "en", "fr", "ar", "pt", "fa"];

fn main() {
    let stored = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(STORED);
    for count in [100_000, 1_000_000] {
        catalogue(count);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(published(stored));
}

fn catalogue(count: u32) {
    let before = resident();
    let (mut catalogue, start) = (Catalogue::default(), Instant::now());
    for number in 0..count {
        catalogue.note(&numbered(number, count));
    }
    let (made, after) = (start.elapsed(), resident());
    println!("catalogue of {count} alerts: {:.1} MB, made in {:.1} s", mega(after - before), made.as_secs_f64());
    let terms = context().terms;
    for query in ["", "country=HND", "country=AAB&urgency=critical&lang=fr", "urgency=critical&active=1", "lang=de"] {
        let slice = parse(query, &terms).expect("a slice");
        let start = Instant::now();
        let page = catalogue.page(&slice, None, 500, alerts::at("2026-11-01T00:00:00Z").date_naive());
        println!("  {:>8.2} ms  {} of {query:?}", start.elapsed().as_secs_f64() * 1e3, page.shown.len());
    }
    let start = Instant::now();
    let counts = catalogue.counts(&Slice::default(), alerts::at("2026-11-01T00:00:00Z").date_naive());
    println!("  {:>8.2} ms  counted {}", start.elapsed().as_secs_f64() * 1e3, counts.total);
}

async fn published(count: u32) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sled:{}", folder.path().display());
    let store = store::open(&url, folder.path()).await.expect("opened").store;
    let start = Instant::now();
    for first in (0..count).step_by(BATCH as usize) {
        let alerts: Vec<(ChangeKind, Alert)> =
            (first..(first + BATCH).min(count)).map(|number| (ChangeKind::New, numbered(number, count))).collect();
        let at = alerts.last().map_or_else(Default::default, |(_, alert)| alert.updated);
        store.commit(Batch::new(at, alerts, Vec::new(), None)).await.expect("committed");
    }
    println!("stored {count} alerts in {:.1} s; {:.1} MB resident", start.elapsed().as_secs_f64(), mega(resident()));

    let publisher = Publisher::new(Arc::new(context()), Shelf::default(), Arc::clone(&store));
    let start = Instant::now();
    publisher.publish(Extras::default()).await.expect("published");
    println!("main feed after {:.2} s", start.elapsed().as_secs_f64());
    publisher.catch_up().await.expect("caught up");
    publisher.publish(Extras::default()).await.expect("published");
    println!("every feed after {:.1} s; {:.1} MB resident", start.elapsed().as_secs_f64(), mega(resident()));

    for round in ["first time", "again"] {
        let (mut bytes, start) = (0, Instant::now());
        for number in 0..500_usize {
            let query = format!(
                "urgency={}&lang={}&country={},{}&type=alert,{}",
                Urgency::ALL[number % 6].term(),
                LANGUAGES[number / 6 % 6],
                code(number as u32 % 50),
                code(number as u32 % 70),
                Kind::ALL[number / 36 % 7].term(),
            );
            let path = ["/feed.atom", "/feed.rss", "/feed.json"][number % 3];
            bytes += publisher.get(path, Some(&query)).await.expect("a feed").body.len();
        }
        println!(
            "500 slices {round}: {:.2} ms each, {:.1} MB of feeds; {:.1} MB kept, {:.1} MB resident",
            start.elapsed().as_secs_f64() * 2.0,
            mega(bytes as u64),
            mega(publisher.kept() as u64),
            mega(resident())
        );
    }
    let start = Instant::now();
    for number in count..count + 20 {
        let alert = numbered(number, count);
        store
            .commit(Batch::new(alert.updated, vec![(ChangeKind::New, alert)], Vec::new(), None))
            .await
            .expect("committed");
        publisher.publish(Extras::default()).await.expect("published");
    }
    println!("from commit to published: {:.1} ms", start.elapsed().as_secs_f64() * 50.0);
    store.close().await.expect("closed");
}

/// One of `count` alerts over two years, of 200 countries, 6 languages and 30 networks.
fn numbered(number: u32, count: u32) -> Alert {
    let mut alert = alerts::alert(0, "2025-01-01T12:00:00Z");
    let report = ReportId(Digest::of_bytes(&number.to_be_bytes()));
    alert.id = almenara::model::AlertId::of(&report);
    let at = alert.updated + TimeDelta::minutes(i64::from(number) * 1_000_000 / i64::from(count));
    (alert.updated, alert.published, alert.history[0].at) = (at, at, at);
    alert.tags.countries = vec![code(number % 200)];
    alert.tags.regions = vec![RegionId(format!("region-{}", number % 200 / 40))];
    alert.tags.urgency = Urgency::ALL[number as usize / 7 % 6];
    alert.tags.kind = Kind::ALL[number as usize / 11 % 7];
    let lead = &mut alert.reports[0];
    lead.id = report;
    lead.tags.language = Some(LANGUAGES[number as usize / 13 % 6].to_owned());
    lead.network.0 = format!("network-{}.example", number / 17 % 30);
    lead.source.0 = format!("source-{}", number / 17 % 60);
    alert
}

fn code(number: u32) -> Country {
    let letter = |n: u32| char::from(b'A' + (n % 26) as u8);
    Country::new(&[letter(number / 676), letter(number / 26), letter(number)].iter().collect::<String>())
        .expect("three letters")
}

fn context() -> Context {
    let mut ctx = alerts::context();
    ctx.labels.countries.extend((0..200).map(|number| (code(number), format!("Country {number}"))));
    ctx.terms = Terms::new(&ctx.labels, &ctx.directory, LANGUAGES.into_iter().chain(["de"]).map(str::to_owned));
    ctx
}

fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Bytes of memory that this process holds now.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() * 1024
}
