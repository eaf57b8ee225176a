//! Power cuts: whatever was not fsynced may be missing, zeroed or garbage; what was acknowledged is there.

use std::fs;

use almenara::model::Filter;
use futures_util::future::join_all;

use super::sample::{Dice, Place, alert, batch, everything, files, poll, quiet, sound};

/// Says that the machine, not only the process, has gone down since.
fn machine_down(place: &Place) {
    fs::write(place.folder().join("lock"), "process 1\nanother-boot\n").unwrap();
}

/// Leaves of a file what a power cut might: all up to a byte, and behind it nothing, zeros or garbage.
fn cut(place: &Place, from: usize, dice: &mut Dice) {
    let file = place.journal();
    let mut bytes = fs::read(&file).unwrap();
    match dice.throw(3) {
        0 => bytes.truncate(from),
        1 => bytes[from..].fill(0),
        _ => bytes[from..].iter_mut().for_each(|byte| *byte = dice.throw(256) as u8),
    }
    fs::write(&file, bytes).unwrap();
}

#[tokio::test]
async fn a_torn_tail_costs_nothing_that_was_acknowledged() {
    let place = Place::new();
    let store = place.open().await.store;
    let mut acknowledged = Vec::new();
    for n in 0..6_u32 {
        store.commit(batch(i64::from(n), &[2 * n, 2 * n + 1])).await.unwrap();
        let length = fs::metadata(place.journal()).unwrap().len() as usize;
        acknowledged.push((length, everything(&store).await, place.copy()));
    }
    let mut dice = Dice(5);
    for _ in 0..30 {
        let (next, last) = (dice.throw(5) as usize + 1, acknowledged.len() - 1);
        let (start, before, index) = &acknowledged[next - 1];
        let (end, after, _) = &acknowledged[next];
        let crashed = acknowledged[last].2.copy();
        let bytes = fs::read(crashed.journal()).unwrap();
        fs::write(crashed.journal(), &bytes[..*end]).unwrap();
        cut(&crashed, start + dice.throw((end - start) as u64) as usize, &mut dice);
        fs::remove_dir_all(crashed.folder().join("index")).unwrap();
        for file in files(&index.folder().join("index")) {
            let to = crashed.folder().join(file.strip_prefix(index.folder()).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(&file, to).unwrap();
        }
        machine_down(&crashed);

        let opened = crashed.open().await;
        assert_eq!(&everything(&opened.store).await, before);
        sound(&opened.store).await;
        let again = batch(next as i64, &[2 * next as u32, 2 * next as u32 + 1]);
        assert_eq!(opened.store.commit(again).await.unwrap(), 2 * next as u64 + 2);
        assert_eq!(&everything(&opened.store).await, after);
        sound(&opened.store).await;
        opened.store.close().await.unwrap();
    }
}

#[tokio::test]
async fn what_was_torn_is_set_aside_and_said() {
    let place = Place::new();
    let store = place.open().await.store;
    store.commit(batch(1, &[1])).await.unwrap();
    store.close().await.unwrap();
    let mut bytes = fs::read(place.journal()).unwrap();
    bytes.extend_from_slice(b"{\"frame\":2,\"v\":1,\"ba");
    fs::write(place.journal(), bytes).unwrap();
    let opened = place.open().await;
    assert!(opened.notes.iter().any(|note| note.contains("last 20 bytes")), "{:?}", opened.notes);
    let kept = files(&place.folder().join("quarantine"));
    assert_eq!(fs::read(&kept[0]).unwrap(), b"{\"frame\":2,\"v\":1,\"ba");
    assert_eq!(opened.store.commit(batch(2, &[2])).await.unwrap(), 2);
    sound(&opened.store).await;
    opened.store.close().await.unwrap();
    assert_eq!(place.open().await.notes, Vec::<String>::new());
}

#[tokio::test]
async fn an_empty_file_of_a_new_month_is_no_obstacle() {
    for torn in ["", "{\"almenara\":\"jour", "\0\0\0\0\0\0\0\0"] {
        let place = Place::new();
        let store = place.open().await.store;
        store.commit(batch(1, &[1])).await.unwrap();
        store.close().await.unwrap();
        fs::write(place.folder().join("journal/2026-12.ndjson"), torn).unwrap();
        let store = place.open().await.store;
        assert_eq!(store.commit(batch(9_000_000, &[2])).await.unwrap(), 2);
        sound(&store).await;
        store.close().await.unwrap();
        assert_eq!(place.open().await.store.head().await.unwrap(), 2);
    }
}

#[tokio::test]
async fn a_group_that_was_never_acknowledged_goes_as_one_and_leaves_no_gap() {
    let place = Place::new();
    let store = place.open().await.store;
    store.commit(batch(0, &[0])).await.unwrap();
    // Polled one after the other, all but the first wait together.
    join_all((1..40).map(|n| store.commit(batch(i64::from(n), &[n])))).await;
    store.close().await.unwrap();

    let text = fs::read_to_string(place.journal()).unwrap();
    let headers: Vec<(usize, serde_json::Value)> = text
        .match_indices("{\"frame\":")
        .map(|(at, _)| (at, serde_json::from_str(text[at..].lines().next().unwrap()).unwrap()))
        .collect();
    let synced = |n: usize| headers[n].1["synced"].as_u64().unwrap();
    let last = headers.len() - 1;
    let first = (0..last).find(|n| synced(*n) == synced(last)).expect("the last batches were written together");

    // Of the last group, its first batch is zeroed, and all others are on the disk.
    let mut bytes = text.clone().into_bytes();
    bytes[headers[first].0 + 50..headers[first + 1].0].fill(0);
    fs::write(place.journal(), bytes).unwrap();
    fs::remove_dir_all(place.folder().join("index")).unwrap();
    machine_down(&place);
    let store = place.open().await.store;
    assert_eq!(store.head().await.unwrap(), first as u64);
    sound(&store).await;
    store.close().await.unwrap();

    // The same before a batch that was written once the group was durable: now it is damage, and the rest counts.
    let later = place.copy();
    fs::write(later.journal(), &text).unwrap();
    let store = later.open().await.store;
    store.commit(batch(50, &[50])).await.unwrap();
    store.close().await.unwrap();
    let mut bytes = fs::read(later.journal()).unwrap();
    bytes[headers[first].0 + 50..headers[first + 1].0].fill(0);
    fs::write(later.journal(), bytes).unwrap();
    fs::remove_dir_all(later.folder().join("index")).unwrap();
    let store = later.open().await.store;
    assert_eq!(store.head().await.unwrap(), 41);
    assert_eq!(store.alerts(&Filter::default(), None, 100).await.unwrap().len(), 40);
}

#[tokio::test]
async fn validators_never_run_ahead_of_what_is_stored() {
    let place = Place::new();
    let store = place.open().await.store;
    store.commit(batch(1, &[0])).await.unwrap();
    let length = fs::metadata(place.journal()).unwrap().len() as usize;
    store.commit(batch(2, &[4])).await.unwrap();
    store.commit(quiet(0, 3)).await.unwrap();
    store.commit(quiet(1, 3)).await.unwrap();
    store.close().await.unwrap();
    cut(&place, length + 10, &mut Dice(0));
    machine_down(&place);
    let opened = place.open().await;
    assert!(opened.notes.iter().any(|note| note.contains("read again in full")), "{:?}", opened.notes);
    for poll in opened.store.polls().await.unwrap() {
        assert!(poll.validators.etag.is_none() && poll.body.is_none(), "{poll:?}");
        assert!(poll.imported, "what comes again is still news");
    }
    opened.store.close().await.unwrap();
    let opened = place.open().await;
    assert!(opened.store.polls().await.unwrap().iter().all(|poll| poll.validators.etag.is_none()));
}

#[tokio::test]
async fn a_torn_file_of_polls_keeps_every_visit_before() {
    let place = Place::new();
    let store = place.open().await.store;
    store.commit(batch(1, &[0])).await.unwrap();
    store.commit(quiet(0, 2)).await.unwrap();
    let file = place.folder().join("polls.ndjson");
    let length = fs::metadata(&file).unwrap().len();
    store.commit(quiet(0, 3)).await.unwrap();
    let crashed = place.copy();
    let file = crashed.folder().join(file.file_name().unwrap());
    fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(length + 33).unwrap();
    machine_down(&crashed);
    assert_eq!(crashed.open().await.store.polls().await.unwrap(), [poll(0, 2)]);
}

#[tokio::test]
async fn after_the_machine_went_down_the_index_is_made_anew() {
    let place = Place::new();
    let store = place.open().await.store;
    store.commit(batch(1, &[1, 2])).await.unwrap();
    let crashed = place.copy();
    machine_down(&crashed);
    let opened = crashed.open().await;
    assert!(opened.notes[0].contains("because the machine went down"), "{:?}", opened.notes);
    assert_eq!(opened.store.alert(alert(1, 1).id).await.unwrap(), Some(alert(1, 1)));
    sound(&opened.store).await;
}

#[tokio::test]
async fn a_clock_that_jumps_back_does_not_disturb_the_order() {
    let place = Place::new();
    let store = place.open().await.store;
    for (n, seconds) in (0..).zip([0, 400_000_000, -400_000_000, 5, 800_000_000]) {
        store.commit(batch(seconds, &[n])).await.unwrap();
    }
    let all = everything(&store).await;
    sound(&store).await;
    store.close().await.unwrap();
    assert_eq!(files(&place.folder().join("journal")).len(), 3);
    fs::remove_dir_all(place.folder().join("index")).unwrap();
    let store = place.open().await.store;
    assert_eq!(everything(&store).await, all);
    sound(&store).await;
}
