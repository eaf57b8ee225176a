//! What sources take back of what they have said. One or a few are believed at once, since somebody may be in danger; what
//! would empty the wire waits for the operator, since a site may have been broken or taken over.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::find::carrier;
use super::{Decided, Edited};
use crate::matching;
use crate::model::{
    Alert, AlertId, AlertState, Because, ChangeKind, KeyHolder, Lack, Looks, NetworkId, ReportId, SourceId, SourceUid,
};
use crate::refine::TakenBack;
use crate::store::{self, Store};

/// How many alerts one organisation may take back within a day before the operator has looked at them.
pub(super) const AT_ONCE: usize = 5;
/// How many ids a sentence names.
const NAMED: usize = 5;

/// That a report in an alert is taken back, and when, where that is said.
pub(super) struct Claim {
    pub(super) alert: Alert,
    pub(super) report: ReportId,
    pub(super) when: Option<DateTime<Utc>>,
}

/// What follows from claims.
#[derive(Default)]
pub(super) struct Believed {
    /// What is hidden from now on.
    pub(super) edits: Edited,
    /// The reports that it was hidden for, and the alerts they stood in.
    pub(super) reports: Vec<(AlertId, ReportId)>,
    /// What stays, for the operator to look at.
    pub(super) doubted: Vec<(AlertId, ReportId)>,
}

impl Believed {
    /// Takes note of it in what is remembered of the source.
    pub(super) fn note(&self, looks: &mut Looks, now: DateTime<Utc>) {
        let parted =
            |id: &AlertId| self.edits.iter().any(|(change, alert)| alert.id == *id && *change == ChangeKind::Revised);
        for (alert, report) in &self.reports {
            looks.settle(report);
            if parted(alert) {
                looks.miss(*alert, *report, Lack::Parted, now);
            }
        }
        for (alert, report) in &self.doubted {
            looks.miss(*alert, *report, Lack::Claimed, now);
        }
    }

    /// What to tell the operator.
    pub(super) fn told(&self, source: &SourceId) -> Vec<String> {
        let ids = |kind: ChangeKind| -> Vec<AlertId> {
            self.edits.iter().filter(|(change, _)| *change == kind).map(|(_, alert)| alert.id).collect()
        };
        let mut told = Vec::new();
        let gone = ids(ChangeKind::Withdrawn);
        if !gone.is_empty() {
            told.push(format!(
                "{} of its entries were taken back by it and are hidden: look at them with `almenara held`, then `almenara retract ALERT \
                 --reason source` says so for good, `almenara restore ALERT` brings one back: {}",
                gone.len(),
                named(&gone)
            ));
        }
        let left = ids(ChangeKind::Revised);
        if !left.is_empty() {
            told.push(format!(
                "{} of its entries were taken back by it and are hidden, while what other organisations report of the same stays: look \
                 at them with `almenara explain ALERT`, take one back altogether with `almenara retract ALERT --reason source`, or bring \
                 it back with `almenara restore ALERT`: {}",
                left.len(),
                named(&left)
            ));
        }
        let doubted: Vec<AlertId> = self.doubted.iter().map(|(alert, _)| *alert).collect();
        if !doubted.is_empty() {
            told.push(format!(
                "{} of its entries are said to be taken back, more than is believed without you: nothing was hidden. Ask the organisation; if \
                 it is right, hide them all with `almenara retract {source} --reason source`: {}",
                doubted.len(),
                named(&doubted)
            ));
        }
        told
    }
}

