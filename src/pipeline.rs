//! The line, drawn once:
//!
//! ```text
//! who is due?  ──▶ fetch ──▶ refine ──▶ keys ──▶ known? ──▶ decide ──▶ compose ──▶ commit ──▶ publish
//! schedule         wide      one source at a time, so that two sources with one alert cannot race
//! ```
//!
//! This module calls the rooms in that order and decides nothing itself. Only [`fetch()`] may run for several sources at
//! once; [`settle()`] is to be called for one source after another.

mod cases;
mod claims;
mod completing;
mod editing;
mod find;
mod gather;
mod guard;
mod look_again;
mod open;
mod protect;
mod pushed;
mod read;
mod recall;
mod release;
mod retract;
mod sight;
mod taken_back;
mod weigh;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::fetch::{self, Answer, Fetcher};
use crate::model::{
    AlertId, Batch, Cause, Digest, Outcome, OutcomeKind, Poll, Publish, Sight, Source, SourceId, Tally, Validators,
};
use crate::refine::{drift, tag::Vocabulary};
use crate::schedule;
use crate::store::{self, Store};

use gather::{Gathered, address};
use read::{Read, Unread, read};
use recall::{Recalled, recall};
use weigh::{Decided, Visit, weigh};

pub use claims::confirm_claims;
pub use editing::{Edited, closed_to_edits, merge, split};
pub use find::{find, find_report};
pub use gather::gather;
pub use look_again::{Looked, Sighted, links_of, look_at, settle_looks};
pub use open::open;
pub use protect::{Name, Shield, Sighting, protect, redact, sightings};
pub use pushed::{Pushed, settle_pushed};
pub use release::{Release, Wanted, hold, release, set_aside};
pub use retract::{Restored, hold_alert, restore, retag, retract, withdraw_by_source};

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
    /// True where the source has taken something back: what readers were shown before is to be nowhere in memory.
    pub hidden: bool,
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
                        let reread = poll.config.is_some_and(|known| known != config);
                        if reread {
                            poll.habit.other_settings();
                        }
                        // What was in doubt was no import: nothing that a better reading finds is news.
                        let doubt = poll.review.as_ref().is_some_and(|review| review.cause == Cause::Doubt);
                        let visit = Visit {
                            import: !poll.imported || reread && doubt,
                            reread,
                            review: under_review(&source, &poll),
                            habit: sight::habit(&poll),
                            language: reading.language,
                            title,
                            path: reading.layout.path,
                            uid: poll.uid,
                            taken_back: reading.taken_back,
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
                            poll.hub = pushed::hub(&source, *links, reading.announced, poll.hub.take());
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
    // Where the feed in the page's place has moved says nothing of the page.
    let moved = moved.filter(|_| !gather::stands_in(&source, &before, settings(&source, &line.policy)));
    poll.note(&outcome);
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
    decided.believed.note(&mut poll.looks, now);
    let hidden = !decided.believed.edits.is_empty();
    let alerts = decided.alerts(now);
    let timed = alerts.iter().map(|(_, alert)| (alert.id, alert.held().and_then(|hold| hold.until))).collect();
    let batch = Batch::new(now, alerts, decided.keys, Some(poll.clone()));
    line.store.commit(batch).await?;
    Ok(Settled { poll, timed, hidden })
}

/// Why everything new of a source waits for the operator; `None` where it does not.
fn under_review(source: &Source, poll: &Poll) -> Option<Cause> {
    let configured = (source.publish == Publish::Review).then_some(Cause::Review);
    configured.or(poll.review.as_ref().map(|review| review.cause))
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
