//! The line, drawn once:
//!
//! ```text
//! who is due?  ──▶ fetch ──▶ refine ──▶ keys ──▶ known? ──▶ decide ──▶ compose ──▶ commit ──▶ publish
//! schedule         wide      one source at a time, so that two sources with one alert cannot race
//! ```
//!
//! This module calls the rooms in that order and decides nothing itself. Only [`fetch()`] may run for several sources at
//! once; [`settle()`] is to be called for one source after another.

mod completing;
mod find;
mod gather;
mod pushed;
mod read;
mod recall;
mod release;
mod sight;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::fetch::{self, Answer, Fetcher};
use crate::matching::{Decision, Keys, Standing, compose, decide, keep_back};
use crate::model::{
    Alert, AlertId, Batch, Cause, ChangeKind, Condition, Digest, Habit, KeyUse, Outcome, OutcomeKind, Poll, Publish,
    Report, Sight, Source, SourceId, Tally, Urgency, Validators, Verdict,
};
use crate::refine::{drift, tag::Vocabulary};
use crate::schedule;
use crate::store::{self, Store};

use gather::{Gathered, address};
use read::{Read, Unread, read};
use recall::{Recalled, recall};

pub use find::find;
pub use gather::gather;
pub use pushed::{Pushed, settle_pushed};
pub use release::{Release, Wanted, hold, release};

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
    /// What was gathered besides, for sources that need it.
    gathered: Option<Gathered>,
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
    /// The alerts that the visit changed, each with the instant at which it is released by itself, where it is.
    pub timed: Vec<(AlertId, Option<DateTime<Utc>>)>,
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
    let config = settings(&source, fetcher.policy());
    // Validators belong to an address and to the settings its answer was read with; an entry that waits for its own page
    // is to be seen again.
    let same = poll.url == source.url && poll.config == Some(config) && poll.waiting == 0;
    let validators = if same { poll.validators.clone() } else { Validators::default() };
    let answer = fetcher.visit_for(&source, address(&source, &poll, config), &validators).await;
    Fetched { source, poll, answer, took: started.elapsed(), gathered: None }
}

