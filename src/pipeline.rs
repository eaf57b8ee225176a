//! The line, drawn once:
//!
//! ```text
//! who is due?  ──▶ fetch ──▶ refine ──▶ keys ──▶ known? ──▶ decide ──▶ compose ──▶ commit ──▶ publish
//! schedule         wide      one source at a time, so that two sources with one alert cannot race
//! ```
//!
//! This module calls the rooms in that order and decides nothing itself. Only [`fetch()`] may run for several sources at
//! once; [`settle()`] is to be called for one source after another.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use url::Url;

use crate::fetch::{self, Answer, Fetcher};
use crate::matching::{Decision, Keys, Knowledge, compose, decide};
use crate::model::{
    Alert, AlertId, Batch, ChangeKind, Digest, Document, Key, KeyUse, Outcome, OutcomeKind, Poll, Report, Source,
    SourceId, Tally, Verdict,
};
use crate::refine::{self, Reading, tag::Vocabulary};
use crate::schedule;
use crate::store::{self, Store};

/// What a fetch brought, on its way to be settled.
#[derive(Debug)]
pub struct Fetched {
    /// The source visited.
    pub source: Source,
    /// What was remembered of it before the visit.
    pub poll: Poll,
    /// What came.
    pub answer: Result<Answer, fetch::Error>,
    /// How long it took.
    pub took: Duration,
}

/// What [`settle`] needs besides the fetched document.
#[derive(Clone)]
pub struct Line {
    /// Where truth is kept.
    pub store: Arc<dyn Store>,
    /// What tagging knows.
    pub vocabulary: Arc<Vocabulary>,
    /// The sources that are configured now, to recognise one that was renamed.
    pub configured: Arc<BTreeSet<SourceId>>,
    /// How sources are fetched; part of what an answer depends on.
    pub policy: fetch::Policy,
}

/// How a visit ended, once it is durable.
#[derive(Clone, Debug)]
pub struct Settled {
    /// What is remembered of the source from now on, the outcome included.
    pub poll: Poll,
}

impl Settled {
    /// How it went.
    pub fn outcome(&self) -> &Outcome {
        self.poll.outcome.as_ref().expect("settle always records an outcome")
    }
}

/// Asks a source, with what is remembered of it. Touches nothing but the network.
pub async fn fetch(fetcher: &Fetcher, source: Source, poll: Poll) -> Fetched {
    let started = tokio::time::Instant::now();
    // Validators belong to an address and to the settings its answer was read with.
    let same = poll.url == source.url && poll.config == Some(settings(&source, fetcher.policy()));
    let validators = if same { poll.validators.clone() } else { crate::model::Validators::default() };
    let answer = fetcher.visit(&source.url, &validators).await;
    Fetched { source, poll, answer, took: started.elapsed() }
}

/// Takes a fetched document through the rest of the line and makes it durable. `jitter` is any random number.
///
/// # Errors
/// Only the store's: a source's own failure is an outcome.
pub async fn settle(line: &Line, fetched: Fetched, now: DateTime<Utc>, jitter: u64) -> Result<Settled, store::Error> {
    let Fetched { source, poll: before, answer, took } = fetched;
    let mut poll = before.clone();
    let mut outcome = Outcome {
        at: now,
        kind: OutcomeKind::Ok,
        message: String::new(),
        warnings: Vec::new(),
        tally: Tally::default(),
        millis: took.as_millis() as u64,
        not_before_secs: None,
    };
    let mut decided = Decided::default();
    match answer {
        Err(error) => {
            outcome.kind = error.outcome_kind();
            outcome.message = error.to_string();
            outcome.not_before_secs = error.retry_after().map(|wait| wait.as_secs());
        }
        Ok(Answer::Unchanged { validators, moved_permanently, fresh_for }) => {
            outcome.kind = OutcomeKind::Unchanged;
            outcome.warnings.extend(moved(&source, moved_permanently));
            outcome.not_before_secs = fresh_for.map(|wait| wait.as_secs());
            outcome.tally.seen = poll.entries;
            poll.validators = validators;
        }
        Ok(Answer::Fresh { document, moved_permanently, fresh_for }) => {
            outcome.warnings.extend(moved(&source, moved_permanently));
            outcome.not_before_secs = fresh_for.map(|wait| wait.as_secs());
            let (config, body) = (settings(&source, &line.policy), document.digest());
            if poll.config == Some(config) && poll.body == Some(body) {
                outcome.kind = OutcomeKind::Unchanged;
                outcome.tally.seen = poll.entries;
                poll.validators = document.validators;
            } else {
                let validators = document.validators.clone();
                match read(line, &source, &poll, document, now).await {
                    Err(message) => {
                        outcome.kind = OutcomeKind::Unreadable;
                        outcome.message = message;
                    }
                    Ok(reading) => {
                        outcome.warnings.extend(reading.warnings);
                        poll.entries = reading.reports.len() as u32;
                        decided = weigh(line, &source, reading.reports, !poll.imported, now).await?;
                        outcome.tally = decided.tally;
                        outcome.warnings.append(&mut decided.warnings);
                        poll.seems = decided.seems.take().or(poll.seems);
                        poll.imported = true;
                        poll.validators = validators;
                        poll.body = Some(body);
                        poll.config = Some(config);
                    }
                }
            }
        }
    }
    poll.url = source.url.clone();
    poll.visited = Some(now);
    poll.asked = Some(settings(&source, &line.policy));
    if outcome.kind.is_well() {
        poll.succeeded = Some(now);
        poll.failures = 0;
    } else {
        poll.failures = poll.failures.saturating_add(1);
    }
    poll.due = Some(schedule::next_visit(&source, &before, &outcome, now, jitter));
    poll.outcome = Some(outcome);
    let batch = Batch::new(now, decided.alerts(), decided.keys, Some(poll.clone()));
    line.store.commit(batch).await?;
    Ok(Settled { poll })
}

