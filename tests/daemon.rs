//! A running wire: start, kill, restart, stop.

/// Many sources, some of them hostile.
mod crowd;
/// What newsrooms hear.
mod newsroom;
/// What a site sees of us.
mod polite;
/// Hubs that tell of changes.
mod websub;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::feeds;
use crate::support::program::Place;
use crate::support::site::Site;

const RSS: &str = "application/rss+xml";

#[test]
fn as_shipped_it_shows_every_source_as_not_reached_and_says_what_to_set_first() {
    let place = Place::as_shipped();
    let daemon = place.serve();
    let (status, page) = daemon.get("/");
    assert_eq!(status, 200);
    assert!(page.contains("not reached yet") && page.contains("contact"), "{page}");
    assert_eq!(daemon.get("/healthz").0, 200);
    let (code, log) = daemon.stop();
    assert_eq!(code, Some(0), "{log}");
}

#[test]
fn a_source_never_visited_is_polled_at_once_and_a_hung_one_delays_nobody() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("alake", &format!("http://{}/feed", silent.local_addr().expect("an address")), "");
    place.source("shore", &site.url("/feed"), "");
    let start = Instant::now();
    let daemon = place.serve();
    daemon.until("/feed.atom", |body| body.contains("Intibuc"));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let (code, log) = daemon.stop();
    assert_eq!(code, Some(0), "a visit that hangs does not keep it from stopping: {log}");
}

#[test]
fn after_a_restart_last_good_feeds_are_served_byte_for_byte() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    let daemon = place.serve();
    let before = daemon.until("/feed.atom", |body| body.contains("Intibuc"));
    assert_eq!(daemon.stop().0, Some(0));
    site.put("/feed", "text/html", "<h1>502 Bad Gateway</h1>");
    let daemon = place.serve();
    assert_eq!(daemon.get("/feed.atom").1, before);
}

#[test]
fn a_network_that_is_no_longer_configured_keeps_its_name() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    std::fs::remove_file(place.path().join("config/networks/lakeside.example.toml")).expect("it was there");
    place.source("shore", &site.url("/none"), "");
    let daemon = place.serve();
    for path in ["/", "/feed.atom", "/feed.rss", "/feed.json"] {
        let (status, body) = daemon.get(path);
        assert!(status == 200 && body.contains("Network lakeside"), "{path}: {body}");
    }
    let page = daemon.get("/").1;
    assert!(!page.contains("lakeside.example"), "{page}");
}

/// A feed with so many reports.
fn long_feed(count: usize) -> String {
    let entries: Vec<(String, String, String, String)> = (0..count)
        .map(|n| {
            let text = format!(
                "The ferry keeper of landing {n} was led away at dusk. {}",
                "Nobody says where to. ".repeat(40)
            );
            (
                format!("f-{n}"),
                format!("https://ferry.example/{n}"),
                format!("Kenya: Landing {n} is without its keeper"),
                text,
            )
        })
        .collect();
    let borrowed: Vec<(&str, &str, &str, &str)> =
        entries.iter().map(|(a, b, c, d)| (a.as_str(), b.as_str(), c.as_str(), d.as_str())).collect();
    feeds::rss(&borrowed)
}

