//! Numbers of changes mean the same for as long as the epoch is the same.

use std::fs;

use super::sample::{Place, batch, files};

#[tokio::test]
async fn an_epoch_survives_restarts_and_commits() {
    let place = Place::new();
    let store = place.open().await.store;
    let epoch = store.epoch().to_owned();
    assert!(epoch.len() >= 16, "{epoch}");
    store.commit(batch(0, &[1, 2])).await.expect("committed");
    store.close().await.expect("closed");
    for second in 1..3 {
        let store = place.open().await.store;
        assert_eq!(store.epoch(), epoch);
        store.commit(batch(second, &[second as u32 + 2])).await.expect("committed");
        store.close().await.expect("closed");
    }
    assert_ne!(Place::new().open().await.store.epoch(), epoch, "another store has another");
}

#[tokio::test]
async fn a_folder_that_was_put_back_to_an_earlier_point_has_a_new_epoch() {
    let place = Place::new();
    let store = place.open().await.store;
    let epoch = store.epoch().to_owned();
    store.commit(batch(0, &[1])).await.expect("committed");
    store.close().await.expect("closed");
    let backup = place.copy();
    // The folder is made anew from the copy, or the copy is written over what stands there.
    for removed in [true, false] {
        let store = place.open().await.store;
        store.commit(batch(1, &[2])).await.expect("committed");
        let epochs = [epoch.clone(), store.epoch().to_owned()];
        store.close().await.expect("closed");
        if removed {
            fs::remove_dir_all(place.folder()).expect("removed");
        }
        for file in files(&backup.folder()) {
            let to = place.folder().join(file.strip_prefix(backup.folder()).expect("a file in the folder"));
            fs::create_dir_all(to.parent().expect("a folder")).expect("folders are made");
            fs::copy(&file, to).expect("files are copied");
        }
        let store = place.open().await.store;
        assert_eq!(store.head().await.expect("a head"), 1);
        let renewed = store.epoch().to_owned();
        assert!(!epochs.contains(&renewed), "{removed}: {renewed} {epochs:?}");
        store.close().await.expect("closed");
        let again = place.open().await.store;
        assert_eq!(again.epoch(), renewed, "it is not put back twice");
        again.close().await.expect("closed");
    }
}

#[tokio::test]
async fn a_journal_that_lacks_what_had_been_committed_has_a_new_epoch() {
    let place = Place::new();
    let store = place.open().await.store;
    let epoch = store.epoch().to_owned();
    store.commit(batch(0, &[1])).await.expect("committed");
    let earlier = fs::read(place.journal()).expect("a journal");
    store.commit(batch(1, &[2])).await.expect("committed");
    store.close().await.expect("closed");

    fs::write(place.journal(), earlier).expect("put back");
    let store = place.open().await.store;
    assert_eq!(store.head().await.expect("a head"), 1);
    assert_ne!(store.epoch(), epoch);
}
