//! Reports to changes: the part of the line that knows what the store holds.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use super::recall::{Recalled, recall};
use super::taken_back::{self, Believed, Said};
use super::{Line, cases, guard, sight};
use crate::matching::{Decision, Keys, Standing, compose, decide, keep_back, unite};
use crate::model::{
    Alert, AlertId, AlertState, Cause, ChangeKind, Condition, Habit, KeyUse, Kind, Report, ReportId, Source, SourceId,
    SourceUid, Tally, Urgency, Verdict,
};
use crate::refine::{TakenBack, parse::is_removal};
use crate::store;

/// What deciding must know of a visit besides its reports.
pub(super) struct Visit {
    /// True for the first one: what it brings is history.
    pub(super) import: bool,
    /// True where our own settings have changed since the last one: other words than before are no news then.
    pub(super) reread: bool,
    pub(super) review: Option<Cause>,
    pub(super) habit: Habit,
    pub(super) language: Option<String>,
    pub(super) title: Option<String>,
    pub(super) path: String,
    pub(super) uid: SourceUid,
    /// What the document takes back of what its source said before.
    pub(super) taken_back: Vec<TakenBack>,
}

/// What one visit changes, while it is being decided.
#[derive(Default)]
pub(super) struct Decided {
    pub(super) order: Vec<AlertId>,
    pub(super) changed: HashMap<AlertId, (ChangeKind, Alert)>,
    pub(super) keys: Vec<KeyUse>,
    pub(super) tally: Tally,
    /// Whether something critical or urgent is new.
    pub(super) urgent: bool,
    pub(super) seems: Option<SourceId>,
    pub(super) warnings: Vec<String>,
    pub(super) condition: Option<Condition>,
    /// True where something was kept out that nobody can release: it has to be read again.
    pub(super) unread: bool,
    /// What the source takes back.
    pub(super) believed: Believed,
}

impl Decided {
    /// The changed alerts in the order in which they first changed, as they are to be committed.
    pub(super) fn alerts(&mut self, at: DateTime<Utc>) -> Vec<(ChangeKind, Alert)> {
        let changed = std::mem::take(&mut self.order).into_iter().filter_map(|id| self.changed.remove(&id));
        let settled = changed.map(|(change, mut alert)| {
            alert.settle(at);
            (change, alert)
        });
        settled.collect()
    }

    pub(super) fn record(&mut self, change: ChangeKind, alert: Alert) {
        let id = alert.id;
        let change = if let Some((earlier, _)) = self.changed.get(&id) {
            // Several steps of one visit are one change: the one that says most.
            if matches!(change, ChangeKind::Merged | ChangeKind::Withdrawn) { change } else { (*earlier).min(change) }
        } else {
            self.order.push(id);
            change
        };
        self.changed.insert(id, (change, alert));
    }