/// Where the daemon that holds the store of a place listens for commands; it says so shortly after it serves.
fn control_address(place: &Place) -> std::path::PathBuf {
    let start = Instant::now();
    loop {
        if let Ok(address) = std::fs::read_to_string(place.data().join("control")) {
            return address.trim().into();
        }
        assert!(start.elapsed() < Duration::from_secs(20), "the daemon never told where its socket is");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A connection to the daemon that holds the store of a place.
fn control(place: &Place) -> UnixStream {
    let stream = UnixStream::connect(control_address(place)).expect("the daemon listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
    stream
}

#[test]
fn a_long_export_goes_through_the_daemon_and_who_leaves_in_the_middle_keeps_nobody() {
    let site = Site::serve([("/feed".to_owned(), RSS, long_feed(200))]);
    let place = Place::new();
    place.source("ferry", &site.url("/feed"), "");
    let daemon = place.serve();
    daemon.until("/healthz", |_| !place.run(&["export"]).stdout.is_empty());
    for _ in 0..3 {
        let exported = place.run(&["export"]);
        assert_eq!(exported.code, Some(0), "{}", exported.stderr);
        assert_eq!(exported.json().len(), 200);
    }
    for read in [0, 1, 5000] {
        let mut leaver = control(&place);
        leaver.write_all(b"{\"do\":\"export\"}\n").expect("it listens");
        leaver.read_exact(&mut vec![0; read]).expect("it answers");
    }
    // One that stays but reads no further, and some that say nothing.
    let mut lazy = control(&place);
    lazy.write_all(b"{\"do\":\"export\"}\n").expect("it listens");
    let silent: Vec<UnixStream> = (0..40).map(|_| control(&place)).collect();
    assert_eq!(place.run(&["export"]).json().len(), 200, "others are answered meanwhile, or soon");
    let start = Instant::now();
    let (code, log) = daemon.stop();
    assert_eq!(code, Some(0), "{log}");
    assert!(start.elapsed() < Duration::from_secs(25), "{:?}", start.elapsed());
    drop((lazy, silent));
}

#[test]
fn a_fetch_of_many_sources_is_finished_for_who_has_left() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    let sources = 80;
    for n in 0..sources {
        place.source(&format!("s{n}"), &site.url("/feed"), "");
    }
    let daemon = place.serve();
    let mut leaver = control(&place);
    leaver.write_all(b"{\"do\":\"fetch\",\"sources\":[]}\n").expect("it listens");
    drop(leaver);
    let ran = place.run(&["fetch", "--json"]);
    assert_eq!(ran.json().len(), sources, "{}", ran.stderr);
    let (code, log) = daemon.stop();
    assert_eq!(code, Some(0), "{log}");
}

#[test]
fn who_connects_and_says_nothing_is_shown_out() {
    let place = Place::new();
    let daemon = place.serve();
    let mut silent = control(&place);
    let start = Instant::now();
    assert_eq!(silent.read(&mut [0; 1]).expect("it ends"), 0);
    assert!(start.elapsed() >= Duration::from_secs(4) && start.elapsed() < Duration::from_secs(15));
    assert_eq!(daemon.stop().0, Some(0));
}

#[test]
fn a_killed_daemon_leaves_its_socket_only_until_the_next_start() {
    let place = Place::new();
    let daemon = place.serve();
    let folder = control_address(&place).parent().expect("a folder").to_owned();
    daemon.kill();
    assert!(folder.is_dir());
    assert_eq!(place.run(&["verify"]).code, Some(0));
    assert!(!folder.exists());
}

/// What is done to the folder of the index.
type Damage = fn(&Path);

#[test]
fn an_index_that_is_gone_cut_or_garbled_comes_back_from_the_journal_and_is_told() {
    let site = Site::serve([("/feed".to_owned(), RSS, feeds::rss(&feeds::three()))]);
    let place = Place::new();
    place.source("lakeside", &site.url("/feed"), "");
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    let before = place.run(&["export"]).stdout;
    assert_eq!(before.lines().count(), 3);
    let damages: [(&str, Damage); 3] = [
        ("gone", |index| std::fs::remove_dir_all(index).expect("it was there")),
        ("cut", |index| each_file(index, |text| text.truncate(text.len() / 2))),
        ("garbled", |index| {
            each_file(index, |text| {
                for byte in text {
                    *byte = byte.wrapping_mul(31) ^ 0x5a;
                }
            });
        }),
    ];
    for (name, damage) in damages {
        let index = find_index(&place.data());
        damage(&index);
        let ran = place.run(&["fetch"]);
        assert_eq!(ran.code, Some(0), "{name}: {}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains("from the journal"), "{name} is told: {}", ran.stderr);
        assert_eq!(place.run(&["export"]).stdout, before, "{name}");
        assert_eq!(place.run(&["verify"]).code, Some(0), "{name}");
    }
}

/// The folder that holds sled's file `db`.
fn find_index(data: &Path) -> std::path::PathBuf {
    let mut folders = vec![data.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let corrupt = folder.file_name().is_some_and(|name| name.to_string_lossy().contains("corrupt"));
        if !corrupt && folder.join("db").is_file() {
            return folder;
        }
        let entries = std::fs::read_dir(&folder).expect("a folder").map_while(Result::ok).map(|entry| entry.path());
        folders.extend(entries.filter(|path| path.is_dir()));
    }
    panic!("no index below {}", data.display());
}

fn each_file(folder: &Path, change: fn(&mut Vec<u8>)) {
    for entry in std::fs::read_dir(folder).expect("a folder").map_while(Result::ok) {
        if entry.path().is_file() {
            let mut bytes = std::fs::read(entry.path()).expect("a file");
            change(&mut bytes);
            std::fs::write(entry.path(), bytes).expect("a file");
        }
    }
}

/// What the world has ever published: entry id → its latest version.
type Published = Arc<Mutex<BTreeMap<String, u32>>>;

/// How many entries a network comes to; on a slow machine it would be any number.
const MOST: u32 = 120;

/// Three networks that publish, repeat and edit as fast as they can.
fn churn(site: &Arc<Site>, published: &Published, over: &Arc<AtomicBool>) -> std::thread::JoinHandle<()> {
    let (site, published, over) = (Arc::clone(site), Arc::clone(published), Arc::clone(over));
    std::thread::spawn(move || {
        let mut round = 0u32;
        while !over.load(Ordering::Relaxed) {
            let network = round % 3;
            {
                let mut published = published.lock().expect("no panic holds it");
                if round % 4 == 3 {
                    // An edit of something from the recent past, or of anything once there is enough.
                    let id = format!("{network}-{}", round.saturating_sub(9) / 9 * 3 % MOST);
                    if let Some(version) = published.get_mut(&id) {
                        *version += 1;
                    }
                } else if round / 3 < MOST {
                    published.insert(format!("{network}-{}", round / 3), 0);
                }
                site.put(&format!("/{network}"), RSS, &listing(network, &published));
            }
            round += 1;
            std::thread::sleep(Duration::from_millis(12));
        }
    })
}

/// Everything one network has published, newest first, and as `copy` what it repeats of its neighbour.
fn listing(network: u32, published: &BTreeMap<String, u32>) -> String {
    let own = |id: &&String| id.starts_with(&format!("{network}-"));
    let mut entries: Vec<(String, String, String, String)> = published
        .keys()
        .filter(own)
        .map(|id| {
            let text = format!(
                "Neighbours of the mill at number {id} were taken away before dawn by men in plain clothes, and nobody \
                 was told where. Version {} of what {id} says.",
                published[id]
            );
            (id.clone(), format!("https://n{network}.example/{id}"), format!("Alert {id}: taken before dawn"), text)
        })
        .collect();
    entries.sort_by_key(|(id, ..)| std::cmp::Reverse(id.split_once('-').and_then(|(_, n)| n.parse::<u32>().ok())));
    let borrowed: Vec<(&str, &str, &str, &str)> =
        entries.iter().map(|(a, b, c, d)| (a.as_str(), b.as_str(), c.as_str(), d.as_str())).collect();
    feeds::rss(&borrowed)
}

#[test]
fn fifty_kills_at_random_moments_lose_double_and_announce_nothing_again() {
    let place = Place::new();
    let site = Arc::new(Site::serve([]));
    for network in 0..3 {
        site.put(&format!("/{network}"), RSS, &listing(network, &BTreeMap::from([(format!("{network}-0"), 0)])));
        place.source(&format!("n{network}"), &site.url(&format!("/{network}")), "");
    }
    let published = Published::default();
    for network in 0..3 {
        published.lock().expect("free").insert(format!("{network}-0"), 0);
    }
    let over = Arc::new(AtomicBool::new(false));
    let churning = churn(&site, &published, &over);

    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..50 {
        let daemon = place.serve();
        // An arbitrary moment between "just started" and "well under way"; the numbers repeat from run to run.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        std::thread::sleep(Duration::from_millis(seed % 350));
        daemon.kill();
        let verified = place.run(&["verify"]);
        assert_eq!(verified.code, Some(0), "round {round}: {}{}", verified.stdout, verified.stderr);
        if round % 5 == 4 {
            check(&place, &mut known, round);
        }
    }
    over.store(true, Ordering::Relaxed);
    churning.join().expect("it ended");
    assert_eq!(place.run(&["fetch"]).code, Some(0));
    check(&place, &mut known, 50);

    let published = published.lock().expect("free");
    let told: BTreeSet<&String> = known.keys().collect();
    let all: BTreeSet<&String> = published.keys().collect();
    assert_eq!(told, all, "everything that was published is there, and nothing else");
    assert!(all.len() > 100, "the world moved: {}", all.len());
    let exported = place.run(&["export"]).stdout;
    for (id, version) in published.iter() {
        assert!(
            exported.contains(&format!("Version {version} of what {id} says.")),
            "the newest text of {id} is there"
        );
    }
}

/// No alert twice, and none with another id than before.
fn check(place: &Place, known: &mut BTreeMap<String, String>, round: u32) {
    let exported = place.run(&["export"]);
    assert_eq!(exported.code, Some(0), "round {round}: {}", exported.stderr);
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for alert in exported.json() {
        let entry = alert["reports"][0]["entry_id"].as_str().expect("an id").to_owned();
        let opened = alert["history"].as_array().map(|events| events.iter().filter(|e| e["verdict"] == "new").count());
        assert_eq!(opened, Some(1), "round {round}: {entry} was announced once");
        let earlier = seen.insert(entry.clone(), id(&alert));
        assert_eq!(earlier, None, "round {round}: {entry} stands twice");
    }
    for (entry, alert) in known.iter() {
        assert_eq!(seen.get(entry), Some(alert), "round {round}: {entry} is still the same alert");
    }
    known.extend(seen);
}

fn id(alert: &Value) -> String {
    alert["id"].as_str().expect("an id").to_owned()
}
