//! Finding an alert by what people have of it: its id, or the link of a report.

use std::collections::BTreeSet;

use url::Url;

use crate::matching;
use crate::model::{Alert, AlertId, Digest, Key, KeyHolder, ReportId, link_key};
use crate::store::{self, Store};

/// How many alerts one may have become part of, one after the other.
const MERGES: usize = 8;

/// The report that an id or a link names, in the alert that carries it now. `None` where nothing is kept under it.
///
/// # Errors
/// The store's.
pub async fn find_report(store: &dyn Store, target: &str) -> Result<Option<(Alert, ReportId)>, store::Error> {
    let Some(id) = Digest::from_hex(&target.to_ascii_lowercase()).map(ReportId) else {
        let Some(alert) = find(store, target).await? else { return Ok(None) };
        let link = Url::parse(target).ok().map(|link| link_key(&link));
        let named = alert.reports.iter().find(|report| report.link.as_ref().map(link_key) == link);
        let id = named.filter(|_| link.is_some()).map(|report| report.id);
        return Ok(id.map(|id| (alert, id)));
    };
    // A report is found within its source: every source ever visited is asked for it.
    let uids: BTreeSet<_> = store.polls().await?.into_iter().map(|poll| poll.uid).collect();
    let keys: Vec<Key> = uids.iter().map(|uid| matching::report_key(uid, &id)).collect();
    for holder in store.known(&keys).await?.into_iter().flatten() {
        if let Some(alert) = carrier(store, KeyHolder { report: id, ..holder }).await? {
            return Ok(Some((alert, id)));
        }
    }
    Ok(None)
}

/// The alert that carries a report now, shown or not. `None` where nothing is kept of it.
pub(super) async fn carrier(store: &dyn Store, holder: KeyHolder) -> Result<Option<Alert>, store::Error> {
    let (id, mut next) = (holder.report, Some(holder.alert));
    for _ in 0..MERGES {
        let Some(alert) = next.take() else { break };
        let Some(alert) = store.alert(alert).await? else { break };
        next = alert
            .merged
            .or_else(|| alert.apart.iter().find(|apart| apart.reports.contains(&id)).map(|apart| apart.alert));
        if next.is_none() && alert.told().any(|report| report.id == id) {
            return Ok(Some(alert));
        }
    }
    Ok(None)
}

/// The alert that an id or a report's link names; one that became part of another leads to that one. `None` where the text is
/// neither, or nothing is kept under it.
///
/// # Errors
/// The store's.
pub async fn find(store: &dyn Store, target: &str) -> Result<Option<Alert>, store::Error> {
    let mut next = target.parse::<AlertId>().ok();
    if next.is_none()
        && let Some(link) = Url::parse(target).ok().filter(Url::has_host)
    {
        let holders = store.known(&matching::link_keys(&link)).await?;
        next = holders.into_iter().flatten().next().map(|holder| holder.alert);
    }
    for _ in 0..MERGES {
        let Some(id) = next else { break };
        match store.alert(id).await? {
            Some(Alert { merged: Some(into), .. }) => next = Some(into),
            found => return Ok(found),
        }
    }
    Ok(None)
}
