//! Several processes, living and dead.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use almenara::model::Batch;
use almenara::store::{self, Error};

use super::sample::{Dice, Place, alert, batch, keys, quiet, sound};

#[tokio::test]
async fn the_second_who_comes_hears_who_holds_the_folder_and_where_to_reach_it() {
    let place = Place::new();
    let opened = place.open().await;
    let Err(Error::Busy { holder, control: None, .. }) = place.try_open().await else { panic!("not busy") };
    assert_eq!(holder, format!("process {}", std::process::id()));

    store::announce_control(&opened.folder.unwrap(), Path::new("/run/almenara 1/control")).unwrap();
    let Err(error @ Error::Busy { .. }) = place.try_open().await else { panic!("not busy") };
    assert!(error.to_string().contains(&format!("in use by process {}", std::process::id())), "{error}");
    let Error::Busy { control, .. } = error else { unreachable!() };
    assert_eq!(control, Some(PathBuf::from("/run/almenara 1/control")));

    opened.store.close().await.unwrap();
    assert!(!place.folder().join("control").exists());
    place.open().await.store.commit(batch(1, &[1])).await.unwrap();
}

#[tokio::test]
async fn what_a_dead_process_left_is_no_obstacle() {
    let place = Place::new();
    fs::create_dir_all(place.folder()).unwrap();
    fs::write(place.folder().join("lock"), "process 999999\nsome-boot\n").unwrap();
    fs::write(place.folder().join("control"), "/run/gone\n").unwrap();
    let opened = place.open().await;
    assert!(!place.folder().join("control").exists());
    opened.store.commit(batch(1, &[1])).await.unwrap();
}

#[tokio::test]
async fn the_socket_of_a_dead_process_goes_with_its_folder_but_only_where_it_is_ours_and_dead() {
    let place = Place::new();
    let around = tempfile::tempdir().unwrap();
    // Each: the folder's name, its mode, whether somebody listens, whether it goes.
    let sockets = [
        ("almenara-dead", 0o700, false, true),
        ("almenara-alive", 0o700, true, false),
        ("somebody-else", 0o700, false, false),
        ("almenara-open", 0o755, false, false),
    ];
    for (name, mode, alive, goes) in sockets {
        let folder = around.path().join(name);
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
        let socket = folder.join("control");
        let listener = UnixListener::bind(&socket).unwrap();
        let _listener = alive.then_some(listener);
        fs::create_dir_all(place.folder()).unwrap();
        fs::write(place.folder().join("control"), format!("{}\n", socket.display())).unwrap();
        place.open().await.store.close().await.unwrap();
        assert_eq!(folder.exists(), !goes, "{name}");
        assert_eq!(socket.exists(), !goes, "{name}");
        assert!(!place.folder().join("control").exists());
    }
}

#[tokio::test]
async fn what_the_system_said_is_told_once() {
    let place = Place::new();
    fs::create_dir_all(place.folder().join("format")).unwrap();
    let Err(error) = place.try_open().await else { panic!("it opened") };
    let told = format!("{:#}", anyhow::Error::from(error));
    assert_eq!(told.matches("Is a directory").count(), 1, "{told}");
}

#[tokio::test]
async fn a_store_that_is_dropped_lets_go_of_its_folder() {
    let place = Place::new();
    let opened = place.open().await;
    opened.store.commit(batch(1, &[1])).await.unwrap();
    drop(opened);
    let opened = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            match place.try_open().await {
                Err(Error::Busy { .. }) => tokio::task::yield_now().await,
                other => return other.unwrap(),
            }
        }
    });
    assert_eq!(opened.await.unwrap().store.head().await.unwrap(), 1);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_told_with_a_remedy() {
    let place = Place::new();
    fs::write(place.folder(), "a file where the folder should be").unwrap();
    let Err(error @ Error::Io { .. }) = place.try_open().await else { panic!("it opened") };
    assert!(error.to_string().contains(&place.folder().display().to_string()), "{error}");
}