/// Takes a fetched document through the rest of the line and makes it durable. `jitter` is any random number.
///
/// # Errors
/// Only the store's: a source's own failure is an outcome.
pub async fn settle(line: &Line, fetched: Fetched, now: DateTime<Utc>, jitter: u64) -> Result<Settled, store::Error> {
    let Fetched { source, poll: before, answer, took, gathered } = fetched;
    let mut poll = before.clone();
    let mut outcome = Outcome {
        at: now,
        kind: OutcomeKind::Ok,
        message: String::new(),
        warnings: Vec::new(),
        tally: Tally::default(),
        millis: took.as_millis() as u64,
        not_before_secs: None,
        urgent: false,
    };
    let mut decided = Decided::default();
    let (mut moved, mut retired) = (None, false);
    match answer {
        Err(error) => {
            outcome.kind = error.outcome_kind();
            outcome.message = error.to_string();
            outcome.not_before_secs = error.retry_after().map(|wait| wait.as_secs());
            retired = error.is_for_good();
            gather::failed(&source, &mut poll, settings(&source, &line.policy), &mut outcome);
        }
        Ok(Answer::Unchanged { validators, moved_permanently, fresh_for }) => {
            outcome.kind = OutcomeKind::Unchanged;
            moved = moved_permanently;
            outcome.not_before_secs = fresh_for.map(|wait| wait.as_secs());
            outcome.tally.seen = poll.entries;
            poll.validators = validators;
            sight::back(&mut poll, &source, &mut outcome.warnings, now);
        }
        Ok(Answer::Fresh { document, moved_permanently, fresh_for, links }) => {
            moved = moved_permanently;
            outcome.not_before_secs = fresh_for.map(|wait| wait.as_secs());
            let (config, body) = (settings(&source, &line.policy), document.digest());
            if gathered.is_none() && poll.config == Some(config) && poll.body == Some(body) {
                outcome.kind = OutcomeKind::Unchanged;
                outcome.tally.seen = poll.entries;
                poll.validators = document.validators;
                sight::back(&mut poll, &source, &mut outcome.warnings, now);
            } else {
                let mut validators = document.validators.clone();
                let mut listed = None;
                let read = match gathered {
                    Some(gathered) => {
                        listed = Some(gathered.listed);
                        gathered.remember(&mut poll, &mut validators)
                    }
                    None => read(line, &source, poll.uid, document, now).await,
                };
                match read {
                    Err(Unread { message, error }) => {
                        outcome.kind = OutcomeKind::Unreadable;
                        outcome.message = message;
                        if let Some(condition) =
                            error.and_then(|error| drift::judge_error(&sight::habit(&poll), &error))
                        {
                            sight::note(&mut poll, &source, Some(condition), &mut outcome.warnings, now);
                        }
                    }
                    Ok(Read { reading, title }) => {
                        outcome.warnings.extend(reading.warnings);
                        if !poll.imported && poll.review.is_none() && source.publish != Publish::Review {
                            poll.review = sight::doubt(&source, &reading.reports, reading.kind, now);
                            outcome.warnings.extend(poll.review.iter().map(|review| sight::doubtful(&source, review)));
                        }
                        let visit = Visit {
                            import: !poll.imported,
                            reread: poll.config.is_some_and(|known| known != config),
                            review: under_review(&source, &poll),
                            habit: sight::habit(&poll),
                            language: reading.language,
                            title,
                            path: reading.layout.path,
                        };
                        // Older pages are no part of what the list looks like.
                        let listed = listed.unwrap_or(usize::MAX).min(reading.reports.len());
                        let (count, dated) = sight::counts(&reading.reports[..listed]);
                        decided = weigh(line, &source, reading.reports, &visit, now).await?;
                        outcome.warnings.append(&mut decided.warnings);
                        let condition = decided.condition.take();
                        sight::note(&mut poll, &source, condition.clone(), &mut outcome.warnings, now);
                        if let Some(condition) = condition.filter(sight::is_refused) {
                            outcome.kind = OutcomeKind::Unreadable;
                            outcome.message = sight::refused(&source, &condition);
                        } else {
                            if poll.drift.is_none() {
                                poll.habit.learn(
                                    Sight { entries: count, dated },
                                    visit.language,
                                    visit.title,
                                    visit.path,
                                );
                            }
                            poll.entries = count;
                            outcome.tally = decided.tally;
                            outcome.urgent = decided.urgent;
                            poll.seems = decided.seems.take().or(poll.seems);
                            poll.imported = true;
                            poll.refresh_secs = reading.announced.refresh.map(|wait| wait.as_secs());
                            poll.hub = pushed::hub(*links, reading.announced, poll.hub.take());
                            poll.validators = validators;
                            // What was not taken in has to be read again, even where nothing has changed.
                            poll.body = Some(body).filter(|_| !decided.unread);
                            poll.config = Some(config);
                        }
                    }
                }
            }
        }
    }
    poll.moved = schedule::moved(&source, &before, &outcome, moved.as_ref(), now);
    outcome.warnings.extend(schedule::moved_words(&source, poll.moved.as_ref()));
    poll.retired = retired;
    poll.url = source.url.clone();
    poll.visited = Some(now);
    poll.asked = Some(settings(&source, &line.policy));
    if outcome.kind.is_well() {
        poll.succeeded = Some(now);
        poll.failures = 0;
    } else {
        poll.failures = poll.failures.saturating_add(1);
    }
    let refresh = poll.refresh_secs.map(Duration::from_secs);
    let plan = schedule::plan(&source, &before, &outcome, refresh, now, jitter);
    (poll.due, poll.rhythm) = (Some(plan.due), plan.rhythm);
    poll.outcome = Some(outcome);
    let alerts = decided.alerts();
    let timed = alerts.iter().map(|(_, alert)| (alert.id, alert.held().and_then(|hold| hold.until))).collect();
    let batch = Batch::new(now, alerts, decided.keys, Some(poll.clone()));
    line.store.commit(batch).await?;
    Ok(Settled { poll, timed })
}

/// Why everything new of a source waits for the operator; `None` where it does not.
fn under_review(source: &Source, poll: &Poll) -> Option<Cause> {
    let configured = (source.publish == Publish::Review).then_some(Cause::Review);
    configured.or(poll.review.as_ref().map(|review| review.cause))
}

/// What deciding must know of a visit besides its reports.
struct Visit {
    /// True for the first one: what it brings is history.
    import: bool,
    /// True where our own settings have changed since the last one: other words than before are no news then.
    reread: bool,
    review: Option<Cause>,
    habit: Habit,
    language: Option<String>,
    title: Option<String>,
    path: String,
}

