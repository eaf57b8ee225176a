//! What is remembered of a source from one visit to the next.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Condition, Digest, Drift, Habit, Looks, Review, SourceId, SourceUid, Validators};

/// How a visit ended, as the operator reads it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// Read.
    Ok,
    /// The server says, or the bytes show, that nothing changed.
    Unchanged,
    /// Refused for good by the server or its robots.txt (401, 403, robots): stop, tell, knock once a day.
    Blocked,
    /// The address is not there (404), or is gone for good (410), which also retires the source.
    Gone,
    /// Something went wrong that may pass: time-out, 5xx, 429, a broken connection.
    Failing,
    /// It answered, but nothing could be read from the answer: another page, a changed layout, a broken feed.
    Unreadable,
}

impl OutcomeKind {
    /// True where the visit did what it was for.
    pub fn is_well(self) -> bool {
        matches!(self, Self::Ok | Self::Unchanged)
    }

    /// The word as printed, for example `blocked`.
    pub fn term(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unchanged => "unchanged",
            Self::Blocked => "blocked",
            Self::Gone => "gone",
            Self::Failing => "failing",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What a visit brought, in numbers of reports.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Alerts opened.
    pub new: u32,
    /// Reports changed in substance.
    pub revised: u32,
    /// Reports that joined another source's alert.
    pub echoes: u32,
    /// Reports known already.
    pub seen: u32,
    /// Reports kept back.
    pub held: u32,
}

/// How one visit went. A source's failure is a value, not an event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// When the visit ended.
    pub at: DateTime<Utc>,
    /// How it ended.
    pub kind: OutcomeKind,
    /// What happened and what to do, one sentence; empty when all is well.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Things to know that did not stop the visit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// What it brought.
    #[serde(default)]
    pub tally: Tally,
    /// How long it took, in milliseconds.
    #[serde(default)]
    pub millis: u64,
    /// `Retry-After` (RFC 9110 §10.2.3) or the like as seconds, already clamped; `None` where the server asks nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before_secs: Option<u64>,
    /// True where it brought a new alert that is critical or urgent: more may follow soon.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
}

/// How often a source has news, as learnt from visit to visit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Rhythm {
    /// When a visit last brought something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub news: Option<DateTime<Utc>>,
    /// The usual time between two visits that brought something, in seconds: a mean that forgets slowly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_secs: Option<u64>,
    /// How many of the next visits come as soon as the operator allows, since something urgent was brought.
    #[serde(default)]
    pub eager: u32,
}

/// A hub that tells of a source's changes (WebSub), and how it calls the source.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hub {
    /// The hub.
    pub url: Url,
    /// The address of the source there.
    pub topic: Url,
    /// Until when it has promised to tell; `None` where it has not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// An address that its server says has moved for good (301, 308).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Moved {
    /// Where it leads.
    pub to: Url,
    /// When it was first said, by every visit since that was answered.
    pub since: DateTime<Utc>,
    /// How many visits said so.
    pub visits: u32,
    /// True once the wire goes there by itself. The configuration is never rewritten.
    pub followed: bool,
}

/// What a page was found to be read with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Beside {
    /// Nothing: what it links to adds nothing to its list.
    Nothing,
    /// The page has the list; this feed adds dates and excerpts to it.
    Feed(Url),
    /// The page shows no list; this feed of the same section is read in its place.
    Instead(Url),
}

/// What was found around the page of a source, to be looked for anew when it fails or the settings change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Surroundings {
    /// When it was looked for.
    pub at: DateTime<Utc>,
    /// Digest of the settings it was looked for with.
    pub config: Digest,
    /// What was found.
    pub beside: Beside,
}

