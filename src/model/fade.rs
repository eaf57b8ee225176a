//! How an urgency fades with time. What was given stays; views tell what it comes to by now.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::{Tags, Urgency};

/// How long something stays critical.
const CRITICAL: TimeDelta = TimeDelta::days(14);
/// How long something stays urgent where no deadline is stated: the term of most appeals.
const URGENT: TimeDelta = TimeDelta::days(42);

/// From when on an urgency is another than the one given, in order: critical becomes urgent after 14 days, urgent becomes
/// elevated after 42. A stated deadline takes the place of the 42 days, and what is critical stays so until then. Other
/// urgencies do not fade.
pub fn lapses(tags: &Tags, published: DateTime<Utc>) -> Vec<(Urgency, DateTime<Utc>)> {
    let after = |time| published.checked_add_signed(time).unwrap_or(DateTime::<Utc>::MAX_UTC);
    // A day lasts until it has ended everywhere.
    let deadline =
        tags.deadline.and_then(|day| day.and_time(NaiveTime::MIN).and_utc().checked_add_signed(TimeDelta::hours(36)));
    let calm = deadline.unwrap_or_else(|| after(URGENT)).max(published);
    match tags.urgency {
        Urgency::Critical => {
            let urgent = deadline.unwrap_or(published).max(after(CRITICAL));
            vec![(Urgency::Urgent, urgent), (Urgency::Elevated, calm.max(after(URGENT)).max(urgent))]
        }
        Urgency::Urgent => vec![(Urgency::Elevated, calm)],
        _ => Vec::new(),
    }
}

/// What an urgency comes to by now. `resolved` says that a later alert of the same case tells of a release, an acquittal
/// or another good end: then whatever pressed is resolved.
pub fn urgency_now(tags: &Tags, published: DateTime<Utc>, now: DateTime<Utc>, resolved: bool) -> Urgency {
    if resolved && matches!(tags.urgency, Urgency::Critical | Urgency::Urgent | Urgency::Elevated) {
        return Urgency::Resolved;
    }
    let mut passed = lapses(tags, published).into_iter().filter(|(_, from)| *from <= now);
    passed.next_back().map_or(tags.urgency, |(urgency, _)| urgency)
}
