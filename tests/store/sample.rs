//! Invented batches, and a store in a folder of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use almenara::model::{
    Alert, AlertId, AlertState, Batch, ChangeKind, Country, Digest, Event, Key, KeyHolder, KeyKind, KeyUse, Kind, M49,
    NetworkId, Outcome, OutcomeKind, Poll, PublishedFrom, RegionId, Report, ReportId, SourceId, SourceUid, Tags, Tally,
    TitleFrom, Urgency, Validators, Verdict,
};
use almenara::store::{self, Opened, Store};
use chrono::{DateTime, Utc};

/// An instant, in seconds after noon of 1 November 2026.
pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_793_534_400 + seconds, 0).expect("a date of this century")
}

/// A source of the invented network "Watchtower of Alderbay".
pub(super) fn source(n: u32) -> SourceId {
    SourceId(format!("alderbay-{n}"))
}

/// An alert with a number of its own, updated at some second.
pub(super) fn alert(n: u32, updated: i64) -> Alert {
    let id = ReportId(Digest::of("test:report", &[&n.to_be_bytes()]));
    let tags = Tags {
        language: Some(if n.is_multiple_of(2) { "en" } else { "es" }.to_owned()),
        countries: vec![Country::new(["HND", "UGA", "IRN"][n as usize % 3]).expect("a code")],
        m49: vec![M49([13, 14, 34][n as usize % 3])],
        regions: vec![RegionId(["americas", "africa", "asia-pacific"][n as usize % 3].to_owned())],
        urgency: Urgency::ALL[n as usize % 6],
        kind: Kind::ALL[n as usize % 7],
        ..Tags::default()
    };
    let report = Report {
        strayed: false,
        id,
        source_uid: SourceUid::first(&source(n % 4)),
        source: source(n % 4),
        network: NetworkId(format!("alderbay{}.example", n % 2)),
        network_name: String::new(),
        own_link: true,
        entry_id: Some(format!("entry-{n}")),
        link: format!("https://alderbay.example/alerts/{n}").parse().ok(),
        versions: Vec::new(),
        link_unique: true,
        title: title(n),
        title_from: TitleFrom::Source,
        summary: format!("The lighthouse keepers of Alderbay report case {n} as of {updated}."),
        summary_html: None,
        published: None,
        published_from: PublishedFrom::FirstSeen,
        updated: None,
        published_at: at(0),
        first_seen: at(0),
        embargo: None,
        authors: vec!["Keeper Ondine Quell".to_owned()],
        categories: Vec::new(),
        tags: tags.clone(),
        reasons: Vec::new(),
        completion: None,
    };
    let event = Event { at: at(0), verdict: Verdict::New, report: id, reasons: Vec::new() };
    Alert {
        id: AlertId::of(&id),
        reports: vec![report],
        tags,
        published: at(0),
        updated: at(updated),
        imported: false,
        state: AlertState::Live,
        hold: None,
        merged: None,
        case: None,
        related: Vec::new(),
        retraction: None,
        hidden: Vec::new(),
        stated: almenara::model::Stated::default(),
        voices: 1,
        filed: None,
        former: Vec::new(),
        apart: Vec::new(),
        history: vec![event],
    }
}

/// A title that occurs nowhere else.
pub(super) fn title(n: u32) -> String {
    format!("Zephyrine number {n} must be freed")
}

/// Keys under which an alert is found.
pub(super) fn keys(alert: &Alert) -> Vec<KeyUse> {
    let holder = KeyHolder { alert: alert.id, report: alert.lead().id };
    [KeyKind::Id, KeyKind::Link, KeyKind::Text]
        .map(|kind| KeyUse { key: Key { kind, digest: Digest::of("test:key", &[&holder.report.0.0]) }, holder })
        .to_vec()
}

/// What is remembered of a source after a visit at some second.
pub(super) fn poll(n: u32, visited: i64) -> Poll {
    let url = format!("https://alderbay.example/{n}").parse().expect("an address");
    Poll {
        visited: Some(at(visited)),
        succeeded: Some(at(visited)),
        imported: true,
        validators: Validators { etag: Some(format!("\"{visited}\"")), last_modified: None },
        body: Some(Digest::of_bytes(&visited.to_be_bytes())),
        outcome: Some(Outcome {
            at: at(visited),
            kind: OutcomeKind::Ok,
            message: String::new(),
            warnings: Vec::new(),
            tally: Tally::default(),
            millis: 12,
            not_before_secs: None,
            urgent: false,
        }),
        ..Poll::never(source(n), SourceUid::first(&source(n)), url)
    }
}