/// What one visit changes, while it is being decided.
#[derive(Default)]
struct Decided {
    order: Vec<AlertId>,
    changed: HashMap<AlertId, (ChangeKind, Alert)>,
    keys: Vec<KeyUse>,
    tally: Tally,
    /// Whether something critical or urgent is new.
    urgent: bool,
    seems: Option<SourceId>,
    warnings: Vec<String>,
    condition: Option<Condition>,
    /// True where something was kept out that nobody can release: it has to be read again.
    unread: bool,
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
            if change == ChangeKind::Merged { change } else { (*earlier).min(change) }
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
    visit: &Visit,
    now: DateTime<Utc>,
) -> Result<Decided, store::Error> {
    // A listing shows the newest first; what came first is told first.
    reports.reverse();
    let keys: Vec<Keys> = reports.iter().map(Keys::of).collect();
    let Recalled { held, mut knowledge, mut standing, .. } = recall(line.store.as_ref(), &keys).await?;
    let mut decided = Decided::default();
    let known = keys.iter().filter(|keys| keys.own.iter().any(|key| held.contains(key))).count();
    decided.condition = sight::judge(visit, &reports, known);
    if decided.condition.as_ref().is_some_and(sight::is_refused) {
        return Ok(decided);
    }
    let drifted = decided.condition.is_some() && known == 0;
    let review = visit.review.or(drifted.then_some(Cause::Drift));
    let import = visit.import;
    let mut decisions = Vec::with_capacity(reports.len());
    let mut waiting = 0;
    for (report, keys) in reports.into_iter().zip(keys) {
        let decision = decide(&report, &keys, &knowledge);
        let own_verdict = decision.verdict;
        let alert = standing.get(&decision.alert);
        let (decision, hold) = keep_back(decision, &report, alert, review, now);
        let left = knowledge.learn(&decision, &report, &keys);
        let unchanged = hold.is_some() && decision.replaces.is_some() && !decision.retold;
        decided.count(if unchanged { Verdict::Seen } else { decision.verdict });
        if own_verdict == Verdict::Revised && decision.verdict == Verdict::Held && hold.is_none() {
            waiting += 1;
            decided.unread |= review.is_none();
        }
        decisions.push((report, left, decision, hold));
    }
    if waiting > 0 {
        decided.warnings.push(sight::waiting(source, waiting, review));
    }
    let is_news =
        |decision: &Decision| decision.verdict == Verdict::New || decision.verdict == Verdict::Revised && !visit.reread;
    let news = decisions.iter().filter(|(_, _, decision, _)| is_news(decision)).count();
    let mut unannounced = if import { news } else { news.saturating_sub(ANNOUNCED) };
    if unannounced > 0 && !import {
        decided.warnings.push(format!(
            "{news} new or changed entries came at once; the newest {ANNOUNCED} are announced, {unannounced} are only stored. If the site was rebuilt this is as it should be"
        ));
    }
    let mut vanished: BTreeMap<SourceId, usize> = BTreeMap::new();
    let count = decisions.len();
    for (place, (report, left, decision, hold)) in decisions.into_iter().enumerate() {
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
        let ours = visit.reread && decision.verdict == Verdict::Revised;
        let announced = !import && !ours && (unannounced == 0 || !is_news(&decision));
        if is_news(&decision) {
            unannounced = unannounced.saturating_sub(1);
        }
        let named = |ids: &[AlertId]| ids.iter().filter_map(|id| standing.get(id).cloned()).collect();
        let named = Standing { alert, merges: named(&decision.merges), cases: named(&decision.cases) };
        let mut composed = compose(&decision, report, left, named, announced, now);
        if let Some((ChangeKind::New, alert)) = composed.changes.first_mut().filter(|_| !announced) {
            alert.published += step;
            alert.updated = if import { alert.published } else { alert.published.min(now - BEHIND) + step };
        }
        if let (Some((_, alert)), Some(hold)) = (composed.changes.first_mut(), hold) {
            alert.hold = Some(hold);
        }
        decided.keys.extend(composed.keys.into_iter().filter(|used| !held.contains(&used.key)));
        for (change, alert) in composed.changes {
            decided.urgent |= announced
                && change == ChangeKind::New
                && matches!(alert.tags.urgency, Urgency::Critical | Urgency::Urgent);
            standing.insert(alert.id, alert.clone());
            decided.record(change, alert);
        }
    }
    decided.seems =
        vanished.into_iter().filter(|(_, shared)| shared * 2 >= count).max_by_key(|(_, n)| *n).map(|(id, _)| id);
    Ok(decided)
}

/// Digest of the settings that decide whether a source may be asked and how its answer is read.
pub fn settings(source: &Source, policy: &fetch::Policy) -> Digest {
    let Source { kind, publish, select, defaults, language, timezone, date_order, .. } = source;
    let private = &policy.allow_private;
    let mut text = format!("{kind:?}{publish:?}{select:?}{defaults:?}{language:?}{timezone}{date_order:?}{private:?}");
    text.extend(source.proxy.iter().map(|proxy| proxy.url().as_str()));
    text.push_str(if source.ignore_robots_because.is_some() { "without robots" } else { "" });
    // The version moves when this program makes other reports of the same bytes.
    Digest::of("almenara:settings:v2", &[source.url.as_str().as_bytes(), text.as_bytes()])
}
