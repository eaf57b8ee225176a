//! The exact keys of a report: under what it can be found again.

use chrono::Datelike as _;
use url::Url;

use super::Facts;
use super::fingerprint;
use super::knowledge::Knowledge;
use super::near::{self, Near, NearKeys};
use super::notice;
use crate::model::{AlertId, Digest, Key, KeyKind, Report, ReportId, SourceUid, TitleFrom, link_key};

/// Fewer words than this say too little to find a text by: thirty alerts titled "Urgent action" stay thirty.
const TEXT_WORDS: usize = 12;

/// The keys of one report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Keys {
    /// Keys within its source: never empty, never met by another source.
    pub own: Vec<Key>,
    /// The canonical link as held by whoever owns its host; `None` where the link is missing or shared by entries of one
    /// document.
    pub link: Option<Key>,
    /// The same link as held by anybody else: a stranger who names an address first does not own it.
    pub cited: Option<Key>,
    /// The words of title and summary, across sources, with the year where the report is dated: some statements are repeated
    /// every year. `None` where there are too few.
    pub text: Option<Key>,
    /// What a notice or a language version names by its address, as its owner holds it and as others cite it.
    pub(super) named: Vec<Key>,
    /// What it names as the same in other languages: it is found where those are cited.
    versions: Vec<Key>,
    /// Where it may meet other reports of the same thing.
    near: NearKeys,
    /// What was known of the report when its keys were made.
    facts: Facts,
    /// Whether this report's source owns the host of its link.
    owns: bool,
}

impl Keys {
    /// The keys of a report.
    pub fn of(report: &Report) -> Self {
        let uid = &report.source_uid.0.0;
        let key = |kind, purpose, parts: &[&[u8]]| Key { kind, digest: Digest::of(purpose, parts) };
        let link = report.link.as_ref().filter(|_| report.link_unique).map(link_key);
        let link = link.as_ref().map(String::as_bytes);
        let mut own = vec![report_key(&report.source_uid, &report.id)];
        own.extend(link.map(|link| key(KeyKind::Id, "key:own-link:v1", &[uid, link])));
        let day = report.published.as_ref().map_or_else(|| report.published_at.date_naive(), crate::model::Moment::day);
        let mut words = fingerprint::words(&format!("{}\n{}", title_words(report), report.summary));
        let telling = words.len() >= TEXT_WORDS;
        words.extend(report.published.is_some().then(|| format!("in {}", day.year())));
        let facts = Facts::of(report, AlertId::of(&report.id));
        Self {
            own,
            link: link.map(|link| key(KeyKind::Link, "key:link:v1", &[link])),
            cited: link.map(|link| key(KeyKind::Link, "key:cited-link:v1", &[link])),
            text: telling.then(|| Key { kind: KeyKind::Text, digest: fingerprint::digest("key:text:v1", &words) }),
            named: notice::named_link(report).iter().chain(&report.versions).flat_map(link_keys).collect(),
            versions: report.versions.iter().map(|link| link_keys(link)[1]).collect(),
            near: NearKeys::of(&facts, day),
            facts,
            owns: report.own_link,
        }
    }

    /// What their report said when they were made.
    pub(super) fn told(&self) -> &Facts {
        &self.facts
    }

    /// What there is to remember of their report, made anew only where it has changed since.
    pub(super) fn facts(&self, report: &Report, alert: AlertId) -> Facts {
        if self.facts.is_of(report) { Facts { alert, ..self.facts.clone() } } else { Facts::of(report, alert) }
    }

    /// All under which something may be found.
    pub fn asked(&self) -> impl Iterator<Item = Key> + '_ {
        self.own.iter().copied().chain(self.link).chain(self.cited).chain(self.text).chain(self.named.iter().copied())
    }

    /// The same without those of its own source: what others have said under them.
    pub(super) fn of_others(&self) -> Self {
        Self { own: Vec::new(), ..self.clone() }
    }

    /// What is known of what it names by its address, and of who named it so.
    pub(super) fn named<'a>(&'a self, knowledge: &'a Knowledge) -> impl Iterator<Item = &'a Facts> {
        self.named.iter().chain(&self.cited).filter_map(|key| knowledge.find(*key))
    }

    /// Where it may meet other reports of the same thing, strongest first.
    pub fn near(&self) -> &[Near] {
        &self.near.asked
    }

    /// The same as far as it tells whom or which case it is about.
    pub(super) fn telling(&self) -> &[Near] {
        &self.near.asked[..self.near.telling]
    }

    /// Passages of its text that many alerts have.
    pub(super) fn crowded_passages(&self, knowledge: &Knowledge) -> Vec<u32> {
        let passages = near::passages(&self.facts.sketch);
        passages.filter(|(_, near)| knowledge.is_crowded(*near)).map(|(hash, _)| hash).collect()
    }

    /// Where it is to be met by other reports.
    pub(super) fn near_left(&self) -> &[Near] {
        &self.near.left
    }

    /// Those under which this report is to be found. One that is held back is found by its own source alone.
    pub(super) fn left(&self, held: bool) -> impl Iterator<Item = Key> + '_ {
        let link = if self.owns { self.link } else { self.cited };
        let shared = [link, self.text].into_iter().flatten().chain(self.versions.iter().copied());
        let shared = shared.filter(move |_| !held);
        self.own.iter().copied().chain(shared)
    }
}

/// The key of a report within its source.
pub fn report_key(source: &SourceUid, report: &ReportId) -> Key {
    Key { kind: KeyKind::Id, digest: Digest::of("key:report:v1", &[&source.0.0, &report.0.0]) }
}

/// The keys of an address: as its owner holds it, and as others cite it.
pub fn link_keys(link: &Url) -> [Key; 2] {
    let link = link_key(link);
    ["key:link:v1", "key:cited-link:v1"]
        .map(|purpose| Key { kind: KeyKind::Link, digest: Digest::of(purpose, &[link.as_bytes()]) })
}

/// The title as far as it is the source's own: one made from the summary would count its words twice.
fn title_words(report: &Report) -> &str {
    match report.title_from {
        TitleFrom::Source => &report.title,
        TitleFrom::Summary => "",
    }
}