/// A visit at some second that brings new alerts.
pub(super) fn batch(seconds: i64, numbers: &[u32]) -> Batch {
    let alerts: Vec<_> = numbers.iter().map(|n| (ChangeKind::New, alert(*n, seconds))).collect();
    let keys = alerts.iter().flat_map(|(_, alert)| keys(alert)).collect();
    Batch::new(at(seconds), alerts, keys, Some(poll(numbers.first().map_or(0, |n| n % 4), seconds)))
}

/// A visit at some second that brings nothing.
pub(super) fn quiet(n: u32, seconds: i64) -> Batch {
    Batch::new(at(seconds), Vec::new(), Vec::new(), Some(poll(n, seconds)))
}

/// A folder that is gone at the end.
pub(super) struct Place(tempfile::TempDir);

impl Place {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub(super) fn folder(&self) -> PathBuf {
        self.0.path().join("data")
    }

    /// Opens the store. A program that another test starts at the same moment has our files, and with them the lock, until
    /// it has begun to run; then it is free.
    pub(super) async fn open(&self) -> Opened {
        self.open_with(|_| {}).await
    }

    /// The same with what completes alerts as they are read.
    pub(super) async fn open_with(&self, complete: store::Complete) -> Opened {
        for _ in 0..500 {
            match store::open_with("sled:data", self.0.path(), complete).await {
                Err(store::Error::Busy { .. }) => tokio::time::sleep(std::time::Duration::from_millis(10)).await,
                opened => return opened.expect("the store opens"),
            }
        }
        panic!("the store stays locked for seconds");
    }

    pub(super) async fn try_open(&self) -> Result<Opened, store::Error> {
        store::open("sled:data", self.0.path()).await
    }

    /// The last file of the journal.
    pub(super) fn journal(&self) -> PathBuf {
        let mut files = files(&self.folder().join("journal"));
        files.pop().expect("a file")
    }

    /// A copy of the folder as it now is on disk, as a power cut would leave it if everything had been written.
    pub(super) fn copy(&self) -> Self {
        let copy = Self::new();
        for file in files(&self.folder()) {
            let to = copy.folder().join(file.strip_prefix(self.folder()).expect("a file in the folder"));
            std::fs::create_dir_all(to.parent().expect("a folder")).expect("folders are made");
            std::fs::copy(&file, to).expect("files are copied");
        }
        copy
    }
}

/// Every file in a folder and below it, sorted.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

/// True where a text stands in any file of a folder.
pub(super) fn holds(folder: &Path, text: &str) -> bool {
    files(folder).iter().any(|file| {
        let bytes = std::fs::read(file).expect("files are readable");
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

/// Everything a store answers, to compare it with another or with itself.
pub(super) async fn everything(store: &Arc<dyn Store>) -> String {
    let mut lines = Vec::new();
    lines.push(format!("{:?}", store.head().await.expect("a head")));
    lines.push(format!("{:?}", store.changes(0, usize::MAX).await.expect("changes")));
    let alerts = store.alerts(&almenara::model::Filter::default(), None, usize::MAX).await.expect("alerts");
    lines.push(format!("{alerts:?}"));
    lines.push(format!("{:?}", store.polls().await.expect("polls")));
    let mut exported = |line: &str| {
        lines.push(line.to_owned());
        Ok(())
    };
    store.export(&mut exported).await.expect("an export");
    lines.join("\n")
}

/// Fails with what is wrong.
pub(super) async fn sound(store: &Arc<dyn Store>) {
    let found = store.verify().await.expect("the store can be checked");
    assert_eq!(found.faults, Vec::<String>::new());
}

/// Changes one byte of a file.
pub(super) fn flip(file: &Path, offset: u64) {
    let mut bytes = std::fs::read(file).expect("files are readable");
    if let Some(byte) = bytes.get_mut(offset as usize) {
        *byte ^= 0x15;
        std::fs::write(file, bytes).expect("files are writable");
    }
}

/// Dice that fall the same way every time.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// A number below `sides`.
    pub(super) fn throw(&mut self, sides: u64) -> u64 {
        // Steps of SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) % sides.max(1)
    }
}
