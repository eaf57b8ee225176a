//! The wire as plain files, read as whoever has nothing else would read it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use almenara::model::{
    Alert, AlertState, Batch, Because, ChangeKind, Filter, NamedFeed, Representation, Retraction, Slice,
};
use almenara::publish::export::{Export, Exported};
use almenara::publish::{Error, Extras, Publisher, Shelf};
use almenara::render::Context;
use almenara::store::Store;
use chrono::TimeDelta;
use tempfile::TempDir;

use super::archives::Client;
use crate::support::alerts::{alert, at, context, country};
use crate::support::search::found;
use crate::support::stored::{holding, put};

/// A wire, and a folder that it is written to.
struct Press {
    store: Arc<dyn Store>,
    publisher: Publisher,
    folder: TempDir,
}

fn with_names() -> Context {
    let slice = Slice { filter: Filter { countries: vec![country("GTM")], ..Filter::default() }, ..Slice::default() };
    let named = NamedFeed { name: "south".to_owned(), title: "South".to_owned(), slice };
    Context { feeds: vec![named], ..context() }
}

impl Press {
    async fn of(alerts: Vec<Alert>) -> Self {
        Self::over(holding(alerts).await).await
    }

    async fn over(store: Arc<dyn Store>) -> Self {
        let publisher = Publisher::new(Arc::new(with_names()), Shelf::default(), Arc::clone(&store));
        let press = Self { store, publisher, folder: tempfile::tempdir().expect("a folder") };
        press.publish().await;
        press
    }

    async fn publish(&self) {
        self.publisher.publish(Extras::default()).await.expect("published");
        self.publisher.catch_up().await.expect("looked through");
        self.publisher.publish(Extras::default()).await.expect("published");
    }

    async fn commit(&self, kind: ChangeKind, mut alert: Alert) {
        alert.settle(alert.updated);
        let batch = Batch::new(alert.updated, vec![(kind, alert)], Vec::new(), None);
        self.store.commit(batch).await.expect("committed");
        self.publish().await;
    }

    /// Takes an alert back for safety, as the pipeline leaves it.
    async fn retract(&self, mut alert: Alert, when: &str) {
        alert.filed = Some(alert.facets());
        alert.state = AlertState::Withdrawn;
        alert.retraction = Some(Retraction { because: Because::Safety, at: at(when), confirmed: true, note: None });
        alert.updated = at(when);
        alert.settle(at(when));
        for report in &mut alert.reports {
            "Withdrawn".clone_into(&mut report.title);
            report.summary.clear();
            report.link = None;
        }
        let batch = Batch::new(at(when), vec![(ChangeKind::Withdrawn, alert)], Vec::new(), None);
        self.store.overwrite(batch, &[]).await.expect("committed");
        self.publish().await;
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    async fn open(&self) -> Export {
        Export::open(self.path()).await.expect("opened")
    }

    /// One round of a new process.
    async fn export(&self) -> Exported {
        self.renew(&mut self.open().await).await
    }

    async fn renew(&self, export: &mut Export) -> Exported {
        export.renew(&self.publisher).await.expect("written")
    }
}

/// Two alerts of a case, one that is merged into another, others; over three months.
async fn wire() -> (Press, Vec<Alert>) {
    let when = |number: i64| (at("2026-01-20T12:00:00Z") + TimeDelta::days(number * 9)).to_rfc3339();
    let mut alerts: Vec<Alert> = (0..8).map(|number| alert(number, &when(i64::from(number)))).collect();
    alerts[2].tags.countries = vec![country("GTM")];
    alerts[3].case = Some(alerts[1].id);
    alerts[4].related = vec![alerts[0].id];
    let press = Press::of(alerts.clone()).await;
    let mut merged = alerts[5].clone();
    merged.state = AlertState::Merged;
    merged.merged = Some(alerts[4].id);
    press.commit(ChangeKind::Merged, merged).await;
    (press, alerts)
}

/// Every file below a folder, ours for ourselves left out, by its name there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder").map_while(Result::ok) {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let name = entry.path().strip_prefix(folder).expect("below it").to_string_lossy().into_owned();
            if !name.starts_with(".almenara-export") {
                all.insert(name, fs::read(entry.path()).expect("a file"));
            }
        }
    }
    all
}

/// Which file each name is: another one after it was written anew.
fn inodes(folder: &Path) -> BTreeMap<String, u64> {
    let names = files(folder).into_keys();
    names.map(|name| (name.clone(), fs::metadata(folder.join(name)).expect("a file").ino())).collect()
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
}

fn page_of(alert: &Alert) -> String {
    format!("alerts/{}/index.html", alert.id)
}

/// What stands in attributes of a name.
fn links<'a>(text: &'a str, attribute: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(attribute).skip(1).filter_map(|rest| rest.split('"').next())
}