fn named(alerts: &[AlertId]) -> String {
    let more = if alerts.len() > NAMED { ", …" } else { "" };
    format!("{}{more}", alerts.iter().take(NAMED).map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

/// Judges what one organisation takes back. `doubtful` is true where there is a reason besides their number not to believe it.
pub(super) async fn believe(
    store: &dyn Store,
    network: &NetworkId,
    claims: Vec<Claim>,
    doubtful: bool,
    now: DateTime<Utc>,
) -> Result<Believed, store::Error> {
    let mut believed = Believed::default();
    let mut by_alert: BTreeMap<AlertId, (Alert, Vec<ReportId>)> = BTreeMap::new();
    for Claim { alert, report, when } in claims {
        // The operator's word counts until the source says it again.
        let restored = matching::restored_at(&alert, &report);
        if restored.is_none_or(|restored| when.is_some_and(|when| when > restored)) {
            by_alert.entry(alert.id).or_insert_with(|| (alert, Vec::new())).1.push(report);
        }
    }
    let mut reports = Vec::new();
    for (alert, named) in by_alert.into_values() {
        let id = alert.id;
        if let Some(edit) = matching::withdraw_by_source(alert, &named, now) {
            believed.edits.push(edit);
            reports.extend(named.into_iter().map(|report| (id, report)));
        }
    }
    let count = believed.edits.len();
    if count > 0 && (doubtful || count > AT_ONCE.saturating_sub(taken_back_lately(store, network, now).await?)) {
        believed.edits.clear();
        believed.doubted = reports;
    } else {
        believed.reports = reports;
    }
    Ok(believed)
}

/// How many alerts one organisation has taken back within a day, which the operator has not looked at yet.
async fn taken_back_lately(store: &dyn Store, network: &NetworkId, now: DateTime<Utc>) -> Result<usize, store::Error> {
    let lately = |alert: &Alert| {
        let by_source = alert.retraction.as_ref().filter(|known| known.because == Because::Source && !known.confirmed);
        alert.state == AlertState::Withdrawn
            && by_source.is_some_and(|known| (now - known.at).abs() < TimeDelta::days(1))
            && alert.told().any(|report| report.network == *network)
    };
    Ok(store.held().await?.iter().filter(|alert| lately(alert)).count())
}

/// How many reports that are known a document takes back.
pub(super) async fn count(store: &dyn Store, uid: &SourceUid, gone: &[TakenBack]) -> Result<usize, store::Error> {
    let keys: Vec<_> = gone.iter().map(|gone| matching::report_key(uid, &gone.report)).collect();
    if keys.is_empty() { Ok(0) } else { Ok(store.known(&keys).await?.iter().flatten().count()) }
}

/// What one visit takes back: by its document, and by notices that stand in the place of entries.
pub(super) struct Said<'a> {
    pub(super) network: &'a NetworkId,
    pub(super) uid: SourceUid,
    pub(super) document: &'a [TakenBack],
    /// The alerts and reports in whose place a notice stands.
    pub(super) notices: &'a [(AlertId, ReportId)],
}

/// Adds to what a visit changes what its source takes back. `standing` is an alert as the visit found it.
pub(super) async fn take_back(
    store: &dyn Store,
    said: &Said<'_>,
    decided: &mut Decided,
    standing: impl Fn(&AlertId) -> Option<Alert>,
    now: DateTime<Utc>,
) -> Result<Believed, store::Error> {
    let mut claims: Vec<(Alert, ReportId, Option<DateTime<Utc>>)> = Vec::new();
    for (id, report) in said.notices {
        if let Some(alert) = standing(id) {
            claims.push((alert, *report, None));
        }
    }
    let keys: Vec<_> = said.document.iter().map(|gone| matching::report_key(&said.uid, &gone.report)).collect();
    for (holder, gone) in store.known(&keys).await?.into_iter().zip(said.document) {
        let Some(KeyHolder { alert, report }) = holder else { continue };
        if let Some(alert) = carrier(store, KeyHolder { alert, report }).await? {
            claims.push((alert, report, gone.when));
        }
    }
    let mut now_as_decided = Vec::with_capacity(claims.len());
    for (alert, report, when) in claims {
        let mut alert = decided.changed.get(&alert.id).map_or(alert, |(_, changed)| changed.clone());
        if let Some((_, into)) = alert.merged.and_then(|into| decided.changed.get(&into)) {
            alert = into.clone();
        }
        now_as_decided.push(Claim { alert, report, when });
    }
    let believed = believe(store, said.network, now_as_decided, false, now).await?;
    for (change, alert) in &believed.edits {
        decided.record(*change, alert.clone());
    }
    Ok(believed)
}
