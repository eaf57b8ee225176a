//! What matching must remember of a report: enough to decide, little enough to keep by the million.

use chrono::NaiveDate;
use url::Url;

use super::fingerprint::{self, Sketch};
use super::near::PASSAGES;
use super::notice::Notice;
use super::traits::Traits;
use crate::model::{AlertId, Digest, Report, ReportId, SourceUid, TitleFrom, link_key, link_key_within};

/// Fewer shingles than this prove no excerpt.
const EXCERPT_SHINGLES: usize = 8;

/// Words that may differ in what is the same text.
const SLIP: usize = 2;

/// The memory of one report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The report.
    pub report: ReportId,
    /// The alert that carries it now.
    pub alert: AlertId,
    /// Its source.
    pub source: SourceUid,
    /// True where its link is on a host of its own organisation.
    pub own_link: bool,
    /// The day it was published, where its source tells it.
    pub day: Option<NaiveDate>,
    /// The path and query of its link, without the host: a move to another domain is no change.
    pub path: Option<u64>,
    /// Its link.
    pub(super) address: Option<u64>,
    /// What it names as the same in other languages.
    pub(super) versions: Box<[u64]>,
    /// Title and summary as they stand.
    pub(super) text: Box<str>,
    /// Digest of title, summary and link to the letter, and of what completed them.
    pub letter: Digest,
    /// Digest of title and summary by their words.
    pub words: Digest,
    /// Digest of the title's words; `None` where the title was made from the summary or is shorter than three words.
    pub title: Option<u64>,
    /// How many words the title has.
    pub(super) title_words: usize,
    /// Sample of the summary's shingles, or of the title's where there is no summary.
    pub sketch: Sketch,
    /// Whether there is a summary at all.
    pub summarised: bool,
    /// What it says besides its wording.
    pub(super) traits: Traits,
    /// Whether it is a notice, and by what it is named in one.
    pub(super) notice: Notice,
}

impl Facts {
    /// What there is to remember of a report that an alert carries.
    pub fn of(report: &Report, alert: AlertId) -> Self {
        let own_title = report.title_from == TitleFrom::Source;
        let title = if own_title { fingerprint::words(&report.title) } else { Vec::new() };
        let summary = fingerprint::words(&report.summary);
        let all: Vec<String> = title.iter().chain(&summary).cloned().collect();
        Self {
            report: report.id,
            alert,
            source: report.source_uid,
            own_link: report.own_link,
            day: report.published.as_ref().map(crate::model::Moment::day),
            address: report.link.as_ref().map(address),
            versions: report.versions.iter().map(address).collect(),
            path: report.link.as_ref().map(|link| Digest::of("path:v1", &[link_key_within(link).as_bytes()]).short()),
            text: format!("{}\n{}", report.title, report.summary).into(),
            letter: letter(report),
            words: fingerprint::digest("words:v1", &all),
            title: (title.len() >= 3).then(|| fingerprint::digest("title:v1", &title).short()),
            title_words: title.len(),
            summarised: !summary.is_empty(),
            traits: Traits::of(report),
            notice: Notice::of(report),
            sketch: Sketch::of(if summary.is_empty() { &title } else { &summary }),
        }
    }

    /// True where a report still is as it was when these were made.
    pub(super) fn is_of(&self, report: &Report) -> bool {
        self.report == report.id
            && self.source == report.source_uid
            && self.own_link == report.own_link
            && self.day == report.published.as_ref().map(crate::model::Moment::day)
            && self.letter == letter(report)
    }

    /// True where both say the same or the one is a part of the other: the same words, or half of the shorter text's
    /// shingles (an excerpt under other headers). A few shared words are a part of anything, and the same title proves
    /// nothing where the texts under it differ.
    pub(super) fn same_text(&self, other: &Self) -> bool {
        let (share, shingles) = self.sketch.containment(&other.sketch);
        let same_title = self.title.is_some() && self.title == other.title;
        self.words == other.words
            || (share >= 0.5 && shingles >= EXCERPT_SHINGLES)
            || (same_title && (share >= 0.5 || !self.summarised || !other.summarised))
    }

    /// True where both are what one page says, each as its organisation's own.
    pub(super) fn same_page(&self, other: &Self) -> bool {
        let page = |facts: &Self| facts.notice.link.filter(|_| facts.own_link);
        page(self).is_some() && page(self) == page(other)
    }

    /// True where neither corrects or takes back the other.
    pub(super) fn is_notice_as(&self, other: &Self) -> bool {
        self.notice.kind == other.notice.kind
    }

    /// True where the one is the other with something put in, at one place, or a word or two changed.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        let (a, b) = (fingerprint::words(&self.text), fingerprint::words(&other.text));
        let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
        let (a, b) = (&a[same..], &b[same..]);
        let ending = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        a.len().min(b.len()) - ending <= SLIP
    }

    /// True where both have a passage that is none of those which many alerts have.
    pub(super) fn shares_besides(&self, other: &Self, repeated: &[u32]) -> bool {
        self.sketch.besides(repeated, PASSAGES, &other.sketch) > 0
    }

    /// True where one of both names the other's address as the same in another language. Nobody speaks there for whoever
    /// owns it.
    pub(super) fn names_version(&self, other: &Self) -> bool {
        let names = |one: &Self, other: &Self| other.address.is_some_and(|address| one.versions.contains(&address));
        self.own_link && other.own_link && (names(self, other) || names(other, self))
    }

    /// True where both name the same addresses as the same in other languages.
    pub(super) fn same_versions(&self, other: &Self) -> bool {
        let within = |one: &Self, other: &Self| one.versions.iter().all(|version| other.versions.contains(version));
        within(self, other) && within(other, self)
    }

    /// True for two pages of one organisation in one language that are not the same: no third page is a version of both.
    /// Variants of one language (`pt`, `pt-BR`) name one another.
    pub(super) fn is_another_in_its_language(&self, other: &Self) -> bool {
        let (a, b) = (&self.traits, &other.traits);
        a.language.is_some()
            && a.language == b.language
            && a.same_organisation(b)
            && self.address != other.address
            && !self.same_text(other)
            && !self.names_version(other)
    }

    /// True where another organisation carries its text.
    pub(super) fn is_carried_by(&self, other: &Self) -> bool {
        self.traits.network != other.traits.network && self.same_text(other)
    }

    /// True unless both are dated and more than ten days lie between them.
    pub(super) fn same_time(&self, other: &Self) -> bool {
        match (self.day, other.day) {
            (Some(a), Some(b)) => (a - b).num_days().abs() <= 10,
            _ => true,
        }
    }
}

fn address(link: &Url) -> u64 {
    Digest::of("address:v1", &[link_key(link).as_bytes()]).short()
}

/// Digest of the words of title and summary.
pub(super) fn words(report: &Report) -> Digest {
    let title = if report.title_from == TitleFrom::Source { fingerprint::words(&report.title) } else { Vec::new() };
    let all: Vec<String> = title.into_iter().chain(fingerprint::words(&report.summary)).collect();
    fingerprint::digest("words:v1", &all)
}

fn letter(report: &Report) -> Digest {
    let link = report.link.as_ref().map_or("", |link| link.as_str());
    let beyond = report.completion.map(|completion| format!("{completion:?}")).unwrap_or_default();
    Digest::of("letter:v1", &[report.title.as_bytes(), report.summary.as_bytes(), link.as_bytes(), beyond.as_bytes()])
}
