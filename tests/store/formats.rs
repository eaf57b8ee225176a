//! Versions: a newer program reads every older store, an older program refuses a newer one.

use std::fs;
use std::path::Path;

use almenara::model::{Batch, ChangeKind, Digest};
use almenara::store::Error;

use super::sample::{Place, alert, at, batch, everything, files, quiet, sound};

/// Puts a seal on a line, as the store does.
fn sealed(object: &str) -> String {
    let open = object.strip_suffix('}').unwrap();
    let digest = Digest::of("almenara:line:v1", &[open.as_bytes()]);
    format!("{open},\"sha256\":\"{digest}\"}}\n")
}

async fn refuses(place: &Place, untouched: &Path) {
    let before = fs::read(untouched).unwrap();
    match place.try_open().await {
        Err(error @ Error::TooNew { found: 2, known: 1, .. }) => {
            assert!(error.to_string().contains("start a newer almenara"), "{error}");
        }
        other => panic!("{:?}", other.map(|opened| opened.notes)),
    }
    assert_eq!(fs::read(untouched).unwrap(), before, "nothing may be changed");
}

async fn filled() -> Place {
    let place = Place::new();
    let store = place.open().await.store;
    store.commit(batch(1, &[1])).await.unwrap();
    store.commit(quiet(1, 2)).await.unwrap();
    store.close().await.unwrap();
    place
}

#[tokio::test]
async fn a_folder_of_a_newer_program_is_refused_with_a_sentence() {
    let place = filled().await;
    fs::write(place.folder().join("format"), "{\"almenara\":\"store\",\"v\":2,\"more\":[]}\n").unwrap();
    refuses(&place, &place.journal()).await;
}

#[tokio::test]
async fn a_record_of_a_newer_program_is_refused_wherever_it_stands() {
    for (file, line) in [
        ("journal/2026-11.ndjson", "{\"frame\":2,\"v\":2,\"other\":true}"),
        ("journal/2026-12.ndjson", "{\"almenara\":\"journal\",\"v\":2,\"file\":\"2026-12.ndjson\"}"),
        ("polls.ndjson", "{\"v\":2,\"after\":1,\"sources\":[]}"),
    ] {
        let place = filled().await;
        let path = place.folder().join(file);
        let mut text = fs::read_to_string(&path).unwrap_or_default();
        text.push_str(&sealed(line));
        fs::write(&path, text).unwrap();
        refuses(&place, &path).await;
    }
}

/// `fixtures/store/v1` was written by the first version and is never written again.
#[tokio::test]
async fn a_store_of_the_first_version_is_read_for_ever() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store/v1");
    let place = Place::new();
    for file in files(&kept) {
        let to = place.folder().join(file.strip_prefix(&kept).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&file, &to).unwrap();
    }
    let opened = place.open().await;
    assert_eq!(opened.store.head().await.unwrap(), 4);
    assert_eq!(opened.store.polls().await.unwrap().len(), 2);
    sound(&opened.store).await;
    let expected = fs::read_to_string(kept.join("../v1.export.ndjson")).unwrap();
    let mut exported = String::new();
    let mut line = |text: &str| {
        exported.push_str(text);
        exported.push('\n');
        Ok(())
    };
    opened.store.export(&mut line).await.unwrap();
    assert_eq!(exported, expected);
}

#[tokio::test]
async fn the_journal_is_lines_of_json_for_ordinary_tools() {
    let place = filled().await;
    for file in files(&place.folder().join("journal")) {
        for line in fs::read_to_string(file).unwrap().lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(value.is_object());
        }
    }
}

#[tokio::test]
async fn a_folder_that_is_copied_elsewhere_goes_on_there() {
    let place = filled().await;
    let copy = place.copy();
    let here = place.open().await.store;
    let there = copy.open().await.store;
    assert_eq!(everything(&here).await, everything(&there).await);
}

#[tokio::test]
async fn what_was_not_known_yet_when_an_alert_was_stored_is_put_in_as_it_is_read_and_kept_from_then_on() {
    let place = Place::new();
    let store = place.open().await.store;
    let (mut older, mut newer) = (alert(1, 1), alert(2, 2));
    (older.voices, newer.voices) = (0, 3);
    let id = older.id;
    for (number, alert) in [(1, older), (2, newer.clone())] {
        store.commit(Batch::new(at(number), vec![(ChangeKind::New, alert)], Vec::new(), None)).await.unwrap();
    }
    assert_eq!(store.alert(id).await.unwrap().unwrap().voices, 0);
    store.close().await.unwrap();

    let store = place.open_with(|alert| alert.voices = alert.voices.max(1)).await.store;
    let read = store.alert(id).await.unwrap().unwrap();
    assert_eq!((read.voices, store.alert(newer.id).await.unwrap().unwrap().voices), (1, 3));
    let mut exported = Vec::new();
    let mut keep = |line: &str| {
        exported.push(line.to_owned());
        Ok(())
    };
    store.export(&mut keep).await.unwrap();
    assert!(exported.iter().all(|line| !line.contains("\"voices\":0")), "{exported:?}");
    store.commit(Batch::new(at(3), vec![(ChangeKind::Joined, read)], Vec::new(), None)).await.unwrap();
    store.close().await.unwrap();
    assert_eq!(place.open().await.store.alert(id).await.unwrap().unwrap().voices, 1);
}
