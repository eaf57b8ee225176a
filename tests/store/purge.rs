//! Purging: the text is gone from every file, and the chain still holds.

use std::fs;

use almenara::model::{Batch, ChangeKind, Filter};

use super::sample::{Place, alert, at, batch, everything, files, flip, holds, keys, sound, title};

/// Alert 1 and its revision, alert 2, alert 3 much later, over several months.
async fn filled(place: &Place) {
    let store = place.open().await.store;
    store.commit(batch(1, &[1, 2])).await.unwrap();
    let revised = vec![(ChangeKind::Revised, alert(1, 3_000_000))];
    store.commit(Batch::new(at(3_000_000), revised, Vec::new(), None)).await.unwrap();
    store.commit(batch(9_000_000, &[3])).await.unwrap();
    store.close().await.unwrap();
}

#[tokio::test]
async fn what_is_pruned_stands_in_no_file_any_more_and_the_chain_verifies() {
    let place = Place::new();
    filled(&place).await;
    let opened = place.open().await;
    let store = opened.store;
    assert!(holds(&place.folder(), &title(1)) && holds(&place.folder(), &title(2)));
    assert_eq!(store.prune(at(5_000_000)).await.unwrap().alerts, 2);
    for gone in [title(1), title(2), "case 1 as of".to_owned(), "https://alderbay.example/alerts/1".to_owned()] {
        assert!(!holds(&place.folder(), &gone), "{gone}");
    }
    assert!(holds(&place.folder(), &title(3)));
    let found = store.verify().await.unwrap();
    assert_eq!((found.faults, found.purged, found.alerts, found.batches), (Vec::new(), 3, 1, 3));
    assert_eq!(store.alert(alert(3, 0).id).await.unwrap(), Some(alert(3, 9_000_000)));
    assert!(store.known(&[keys(&alert(1, 0))[1].key]).await.unwrap()[0].is_some());

    let all = everything(&store).await;
    store.commit(batch(9_000_001, &[4])).await.unwrap();
    sound(&store).await;
    store.close().await.unwrap();
    let opened = place.open().await;
    assert_eq!(opened.notes, Vec::<String>::new());
    assert_eq!(opened.store.alert(alert(3, 0).id).await.unwrap(), Some(alert(3, 9_000_000)));
    opened.store.close().await.unwrap();

    fs::remove_dir_all(place.folder().join("index")).unwrap();
    let store = place.open().await.store;
    let after = everything(&store).await;
    assert!(after.contains(all.lines().nth(1).unwrap().trim_end_matches(']')), "changes stay");
    sound(&store).await;
}

#[tokio::test]
async fn purging_the_file_that_is_written_to_does_not_disturb_writing() {
    let place = Place::new();
    let store = place.open().await.store;
    for n in 0..8 {
        store.commit(batch(i64::from(n), &[n])).await.unwrap();
        store.prune(at(i64::from(n) - 2)).await.unwrap();
        sound(&store).await;
    }
    assert_eq!(store.alerts(&Filter::default(), None, 100).await.unwrap().len(), 3);
    assert!(!holds(&place.folder(), &title(4)) && holds(&place.folder(), &title(5)));
}

#[tokio::test]
async fn verify_tells_a_purge_from_damage() {
    let place = Place::new();
    filled(&place).await;
    let store = place.open().await.store;
    store.prune(at(5_000_000)).await.unwrap();
    sound(&store).await;
    store.close().await.unwrap();
    let file = files(&place.folder().join("journal")).remove(0);
    let text = fs::read_to_string(&file).unwrap();
    flip(&file, text.find("{\"purged\":\"").unwrap() as u64 + 20);
    let store = place.open().await.store;
    let faults = store.verify().await.unwrap().faults;
    assert!(faults.iter().any(|fault| fault.contains("not what was written")), "{faults:?}");
}

#[tokio::test]
async fn a_purge_cut_short_by_a_crash_is_finished_by_the_next_one() {
    let place = Place::new();
    filled(&place).await;
    let before = place.copy();
    let store = place.open().await.store;
    store.prune(at(5_000_000)).await.unwrap();
    store.close().await.unwrap();
    // The first file is purged; the rest, the index and the lock are as they were.
    let first = files(&place.folder().join("journal")).remove(0);
    let name = first.file_name().unwrap().to_owned();
    fs::copy(&first, before.folder().join("journal").join(name)).unwrap();
    fs::write(before.folder().join("journal/2026-12.ndjson.tmp"), title(1)).unwrap();

    let opened = before.open().await;
    assert!(opened.notes.iter().any(|note| note.contains("made anew")), "{:?}", opened.notes);
    assert_eq!(opened.store.alert(alert(1, 0).id).await.unwrap(), Some(alert(1, 3_000_000)));
    assert_eq!(opened.store.prune(at(5_000_000)).await.unwrap().alerts, 1);
    assert!(!holds(&before.folder(), &title(1)) && !holds(&before.folder(), &title(2)));
    sound(&opened.store).await;
}

#[tokio::test]
async fn a_purge_reaches_what_was_set_aside_and_what_is_damaged() {
    let place = Place::new();
    filled(&place).await;
    let file = files(&place.folder().join("journal")).remove(0);
    let text = fs::read_to_string(&file).unwrap();
    let torn = text.lines().find(|line| line.contains(&title(1))).unwrap().to_owned();
    let last = place.journal();
    let mut bytes = fs::read(&last).unwrap();
    bytes.extend_from_slice(&torn.as_bytes()[..torn.len() - 9]);
    fs::write(&last, bytes).unwrap();
    flip(&file, text.find(&title(2)).unwrap() as u64 - 30);

    let store = place.open().await.store;
    assert_eq!(files(&place.folder().join("quarantine")).len(), 1);
    assert_eq!(store.alert(alert(2, 0).id).await.unwrap(), None, "its only version is damaged");
    assert_eq!(store.alert(alert(1, 0).id).await.unwrap(), Some(alert(1, 3_000_000)));
    store.prune(at(5_000_000)).await.unwrap();
    assert!(!holds(&place.folder(), &title(1)) && !holds(&place.folder(), &title(2)));
    assert_eq!(store.alert(alert(3, 0).id).await.unwrap(), Some(alert(3, 9_000_000)));
}

#[tokio::test]
async fn a_purge_that_cannot_reach_what_was_set_aside_is_finished_by_the_next_one() {
    let place = Place::new();
    filled(&place).await;
    let quarantine = place.folder().join("quarantine");
    fs::create_dir_all(quarantine.join("not a file")).unwrap();
    fs::write(quarantine.join("torn"), format!("{{\"alert\":\"{}", title(1))).unwrap();
    let store = place.open().await.store;
    assert!(store.prune(at(5_000_000)).await.is_err());
    fs::remove_dir(quarantine.join("not a file")).unwrap();
    assert_eq!(store.prune(at(5_000_000)).await.unwrap().alerts, 2);
    assert!(!holds(&place.folder(), &title(1)) && !holds(&place.folder(), &title(2)));
    sound(&store).await;
}

#[tokio::test]
async fn the_index_never_holds_a_readable_word() {
    let place = Place::new();
    filled(&place).await;
    let index = place.folder().join("index");
    let words = ["Zephyrine", "alderbay", "Ondine", "lighthouse", "americas", "HND", "critical", "entry-1", "alert\""];
    for word in words {
        assert!(!holds(&index, word), "{word}");
    }
}
