//! Looking again at the pages of published alerts, and what follows from what was found there.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use url::Url;

use super::find::carrier;
use super::retract::batch;
use super::taken_back::{Claim, believe};
use super::{Edited, Line};
use crate::discover::{Found, look};
use crate::fetch::Fetcher;
use crate::model::{
    Alert, AlertId, AlertState, Filter, KeyHolder, Lack, Noticed, Poll, Report, ReportId, Source, SourceId, link_key,
};
use crate::schedule::{Link, longest};
use crate::store::{self, Store};

/// Without another page to compare with, so many that are gone at once are too many to be believed.
const SUSPICIOUS: usize = 3;
/// How many of a source's newest alerts are looked through for another page.
const OTHERS: usize = 16;

/// What was found at the links of one source's alerts.
#[derive(Debug)]
pub struct Sighted {
    seen: Vec<(AlertId, ReportId, Found)>,
    /// True where the whole site seems to be gone.
    doubtful: bool,
}

impl Sighted {
    /// True where nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.seen.iter().all(|(_, _, found)| *found == Found::Unasked)
    }

    /// How each page was found, in sentences.
    pub fn told<'a>(&'a self, links: &'a [Link]) -> impl Iterator<Item = String> + 'a {
        let found = |report: &ReportId| self.seen.iter().find(|(_, seen, _)| seen == report).map(|(_, _, found)| found);
        links.iter().map(move |Link { url, report, .. }| match found(report) {
            Some(Found::There) => format!("{url} still stands"),
            Some(Found::Gone) => format!("{url} was taken down by its source"),
            Some(Found::Absent(how)) => format!("{url} is not to be had ({how}), which hides nothing"),
            Some(Found::Unasked) | None => {
                format!("{url} was not asked for; see that [fetch] contact is set, and try again later")
            }
        })
    }
}

/// The link of a report, where its page can be looked at: it tells of nothing else, and belongs to the organisation.
pub(super) fn link_of<'a>(report: &'a Report, source: &Source) -> Option<&'a Url> {
    let own = report.own_link && report.link_unique;
    let link = report.link.as_ref().filter(|_| own)?;
    let apart = link_key(link) != link_key(&source.url) && link.fragment().is_none();
    (apart && matches!(link.scheme(), "http" | "https")).then_some(link)
}

/// Looks at links of one source's alerts, one after the other; a host that does not answer is left alone. Touches the network, and
/// the store only to ask.
///
/// # Errors
/// The store's.
pub async fn look_at(
    fetcher: &Fetcher,
    store: &dyn Store,
    source: &Source,
    links: &[Link],
) -> Result<Sighted, store::Error> {
    let mut sighted = Sighted { seen: Vec::new(), doubtful: false };
    let mut silent: BTreeSet<String> = BTreeSet::new();
    for link in links {
        let host = link.url.authority().to_owned();
        if silent.contains(&host) {
            continue;
        }
        let found = look(fetcher, source, &link.url).await;
        if found == Found::Absent(Lack::Failing) {
            silent.insert(host);
        }
        sighted.seen.push((link.alert, link.report, found));
    }
    let count = |wanted: Found| sighted.seen.iter().filter(|(_, _, found)| *found == wanted).count();
    let gone = count(Found::Gone);
    if gone > 0 && count(Found::There) == 0 {
        // A site that was broken or taken over may say of everything that it is gone.
        sighted.doubtful = match another(store, source, links).await? {
            Some(url) => look(fetcher, source, &url).await != Found::There,
            None => gone >= SUSPICIOUS,
        };
    }
    Ok(sighted)
}

/// Another page of the source's at the host of these links, that should stand.
async fn another(store: &dyn Store, source: &Source, links: &[Link]) -> Result<Option<Url>, store::Error> {
    let looked: BTreeSet<String> = links.iter().map(|link| link_key(&link.url)).collect();
    let hosts: BTreeSet<&str> = links.iter().map(|link| link.url.authority()).collect();
    let filter = Filter { sources: vec![source.id.clone()], ..Filter::default() };
    let newest = store.alerts(&filter, None, OTHERS).await?;
    let reports = newest.iter().flat_map(|alert| &alert.reports).filter(|report| report.source == source.id);
    let mut urls = reports.filter_map(|report| link_of(report, source));
    Ok(urls.find(|url| hosts.contains(url.authority()) && !looked.contains(&link_key(url))).cloned())
}

/// What looking again has changed.
#[derive(Debug)]
pub struct Looked {
    /// The alerts, each as it now is.
    pub changed: Edited,
    /// What is remembered of the source from now on.
    pub poll: Poll,
    /// What to tell the operator.
    pub told: Vec<String>,
}

/// Makes durable what was found at the links of a source's alerts: what is gone in so many words is hidden, all else is remembered.
/// Every look that was due by `until` is made with this one, where that is said.
///
/// # Errors
/// The store's.
pub async fn settle_looks(
    line: &Line,
    source: &Source,
    mut poll: Poll,
    sighted: Sighted,
    until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Looked, store::Error> {
    let mut claims = Vec::new();
    poll.looks.until = poll.looks.until.max(until);
    poll.looks.absent.retain(|absence| now - absence.since < longest());
    for (alert, report, found) in sighted.seen {
        let known = carrier(line.store.as_ref(), KeyHolder { alert, report }).await?.filter(is_shown);
        match (known, found) {
            (None, _) | (_, Found::There) => poll.looks.settle(&report),
            (Some(_), Found::Unasked) => {}
            (Some(alert), Found::Absent(how)) => poll.looks.miss(alert.id, report, how, now),
            (Some(alert), Found::Gone) => claims.push(Claim { alert, report, when: None }),
        }
    }
    let mut claimed = poll.looks.of(Lack::Claimed).map(|known| known.report);
    let waiting = claimed.any(|known| claims.iter().all(|claim| claim.report != known));
    drop(claimed);
    let doubtful = sighted.doubtful || poll.failures > 0 || poll.retired || waiting;
    let believed = believe(line.store.as_ref(), &source.network, claims, doubtful, now).await?;
    believed.note(&mut poll.looks, now);
    let told = believed.told(&source.id);
    if !told.is_empty() {
        poll.noticed = Some(Noticed { at: now, warnings: told.clone() });
    }
    let mut changed = believed.edits;
    let mut written = batch(None, &mut changed, now);
    written.poll = Some(poll.clone());
    line.store.commit(written).await?;
    Ok(Looked { changed, poll, told })
}

fn is_shown(alert: &Alert) -> bool {
    alert.state == AlertState::Live
}

/// The links of an alert's reports that these sources can be asked for.
pub fn links_of<'a>(
    alert: &'a Alert,
    sources: &'a BTreeMap<SourceId, &'a Source>,
) -> impl Iterator<Item = (&'a Report, &'a Url)> {
    let shown = alert.reports.iter().filter(|_| is_shown(alert));
    shown.filter_map(|report| Some((report, link_of(report, sources.get(&report.source)?)?)))
}