#[tokio::test]
async fn whatever_is_linked_is_there_and_pages_hold_below_any_path() {
    let (press, alerts) = wire().await;
    let done = press.export().await;
    let all = files(press.path());
    assert_eq!((done.files, done.written, done.removed, done.left), (all.len(), all.len(), 0, Vec::new()));
    for name in ["index.html", "feed.css", "opml", "sources.opml", "status.json", "feeds/south.json"] {
        assert!(all.contains_key(name), "{name} of {:?}", all.keys());
    }
    assert!(all.contains_key(&format!("case/{}/index.html", alerts[1].id)));
    let mut followed = 0;
    for (name, bytes) in &all {
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        let folder = press.path().join(name).parent().expect("a folder").to_owned();
        if Path::new(name).extension().is_some_and(|ending| ending == "html") {
            for href in links(text, " href=\"").filter(|href| !href.starts_with("https://")) {
                if href.starts_with("http://wire.example/") || href.starts_with("mailto:") || href.starts_with('#') {
                    continue;
                }
                assert!(folder.join(href).is_file(), "{name} leads to {href}");
                followed += 1;
            }
        }
        let ours = text.split(['"', '<', '>', ' ', '\\']).filter_map(|word| word.strip_prefix("http://wire.example/"));
        for address in ours.filter(|address| !["hub", ""].contains(address) && !address.contains('?')) {
            let path = press.path().join(address);
            assert!(path.is_file() || path.join("index.html").is_file(), "{name} leads to {address}");
            followed += 1;
        }
        if let Some(href) = links(text, "<?xml-stylesheet type=\"text/css\" href=\"").next() {
            assert!(folder.join(href).is_file(), "{name} looks like {href}");
        }
    }
    assert!(followed > 500, "{followed}");
    let led = text(press.path(), &page_of(&alerts[5]));
    assert!(led.contains(&format!("url=../{}/index.html", alerts[4].id)), "{led}");
}

#[tokio::test]
async fn a_term_that_cannot_be_the_name_of_a_folder_has_no_files_and_spoils_none() {
    let mut odd = alert(0, "2026-02-01T12:00:00Z");
    odd.reports[0].network = almenara::model::NetworkId("127.0.0.1:8080".to_owned());
    let press = Press::of(vec![odd, alert(1, "2026-02-02T12:00:00Z")]).await;
    press.export().await;
    let names = files(press.path());
    assert!(names.contains_key("network/faro.example/index.html"), "{:?}", names.keys());
    assert!(!names.keys().any(|name| name.contains("8080")), "{:?}", names.keys());
    // What was written is known to be ours the next time too.
    assert_eq!(press.export().await.written, 0);
}

#[tokio::test]
async fn files_hold_the_bytes_that_are_served() {
    let (press, alerts) = wire().await;
    press.export().await;
    let case = format!("case/{}/feed.atom", alerts[1].id);
    let names = [
        "feed.atom",
        "feed.rss",
        "feed.json",
        "country/HND/feed.rss",
        "urgency/critical/feed.json",
        "lang/es/feed.atom",
        "network/faro.example/feed.atom",
        "feeds/south.atom",
        "archive/2026-02/feed.atom",
        "archive/2026-02/country/HND/feed.json",
        "archive/2026-02/feeds/south.rss",
        "opml",
        "status.json",
        &case,
    ];
    for name in names {
        let served: Arc<Representation> = press.publisher.get(&format!("/{name}"), None).await.expect("served");
        assert_eq!(fs::read(press.path().join(name)).expect("a file"), served.body, "{name}");
    }
}

#[tokio::test]
async fn a_client_that_knows_only_archives_rebuilds_the_wire_from_files() {
    let (press, alerts) = wire().await;
    press.retract(alerts[6].clone(), "2026-04-20T12:00:00Z").await;
    press.commit(ChangeKind::New, alert(30, "2026-05-01T12:00:00Z")).await;
    press.export().await;
    for (current, admits) in [("/feed.atom", None), ("/country/HND/feed.atom", Some(country("HND")))] {
        let mut client = Client::default();
        let read = async |address: &str| fs::read(press.path().join(address.trim_start_matches('/'))).expect("a file");
        assert!(client.read_back(current, &read).await >= 4);
        let filter = Filter { countries: admits.into_iter().collect(), ..Filter::default() };
        let shown = press.store.alerts(&filter, None, usize::MAX).await.expect("read");
        let ids: BTreeSet<String> = shown.iter().map(|alert| alert.id.urn()).collect();
        assert_eq!(client.wire().into_keys().collect::<BTreeSet<_>>(), ids, "{current}");
    }
}

