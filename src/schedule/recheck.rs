//! When the links of published alerts are looked at again: ever more rarely for ninety days, a few at a time, so that a page
//! that was taken away is missed and nobody is troubled.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::model::{Absence, AlertId, ReportId, SourceId};

/// How many days after an alert came to the wire its links are looked at.
const DAYS: [i64; 7] = [1, 3, 7, 14, 30, 60, 90];
/// What is not as it should be is looked at once more after this,
const AGAIN: TimeDelta = TimeDelta::days(1);
/// for so long.
const FOR: TimeDelta = TimeDelta::days(7);
/// How many links are looked at in one round,
const MOST: usize = 60;
/// and how many of them at one host and port.
const MOST_AT_HOST: usize = 3;

/// How long it is from one round to the next: with it no host is asked for more than twelve links an hour.
pub const ROUND: Duration = Duration::from_mins(15);

/// How long after it came an alert may still be looked at: for a while longer than ninety days, where there was no turn before.
pub fn longest() -> TimeDelta {
    TimeDelta::days(DAYS[DAYS.len() - 1]) + FOR
}

/// When the links of an alert that came at `since` were last due; `None` before the first time.
pub fn last_due(since: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let days = DAYS.iter().rev();
    days.filter_map(|days| since.checked_add_signed(TimeDelta::days(*days))).find(|due| *due <= now)
}

/// When a link became due for the look that is to be made now; `None` where none is. `until` is the instant by which every look
/// of its source that was due has been made, `absence` what was not as it should be at the last one.
pub fn due(
    since: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    absence: Option<&Absence>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let mark = last_due(since, now).filter(|mark| until.is_none_or(|until| *mark > until));
    let again = absence.filter(|absence| now - absence.since < FOR).map(|absence| absence.at + AGAIN);
    mark.or(again.filter(|again| *again <= now))
}

/// A link to be looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The alert.
    pub alert: AlertId,
    /// The report in it.
    pub report: ReportId,
    /// Its source.
    pub source: SourceId,
    /// The link.
    pub url: Url,
    /// Since when it is due.
    pub due: DateTime<Utc>,
}

/// The links whose turn it is in this round, longest due first, and of each source by when every look that was due is made with
/// them.
pub fn turns(mut links: Vec<Link>, now: DateTime<Utc>) -> (Vec<Link>, BTreeMap<SourceId, DateTime<Utc>>) {
    links.sort_by_key(|link| (link.due, link.alert, link.report));
    let mut until: BTreeMap<SourceId, DateTime<Utc>> = BTreeMap::new();
    let mut at_host: BTreeMap<(String, Option<u16>), usize> = BTreeMap::new();
    let mut taken = Vec::new();
    for link in links {
        let done = until.entry(link.source.clone()).or_insert(now);
        let host = (link.url.host_str().unwrap_or_default().to_owned(), link.url.port_or_known_default());
        let count = at_host.entry(host).or_default();
        if taken.len() < MOST && *count < MOST_AT_HOST {
            *count += 1;
            taken.push(link);
        } else {
            *done = (*done).min(link.due - TimeDelta::microseconds(1));
        }
    }
    (taken, until)
}