/// What we remember of a source between visits.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Poll {
    /// The source.
    pub source: SourceId,
    /// What its keys hang on, fixed at the first visit.
    pub uid: SourceUid,
    /// The address visited, to find a renamed source again.
    pub url: Url,
    /// When the last visit ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visited: Option<DateTime<Utc>>,
    /// When a visit last went well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeded: Option<DateTime<Utc>>,
    /// When to come again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<DateTime<Utc>>,
    /// Visits in a row that did not go well.
    #[serde(default)]
    pub failures: u32,
    /// True once a visit has been read and stored: what comes now is news, not history.
    #[serde(default)]
    pub imported: bool,
    /// For conditional requests; belong to `url` and `config`.
    #[serde(default)]
    pub validators: Validators,
    /// Digest of the last body that was read and stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Digest>,
    /// Digest of the settings the body was read with: other settings mean reading it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<Digest>,
    /// The same digest at the last visit of any outcome: settings that were changed since are tried at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Digest>,
    /// How often it has news.
    #[serde(default)]
    pub rhythm: Rhythm,
    /// How long the feed itself asks to be left alone between visits, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_secs: Option<u64>,
    /// The hub it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hub: Option<Hub>,
    /// Where its address is said to have moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// True once the server has said that the address is gone for good (410): visited again only when the operator asks or
    /// changes the source's settings.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// How many entries the last good visit read.
    #[serde(default)]
    pub entries: u32,
    /// A source, no longer configured, that had the same entries: probably this one under its former id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seems: Option<SourceId>,
    /// Set while what is new of it waits for the operator, beyond what the configuration says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// What is usual for it.
    #[serde(default)]
    pub habit: Habit,
    /// Set while it looks unlike itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<Drift>,
    /// What its page was found to be read with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surroundings: Option<Surroundings>,
    /// How many entries of the last good visit wait for their own page to be read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub waiting: u32,
    /// True once its older pages have been read, or it was found that there are none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub backfilled: bool,
    /// How the last visit went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// What the last visit told that had warnings: later ones, to which nothing has changed, do not hide it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noticed: Option<Noticed>,
    /// How the links of its alerts were last found.
    #[serde(default, skip_serializing_if = "Looks::is_empty")]
    pub looks: Looks,
}

/// What a visit told besides how it went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Noticed {
    /// When.
    pub at: DateTime<Utc>,
    /// Its warnings.
    pub warnings: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Poll {
    /// What is known of a source that was never visited.
    pub fn never(source: SourceId, uid: SourceUid, url: Url) -> Self {
        Self {
            source,
            uid,
            url,
            visited: None,
            succeeded: None,
            due: None,
            failures: 0,
            imported: false,
            validators: Validators::default(),
            body: None,
            config: None,
            asked: None,
            rhythm: Rhythm::default(),
            refresh_secs: None,
            hub: None,
            moved: None,
            retired: false,
            entries: 0,
            seems: None,
            review: None,
            habit: Habit::default(),
            drift: None,
            surroundings: None,
            waiting: 0,
            backfilled: false,
            outcome: None,
            noticed: None,
            looks: Looks::default(),
        }
    }

    /// Forgets what visits have told in words, since they may quote what they read.
    pub fn hush(&mut self) {
        self.noticed = None;
        self.habit.title = None;
        if let Some(outcome) = &mut self.outcome {
            outcome.message.clear();
            outcome.warnings.clear();
        }
        if let Some(review) = &mut self.review {
            review.note.clear();
        }
        if let Some(Drift { condition: Condition::AnotherPage { what }, .. }) = &mut self.drift {
            what.clear();
        }
    }

    /// Keeps the warnings of a visit, where it has some.
    pub fn note(&mut self, outcome: &Outcome) {
        if !outcome.warnings.is_empty() {
            self.noticed = Some(Noticed { at: outcome.at, warnings: outcome.warnings.clone() });
        }
    }

    /// The address to visit: the configured one, or where that has been moving to for long enough to be believed.
    pub fn address<'a>(&'a self, source: &'a super::Source) -> &'a Url {
        match &self.moved {
            Some(moved) if moved.followed && self.url == source.url => &moved.to,
            _ => &source.url,
        }
    }
}
