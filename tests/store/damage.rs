//! What the disk may do to a store at rest: the journal brings everything back, and says so.

use std::fs;
use std::path::Path;

use almenara::model::{Batch, ChangeKind, Filter, Validators};
use almenara::store::Error;

use super::sample::{Dice, Place, alert, at, batch, everything, files, flip, keys, poll, quiet, sound};

/// A store with a few months of batches, closed, and what it answers.
async fn filled() -> (Place, String) {
    let place = Place::new();
    let store = place.open().await.store;
    for n in 0..20 {
        store.commit(batch(i64::from(n) * 400_000, &[3 * n, 3 * n + 1, 3 * n + 2])).await.unwrap();
        store.commit(quiet(n % 5, i64::from(n) * 400_000 + 7)).await.unwrap();
    }
    let revised = vec![(ChangeKind::Revised, alert(4, 8_000_000))];
    store.commit(Batch::new(at(8_000_000), revised, Vec::new(), Some(poll(0, 8_000_000)))).await.unwrap();
    let all = everything(&store).await;
    store.close().await.unwrap();
    assert!(files(&place.folder().join("journal")).len() >= 3);
    (place, all)
}

async fn comes_back(place: &Place, all: &str) -> Vec<String> {
    let opened = place.open().await;
    assert_eq!(everything(&opened.store).await, all);
    let known = opened.store.known(&[keys(&alert(7, 0))[2].key]).await.unwrap();
    assert_eq!(known[0].unwrap().alert, alert(7, 0).id);
    sound(&opened.store).await;
    opened.store.close().await.unwrap();
    opened.notes
}

