//! Whatever is committed in whatever order: every backend gives the same answers.

use std::path::Path;
use std::sync::Arc;

use almenara::model::{AlertState, Batch, ChangeKind, Cursor, Filter, RegionId};
use almenara::store::{self, Store};
use proptest::prelude::*;

use super::sample::{Place, alert, at, everything, keys, poll, sound, source};

/// One thing done to a store.
#[derive(Clone, Debug)]
enum Act {
    Commit { changes: Vec<(u32, i64, bool)>, poll: Option<(u32, i64)>, replaces: Option<u32> },
    Again,
    Prune(i64),
    Reopen,
    LoseIndex,
}

fn act() -> impl Strategy<Value = Act> {
    let change = (0_u32..12, 0_i64..9_000_000, prop::bool::weighted(0.2));
    let poll = prop::option::of((0_u32..4, 0_i64..1_000));
    let commit = (prop::collection::vec(change, 0..4), poll, prop::option::weighted(0.1, 0_u32..4));
    prop_oneof![
        12 => commit.prop_map(|(changes, poll, replaces)| Act::Commit { changes, poll, replaces }),
        2 => Just(Act::Again),
        1 => (0_i64..9_000_000).prop_map(Act::Prune),
        2 => Just(Act::Reopen),
        1 => Just(Act::LoseIndex),
    ]
}

fn batch(changes: &[(u32, i64, bool)], visit: Option<(u32, i64)>, replaces: Option<u32>) -> Batch {
    let mut alerts = Vec::new();
    for (n, updated, held) in changes {
        let mut alert = alert(*n, *updated);
        alert.state = if *held { AlertState::Held } else { AlertState::Live };
        alerts.push((if *held { ChangeKind::New } else { ChangeKind::Revised }, alert));
    }
    let keys = alerts.iter().flat_map(|(_, alert)| keys(alert)).collect();
    let first = changes.first().map_or(0, |change| change.1);
    let mut batch = Batch::new(at(first), alerts, keys, visit.map(|(n, visited)| poll(n, visited)));
    batch.replaces = replaces.map(source);
    batch
}

async fn answers(store: &Arc<dyn Store>) -> String {
    let mut lines = vec![everything(store).await];
    let asked: Vec<_> = (0..14).flat_map(|n| keys(&alert(n, 0))).map(|used| used.key).collect();
    lines.push(format!("{:?}", store.known(&asked).await.unwrap()));
    for n in 0..14 {
        lines.push(format!("{:?}", store.alert(alert(n, 0).id).await.unwrap()));
    }
    let filter = Filter { regions: vec![RegionId("africa".to_owned())], sources: vec![source(1)], ..Filter::default() };
    for filter in [Filter::default(), filter] {
        let page = store.alerts(&filter, None, 2).await.unwrap();
        let before = page.last().map(|last| Cursor { updated: last.updated, id: last.id });
        lines.push(format!("{page:?} {:?}", store.alerts(&filter, before, 3).await.unwrap()));
    }
    lines.push(format!("{:?}", store.changes(3, 4).await.unwrap()));
    lines.join("\n")
}

async fn compare(acts: Vec<Act>) {
    let place = Place::new();
    let memory = store::open("memory:", Path::new("/")).await.unwrap().store;
    let mut sled = place.open().await.store;
    let mut last = batch(&[(1, 1, false)], None, None);
    for act in acts {
        match act {
            Act::Commit { changes, poll, replaces } => {
                last = batch(&changes, poll, replaces);
                assert_eq!(sled.commit(last.clone()).await.unwrap(), memory.commit(last.clone()).await.unwrap());
            }
            Act::Again => {
                assert_eq!(sled.commit(last.clone()).await.unwrap(), memory.commit(last.clone()).await.unwrap());
            }
            Act::Prune(before) => {
                assert_eq!(sled.prune(at(before)).await.unwrap(), memory.prune(at(before)).await.unwrap());
            }
            Act::Reopen => {
                sled.close().await.unwrap();
                let opened = place.open().await;
                assert_eq!(opened.notes, Vec::<String>::new());
                sled = opened.store;
            }
            Act::LoseIndex => {
                sled.close().await.unwrap();
                std::fs::remove_dir_all(place.folder().join("index")).unwrap();
                sled = place.open().await.store;
            }
        }
    }
    assert_eq!(answers(&sled).await, answers(&memory).await);
    sound(&sled).await;
    sound(&memory).await;
    sled.close().await.unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_backend_gives_the_same_answers(acts in prop::collection::vec(act(), 1..25)) {
        tokio::runtime::Runtime::new().unwrap().block_on(compare(acts));
    }
}
