//! A document that a hub brought instead of being fetched: it takes the same way, and changes less of what is remembered.

use chrono::{DateTime, Utc};
use url::Url;

use super::read::{Read, read};
use super::{Line, Settled, Visit, under_review, weigh};
use crate::fetch::Links;
use crate::model::{Batch, Document, Habit, Hub, Outcome, OutcomeKind, Poll, Source};
use crate::refine::Announced;
use crate::schedule;
use crate::store;

/// What became of a document that was brought.
#[derive(Debug)]
pub enum Pushed {
    /// It was read and is durable.
    Settled(Box<Settled>),
    /// It was left alone: why.
    Ignored(String),
}

/// Takes a document that a hub brought through the line. It is never trusted more than one that was fetched, and often
/// holds only what is new: what is remembered of the source's own answers stays, and so does the next visit, unless
/// something urgent came.
///
/// # Errors
/// Only the store's.
pub async fn settle_pushed(
    line: &Line,
    source: &Source,
    before: Poll,
    document: Document,
    now: DateTime<Utc>,
    jitter: u64,
) -> Result<Pushed, store::Error> {
    if !before.imported || before.url != source.url {
        return Ok(Pushed::Ignored("the source itself has not been read yet".to_owned()));
    }
    let Read { reading, title } = match read(line, source, before.uid, document, now).await {
        Ok(read) => read,
        Err(unread) => return Ok(Pushed::Ignored(unread.message)),
    };
    let visit = Visit {
        import: false,
        reread: false,
        review: under_review(source, &before),
        // What is only a part of the list cannot be compared with what the list usually looks like.
        habit: Habit::default(),
        language: reading.language,
        title,
        path: reading.layout.path,
        uid: before.uid,
        taken_back: reading.taken_back,
    };
    let mut decided = weigh(line, source, reading.reports, &visit, now).await?;
    let mut warnings = reading.warnings;
    warnings.append(&mut decided.warnings);
    let outcome = Outcome {
        at: now,
        kind: OutcomeKind::Ok,
        message: String::new(),
        warnings,
        tally: decided.tally,
        millis: 0,
        not_before_secs: None,
        urgent: decided.urgent,
    };
    let plan = schedule::plan(source, &before, &outcome, None, now, jitter);
    let due = before.due.map(|due| if outcome.urgent { due.min(plan.due) } else { due });
    let mut poll = Poll { rhythm: plan.rhythm, due, ..before };
    poll.note(&outcome);
    poll.outcome = Some(outcome);
    decided.believed.note(&mut poll.looks, now);
    let hidden = !decided.believed.edits.is_empty();
    let alerts = decided.alerts(now);
    let timed = alerts.iter().map(|(_, alert)| (alert.id, alert.held().and_then(|hold| hold.until))).collect();
    line.store.commit(Batch::new(now, alerts, decided.keys, Some(poll.clone()))).await?;
    Ok(Pushed::Settled(Box::new(Settled { poll, timed, hidden })))
}

/// The hub that tells of changes, and what to call the document there: by the answer's head, or else by the document. A
/// source that is read over `https:` is told of over `https:` only: whoever reads the secret on its way can speak for it.
pub(super) fn hub(source: &Source, links: Links, announced: Announced, before: Option<Hub>) -> Option<Hub> {
    let safe = |hub: &Url| hub.scheme() == "https" || source.url.scheme() == "http";
    let url = links.hubs.into_iter().chain(announced.hubs).find(safe)?;
    let topic = links.own.or(announced.own)?;
    let until = before.filter(|hub| hub.url == url && hub.topic == topic).and_then(|hub| hub.until);
    Some(Hub { url, topic, until })
}

#[cfg(test)]
mod tests {
    use super::hub;
    use crate::fetch::Links;
    use crate::model::{Source, SourceKind};
    use crate::refine::Announced;

    #[test]
    fn a_source_over_https_is_told_of_by_hubs_over_https_only() {
        let url = |text: &str| text.parse().expect("an address");
        let of = |source: &str, hubs: &[&str]| {
            let links = Links { hubs: hubs.iter().map(|hub| url(hub)).collect(), own: Some(url(source)) };
            let source = Source::ad_hoc(url(source), SourceKind::Feed);
            hub(&source, links, Announced::default(), None).map(|hub| hub.url.to_string())
        };
        let (open, safe) = ("http://hub.example/", "https://hub.example/");
        assert_eq!(of("https://faro.example/feed", &[open]), None);
        assert_eq!(of("https://faro.example/feed", &[open, safe]).as_deref(), Some(safe));
        assert_eq!(of("http://faro.example/feed", &[open]).as_deref(), Some(open));
    }
}
