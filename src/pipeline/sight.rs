//! What a reading looks like beside what is usual for its source, and what the operator is told of it.

use chrono::{DateTime, Utc};

use super::Visit;
use crate::model::{
    Alert, AlertId, Cause, Condition, Drift, Habit, Hold, Poll, Report, Review, Sight, Source, SourceKind,
};
use crate::refine::drift::{self, Look};
use crate::store::{self, Store};

/// What is usual for a source; of one that was read before habits were kept, its last count.
pub(super) fn habit(poll: &Poll) -> Habit {
    let mut habit = poll.habit.clone();
    if habit.sights.is_empty() && poll.entries > 0 {
        habit.sights.push(Sight { entries: poll.entries, dated: 0 });
    }
    habit
}

/// How many entries there are, and how many of them are dated.
pub(super) fn counts(reports: &[Report]) -> (u32, u32) {
    (reports.len() as u32, reports.iter().filter(|report| report.published.is_some()).count() as u32)
}

/// How a reading differs from what is usual, now that it is clear how many of its entries are known, and how many known ones it
/// takes back: those are missed by nobody.
pub(super) fn judge(visit: &Visit, reports: &[Report], known: usize, gone: usize) -> Option<Condition> {
    let (entries, dated) = counts(reports);
    let (entries, dated, known) = (entries + gone as u32, dated + gone as u32, known + gone);
    let (language, title) = (visit.language.as_deref(), visit.title.as_deref());
    drift::judge(&visit.habit, &Look { entries, dated, known: known as u32, language, title, path: &visit.path })
}

/// True for conditions under which nothing is taken: there is nothing, or nobody says that it is this source's.
pub(super) fn is_refused(condition: &Condition) -> bool {
    matches!(condition, Condition::ListVanished { .. } | Condition::AnotherPage { .. })
}

/// Raises, changes or clears a source's condition. A warning tells when it is raised and when it is over, once each.
pub(super) fn note(
    poll: &mut Poll,
    source: &Source,
    condition: Option<Condition>,
    warnings: &mut Vec<String>,
    now: DateTime<Utc>,
) {
    let before = poll.drift.take();
    let same = |drift: &Drift| condition.as_ref().is_some_and(|condition| condition.term() == drift.condition.term());
    let since = before.as_ref().filter(|drift| same(drift)).map(|drift| drift.since);
    match (&condition, &before) {
        (Some(condition), _) if since.is_none() => warnings.push(format!(
            "{condition}. What was published stays. If this is how {0} looks from now on, run `almenara release {0}`",
            source.id
        )),
        (None, Some(drift)) => {
            let since = drift.since.format("%Y-%m-%d %H:%M");
            warnings.push(format!("{} is over, which had lasted since {since} UTC", drift.condition.term()));
        }
        _ => {}
    }
    poll.drift = condition.map(|condition| Drift { condition, since: since.unwrap_or(now) });
}

/// What was read last is there again: whatever stood in its place meanwhile is gone.
pub(super) fn back(poll: &mut Poll, source: &Source, warnings: &mut Vec<String>, now: DateTime<Utc>) {
    if poll.drift.as_ref().is_some_and(|drift| is_refused(&drift.condition)) {
        note(poll, source, None, warnings, now);
    }
}

/// Why a visit that brought something was not taken in.
pub(super) fn refused(source: &Source, condition: &Condition) -> String {
    format!(
        "{condition}; nothing of it is taken, and what was published stays. Look at {} with `almenara try {}`",
        source.url, source.id
    )
}

/// The review under which a source begins whose first reading is ambiguous.
pub(super) fn doubt(source: &Source, reports: &[Report], kind: SourceKind, now: DateTime<Utc>) -> Option<Review> {
    drift::doubt(source, reports, kind).map(|note| Review { cause: Cause::Doubt, since: now, note })
}

/// What to do about a source whose first reading is ambiguous.
pub(super) fn doubtful(source: &Source, review: &Review) -> String {
    format!(
        "the first reading is ambiguous ({}): its entries are kept back. Look at them with `almenara held`; if they are \
         the alerts of {1}, run `almenara release {1}`, else give [sources.select] or the address of a feed in its file and start again",
        review.note, source.id
    )
}

/// What a doubtful source brought before its settings were changed and does not list with those of now: it waits no longer
/// with the rest, which its operator can then release. With it what to tell.
pub(super) async fn unlisted(
    store: &dyn Store,
    source: &Source,
    listed: &[AlertId],
) -> Result<(Vec<Alert>, Option<String>), store::Error> {
    let mut gone = Vec::new();
    for mut alert in store.held().await? {
        if let Some(hold) = alert.held().filter(|hold| hold.cause == Cause::Doubt)
            && alert.lead().source == source.id
            && !listed.contains(&alert.id)
        {
            alert.hold = Some(Hold { cause: Cause::Unlisted, ..hold });
            gone.push(alert);
        }
    }
    let told = format!(
        "its settings were changed: {} entries that were kept back before are not in its list any more and stay out; {} are \
         in it. If these are the alerts of {2}, run `almenara release {2}`",
        gone.len(),
        listed.len(),
        source.id
    );
    let told = Some(told).filter(|_| !gone.is_empty());
    Ok((gone, told))
}

/// What became of changes to what is published already.
pub(super) fn waiting(source: &Source, count: usize, review: Option<Cause>) -> String {
    match review {
        Some(cause) => format!(
            "{count} published entries were changed; the changes wait, since {}: run `almenara release {}`",
            cause.words(),
            source.id
        ),
        None => format!("{count} published entries were changed under an embargo; the changes wait until it is over"),
    }
}

/// What became of published entries that now name somebody who is protected.
pub(super) fn protected(count: usize) -> String {
    format!("{count} published entries now name somebody whom you protect; they stay as they were")
}

/// What became of entries that were taken back and are told in other words now.
pub(super) fn taken_back(alerts: &[AlertId]) -> String {
    let shown: Vec<String> = alerts.iter().take(5).map(ToString::to_string).collect();
    format!(
        "{} entries that were taken back are told in other words now and stay out; look at them with `almenara explain ALERT`, \
         publish one with `almenara restore ALERT`: {}",
        alerts.len(),
        shown.join(", ")
    )
}
