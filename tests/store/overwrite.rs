//! Overwriting: nothing that was written before is in any file; and the names that are kept as hashes alone.

use almenara::model::{Alert, Batch, ChangeKind, Digest, Noticed, Poll, Protection};
use almenara::store;

use super::sample::{alert, at, keys, poll, sound};
use crate::support::search::found;

#[tokio::test]
async fn what_is_overwritten_is_in_no_file_and_what_was_cut_short_is_finished_at_the_next_opening() {
    let root = tempfile::tempdir().unwrap();
    let opened = store::open("sled:s", root.path()).await.unwrap();
    let words = "a text that must be nowhere";
    let mut old = alert(1, 5);
    old.reports[0].summary = words.to_owned();
    let mut told = poll(1, 5);
    told.noticed = Some(Noticed { at: at(5), warnings: vec![words.to_owned()] });
    let commit = |alert: &Alert, poll: Option<Poll>, minute| {
        Batch::new(at(minute), vec![(ChangeKind::New, alert.clone())], keys(alert), poll)
    };
    opened.store.commit(commit(&old, Some(told.clone()), 5)).await.unwrap();
    old.reports[0].title = format!("{words} again");
    opened.store.commit(commit(&old, None, 6)).await.unwrap();
    opened.store.commit(commit(&alert(2, 6), Some(poll(2, 6)), 6)).await.unwrap();
    assert!(!found(root.path(), &[words]).is_empty());

    let blank = alert(1, 7);
    let batch = commit(&blank, None, 7);
    let sources = [told.source.clone()];
    let head = opened.store.overwrite(batch.clone(), &sources).await.unwrap();
    assert_eq!(found(root.path(), &[words]), []);
    assert_eq!(opened.store.alert(blank.id).await.unwrap(), Some(blank.clone()));
    assert_eq!(opened.store.alert(alert(2, 6).id).await.unwrap(), Some(alert(2, 6)));
    assert_eq!(opened.store.overwrite(batch, &sources).await.unwrap(), head, "a second time changes nothing");
    sound(&opened.store).await;

    // As a machine leaves it that stops after the commit.
    opened.store.commit(commit(&old, Some(told), 8)).await.unwrap();
    opened.store.commit(commit(&blank, None, 9)).await.unwrap();
    opened.store.close().await.unwrap();
    drop(opened);
    let note = format!("{{\"alerts\":[\"{}\"],\"sources\":[{:?}]}}", blank.id, sources[0].0);
    std::fs::write(root.path().join("s/erasing"), note).unwrap();
    assert!(!found(root.path(), &[words]).is_empty());
    let opened = store::open("sled:s", root.path()).await.unwrap();
    assert_eq!((found(root.path(), &[words]), opened.notes), (Vec::new(), Vec::new()));
    assert!(!root.path().join("s/erasing").exists());
    sound(&opened.store).await;
    opened.store.close().await.unwrap();
    drop(opened.store);

    // The polls are still known, also to an index that is made anew.
    std::fs::remove_dir_all(root.path().join("s/index")).unwrap();
    let opened = store::open("sled:s", root.path()).await.unwrap();
    let polls = opened.store.polls().await.unwrap();
    assert_eq!(polls.len(), 2);
    assert!(
        polls.iter().all(|poll| poll.noticed.is_none() && poll.validators != almenara::model::Validators::default())
    );
    sound(&opened.store).await;
}

#[tokio::test]
async fn a_protected_name_is_known_again_after_everything_but_the_loss_of_the_secret() {
    let root = tempfile::tempdir().unwrap();
    let name = Digest::of("test:name", &[b"somebody"]);
    let opened = store::open("sled:s", root.path()).await.unwrap();
    opened.store.protect(&[(name, Protection::default())]).await.unwrap();
    opened.store.close().await.unwrap();
    drop(opened);
    assert_eq!(found(&root.path().join("s"), &[&name.to_string()]), [], "only its hash under the secret is kept");
    std::fs::remove_dir_all(root.path().join("s/index")).unwrap();
    let opened = store::open("sled:s", root.path()).await.unwrap();
    assert_eq!(opened.store.protections(&[name]).await.unwrap(), [(0, Protection::default())]);
    opened.store.close().await.unwrap();
    drop(opened);
    std::fs::remove_file(root.path().join("s/secret")).unwrap();
    let opened = store::open("sled:s", root.path()).await.unwrap();
    assert!(opened.notes.iter().any(|note| note.contains("almenara protect")), "{:?}", opened.notes);
}