#[tokio::test]
async fn only_what_has_changed_is_written_again() {
    let (press, alerts) = wire().await;
    let mut export = press.open().await;
    press.renew(&mut export).await;
    let before = inodes(press.path());
    let same = press.renew(&mut export).await;
    assert_eq!((same.written, same.removed), (0, 0));

    // On the day of the newest change, so that no other archive is complete with it.
    let mut new = alert(40, "2026-03-24T20:00:00Z");
    new.tags.countries = vec![country("GTM")];
    new.reports[0].tags.language = Some("fr".to_owned());
    press.commit(ChangeKind::New, new.clone()).await;
    let done = press.renew(&mut export).await;
    let after = inodes(press.path());
    let written: BTreeSet<&str> =
        after.iter().filter(|(name, inode)| before.get(*name) != Some(inode)).map(|(name, _)| name.as_str()).collect();
    assert_eq!(done.written, written.len());
    for name in [
        page_of(&new).as_str(),
        "feed.atom",
        "country/GTM/feed.rss",
        "lang/fr/feed.json",
        "feeds/south.atom",
        "index.html",
    ] {
        assert!(written.contains(name), "{name} of {written:?}");
    }
    for name in [page_of(&alerts[0]).as_str(), "country/HND/feed.atom", "archive/2026-02/feed.atom", "feed.css"] {
        assert!(!written.contains(name), "{name} of {written:?}");
    }
    drop(export);

    let again = press.export().await;
    assert_eq!((again.written, again.removed), (0, 0), "another process finds everything as it is");
    fs::write(press.path().join("feed.atom"), "torn").expect("written");
    fs::remove_file(press.path().join("opml")).expect("removed");
    assert_eq!(press.export().await.written, 2, "and mends what others have done to it");
}

#[tokio::test]
async fn round_by_round_a_folder_comes_to_what_a_new_one_would_hold() {
    let (mut press, alerts) = wire().await;
    let mut export = press.open().await;
    press.renew(&mut export).await;
    let days = ["2026-04-02", "2026-04-03", "2026-04-30", "2026-05-02", "2026-06-11"];
    for (number, day) in (0_u32..).zip(days) {
        let when = format!("{day}T12:00:00Z");
        let mut new = alert(60 + number, &when);
        new.case = Some(alerts[number as usize].id);
        press.commit(ChangeKind::New, new).await;
        if number == 1 {
            press.retract(alerts[1].clone(), &when).await;
        }
        if number == 2 {
            let mut other = alerts[2].clone();
            (other.filed, other.updated) = (Some(other.facets()), at(&when));
            other.tags.countries = vec![country("HND")];
            press.commit(ChangeKind::Revised, other).await;
        }
        if number == 3 {
            press.retract(alerts[4].clone(), &when).await;
        }
        press.renew(&mut export).await;
        let fresh = Press::over(Arc::clone(&press.store)).await;
        fresh.export().await;
        let (kept, new) = (files(press.path()), files(fresh.path()));
        assert_eq!(kept.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>(), "on {day}");
        let others: Vec<&String> =
            kept.iter().filter(|(name, bytes)| new[*name] != **bytes).map(|(name, _)| name).collect();
        assert!(others.is_empty(), "on {day}: {others:?}");
    }
    drop(export);
    press.folder = tempfile::tempdir().expect("a folder");
}

#[tokio::test]
async fn after_a_retraction_for_safety_nothing_of_it_is_left_in_any_file() {
    let (press, mut alerts) = wire().await;
    let secret = &mut alerts[0];
    "Detienen a Ausencia Robledal".clone_into(&mut secret.reports[0].title);
    secret.reports[0].summary = "Ausencia Robledal fue vista en Cerro Mudo.".to_owned();
    secret.updated = at("2026-03-30T12:00:00Z");
    press.commit(ChangeKind::Revised, secret.clone()).await;
    let mut export = press.open().await;
    press.renew(&mut export).await;
    let words = ["robledal", "ausencia", "cerro mudo"];
    assert!(found(press.path(), &words).len() > 20);
    press.retract(secret.clone(), "2026-04-01T12:00:00Z").await;
    assert!(press.renew(&mut export).await.removed > 0);
    assert_eq!(found(press.path(), &words), []);
    assert!(text(press.path(), &page_of(secret)).contains("somebody&#39;s safety"), "a notice stands in its place");
    assert!(text(press.path(), "feed.json").contains("Withdrawn"));
}