/// A permanent redirect never rewrites the configuration: one poisoned answer would be a lasting takeover.
fn moved(source: &Source, to: Option<Url>) -> Option<String> {
    to.map(|to| {
        format!("{} says it has moved for good to {to}; if that is right, change url in the configuration", source.url)
    })
}

/// Bytes to reports, off the async workers; a panic in a parser is a source's failure like any other.
async fn read(
    line: &Line,
    source: &Source,
    poll: &Poll,
    document: Document,
    now: DateTime<Utc>,
) -> Result<Reading, String> {
    let (source_, vocabulary, uid) = (source.clone(), Arc::clone(&line.vocabulary), poll.uid);
    let reading = tokio::task::spawn_blocking(move || refine::refine(&document, &source_, uid, &vocabulary, now)).await;
    let reading = match reading {
        Ok(reading) => reading.map_err(|error| error.to_string())?,
        Err(_) => {
            return Err(format!("reading {} failed inside the wire; please report this with the page", source.url));
        }
    };
    if reading.reports.is_empty() && poll.entries > 0 {
        return Err(format!(
            "{} held {} entries at the last good visit and none now; what was published stays. Look at the page with `almenara try {}`",
            source.url, poll.entries, source.id
        ));
    }
    Ok(reading)
}

/// What one visit changes, while it is being decided.
#[derive(Default)]
struct Decided {
    order: Vec<AlertId>,
    changed: HashMap<AlertId, (ChangeKind, Alert)>,
    keys: Vec<KeyUse>,
    tally: Tally,
    seems: Option<SourceId>,
    warnings: Vec<String>,
}

impl Decided {
    /// The changed alerts in the order in which they first changed.
    fn alerts(&mut self) -> Vec<(ChangeKind, Alert)> {
        std::mem::take(&mut self.order).into_iter().filter_map(|id| self.changed.remove(&id)).collect()
    }

    fn record(&mut self, change: ChangeKind, alert: Alert) {
        let id = alert.id;
        let change = if let Some((earlier, _)) = self.changed.get(&id) {
            // Several steps of one visit are one change: the one that says most.
            (*earlier).min(change)
        } else {
            self.order.push(id);
            change
        };
        self.changed.insert(id, (change, alert));
    }

    fn count(&mut self, verdict: Verdict) {
        let counter = match verdict {
            Verdict::New | Verdict::FollowUp => &mut self.tally.new,
            Verdict::Revised => &mut self.tally.revised,
            Verdict::Echo | Verdict::Translation | Verdict::SameIncident => &mut self.tally.echoes,
            Verdict::Seen => &mut self.tally.seen,
            Verdict::Held => &mut self.tally.held,
        };
        *counter += 1;
    }
}

/// How many new or revised reports of one visit are announced; what is beyond is stored and listed, but not pushed. A source that
/// brings more at once has changed its layout or its ids, or floods.
const ANNOUNCED: usize = 50;
/// How far behind the rest of a flood is put: out of the window of the current feeds.
const BEHIND: TimeDelta = TimeDelta::days(8);

