//! One suite, every backend.

use std::path::Path;
use std::sync::Arc;

use almenara::model::{
    Act, AlertState, Batch, ChangeKind, Cursor, Digest, Filter, Key, KeyKind, Noticed, Protection, RegionId, Verb,
};
use almenara::store::{self, Error, Store};

use super::sample::{alert, at, batch, keys, poll, quiet, sound, source};

macro_rules! on_every_backend {
    ($($(#[$about:meta])* async fn $name:ident($store:ident) $body:block)*) => {
        $(async fn $name($store: Arc<dyn Store>) $body)*

        mod memory {
            $(#[tokio::test]
            async fn $name() {
                let opened = super::store::open("memory:", super::Path::new("/")).await.unwrap();
                assert!(opened.folder.is_none());
                super::$name(opened.store).await;
            })*
        }

        mod sled {
            $(#[tokio::test]
            async fn $name() {
                let root = tempfile::tempdir().unwrap();
                let opened = super::store::open("sled:a/b", root.path()).await.unwrap();
                assert_eq!(opened.folder.as_deref(), Some(&*root.path().join("a/b")));
                assert!(opened.notes.is_empty(), "{:?}", opened.notes);
                super::$name(opened.store).await;
            })*
        }
    };
}

on_every_backend! {
    async fn an_empty_store_answers_everything_with_nothing(store) {
        assert_eq!(store.head().await.unwrap(), 0);
        assert!(store.changes(0, 10).await.unwrap().is_empty());
        assert!(store.alerts(&Filter::default(), None, 10).await.unwrap().is_empty());
        assert!(store.alert(alert(1, 0).id).await.unwrap().is_none());
        assert!(store.polls().await.unwrap().is_empty());
        assert_eq!(store.export(&mut |_| Ok(())).await.unwrap(), 0);
        sound(&store).await;
    }

    async fn what_is_committed_is_found_again_under_every_key(store) {
        assert_eq!(store.commit(batch(5, &[1, 2])).await.unwrap(), 2);
        let (one, two) = (alert(1, 5), alert(2, 5));
        let unknown = Key { kind: KeyKind::Link, digest: almenara::model::Digest::of("test:key", &[b"nobody"]) };
        let asked = [keys(&two)[1].key, unknown, keys(&one)[0].key, keys(&one)[2].key];
        let found = store.known(&asked).await.unwrap();
        let ids: Vec<_> = found.iter().map(|holder| holder.map(|holder| holder.alert)).collect();
        assert_eq!(ids, [Some(two.id), None, Some(one.id), Some(one.id)]);
        assert_eq!(store.alert(one.id).await.unwrap(), Some(one));
        assert_eq!(store.alert(two.id).await.unwrap(), Some(two));
        assert_eq!(store.polls().await.unwrap(), [poll(1, 5)]);
        sound(&store).await;
    }

    async fn a_key_of_one_kind_never_meets_the_same_digest_of_another(store) {
        let mut visit = batch(5, &[1]);
        visit.keys.retain(|used| used.key.kind == KeyKind::Link);
        store.commit(visit).await.unwrap();
        let asked: Vec<_> = keys(&alert(1, 5)).iter().map(|used| used.key).collect();
        let found = store.known(&asked).await.unwrap();
        assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false]);
    }

    async fn a_key_that_is_held_keeps_its_first_holder(store) {
        store.commit(batch(5, &[1])).await.unwrap();
        let mut thief = batch(6, &[2]);
        for used in &mut thief.keys {
            used.key = keys(&alert(1, 5))[0].key;
        }
        store.commit(thief).await.unwrap();
        let holder = store.known(&[keys(&alert(1, 5))[0].key]).await.unwrap()[0].unwrap();
        assert_eq!(holder.alert, alert(1, 5).id);

        let mut twice = batch(7, &[3, 4]);
        let same = Key { kind: KeyKind::Text, digest: almenara::model::Digest::of("test:key", &[b"same"]) };
        twice.keys[0].key = same;
        twice.keys[3].key = same;
        twice.keys.rotate_left(3);
        let first = twice.keys[0].holder;
        store.commit(twice).await.unwrap();
        assert_eq!(store.known(&[same]).await.unwrap(), [Some(first)]);
        sound(&store).await;
    }

    async fn the_same_batch_a_second_time_changes_nothing_and_answers_the_same_head(store) {
        let (first, second) = (batch(5, &[1, 2]), batch(6, &[3]));
        assert_eq!(store.commit(first.clone()).await.unwrap(), 2);
        assert_eq!(store.commit(second).await.unwrap(), 3);
        assert_eq!(store.commit(first).await.unwrap(), 2);
        assert_eq!(store.head().await.unwrap(), 3);
        assert_eq!(store.changes(0, 10).await.unwrap().len(), 3);
        sound(&store).await;
    }

    async fn a_repeated_visit_without_alerts_does_not_bring_an_older_memory_back(store) {
        store.commit(batch(1, &[9])).await.unwrap();
        let (old, new) = (quiet(1, 5), quiet(1, 6));
        assert_eq!(store.commit(old.clone()).await.unwrap(), 1);
        assert_eq!(store.commit(new).await.unwrap(), 1);
        assert_eq!(store.commit(old).await.unwrap(), 1);
        assert_eq!(store.polls().await.unwrap(), [poll(1, 6)]);
    }

    async fn numbers_follow_one_another_in_the_order_of_commits(store) {
        for n in 0..10 {
            store.commit(batch(i64::from(n), &[2 * n, 2 * n + 1])).await.unwrap();
            store.commit(quiet(n, 100 + i64::from(n))).await.unwrap();
        }
        let changes = store.changes(0, 100).await.unwrap();
        assert_eq!(changes.iter().map(|change| change.seq).collect::<Vec<_>>(), (1..=20).collect::<Vec<_>>());
        for (change, n) in changes.iter().zip(0..) {
            assert_eq!((change.alert, change.kind), (alert(n, 0).id, ChangeKind::New));
            assert_eq!(change.at, at(i64::from(n / 2)));
        }
        assert_eq!(store.changes(18, 100).await.unwrap(), changes[18..]);
        assert_eq!(store.changes(3, 4).await.unwrap(), changes[3..7]);
        assert!(store.changes(20, 5).await.unwrap().is_empty());
        assert!(store.changes(u64::MAX, 5).await.unwrap().is_empty());
    }

    async fn alerts_come_newest_first_and_page_without_gap_or_repeat(store) {
        for n in 0..12 {
            store.commit(batch(i64::from(n / 3), &[n])).await.unwrap();
        }
        let all = store.alerts(&Filter::default(), None, 100).await.unwrap();
        let mut expected: Vec<_> = (0..12).map(|n| alert(n, i64::from(n / 3))).collect();
        expected.sort_by_key(|alert| (std::cmp::Reverse(alert.updated), alert.id));
        assert_eq!(all, expected);

        let (mut paged, mut before) = (Vec::new(), None);
        loop {
            let page = store.alerts(&Filter::default(), before, 5).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(Cursor { updated: last.updated, id: last.id });
            paged.extend(page);
        }
        assert_eq!(paged, expected);
        assert!(store.alerts(&Filter::default(), None, 0).await.unwrap().is_empty());
    }

    async fn instants_are_ordered_to_the_nanosecond_and_before_1970(store) {
        let moments = [-62_000_000_000_000_000_000_i128, -1, 0, 1, 999, 1_000, 4_000_000_000_000_000_000];
        for (n, nanos) in (0..).zip(moments) {
            let mut visit = batch(1, &[n]);
            let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).unwrap();
            let rest = u32::try_from(nanos.rem_euclid(1_000_000_000)).unwrap();
            visit.alerts[0].1.updated = chrono::DateTime::from_timestamp(seconds, rest).unwrap();
            store.commit(Batch::new(visit.at, visit.alerts, visit.keys, None)).await.unwrap();
        }
        let all = store.alerts(&Filter::default(), None, 100).await.unwrap();
        let ids: Vec<_> = all.iter().map(|alert| alert.id).collect();
        let expected: Vec<_> = (0..7).rev().map(|n| alert(n, 0).id).collect();
        assert_eq!(ids, expected);
        sound(&store).await;
    }

    async fn a_filter_wants_one_of_each_list_and_all_lists(store) {
        let numbers: Vec<u32> = (0..42).collect();
        store.commit(batch(3, &numbers)).await.unwrap();
        let count = async |filter: Filter| store.alerts(&filter, None, 100).await.unwrap().len();
        let americas = vec![RegionId("americas".to_owned())];
        let one = alert(0, 3);
        assert_eq!(count(Filter::default()).await, 42);
        assert_eq!(count(Filter { regions: americas.clone(), ..Filter::default() }).await, 14);
        assert_eq!(count(Filter { languages: vec!["es".to_owned()], ..Filter::default() }).await, 21);
        assert_eq!(count(Filter { countries: one.tags.countries.clone(), ..Filter::default() }).await, 14);
        assert_eq!(count(Filter { m49: one.tags.m49.clone(), ..Filter::default() }).await, 14);
        assert_eq!(count(Filter { urgencies: vec![one.tags.urgency], ..Filter::default() }).await, 7);
        assert_eq!(count(Filter { kinds: vec![one.tags.kind], ..Filter::default() }).await, 6);
        assert_eq!(count(Filter { networks: vec![one.lead().network.clone()], ..Filter::default() }).await, 21);
        assert_eq!(count(Filter { sources: vec![source(1), source(2)], ..Filter::default() }).await, 21);
        let both = Filter { regions: americas, languages: vec!["es".to_owned()], ..Filter::default() };
        assert_eq!(count(both).await, 7);
        assert_eq!(count(Filter { languages: vec!["tlh".to_owned()], ..Filter::default() }).await, 0);
    }

    async fn a_source_counts_by_any_report_of_the_alert(store) {
        let mut joined = alert(0, 3);
        joined.reports.push(alert(5, 3).reports.remove(0));
        store.commit(Batch::new(at(3), vec![(ChangeKind::New, joined)], Vec::new(), None)).await.unwrap();
        for wanted in [source(0), source(1)] {
            let filter = Filter { sources: vec![wanted], ..Filter::default() };
            assert_eq!(store.alerts(&filter, None, 10).await.unwrap().len(), 1);
        }
    }

    async fn a_case_is_found_by_the_alert_that_it_began_with(store) {
        let (first, mut second, other) = (alert(0, 3), alert(1, 4), alert(2, 5));
        second.case = Some(first.id);
        let members = [second.id, first.id];
        for alert in [first.clone(), second, other] {
            store.commit(Batch::new(alert.updated, vec![(ChangeKind::New, alert)], Vec::new(), None)).await.unwrap();
        }
        let filter = Filter { cases: vec![first.id], ..Filter::default() };
        let found: Vec<_> = store.alerts(&filter, None, 10).await.unwrap().iter().map(|alert| alert.id).collect();
        assert_eq!(found, members);
    }

    async fn a_revised_alert_stands_once_where_its_new_date_puts_it(store) {
        store.commit(batch(1, &[1])).await.unwrap();
        store.commit(batch(2, &[2])).await.unwrap();
        let mut revised = alert(1, 9);
        revised.tags.language = Some("fr".to_owned());
        revised.reports[0].tags.language = Some("fr".to_owned());
        store.commit(Batch::new(at(9), vec![(ChangeKind::Revised, revised.clone())], Vec::new(), None)).await.unwrap();
        assert_eq!(store.alerts(&Filter::default(), None, 10).await.unwrap(), [revised.clone(), alert(2, 2)]);
        let old = Filter { languages: vec!["es".to_owned()], ..Filter::default() };
        assert!(store.alerts(&old, None, 10).await.unwrap().is_empty());
        let mut lines = Vec::new();
        let count = store.export(&mut |line| { lines.push(line.to_owned()); Ok(()) }).await.unwrap();
        assert_eq!(count, 2);
        let exported: Vec<almenara::model::Alert> =
            lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(exported, [alert(2, 2), revised]);
        sound(&store).await;
    }

    async fn what_operators_did_is_told_in_order(store) {
        let mut merged = batch(1, &[1]);
        merged.act = Some(Act::on(Verb::Merge, [alert(1, 1).id], at(1)));
        let mut held = quiet(1, 2);
        held.act = Some(Act { source: Some(source(1)), ..Act::on(Verb::Hold, [], at(2)) });
        store.commit(merged.clone()).await.unwrap();
        store.commit(batch(2, &[2])).await.unwrap();
        store.commit(held.clone()).await.unwrap();
        store.commit(held.clone()).await.unwrap();
        assert_eq!(store.acts().await.unwrap(), [merged.act.unwrap(), held.act.unwrap()]);
        sound(&store).await;
    }

    async fn one_batch_may_change_an_alert_twice(store) {
        let (first, last) = (alert(1, 5), alert(1, 4));
        let changes = vec![(ChangeKind::New, first), (ChangeKind::Revised, last.clone())];
        assert_eq!(store.commit(Batch::new(at(5), changes, Vec::new(), None)).await.unwrap(), 2);
        assert_eq!(store.alerts(&Filter::default(), None, 10).await.unwrap(), [last]);
        sound(&store).await;
    }

    async fn a_held_alert_is_kept_but_not_listed_until_it_is_released(store) {
        let mut held = alert(1, 5);
        held.state = AlertState::Held;
        store.commit(Batch::new(at(5), vec![(ChangeKind::New, held.clone())], Vec::new(), None)).await.unwrap();
        assert!(store.alerts(&Filter::default(), None, 10).await.unwrap().is_empty());
        assert_eq!(store.alert(held.id).await.unwrap(), Some(held.clone()));
        assert_eq!(store.export(&mut |_| Ok(())).await.unwrap(), 1);
        assert_eq!(store.held().await.unwrap(), [held.clone()]);
        held.state = AlertState::Live;
        store.commit(Batch::new(at(6), vec![(ChangeKind::Revised, held.clone())], Vec::new(), None)).await.unwrap();
        assert_eq!(store.alerts(&Filter::default(), None, 10).await.unwrap(), [held]);
        assert!(store.held().await.unwrap().is_empty());
        sound(&store).await;
    }

    async fn keys_alone_are_remembered_and_make_no_change(store) {
        store.commit(batch(1, &[1])).await.unwrap();
        let mut more = keys(&alert(1, 1));
        more.truncate(1);
        more[0].key.digest = almenara::model::Digest::of("test:key", &[b"another link"]);
        let key = more[0].key;
        assert_eq!(store.commit(Batch::new(at(2), Vec::new(), more, Some(poll(1, 2)))).await.unwrap(), 1);
        assert_eq!(store.known(&[key]).await.unwrap()[0].unwrap().alert, alert(1, 1).id);
        assert_eq!(store.polls().await.unwrap(), [poll(1, 2)]);
        sound(&store).await;
    }

    async fn a_poll_that_takes_over_a_former_source_drops_its_memory(store) {
        store.commit(batch(1, &[1])).await.unwrap();
        store.commit(quiet(3, 2)).await.unwrap();
        let mut quietly = quiet(2, 3);
        quietly.replaces = Some(source(1));
        store.commit(quietly).await.unwrap();
        assert_eq!(store.polls().await.unwrap(), [poll(2, 3), poll(3, 2)]);
        let mut with_alerts = batch(4, &[4]);
        with_alerts.replaces = Some(source(2));
        store.commit(with_alerts).await.unwrap();
        assert_eq!(store.polls().await.unwrap(), [poll(0, 4), poll(3, 2)]);
    }

    async fn pruning_forgets_texts_and_nothing_else(store) {
        let mut held = alert(4, 5);
        held.state = AlertState::Held;
        store.commit(batch(1, &[1, 2])).await.unwrap();
        store.commit(Batch::new(at(5), vec![(ChangeKind::New, held.clone())], Vec::new(), None)).await.unwrap();
        store.commit(batch(9, &[3])).await.unwrap();
        let revised = Batch::new(at(9), vec![(ChangeKind::Revised, alert(2, 9))], Vec::new(), None);
        store.commit(revised).await.unwrap();
        let changes = store.changes(0, 10).await.unwrap();

        assert_eq!(store.prune(at(6)).await.unwrap().alerts, 2);
        assert_eq!(store.prune(at(6)).await.unwrap().alerts, 0);
        assert_eq!(store.alert(alert(1, 1).id).await.unwrap(), None);
        assert_eq!(store.alert(held.id).await.unwrap(), None);
        let left = store.alerts(&Filter::default(), None, 10).await.unwrap();
        assert_eq!(left.len(), 2);
        assert_eq!(store.alert(alert(2, 9).id).await.unwrap(), Some(alert(2, 9)));
        assert_eq!(store.changes(0, 10).await.unwrap(), changes);
        assert!(store.known(&[keys(&alert(1, 1))[0].key]).await.unwrap()[0].is_some());
        assert_eq!(store.export(&mut |_| Ok(())).await.unwrap(), 2);
        assert_eq!(store.commit(batch(1, &[1, 2])).await.unwrap(), 2);
        sound(&store).await;

        let back = Batch::new(at(20), vec![(ChangeKind::Revised, alert(1, 20))], Vec::new(), None);
        assert_eq!(store.commit(back).await.unwrap(), 6);
        assert_eq!(store.alert(alert(1, 20).id).await.unwrap(), Some(alert(1, 20)));
        sound(&store).await;
    }

    async fn many_tasks_may_commit_and_read_at_once(store) {
        let tasks: Vec<_> = (0..24_u32)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move {
                    let head = store.commit(batch(i64::from(n), &[2 * n, 2 * n + 1])).await.unwrap();
                    let listed = store.alerts(&Filter::default(), None, 100).await.unwrap().len();
                    assert!(listed.is_multiple_of(2), "half a batch was seen");
                    head
                })
            })
            .collect();
        let mut heads = Vec::new();
        for task in tasks {
            heads.push(task.await.unwrap());
        }
        heads.sort_unstable();
        assert_eq!(heads, (1..=24).map(|n| 2 * n).collect::<Vec<_>>());
        sound(&store).await;
    }

    async fn what_overwrites_is_a_change_like_any_other_and_sources_tell_nothing_any_more(store) {
        store.commit(batch(1, &[1, 2])).await.unwrap();
        let mut told = poll(1, 1);
        told.noticed = Some(Noticed { at: at(1), warnings: vec!["a title".to_owned()] });
        store.commit(Batch::new(at(2), Vec::new(), Vec::new(), Some(told.clone()))).await.unwrap();
        let batch = Batch::new(at(3), vec![(ChangeKind::Withdrawn, alert(1, 3))], Vec::new(), None);
        assert_eq!(store.overwrite(batch.clone(), std::slice::from_ref(&told.source)).await.unwrap(), 3);
        assert_eq!(store.overwrite(batch, &[]).await.unwrap(), 3, "a second time changes nothing");
        assert_eq!(store.alert(alert(1, 0).id).await.unwrap(), Some(alert(1, 3)));
        assert_eq!(store.alert(alert(2, 0).id).await.unwrap(), Some(alert(2, 1)));
        let polls = store.polls().await.unwrap();
        assert!(polls.iter().all(|poll| poll.noticed.is_none()), "{polls:?}");
        assert_eq!(polls[0].validators, told.validators);
        assert_eq!(store.changes(2, 10).await.unwrap()[0].kind, ChangeKind::Withdrawn);
        sound(&store).await;
    }

    async fn names_are_known_by_their_digests_each_with_what_is_to_be_done(store) {
        let name = |n: u8| Digest::of("test:name", &[&[n]]);
        let (all, here) = (Protection::default(), Protection { alert: Some(alert(1, 0).id), ..Protection::default() });
        assert!(!store.is_protecting().await.unwrap());
        store.protect(&[(name(1), all.clone()), (name(2), here.clone())]).await.unwrap();
        let initials = Protection { initials: Some("S. K.".to_owned()), ..all.clone() };
        store.protect(&[(name(1), initials.clone()), (name(1), here.clone())]).await.unwrap();
        assert!(store.is_protecting().await.unwrap());
        let asked = [name(3), name(2), name(1)];
        let known = store.protections(&asked).await.unwrap();
        assert_eq!(known, [(1, here.clone()), (2, initials.clone()), (2, here)]);
        assert!(store.unprotect(alert(1, 0).id).await.unwrap());
        assert!(!store.unprotect(alert(1, 0).id).await.unwrap());
        assert_eq!(store.protections(&asked).await.unwrap(), [(2, initials)]);
    }

    async fn an_export_stops_when_nobody_reads_it(store) {
        store.commit(batch(1, &[1, 2])).await.unwrap();
        let result = store.export(&mut |_| Err(std::io::ErrorKind::BrokenPipe.into())).await;
        assert!(matches!(result, Err(Error::Io { .. })), "{result:?}");
    }

    async fn a_closed_store_says_so_and_may_be_closed_again(store) {
        store.commit(batch(1, &[1])).await.unwrap();
        store.close().await.unwrap();
        store.close().await.unwrap();
        assert!(matches!(store.head().await, Err(Error::Closed(_))));
        assert!(matches!(store.polls().await, Err(Error::Closed(_))));
        assert!(matches!(store.commit(batch(2, &[2])).await, Err(Error::Closed(_))));
        assert!(matches!(store.alerts(&Filter::default(), None, 1).await, Err(Error::Closed(_))));
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_understood_is_answered_with_what_to_write() {
    for url in ["", "data", "sled:", "memory:x", "postgres://host/db", "sled:\0", "SLED:data"] {
        let root = tempfile::tempdir().unwrap();
        match store::open(url, root.path()).await {
            Err(error @ Error::BadUrl { .. }) => assert!(error.to_string().contains(&format!("{url:?}")), "{error}"),
            other => panic!("{url:?}: {:?}", other.map(|_| ())),
        }
        assert_eq!(store::folder_of(url, root.path()), None);
    }
    assert_eq!(store::folder_of("sled:data", Path::new("/srv")), Some("/srv/data".into()));
    assert_eq!(store::folder_of("sled:/data", Path::new("/srv")), Some("/data".into()));
    assert_eq!(store::folder_of("memory:", Path::new("/srv")), None);
}