#[tokio::test]
async fn what_is_not_ours_is_never_touched() {
    let (press, alerts) = wire().await;
    fs::write(press.path().join("notes.txt"), "mine").expect("written");
    let refused = Export::open(press.path()).await.err().expect("refused");
    assert!(matches!(refused, Error::NotOurs { .. }), "{refused}");
    assert_eq!(fs::read_dir(press.path()).expect("a folder").count(), 1, "nothing was written");
    fs::remove_file(press.path().join("notes.txt")).expect("removed");

    let mut export = press.open().await;
    let taken = Export::open(press.path()).await.err().expect("refused");
    assert!(matches!(taken, Error::Taken { .. }), "{taken}");
    press.renew(&mut export).await;
    let theirs = ["notes.txt", "alerts/notes.txt", "country/HND/.htaccess"];
    for name in theirs {
        fs::write(press.path().join(name), "mine").expect("written");
    }
    let new = alert(40, "2026-04-02T12:00:00Z");
    fs::create_dir(press.path().join("alerts").join(new.id.to_string())).expect("made");
    fs::write(press.path().join(page_of(&new)), "mine").expect("written");
    press.commit(ChangeKind::New, new.clone()).await;
    assert_eq!(press.renew(&mut export).await.left, [page_of(&new)]);
    for alert in alerts.iter().filter(|alert| alert.id != alerts[5].id) {
        press.retract(alert.clone(), "2026-04-20T12:00:00Z").await;
    }
    press.renew(&mut export).await;
    drop(export);
    press.export().await;
    for name in theirs.map(str::to_owned).into_iter().chain([page_of(&new)]) {
        assert_eq!(text(press.path(), &name), "mine");
    }

    // A list that somebody else has written leads nowhere.
    let outside = tempfile::tempdir().expect("a folder");
    let victim = outside.path().join("victim");
    fs::write(&victim, "mine").expect("written");
    let list = press.path().join(".almenara-export.json");
    for name in ["../victim", victim.to_str().expect("UTF-8"), "a/../../victim", ""] {
        fs::write(&list, format!("{{\"format\":1,\"files\":{{\"{name}\":null}}}}")).expect("written");
        let refused = Export::open(press.path()).await.err().expect("refused");
        assert!(matches!(refused, Error::List { .. }), "{refused}");
    }
    assert!(victim.exists());
}

#[tokio::test]
async fn cut_short_anywhere_a_folder_is_whole_file_by_file_and_made_up_for_by_the_next_round() {
    let (press, alerts) = wire().await;
    press.export().await;
    let whole = files(press.path());
    // A file where a folder has to be stops a round at that place, as a full disk would.
    for obstacle in ["alerts", "case", "archive", "country", "urgency", "feeds"] {
        let cut = Press::over(holding(Vec::new()).await).await;
        let mut export = cut.open().await;
        fs::write(cut.path().join(obstacle), "mine").expect("written");
        let error = export.renew(&press.publisher).await.expect_err("in the way");
        assert!(matches!(error, Error::Folder { .. }) && error.to_string().contains(obstacle), "{error}");
        drop(export);
        let left = files(cut.path());
        assert!(left.iter().all(|(name, bytes)| name == obstacle || whole[name] == *bytes), "{obstacle}");
        fs::remove_file(cut.path().join(obstacle)).expect("removed");
        // Half of a file, as a power cut would leave it beside.
        fs::write(cut.path().join(".almenara-export.tmp"), "half").expect("written");
        let mut export = cut.open().await;
        assert!(!cut.path().join(".almenara-export.tmp").exists());
        assert_eq!(export.renew(&press.publisher).await.expect("written").left, Vec::<String>::new());
        assert_eq!(files(cut.path()), whole, "{obstacle}");
    }
    // Nor is anything forgotten that was written before: what goes meanwhile goes from there too.
    let cut = Press::over(holding(Vec::new()).await).await;
    let mut export = cut.open().await;
    fs::write(cut.path().join("feeds"), "mine").expect("written");
    export.renew(&press.publisher).await.expect_err("in the way");
    drop(export);
    assert!(cut.path().join(page_of(&alerts[0])).exists());
    press.retract(alerts[0].clone(), "2026-04-20T12:00:00Z").await;
    fs::remove_file(cut.path().join("feeds")).expect("removed");
    cut.open().await.renew(&press.publisher).await.expect("written");
    assert_eq!(found(cut.path(), &[&alerts[0].reports[0].title]), []);
    assert!(text(cut.path(), &page_of(&alerts[0])).contains("Withdrawn"));
}

#[tokio::test]
async fn texts_that_are_forgotten_leave_their_files() {
    let (press, alerts) = wire().await;
    let mut export = press.open().await;
    press.renew(&mut export).await;
    press.store.prune(at("2026-02-20T00:00:00Z")).await.expect("pruned");
    press.publisher.expire().await.expect("forgotten");
    press.publish().await;
    export.forget();
    press.renew(&mut export).await;
    let left: Vec<PathBuf> = alerts.iter().map(|alert| press.path().join(page_of(alert))).collect();
    assert!(!left[0].exists() && left[7].exists());
    assert_eq!(found(press.path(), &[&alerts[0].reports[0].title]), []);
    put(&*press.store, alert(90, "2026-04-20T12:00:00Z")).await;
}
