//! What a source takes back, through the line.

use std::collections::BTreeSet;
use std::sync::Arc;

use almenara::fetch::Policy;
use almenara::matching::Keys;
use almenara::model::{Act, Alert, AlertState, Batch, ChangeKind, Filter, KeyHolder, KeyUse, Verb, Verdict};
use almenara::pipeline::{self, Line};
use almenara::refine::tag::Vocabulary;
use almenara::store;

use crate::support::alerts::{alert, at, join, report};

async fn line(alert: &Alert) -> Line {
    let opened = store::open("memory:", std::path::Path::new("/")).await.expect("memory");
    let keys = alert.reports.iter().flat_map(|report| {
        let holder = KeyHolder { alert: alert.id, report: report.id };
        Keys::of(report).asked().map(move |key| KeyUse { key, holder }).collect::<Vec<_>>()
    });
    let mut alert = alert.clone();
    alert.settle(at("2026-03-09T12:00:00Z"));
    let batch = Batch::new(at("2026-03-09T12:00:00Z"), vec![(ChangeKind::New, alert)], keys.collect(), None);
    opened.store.commit(batch).await.expect("room");
    Line {
        store: opened.store,
        vocabulary: Vocabulary::builtin(),
        configured: Arc::new(BTreeSet::new()),
        policy: Policy::default(),
    }
}

#[tokio::test]
async fn what_a_source_takes_back_is_hidden_at_once_until_the_operator_brings_it_back() {
    let now = at("2026-03-10T08:00:00Z");
    let mut known = alert(1, "2026-03-09T12:00:00Z");
    join(
        &mut known,
        report("Network Cedar", "cedar", "Cedar tells it too", "2026-03-09T11:00:00Z"),
        Verdict::SameIncident,
    );
    let line = line(&known).await;
    let [first, second] = [known.reports[0].id, known.reports[1].id];
    let live = async || line.store.alerts(&Filter::default(), None, 9).await.expect("memory");

    let changed = pipeline::withdraw_by_source(&line, live().await.remove(0), &[first], now).await.expect("room");
    assert_eq!((changed[0].0, live().await.len()), (ChangeKind::Revised, 1));
    assert!(live().await[0].reports.iter().all(|report| report.id == second));
    let again = pipeline::withdraw_by_source(&line, changed[0].1.clone(), &[first], now).await.expect("room");
    assert!(again.is_empty());
    let changed = pipeline::withdraw_by_source(&line, changed[0].1.clone(), &[second], now).await.expect("room");
    let gone = &changed[0].1;
    assert_eq!((changed[0].0, gone.state, live().await.len()), (ChangeKind::Withdrawn, AlertState::Withdrawn, 0));
    assert!(gone.former.iter().any(|former| former.facets.networks == known.facets().networks), "feeds can tell of it");
    let waiting = line.store.held().await.expect("memory");
    assert_eq!(waiting.iter().map(|alert| alert.id).collect::<Vec<_>>(), [known.id], "the operator is asked");
    assert!(line.store.acts().await.expect("memory").is_empty(), "it was no operator's");

    let done = pipeline::restore(&line, gone, &std::collections::BTreeMap::new(), now).await.expect("room");
    assert_eq!((done.changed.len(), live().await[0].reports.len()), (1, 2));
    let acts: Vec<Act> = line.store.acts().await.expect("memory");
    assert_eq!((acts.len(), acts[0].verb, &acts[0].alerts), (1, Verb::Restore, &vec![known.id]));
}