#[tokio::test]
async fn a_store_closed_in_order_opens_without_a_word() {
    let (place, all) = filled().await;
    assert_eq!(comes_back(&place, &all).await, Vec::<String>::new());
    assert_eq!(comes_back(&place, &all).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_deleted_index_comes_back_and_says_so() {
    let (place, all) = filled().await;
    fs::remove_dir_all(place.folder().join("index")).unwrap();
    let notes = comes_back(&place, &all).await;
    assert_eq!(notes, ["the index was missing; it was made anew from the journal: 21 batches, 61 changes"]);
}

#[tokio::test]
async fn an_index_with_a_truncated_file_comes_back_and_says_so() {
    let (place, all) = filled().await;
    for length in [0, 1, 100, 4_000, 70_000] {
        let copy = place.copy();
        fs::OpenOptions::new().write(true).open(copy.folder().join("index/db")).unwrap().set_len(length).unwrap();
        let notes = comes_back(&copy, &all).await;
        assert!(notes.iter().any(|note| note.contains("made anew from the journal")), "{length}: {notes:?}");
    }
    for file in ["conf", "db"] {
        let copy = place.copy();
        fs::remove_file(copy.folder().join("index").join(file)).unwrap();
        comes_back(&copy, &all).await;
    }
}

#[tokio::test]
async fn an_index_of_garbage_comes_back_and_says_so() {
    let (place, all) = filled().await;
    let mut dice = Dice(7);
    for file in files(&place.folder().join("index")) {
        let garbage: Vec<u8> = (0..fs::metadata(&file).unwrap().len()).map(|_| dice.throw(256) as u8).collect();
        fs::write(&file, garbage).unwrap();
    }
    let notes = comes_back(&place, &all).await;
    assert!(notes[0].contains("made anew from the journal"), "{notes:?}");
}

#[tokio::test]
async fn flipped_bits_in_the_index_never_show() {
    let (place, all) = filled().await;
    let mut dice = Dice(11);
    for _ in 0..12 {
        let copy = place.copy();
        for _ in 0..40 {
            let file = copy.folder().join("index/db");
            let used = fs::read(&file).unwrap().iter().rposition(|byte| *byte != 0).unwrap_or(0) as u64;
            flip(&file, dice.throw(used + 1));
        }
        comes_back(&copy, &all).await;
    }
}

#[tokio::test]
async fn an_older_copy_of_the_index_is_not_trusted() {
    let place = Place::new();
    let store = place.open().await.store;
    store.commit(batch(1, &[1])).await.unwrap();
    store.close().await.unwrap();
    let older = place.copy();
    let store = place.open().await.store;
    store.commit(batch(2, &[2])).await.unwrap();
    store.commit(batch(9_000_000, &[7])).await.unwrap();
    let all = everything(&store).await;
    store.close().await.unwrap();
    fs::remove_dir_all(place.folder().join("index")).unwrap();
    fs::rename(older.folder().join("index"), place.folder().join("index")).unwrap();
    let notes = comes_back(&place, &all).await;
    assert!(notes[0].contains("made anew from the journal: 3 batches"), "{notes:?}");
}

#[tokio::test]
async fn an_older_copy_of_the_journal_is_noticed_and_sources_are_read_again() {
    let place = Place::new();
    let store = place.open().await.store;
    store.commit(batch(1, &[0])).await.unwrap();
    store.close().await.unwrap();
    let older = place.copy();
    let store = place.open().await.store;
    store.commit(batch(2, &[4])).await.unwrap();
    store.commit(quiet(0, 3)).await.unwrap();
    store.close().await.unwrap();
    fs::copy(older.journal(), place.journal()).unwrap();
    let opened = place.open().await;
    assert!(opened.notes.iter().any(|note| note.contains("ends with batch 1, but 2")), "{:?}", opened.notes);
    let polls = opened.store.polls().await.unwrap();
    assert_eq!((&polls[0].validators, polls[0].body), (&Validators::default(), None), "validators ran ahead");
    assert_eq!(opened.store.commit(batch(2, &[4])).await.unwrap(), 2);
    let faults = opened.store.verify().await.unwrap().faults;
    assert!(faults.len() == 1 && faults[0].contains("committed as batch 2 is gone"), "{faults:?}");
}

#[tokio::test]
async fn a_lost_secret_costs_only_a_rebuild() {
    let (place, all) = filled().await;
    fs::remove_file(place.folder().join("secret")).unwrap();
    let notes = comes_back(&place, &all).await;
    assert!(notes[0].contains("another secret"), "{notes:?}");
}

#[tokio::test]
async fn a_half_written_snapshot_of_sled_is_no_obstacle() {
    let (place, all) = filled().await;
    fs::write(place.folder().join("index/snap.000000000000FFFF.generating"), b"half").unwrap();
    assert_eq!(comes_back(&place, &all).await, Vec::<String>::new());
}

#[tokio::test]
async fn only_the_last_few_indexes_set_aside_are_kept() {
    let (place, all) = filled().await;
    for _ in 0..5 {
        fs::write(place.folder().join("index/conf"), b"garbage").unwrap();
        fs::write(place.folder().join("index/db"), b"garbage").unwrap();
        comes_back(&place, &all).await;
    }
    let kept = fs::read_dir(place.folder()).unwrap().flatten();
    let kept = kept.filter(|entry| entry.file_name().to_string_lossy().starts_with("index.corrupt-"));
    assert_eq!(kept.count(), 3);
}

#[tokio::test]
async fn a_lost_file_of_polls_is_filled_from_the_journal() {
    let place = Place::new();
    let store = place.open().await.store;
    store.commit(batch(1, &[1])).await.unwrap();
    store.commit(quiet(1, 2)).await.unwrap();
    store.close().await.unwrap();
    fs::remove_file(place.folder().join("polls.ndjson")).unwrap();
    assert_eq!(place.open().await.store.polls().await.unwrap(), [poll(1, 1)]);
}

#[tokio::test]
async fn a_broken_line_in_the_file_of_polls_costs_only_that_line() {
    let place = Place::new();
    let store = place.open().await.store;
    store.commit(quiet(1, 1)).await.unwrap();
    store.commit(quiet(2, 2)).await.unwrap();
    store.close().await.unwrap();
    flip(&place.folder().join("polls.ndjson"), 40);
    let opened = place.open().await;
    assert!(opened.notes[0].contains("polls.ndjson"), "{:?}", opened.notes);
    assert_eq!(opened.store.polls().await.unwrap(), [poll(2, 2)]);
    opened.store.close().await.unwrap();
    let opened = place.open().await;
    assert_eq!(opened.notes, Vec::<String>::new());
    sound(&opened.store).await;
}

/// Where in the journal the line stands that holds a text, and its length.
fn line_with(file: &Path, text: &str) -> (u64, u64) {
    let content = fs::read_to_string(file).unwrap();
    let at = content.find(text).unwrap();
    let start = content[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = content[at..].find('\n').map_or(content.len(), |end| at + end);
    (start as u64, (end - start) as u64)
}

#[tokio::test]
async fn damage_in_the_middle_of_the_journal_is_told_and_the_rest_is_read() {
    let place = Place::new();
    let store = place.open().await.store;
    for n in 0..6 {
        store.commit(batch(i64::from(n), &[n, 100 + n])).await.unwrap();
    }
    store.close().await.unwrap();
    let (line, _) = line_with(&place.journal(), "Zephyrine number 102 ");
    flip(&place.journal(), line + 90);

    // The index still knows where everything is: the damaged line shows when it is read.
    let store = place.open().await.store;
    assert_eq!(store.alert(alert(102, 2).id).await.unwrap(), None);
    assert_eq!(store.alert(alert(2, 2).id).await.unwrap(), Some(alert(2, 2)));
    assert_eq!(store.alerts(&Filter::default(), None, 100).await.unwrap().len(), 11);
    assert_eq!(store.head().await.unwrap(), 12);
    assert_eq!(store.changes(0, 100).await.unwrap().len(), 12);
    let faults = store.verify().await.unwrap().faults;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains("batch 3 at byte"), "{faults:?}");
    store.commit(batch(50, &[50])).await.unwrap();
    store.close().await.unwrap();

    fs::remove_dir_all(place.folder().join("index")).unwrap();
    let opened = place.open().await;
    let told = "of batch 3 at byte";
    assert!(opened.notes.iter().any(|note| note.contains(told)), "{:?}", opened.notes);
    assert_eq!(opened.store.alerts(&Filter::default(), None, 100).await.unwrap().len(), 12);
    for poll in opened.store.polls().await.unwrap() {
        assert_eq!(poll.validators, Validators::default(), "what was lost must be read again");
    }
}

#[tokio::test]
async fn a_damaged_newest_version_leaves_the_one_before_it() {
    let place = Place::new();
    let store = place.open().await.store;
    store.commit(batch(1, &[1])).await.unwrap();
    let revised = vec![(ChangeKind::Revised, alert(1, 77))];
    store.commit(Batch::new(at(77), revised, Vec::new(), None)).await.unwrap();
    store.commit(batch(78, &[2])).await.unwrap();
    let (line, _) = line_with(&place.journal(), "as of 77.");
    flip(&place.journal(), line + 90);
    assert_eq!(store.alert(alert(1, 1).id).await.unwrap(), Some(alert(1, 1)));
    assert_eq!(store.alerts(&Filter::default(), None, 9).await.unwrap(), [alert(2, 78), alert(1, 1)]);
}

#[tokio::test]
async fn a_damaged_header_costs_its_batch_and_no_other() {
    let place = Place::new();
    let store = place.open().await.store;
    for n in 0..5 {
        store.commit(batch(i64::from(n), &[n])).await.unwrap();
    }
    store.close().await.unwrap();
    let (line, _) = line_with(&place.journal(), "{\"frame\":3,");
    flip(&place.journal(), line + 30);
    fs::remove_dir_all(place.folder().join("index")).unwrap();
    let opened = place.open().await;
    assert!(opened.notes.iter().any(|note| note.contains("1 batches are missing")), "{:?}", opened.notes);
    let store = opened.store;
    let seqs: Vec<_> = store.changes(0, 9).await.unwrap().iter().map(|change| change.seq).collect();
    assert_eq!(seqs, [1, 2, 4, 5]);
    assert_eq!(store.commit(batch(9, &[9])).await.unwrap(), 6);
    assert!(!store.verify().await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn verify_tells_a_batch_that_was_taken_out_or_rewritten() {
    let place = Place::new();
    let store = place.open().await.store;
    for n in 0..4 {
        store.commit(batch(i64::from(n), &[n])).await.unwrap();
    }
    store.close().await.unwrap();
    let text = fs::read_to_string(place.journal()).unwrap();
    let (second, _) = line_with(&place.journal(), "{\"frame\":2,");
    let (third, _) = line_with(&place.journal(), "{\"frame\":3,");
    let without = format!("{}{}", &text[..second as usize], &text[third as usize..]);
    fs::write(place.journal(), without).unwrap();
    let opened = place.open().await;
    assert!(opened.notes.iter().any(|note| note.contains("batches are missing")), "{:?}", opened.notes);
    let faults = opened.store.verify().await.unwrap().faults;
    assert!(faults.iter().any(|fault| fault.contains("batch 3") && fault.contains("follows batch 1")), "{faults:?}");
}

#[tokio::test]
async fn nothing_is_written_behind_a_journal_that_has_another_length_than_what_was_read() {
    for change in [-1_i64, 1, 5_000] {
        let place = Place::new();
        let store = place.open().await.store;
        store.commit(batch(1, &[1])).await.unwrap();
        store.close().await.unwrap();
        let store = place.open().await.store;
        let (file, whole) = (place.journal(), fs::read(place.journal()).unwrap());
        let len = whole.len().checked_add_signed(change as isize).unwrap() as u64;
        fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(len).unwrap();
        let refused = store.commit(batch(2, &[2])).await.unwrap_err();
        assert!(matches!(refused, Error::Damaged { .. }), "{refused}");
        assert_eq!((fs::metadata(&file).unwrap().len(), store.head().await.unwrap()), (len, 1));
        fs::write(&file, whole).unwrap();
        assert_eq!(store.commit(batch(2, &[2])).await.unwrap(), 2);
        sound(&store).await;
    }
}

#[tokio::test]
async fn random_damage_anywhere_is_never_fatal() {
    let (place, _) = filled().await;
    let mut dice = Dice(23);
    for round in 0..25 {
        let copy = place.copy();
        let mut names = files(&copy.folder());
        names.retain(|file| !file.ends_with("lock"));
        for _ in 0..=dice.throw(4) {
            let file = &names[dice.throw(names.len() as u64) as usize];
            let len = fs::metadata(file).unwrap().len();
            match dice.throw(3) {
                0 => flip(file, dice.throw(len.max(1))),
                1 => fs::OpenOptions::new().write(true).open(file).unwrap().set_len(dice.throw(len + 1)).unwrap(),
                _ => {
                    let mut bytes = fs::read(file).unwrap();
                    let (a, b) = (dice.throw(len + 1) as usize, dice.throw(len + 1) as usize);
                    bytes[a.min(b)..a.max(b)].fill(if round % 2 == 0 { 0 } else { b'\n' });
                    fs::write(file, bytes).unwrap();
                }
            }
        }
        let store = copy.open().await.store;
        let head = store.commit(batch(99_000_000, &[9_999])).await.unwrap();
        assert_eq!(store.head().await.unwrap(), head);
        assert_eq!(store.alert(alert(9_999, 0).id).await.unwrap(), Some(alert(9_999, 99_000_000)));
        store.verify().await.unwrap();
        store.close().await.unwrap();
        let again = copy.open().await;
        assert_eq!(again.store.head().await.unwrap(), head);
    }
}

/// Cuts the journal's end off, or garbles what stands in the header or in the text of its last batch.
fn spoil_the_end(place: &Place, how: usize) {
    let file = place.journal();
    let mut bytes = fs::read(&file).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let header = text.rfind("{\"frame\":").unwrap();
    match how {
        0 => bytes.truncate(bytes.len() - 100),
        1 => bytes[header + 20..header + 40].fill(b'#'),
        2 => bytes[header..].fill(0),
        _ => bytes.truncate(header),
    }
    fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn acknowledged_batches_that_are_gone_from_the_end_are_told_at_every_check() {
    for (batches, how) in [(6, 0), (6, 1), (6, 2), (6, 3), (1, 1), (1, 2), (1, 3)] {
        let place = Place::new();
        let store = place.open().await.store;
        for n in 0..batches {
            store.commit(batch(i64::from(n), &[n])).await.unwrap();
        }
        store.close().await.unwrap();
        spoil_the_end(&place, how);

        let opened = place.open().await;
        let notes = opened.notes.join("\n");
        assert!(!notes.contains("never acknowledged"), "{batches}, {how}: {notes}");
        let faults = opened.store.verify().await.unwrap().faults;
        if how == 0 {
            // The header still says what the batch held: it counts, and what is left of it is read.
            assert!(notes.contains("not every line can be read"), "{how}: {notes}");
            assert!(faults[0].contains("are not what was written"), "{how}: {faults:?}");
            assert_eq!(opened.store.head().await.unwrap(), u64::from(batches));
        } else {
            assert!(notes.contains(&format!("but {batches} had been committed")), "{batches}, {how}: {notes}");
            assert_eq!(faults.len(), 1, "{batches}, {how}: {faults:?}");
            assert!(faults[0].contains(&format!("committed as batch {batches} is gone")), "{how}: {faults:?}");
        }
        opened.store.close().await.unwrap();

        for _ in 0..2 {
            let opened = place.open().await;
            assert_eq!(opened.notes, Vec::<String>::new(), "{batches}, {how}");
            assert_eq!(opened.store.verify().await.unwrap().faults, faults, "{batches}, {how}");
            opened.store.close().await.unwrap();
        }
        let aside = fs::read_dir(place.folder()).unwrap().flatten();
        let aside = aside.filter(|entry| entry.file_name().to_string_lossy().starts_with("index.corrupt-"));
        assert_eq!(aside.count(), 1, "{batches}, {how}: the index was made anew once");

        let opened = place.open().await;
        opened.store.commit(batch(99, &[99])).await.unwrap();
        assert_eq!(opened.store.verify().await.unwrap().faults, faults, "{batches}, {how}");
        opened.store.close().await.unwrap();
        if how > 0 {
            fs::remove_file(place.folder().join("losses")).unwrap();
            sound(&place.open().await.store).await;
        }
    }
}

#[tokio::test]
async fn a_loss_is_known_even_where_the_index_is_gone_too() {
    let place = Place::new();
    let store = place.open().await.store;
    for n in 0..3 {
        store.commit(batch(i64::from(n), &[n])).await.unwrap();
    }
    store.close().await.unwrap();
    spoil_the_end(&place, 3);
    fs::remove_dir_all(place.folder().join("index")).unwrap();
    let opened = place.open().await;
    assert!(opened.notes.iter().any(|note| note.contains("ends with batch 2, but 3")), "{:?}", opened.notes);
    assert_eq!(opened.store.verify().await.unwrap().faults.len(), 1);
}

#[tokio::test]
async fn a_file_where_the_index_should_be_is_set_aside() {
    let (place, all) = filled().await;
    for _ in 0..5 {
        fs::remove_dir_all(place.folder().join("index")).unwrap();
        fs::write(place.folder().join("index"), "no folder").unwrap();
        let notes = comes_back(&place, &all).await;
        assert!(notes[0].contains("was no folder; it was made anew"), "{notes:?}");
    }
}
