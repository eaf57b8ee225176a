//! What is known under exact keys, while a visit or a replay goes on.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::fingerprint;
use super::near::Near;
use super::repeated::Repeated;
use super::{Decision, Facts, Keys};
use crate::model::{Alert, AlertId, AlertState, Key, KeyHolder, KeyUse, Report, ReportId, Verdict};

/// How many reports one is compared with at most.
const CANDIDATES: usize = 96;
/// How many reports of one alert it is compared with: a version in a third language may join two others.
const OF_ALERT: usize = 8;

/// Keys with their holders, and the facts of the reports they lead to.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    holders: HashMap<Key, KeyHolder>,
    facts: HashMap<ReportId, Facts>,
    /// The reports of an alert, in the order they were learnt.
    reports: HashMap<AlertId, Vec<ReportId>>,
    /// Alerts that became one with another → that one.
    merged: HashMap<AlertId, AlertId>,
    /// Alerts that follow another one → that one.
    follows: HashMap<AlertId, AlertId>,
    /// Alerts that an operator took apart, both ways.
    apart: HashSet<(AlertId, AlertId)>,
    /// Alerts that were taken back; those of which nothing is kept are true.
    taken_back: HashMap<AlertId, bool>,
    /// When an alert came to the wire.
    arrived: HashMap<AlertId, (DateTime<Utc>, usize)>,
    /// What many entries of one visit say.
    repeated: Repeated,
}

impl Knowledge {
    /// Takes in what the store answered for a key.
    pub fn recall(&mut self, key: Key, holder: KeyHolder) {
        self.holders.insert(key, holder);
    }

    /// Takes in the reports of an alert that the store holds.
    pub fn remember(&mut self, alert: &Alert) {
        if let Some(survivor) = alert.merged {
            self.merged.insert(alert.id, survivor);
            return;
        }
        if alert.state == AlertState::Withdrawn {
            self.taken_back.insert(alert.id, alert.hidden.is_empty());
        }
        let erased = self.is_erased(alert.id);
        for report in alert.told().filter(|_| !erased) {
            self.keep(Facts::of(report, alert.id));
        }
        if let Some(first) = alert.history.first() {
            self.arrived.insert(alert.id, (first.at, self.arrived.len()));
        }
        for apart in &alert.apart {
            self.apart.extend([(alert.id, apart.alert), (apart.alert, alert.id)]);
        }
        if let Some(case) = alert.case {
            self.follows.insert(alert.id, case);
        }
    }

    /// Takes in all that one visit brings, before anything of it is decided: what many of its entries repeat is no news of
    /// any of them.
    pub fn hear(&mut self, visit: &[Keys]) {
        let known: Vec<(&Facts, &Facts)> = visit
            .iter()
            .filter_map(|keys| Some((keys.told(), keys.own.iter().find_map(|key| self.find(*key))?)))
            .collect();
        if known.iter().any(|(now, before)| now.words != before.words) {
            let summary = |facts: &Facts| fingerprint::words(facts.text.split_once('\n').map_or("", |(_, text)| text));
            let words: Vec<_> = known.iter().map(|(now, before)| [summary(now), summary(before)]).collect();
            self.repeated = Repeated::of(words.iter().map(|[now, before]| (&now[..], &before[..])));
        }
    }

    pub(super) fn repeated(&self) -> &Repeated {
        &self.repeated
    }

    /// Takes in what a decision made of a report. A key that is held already keeps its holder; a report that takes the
    /// place of an earlier one keeps that one's identity.
    /// The answer is the keys that the report leaves behind.
    pub fn learn(&mut self, decision: &Decision, report: &Report, keys: &Keys) -> Vec<KeyUse> {
        let id = decision.replaces.unwrap_or(report.id);
        let uses = self.uses(decision, id, keys);
        for used in &uses {
            self.holders.entry(used.key).or_insert(used.holder);
        }
        self.keep(Facts { report: id, ..keys.facts(report, decision.alert) });
        let arrival = (report.first_seen, self.arrived.len());
        self.arrived.entry(decision.alert).or_insert(arrival);
        for younger in &decision.merges {
            self.merged.insert(*younger, decision.alert);
            let moved = self.reports.remove(younger).unwrap_or_default();
            let reports = self.reports.entry(decision.alert).or_default();
            reports.extend(moved.into_iter().filter(|moved| *moved != id));
            let apart = self.apart.iter().filter(|(one, _)| one == younger).map(|(_, other)| *other);
            let apart: Vec<AlertId> = apart.collect();
            self.apart.extend(apart.iter().flat_map(|other| [(decision.alert, *other), (*other, decision.alert)]));
        }
        for case in decision.case.iter().chain(&decision.cases) {
            self.follow(decision.alert, *case);
        }
        uses
    }

    fn keep(&mut self, facts: Facts) {
        let reports = self.reports.entry(facts.alert).or_default();
        if reports.len() < OF_ALERT && !reports.contains(&facts.report) {
            reports.push(facts.report);
        }
        self.facts.insert(facts.report, facts);
    }

    /// The keys that a decided report leaves behind.
    pub(super) fn uses(&self, decision: &Decision, report: ReportId, keys: &Keys) -> Vec<KeyUse> {
        let held = decision.verdict == Verdict::Held;
        let holder = KeyHolder { alert: decision.alert, report };
        let mut uses: Vec<KeyUse> = keys.left(held).map(|key| KeyUse { key, holder }).collect();
        if !held && decision.verdict != Verdict::Seen {
            for near in keys.near_left() {
                for key in near.places() {
                    let Some(known) = self.holders.get(&key) else {
                        uses.push(KeyUse { key, holder });
                        break;
                    };
                    // One place leads to an alert however many report it, so that what is well known stays findable.
                    if known.report == report || self.survivor(known.alert) == decision.alert {
                        break;
                    }
                }
            }
        }
        uses
    }

