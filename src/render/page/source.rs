//! How a source is, in words.

use askama::Template;
use chrono::{DateTime, Utc};
use url::Url;

use super::super::texts::say;
use super::super::words;
use super::frame::render;
use super::setting::Setting;
use crate::model::{Poll, Publish, RegionId, Source, SourceId};

/// What is said of one source.
#[derive(Clone, PartialEq, Debug)]
pub struct SourceLine {
    /// The name of the network it belongs to.
    pub network: String,
    /// The source.
    pub id: SourceId,
    /// The address polled.
    pub url: Url,
    /// How it is, in words: `not reached yet`, `read 2026-05-02 18:00 UTC`, or what went wrong and what to do.
    pub state_words: String,
    /// Whether that is well; `None` where nothing is known yet.
    pub well: Option<bool>,
    /// When it was last visited.
    pub visited: Option<DateTime<Utc>>,
    /// False where the operator has switched it off.
    pub enabled: bool,
    /// True where what is new of it waits for the operator before anybody sees it.
    pub waits: bool,
    /// The region it covers; `None` where it covers several, or the world.
    pub region: Option<RegionId>,
}

impl SourceLine {
    /// What to say of a source and what is remembered of it.
    pub fn of(source: &Source, poll: Option<&Poll>) -> Self {
        let waits = source.publish == Publish::Review || poll.is_some_and(|poll| poll.review.is_some());
        let outcome = poll.and_then(|poll| poll.outcome.as_ref());
        let state_words = match outcome {
            _ if !source.enabled => "switched off".to_owned(),
            None => "not reached yet".to_owned(),
            Some(outcome) if outcome.kind.is_well() => {
                let drift = poll.and_then(|poll| poll.drift.as_ref());
                let unlike = drift.map(|drift| format!("; {}", drift.condition)).unwrap_or_default();
                let waits = if waits { "; what is new waits for review" } else { "" };
                format!("ok, last read {}{unlike}{waits}", words::clock(outcome.at))
            }
            Some(outcome) if outcome.message.is_empty() => {
                format!("{}, tried {}", outcome.kind.term(), words::clock(outcome.at))
            }
            Some(outcome) => format!("{} (tried {})", outcome.message, words::clock(outcome.at)),
        };
        Self {
            network: source.network_name.clone(),
            id: source.id.clone(),
            url: source.url.clone(),
            state_words,
            well: outcome.filter(|_| source.enabled).map(|outcome| outcome.kind.is_well()),
            visited: outcome.map(|outcome| outcome.at),
            enabled: source.enabled,
            waits: source.enabled && waits,
            region: source.defaults.region.clone(),
        }
    }
}

/// One source in a list. What went wrong is told in English: it is for the operator.
pub(super) fn row(set: &Setting, line: &SourceLine) -> String {
    let texts = &set.words().source;
    let when = |text: &str| say(text, &[("when", &line.visited.map(words::clock).unwrap_or_default())]);
    let state = match line.well {
        _ if !line.enabled => texts.off.clone(),
        None => texts.never.clone(),
        Some(true) if line.waits => when(&texts.waits),
        Some(true) => when(&texts.well),
        Some(false) => when(&texts.ill),
    };
    let english = set.ctx.tongue.folder().is_empty();
    render(&SourceRow {
        network: &line.network,
        id: &line.id.0,
        url: line.url.as_str(),
        state: if english { &line.state_words } else { &state },
        further: (!english && line.well == Some(false)).then_some(&line.state_words),
        well: line.well,
    })
}

#[derive(Template)]
#[template(path = "source.html")]
struct SourceRow<'a> {
    network: &'a str,
    id: &'a str,
    url: &'a str,
    state: &'a str,
    /// More about it, in English.
    further: Option<&'a String>,
    well: Option<bool>,
}
