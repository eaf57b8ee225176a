//! What rendering is handed besides the alerts, and the ids and addresses that come of it.

use std::sync::Arc;

use url::Url;

use super::slice::Terms;
use super::texts::{Words, say};
use super::{Tongue, Tongues};
use crate::model::{Digest, Directory, Labels, NamedFeed, Publisher};

/// What rendering knows besides the alerts: who publishes, who is behind the sources, and in which words to say it.
#[derive(Clone, PartialEq, Debug)]
pub struct Context {
    /// Who publishes the wire, and under which address.
    pub publisher: Publisher,
    /// Names and home pages of the networks.
    pub directory: Directory,
    /// Words for codes, in its language.
    pub labels: Labels,
    /// What readers may ask for.
    pub terms: Terms,
    /// The feeds that are published by name.
    pub feeds: Vec<NamedFeed>,
    /// The languages that pages and feeds are written in.
    pub tongues: Arc<Tongues>,
    /// The one of them that it speaks.
    pub tongue: Arc<Tongue>,
    /// Hubs that tell of changes (WebSub §4), ours first.
    pub hubs: Vec<Url>,
}

impl Context {
    /// The absolute address of a path of ours. A base address without its last slash means the same as with it.
    pub fn address(&self, path: &str) -> String {
        format!("{}/{}", self.publisher.base_url.as_str().trim_end_matches('/'), path.trim_start_matches('/'))
    }

    /// The same in another language; to be asked of one that speaks the first of its languages.
    #[must_use]
    pub fn speaking(&self, tongue: &Arc<Tongue>) -> Self {
        Self { labels: tongue.labels(&self.labels), tongue: Arc::clone(tongue), ..self.clone() }
    }

    /// The absolute address of a path below the folder of its language.
    pub(super) fn local(&self, path: &str) -> String {
        self.address(&format!("{}{path}", self.tongue.folder()))
    }

    pub(super) fn words(&self) -> &Words {
        &self.tongue.words
    }

    /// What a feed says of itself: who publishes it, and where anybody can ask for a correction or removal.
    pub(super) fn imprint(&self) -> String {
        let about = say(&self.words().entry.about, &[("name", &self.publisher.name)]);
        format!("{about} {}: {}", self.words().removal.title, self.local("removal"))
    }
}

/// A feed as a whole: what it is called and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeedInfo {
    /// Its title.
    pub title: String,
    /// The folder of its language, with a slash at the end; empty for English.
    pub folder: String,
    /// Its path in there without the ending of a format, for example `feed`; the Atom form stands at `feed.atom`.
    pub path: String,
    /// What stands behind the question mark of its address; empty where nothing does.
    pub query: String,
    /// Where this part of it begins, as its address says after `before=`; `None` for the current feed.
    pub before: Option<String>,
    /// Where the next part begins; `None` where there is none.
    pub next: Option<String>,
    /// The time that this part is the archive of, as in its address, for example `2026-05`; `None` for what is no archive.
    pub archive: Option<String>,
    /// The newest archive before this part (RFC 5005 §4); `None` where there is none.
    pub prev_archive: Option<String>,
    /// The oldest archive behind this one.
    pub next_archive: Option<String>,
    /// The path of the page that shows the same to people, in the same folder; empty for the front page.
    pub page: String,
}

impl FeedInfo {
    /// The feed of everything.
    pub fn main(ctx: &Context) -> Self {
        Self {
            title: ctx.publisher.name.clone(),
            folder: ctx.tongue.folder(),
            path: "feed".to_owned(),
            query: String::new(),
            before: None,
            next: None,
            archive: None,
            prev_archive: None,
            next_archive: None,
            page: String::new(),
        }
    }

    /// The feed's permanent id, the same in every format: a UUID (RFC 9562, version 8) computed from its path and query
    /// alone, so that moving to another address or taking another name makes no new feed.
    pub fn urn(&self) -> String {
        urn("almenara:feed:v1", self.first("").as_bytes())
    }

    /// Where this part of the feed stands in a format, below the wire's address.
    pub fn own(&self, ending: &str) -> String {
        self.part(self.archive.as_deref(), ending, self.before.as_deref())
    }

    /// Where the current feed stands.
    pub fn first(&self, ending: &str) -> String {
        self.part(None, ending, None)
    }

    /// Where the next part stands.
    pub fn next(&self, ending: &str) -> Option<String> {
        self.next.as_deref().map(|next| self.part(None, ending, Some(next)))
    }

    /// The other documents of the same feed: relation (RFC 5005, RFC 8288) and absolute address. An archive knows the
    /// current feed and the archives beside it; any other part the first one, the next one and the newest archive.
    pub(super) fn documents(&self, ctx: &Context, ending: &str) -> Vec<(&'static str, String)> {
        let archive = |time: &Option<String>| time.as_deref().map(|time| self.part(Some(time), ending, None));
        let first = if self.archive.is_some() { "current" } else { "first" };
        let all = [
            ("self", Some(self.own(ending))),
            (first, Some(self.first(ending))),
            ("next", self.next(ending)),
            ("prev-archive", archive(&self.prev_archive)),
            ("next-archive", archive(&self.next_archive)),
        ];
        all.into_iter().filter_map(|(rel, path)| Some((rel, ctx.address(&path?)))).collect()
    }

    fn part(&self, archive: Option<&str>, ending: &str, before: Option<&str>) -> String {
        let before = before.map(|place| format!("before={place}"));
        let query = Some(self.query.clone()).filter(|query| !query.is_empty());
        let query: Vec<String> = query.into_iter().chain(before).collect();
        let question = if query.is_empty() { "" } else { "?" };
        let folder = archive.map(|time| format!("archive/{time}/")).unwrap_or_default();
        format!("{}{folder}{}{ending}{question}{}", self.folder, self.path, query.join("&"))
    }
}

/// `urn:uuid:…` (RFC 9562 §4) of what these bytes mean for that purpose.
pub(super) fn urn(purpose: &str, bytes: &[u8]) -> String {
    let digest = Digest::of(purpose, &[bytes]);
    let first: [u8; 16] = digest.0[..16].try_into().expect("a digest has 32 bytes");
    format!("urn:uuid:{}", uuid::Builder::from_custom_bytes(first).into_uuid())
}