/// Reports to changes: asks the store for exact keys, decides one report after the other, oldest first, then composes.
async fn weigh(
    line: &Line,
    source: &Source,
    mut reports: Vec<Report>,
    import: bool,
    now: DateTime<Utc>,
) -> Result<Decided, store::Error> {
    // A listing shows the newest first; what came first is told first.
    reports.reverse();
    let keys: Vec<Keys> = reports.iter().map(Keys::of).collect();
    let Recalled { held, mut knowledge, mut standing } = recall(line.store.as_ref(), &keys).await?;
    let mut decided = Decided::default();
    let mut decisions = Vec::with_capacity(reports.len());
    for (report, keys) in reports.into_iter().zip(keys) {
        let decision = decide(&report, &keys, &knowledge);
        knowledge.learn(&decision, &report, &keys);
        decided.count(decision.verdict);
        decisions.push((report, keys, decision));
    }
    let is_news = |decision: &Decision| matches!(decision.verdict, Verdict::New | Verdict::Revised);
    let news = decisions.iter().filter(|(_, _, decision)| is_news(decision)).count();
    let mut unannounced = if import { news } else { news.saturating_sub(ANNOUNCED) };
    if unannounced > 0 && !import {
        decided.warnings.push(format!(
            "{news} new or changed entries came at once; the newest {ANNOUNCED} are announced, {unannounced} are only stored. If the site was rebuilt this is as it should be"
        ));
    }
    let mut vanished: BTreeMap<SourceId, usize> = BTreeMap::new();
    let count = decisions.len();
    for (place, (report, keys, decision)) in decisions.into_iter().enumerate() {
        // A microsecond apart, so that what comes in one visit, or is dated to one day, keeps its order.
        let step = TimeDelta::microseconds(place as i64);
        let now = now + step;
        let alert = standing.get(&decision.alert).cloned();
        if decision.verdict == Verdict::Echo {
            for carrier in alert.iter().flat_map(|alert| &alert.reports) {
                if carrier.source != source.id && !line.configured.contains(&carrier.source) {
                    *vanished.entry(carrier.source.clone()).or_default() += 1;
                }
            }
        }
        let announced = !import && (unannounced == 0 || !is_news(&decision));
        if is_news(&decision) {
            unannounced = unannounced.saturating_sub(1);
        }
        let mut composed = compose(&decision, report, &keys, alert, announced, now);
        if let Some((ChangeKind::New, alert)) = composed.change.as_mut().filter(|_| !announced) {
            alert.published += step;
            alert.updated = if import { alert.published } else { alert.published.min(now - BEHIND) + step };
        }
        decided.keys.extend(composed.keys.into_iter().filter(|usage| !held.contains(&usage.key)));
        if let Some((change, alert)) = composed.change {
            standing.insert(alert.id, alert.clone());
            decided.record(change, alert);
        }
    }
    decided.seems =
        vanished.into_iter().filter(|(_, shared)| shared * 2 >= count).max_by_key(|(_, n)| *n).map(|(id, _)| id);
    Ok(decided)
}

/// What the store answered about some reports.
struct Recalled {
    held: HashSet<Key>,
    knowledge: Knowledge,
    standing: HashMap<AlertId, Alert>,
}

async fn recall(store: &dyn Store, keys: &[Keys]) -> Result<Recalled, store::Error> {
    let keys: Vec<_> = keys.iter().flat_map(Keys::asked).collect();
    let holders = store.known(&keys).await?;
    let mut recalled = Recalled { held: HashSet::new(), knowledge: Knowledge::default(), standing: HashMap::new() };
    for (key, holder) in keys.into_iter().zip(holders).filter_map(|(key, holder)| Some((key, holder?))) {
        recalled.held.insert(key);
        recalled.knowledge.recall(key, holder);
        if let Entry::Vacant(place) = recalled.standing.entry(holder.alert)
            && let Some(alert) = store.alert(holder.alert).await?
        {
            recalled.knowledge.remember(&alert);
            place.insert(alert);
        }
    }
    Ok(recalled)
}

/// Digest of the settings that decide whether a source may be asked and how its answer is read.
pub fn settings(source: &Source, policy: &fetch::Policy) -> Digest {
    let Source { kind, select, defaults, language, timezone, .. } = source;
    let text = format!("{kind:?}{select:?}{defaults:?}{language:?}{timezone}{:?}", policy.allow_private);
    Digest::of("almenara:settings:v1", &[source.url.as_str().as_bytes(), text.as_bytes()])
}