    /// The alert that carries a report now.
    pub(super) fn carrier(&self, facts: &Facts) -> AlertId {
        self.survivor(facts.alert)
    }

    /// What an alert has become part of; itself where it still stands.
    fn survivor(&self, mut alert: AlertId) -> AlertId {
        for _ in 0..32 {
            let Some(survivor) = self.merged.get(&alert) else { break };
            alert = *survivor;
        }
        alert
    }

    /// The alert that came to the wire first.
    pub(super) fn oldest(&self, alerts: impl Iterator<Item = AlertId>) -> Option<AlertId> {
        alerts.min_by_key(|alert| (self.arrived.get(alert).copied(), *alert))
    }

    /// What is remembered of the reports of an alert that still stands, of the first of them where they are many.
    pub(super) fn carried(&self, alert: AlertId) -> impl Iterator<Item = &Facts> {
        self.reports.get(&alert).into_iter().flatten().filter_map(|report| self.facts.get(report))
    }

    /// True where nothing that an alert carries forbids that this is a version of it.
    pub(super) fn is_version_of(&self, told: &Facts, alert: AlertId) -> bool {
        self.carried(alert).all(|known| !known.is_another_in_its_language(told))
    }

    /// True where an operator took two alerts apart.
    pub(super) fn are_apart(&self, one: AlertId, other: AlertId) -> bool {
        self.apart.contains(&(one, other))
    }

    /// The alert that another one's case began with.
    pub fn first_of(&self, alert: AlertId) -> AlertId {
        let mut first = alert;
        // Bounded, so that two damaged records that name each other stop nothing.
        for _ in 0..32 {
            let Some(before) = self.merged.get(&first).or_else(|| self.follows.get(&first)) else { break };
            first = *before;
        }
        first
    }

    fn follow(&mut self, alert: AlertId, case: AlertId) {
        let (one, other) = (self.first_of(alert), self.first_of(case));
        let older = self.oldest([one, other].into_iter()).unwrap_or(other);
        if one != other {
            self.follows.insert(if one == older { other } else { one }, older);
        }
    }

    /// The alert of a report that its source has told before.
    pub fn alert_of(&self, own: &[Key]) -> Option<AlertId> {
        own.iter().find_map(|key| self.holders.get(key)).map(|holder| holder.alert)
    }

    /// True where an alert was taken back.
    pub(super) fn is_taken_back(&self, alert: AlertId) -> bool {
        self.taken_back.contains_key(&alert)
    }

    fn is_erased(&self, alert: AlertId) -> bool {
        self.taken_back.get(&alert) == Some(&true)
    }

    /// Who is found under a key and was taken back so that nothing is kept of it.
    pub(super) fn erased(&self, key: Key) -> Option<&KeyHolder> {
        self.holders.get(&key).filter(|holder| self.is_erased(holder.alert))
    }

    /// Who is found under a key whose report is no longer kept.
    pub(super) fn forgotten(&self, key: Key) -> Option<&KeyHolder> {
        self.holders.get(&key).filter(|holder| !self.facts.contains_key(&holder.report))
    }

    /// What is remembered of the report found under a key.
    pub(super) fn find(&self, key: Key) -> Option<&Facts> {
        self.holders.get(&key).and_then(|holder| self.facts.get(&holder.report))
    }

    /// The reports that may be of the same thing, each once. A key whose places are all taken by what has nothing to do with
    /// one another is passed over.
    pub(super) fn candidates(&self, asked: &[Near]) -> Vec<&Facts> {
        let mut found: Vec<&Facts> = Vec::new();
        for near in asked {
            let mut holders: Vec<&KeyHolder> = Vec::new();
            let mut places = near.places();
            let full = loop {
                match places.next().map(|key| self.holders.get(&key)) {
                    Some(Some(holder)) => holders.push(holder),
                    Some(None) => break false,
                    None => break true,
                }
            };
            if full && !(near.is_lasting() && self.is_one_case(&holders)) {
                continue;
            }
            for facts in holders.into_iter().flat_map(|holder| self.told_of(holder)) {
                if found.len() < CANDIDATES && !found.iter().any(|known| known.report == facts.report) {
                    found.push(facts);
                }
            }
        }
        found
    }

    /// What is remembered of the report under a key, then of the others of its alert.
    fn told_of<'a>(&'a self, holder: &'a KeyHolder) -> impl Iterator<Item = &'a Facts> {
        let alert = self.survivor(holder.alert);
        let alerts = std::iter::once(alert).chain((alert != holder.alert).then_some(holder.alert));
        let others = alerts.filter_map(|alert| self.reports.get(&alert)).flatten();
        std::iter::once(&holder.report).chain(others).filter_map(|report| self.facts.get(report))
    }

    /// True where all places of a key are taken: what it stands for is common.
    pub(super) fn is_crowded(&self, near: Near) -> bool {
        near.places().all(|key| self.holders.contains_key(&key))
    }

    fn is_one_case(&self, holders: &[&KeyHolder]) -> bool {
        let mut first = holders.iter().map(|holder| self.first_of(holder.alert));
        let case = first.next();
        first.all(|other| Some(other) == case)
    }
}