    pub(super) fn count(&mut self, verdict: Verdict) {
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
pub(super) async fn weigh(
    line: &Line,
    source: &Source,
    mut reports: Vec<Report>,
    visit: &Visit,
    now: DateTime<Utc>,
) -> Result<Decided, store::Error> {
    // A listing shows the newest first, or the other way round where its dates say so; what came first is told first.
    reports.reverse();
    if reports.iter().all(|report| report.published.is_some()) {
        reports.sort_by_key(|report| report.published_at);
    }
    let keys: Vec<Keys> = reports.iter().map(Keys::of).collect();
    let named = guard::named(line, &reports).await?;
    let Recalled { held, mut knowledge, mut standing, .. } = recall(line.store.as_ref(), &keys).await?;
    knowledge.hear(&keys);
    let mut decided = Decided::default();
    let known = keys.iter().filter(|keys| keys.own.iter().any(|key| held.contains(key))).count();
    let gone = taken_back::count(line.store.as_ref(), &visit.uid, &visit.taken_back).await?;
    decided.condition = sight::judge(visit, &reports, known, gone);
    if decided.condition.as_ref().is_some_and(sight::is_refused) {
        return Ok(decided);
    }
    let drifted = decided.condition.is_some() && known == 0;
    let review = visit.review.or(drifted.then_some(Cause::Drift));
    let import = visit.import;
    let mut decisions = Vec::with_capacity(reports.len());
    let (mut waiting, mut protected) = (0, 0);
    let mut taken_back: Vec<AlertId> = Vec::new();
    let mut notices: Vec<(AlertId, ReportId)> = Vec::new();
    for ((mut report, keys), mut named) in reports.into_iter().zip(keys).zip(named) {
        named.censor(&mut report, knowledge.alert_of(&keys.own));
        let mut decision = decide(&report, &keys, &knowledge);
        let removed = decision.replaces.filter(|told| {
            matches!(decision.verdict, Verdict::Revised | Verdict::Held)
                && is_removal(&report.title, &report.summary, turns(&report, *told, standing.get(&decision.alert)))
        });
        if let Some(told) = removed {
            // What it said before is taken back, and the notice is no news of its own.
            notices.push((decision.alert, told));
            decision = Decision { verdict: Verdict::Seen, retold: false, ..decision };
        }
        let own_verdict = decision.verdict;
        let alert = standing.get(&decision.alert);
        let known = alert.filter(|_| decision.replaces.is_some());
        let guarded = named.cause(own_verdict, known);
        let (mut decision, hold) = keep_back(decision, &report, alert, guarded.or(review), now);
        if hold.is_none() && removed.is_none() && guarded.or(review).is_none() {
            decision = unite(decision, &report, &keys, &knowledge, |id| standing.get(id).is_none_or(is_open));
        }
        named.censor_again(&mut report, decision.alert);
        let left = knowledge.learn(&decision, &report, &keys);
        let unchanged = hold.is_some() && decision.replaces.is_some() && !decision.retold;
        decided.count(if unchanged { Verdict::Seen } else { decision.verdict });
        if own_verdict == Verdict::Revised && decision.verdict == Verdict::Held && hold.is_none() {
            // Who is protected stays so: reading it again changes nothing.
            waiting += usize::from(guarded.is_none());
            protected += usize::from(guarded.is_some());
            decided.unread |= guarded.or(review).is_none();
        }
        decisions.push((report, left, decision, hold));
    }
    decided.warnings.extend((protected > 0).then(|| sight::protected(protected)));
    if waiting > 0 {
        decided.warnings.push(sight::waiting(source, waiting, review));
    }
    let told_anew = |decision: &Decision| {
        decision.verdict == Verdict::Revised || decision.replaces.is_some() && !decision.merges.is_empty()
    };
    let is_news = |decision: &Decision| {
        matches!(decision.verdict, Verdict::New | Verdict::FollowUp) || told_anew(decision) && !visit.reread
    };
    let news = decisions.iter().filter(|(_, _, decision, _)| is_news(decision)).count();
    let mut unannounced = if import { news } else { news.saturating_sub(ANNOUNCED) };
    if unannounced > 0 && !import {
        decided.warnings.push(format!(
            "{news} new or changed entries came at once; the newest {ANNOUNCED} are announced, {unannounced} are only stored. If the site was rebuilt this is as it should be"
        ));
    }
    if visit.reread && review == Some(Cause::Doubt) {
        let listed: Vec<AlertId> = decisions.iter().map(|(_, _, decision, _)| decision.alert).collect();
        let (gone, told) = sight::unlisted(line.store.as_ref(), source, &listed).await?;
        decided.warnings.extend(told);
        for alert in gone {
            decided.record(ChangeKind::Joined, alert);
        }
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
        let ours = visit.reread && told_anew(&decision);
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
        let back = composed.changes.iter().filter(|(_, alert)| alert.state == AlertState::Withdrawn);
        taken_back.extend(back.map(|(_, alert)| alert.id).filter(|_| decision.verdict == Verdict::Revised));
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
    cases::regroup(line.store.as_ref(), &mut decided, &standing).await?;
    decided.warnings.extend((!taken_back.is_empty()).then(|| sight::taken_back(&taken_back)));
    let said = Said { network: &source.network, uid: visit.uid, document: &visit.taken_back, notices: &notices };
    let at = now + TimeDelta::microseconds(count as i64);
    let found = |id: &AlertId| standing.get(id).cloned();
    let believed = taken_back::take_back(line.store.as_ref(), &said, &mut decided, found, at).await?;
    decided.warnings.extend(believed.told(&source.id));
    decided.believed = believed;
    decided.seems =
        vanished.into_iter().filter(|(_, shared)| shared * 2 >= count).max_by_key(|(_, n)| *n).map(|(id, _)| id);
    Ok(decided)
}

/// True for alerts that are shown, and of which nothing was taken back.
fn is_open(alert: &Alert) -> bool {
    alert.state == AlertState::Live && alert.hidden.is_empty()
}

/// True where a report became one of a withdrawal: what always was one takes nothing back by being changed.
fn turns(report: &Report, former: ReportId, alert: Option<&Alert>) -> bool {
    let withdraws = |report: &Report| report.tags.kind == Kind::Withdrawal;
    let before = alert.into_iter().flat_map(|alert| &alert.reports).find(|report| report.id == former);
    withdraws(report) && before.is_some_and(|before| !withdraws(before))
}