#[tokio::test]
async fn folders_are_made_with_all_that_are_missing_above_them_for_their_owner_alone() {
    let place = Place::new();
    let root = place.folder();
    store::open("sled:far/further/data", &root).await.unwrap().store.close().await.unwrap();
    for folder in ["", "far", "far/further", "far/further/data", "far/further/data/journal"] {
        let mode = fs::metadata(root.join(folder)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{folder}");
    }
    fs::write(root.join("file"), "").unwrap();
    let Err(error) = store::open("sled:file/further/data", &root).await else { panic!("it opened") };
    assert!(error.to_string().contains("file"), "{error}");
}

/// Set for a process that is to play the part of a victim, to the folder it works in.
const VICTIM: &str = "ALMENARA_TEST_STORE_VICTIM";

#[expect(clippy::disallowed_methods, reason = "a test of processes has no other way to tell its child what it is")]
fn victim() -> Option<PathBuf> {
    std::env::var_os(VICTIM).map(PathBuf::from)
}

/// Starts this very test in another process, through a shell that may restrict it first.
fn start(test: &str, place: &Place, restrict: &str) -> Child {
    let exe = std::env::current_exe().unwrap();
    let command = format!("{restrict} exec \"$0\" --exact {test} --nocapture --test-threads 1");
    let mut child = Command::new("sh");
    child.args(["-c", &command]).arg(exe).env(VICTIM, place.folder().parent().unwrap());
    child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// What batch a victim commits as its n-th: alerts, or nothing, or a pair.
fn nth(n: u32) -> Batch {
    match n % 5 {
        4 => quiet(n, i64::from(n)),
        _ => batch(i64::from(n) * 40_000, &[2 * n, 2 * n + 1]),
    }
}

/// How many changes there are after the first `n` batches.
fn head_after(n: u32) -> u64 {
    (0..n).filter(|n| n % 5 != 4).count() as u64 * 2
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_or_doubled_when_the_process_is_killed() {
    if let Some(root) = victim() {
        let store = store::open("sled:data", &root).await.unwrap().store;
        let first: u32 = fs::read_to_string(root.join("next")).unwrap().parse().unwrap();
        for n in first.. {
            store.commit(nth(n)).await.unwrap();
            println!("\nacknowledged {n}");
        }
    }
    let place = Place::new();
    let mut dice = Dice(3);
    let mut next = 0;
    for _ in 0..15 {
        fs::write(place.folder().with_file_name("next"), next.to_string()).unwrap();
        let name = "store::processes::nothing_acknowledged_is_lost_or_doubled_when_the_process_is_killed";
        let mut victim = start(name, &place, "");
        let lines = BufReader::new(victim.stdout.take().unwrap()).lines();
        let acknowledged = lines.map_while(Result::ok).filter(|line| line.starts_with("acknowledged"));
        let wanted = dice.throw(12) as usize + 1;
        let mut seen = 0;
        for line in acknowledged {
            next = line.rsplit(' ').next().unwrap().parse::<u32>().unwrap() + 1;
            seen += 1;
            if seen == wanted {
                std::thread::sleep(Duration::from_micros(dice.throw(9_000)));
                victim.kill().unwrap();
            }
        }
        victim.wait().unwrap();

        let store = place.open().await.store;
        sound(&store).await;
        let head = store.head().await.unwrap();
        assert!(seen >= wanted, "the victim died by itself");
        // One batch may have become durable without anybody having been told.
        assert!(head == head_after(next) || head == head_after(next + 1), "{head} after {next} batches");
        for n in (0..next).filter(|n| n % 5 != 4) {
            let expected = alert(2 * n, i64::from(n) * 40_000);
            assert_eq!(store.known(&[keys(&expected)[0].key]).await.unwrap()[0].unwrap().alert, expected.id);
            assert_eq!(store.alert(expected.id).await.unwrap(), Some(expected));
        }
        store.commit(nth(next)).await.unwrap();
        assert_eq!(store.head().await.unwrap(), head_after(next + 1));
        store.close().await.unwrap();
        next += 1;
    }
}

/// A batch with much text.
fn long(seconds: i64, numbers: &[u32]) -> Batch {
    let mut batch = batch(seconds, numbers);
    for (_, alert) in &mut batch.alerts {
        alert.reports[0].summary = "The lamp is out. ".repeat(10_000);
    }
    Batch::new(batch.at, batch.alerts, batch.keys, batch.poll)
}

#[tokio::test]
async fn a_full_disk_is_told_loses_nothing_and_heals() {
    if let Some(root) = victim() {
        let store = store::open("sled:data", &root).await.unwrap().store;
        let mut head = 0;
        for n in 0.. {
            match store.commit(long(i64::from(n), &[2 * n, 2 * n + 1])).await {
                Ok(after) => head = after,
                Err(error) => {
                    println!("\nfull after {head}: {error}");
                    break;
                }
            }
        }
        // It still reads, still refuses, and still knows where it stands.
        assert_eq!(store.changes(0, 10_000).await.unwrap().len() as u64, head);
        assert!(store.commit(long(1, &(50_000..50_100).collect::<Vec<_>>())).await.is_err());
        assert_eq!(store.head().await.unwrap(), head);
        let faults = store.verify().await.unwrap().faults;
        println!("\nreads {faults:?}");
        std::process::exit(0);
    }
    let place = Place::new();
    let name = "store::processes::a_full_disk_is_told_loses_nothing_and_heals";
    // A limit on the size of files is what a full disk is to the journal: part of a write is done, the rest refused.
    let mut victim = start(name, &place, "trap '' XFSZ; ulimit -f 30000;");
    let said: Vec<String> = BufReader::new(victim.stdout.take().unwrap()).lines().map_while(Result::ok).collect();
    victim.wait().unwrap();
    let full = said.iter().find_map(|line| line.strip_prefix("full after ")).unwrap_or_else(|| panic!("{said:?}"));
    let (head, error) = full.split_once(": ").unwrap();
    assert!(error.contains("cannot append to") && error.contains("make room"), "{error}");
    assert!(said.iter().any(|line| line == "reads []"), "{said:?}");

    let head: u64 = head.parse().unwrap();
    let opened = place.open().await;
    assert!(head > 0 && opened.store.head().await.unwrap() == head, "{head}");
    sound(&opened.store).await;
    assert_eq!(opened.store.commit(batch(99, &[90_000])).await.unwrap(), head + 1);
}
