//! Notices: reports that correct or take back what their organisation said under another address, and what they name by
//! its address or its title.

use url::Url;

use super::fingerprint;
use crate::model::{Digest, Kind, Report, TitleFrom, link_key};

/// Fewer words than this are no title to tell a text by.
const TITLE_WORDS: usize = 5;
/// How many titles a notice may name.
const TITLES: usize = 8;
/// What stands between the word that a notice calls itself and the title that it names.
const BETWEEN: [char; 7] = [':', '–', '—', '|', ']', '[', '('];
/// How titles are quoted, from and to.
const QUOTES: [(char, char); 7] =
    [('“', '”'), ('„', '“'), ('«', '»'), ('"', '"'), ('‘', '’'), ('‹', '›'), ('「', '」')];

/// What makes a report a notice, and by what it and others are named in one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Notice {
    /// Correction or withdrawal; `None` for everything else, also where only a note below the title corrects something.
    pub(super) kind: Option<Kind>,
    /// By what the report itself is named: its address and its title.
    pub(super) link: Option<u32>,
    pub(super) title: Option<u32>,
    /// The first address that a notice names besides its own.
    pub(super) named_link: Option<u32>,
    /// What it names that may be titles.
    pub(super) named_titles: Vec<u32>,
    /// The addresses that any report, notice or not, names as the same in other languages.
    pub(super) versions: Vec<u32>,
}

impl Notice {
    pub(super) fn of(report: &Report) -> Self {
        let own_title = if report.title_from == TitleFrom::Source { report.title.as_str() } else { "" };
        let kind = is_notice(report).then_some(report.tags.kind);
        let mut notice = Self {
            kind,
            link: report.link.as_ref().filter(|_| report.link_unique).map(of_link),
            title: of_title(own_title),
            versions: report.versions.iter().map(of_link).collect(),
            ..Self::default()
        };
        if kind.is_some() {
            notice.named_link = named_link(report).as_ref().map(of_link);
            let cut =
                |at: Option<usize>, before: bool| at.map(|at| if before { &own_title[..at] } else { &own_title[at..] });
            let parts = [cut(own_title.find(BETWEEN), false), cut(own_title.rfind(BETWEEN), true)];
            let quoted = quotes(own_title).chain(quotes(&report.summary));
            notice.named_titles = parts.into_iter().flatten().chain(quoted).take(TITLES).filter_map(of_title).collect();
        }
        notice
    }

    /// True where one is a notice and names the other by its address.
    pub(super) fn links(&self, other: &Self) -> bool {
        let names = |a: &Self, b: &Self| a.named_link.is_some() && a.named_link == b.link;
        names(self, other) || names(other, self)
    }

    /// True where one is a notice and names the other by its title.
    pub(super) fn quotes(&self, other: &Self) -> bool {
        let names = |a: &Self, b: &Self| b.title.is_some_and(|title| a.named_titles.contains(&title));
        names(self, other) || names(other, self)
    }
}

/// The address that a notice names first besides its own.
pub(super) fn named_link(report: &Report) -> Option<Url> {
    if !is_notice(report) {
        return None;
    }
    let own = report.link.as_ref().map(link_key);
    let html = report.summary_html.as_deref().unwrap_or_default();
    let linked = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let spelled = report.summary.split_whitespace().map(|word| {
        let word = word.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '/')
    });
    let addresses = linked.map(|link| link.replace("&amp;", "&")).chain(spelled.map(str::to_owned));
    let mut links = addresses.filter(|link| link.starts_with("http")).filter_map(|link| Url::parse(&link).ok());
    links.find(|link| link.host().is_some() && Some(link_key(link)) != own)
}

/// Whether it calls itself one: in its title, set apart from what it is about, or as the first thing that its text says.
/// An arrest "by mistake" corrects nothing. What takes a text back may say so in its first sentence alone.
fn is_notice(report: &Report) -> bool {
    let tags = &report.tags;
    let label = format!("type:{}", tags.kind);
    let says = |text: &str, word: &str| {
        text.split_once(word).is_some_and(|(before, after)| {
            let (before, after) = (before.trim_end(), after.trim_start());
            before.is_empty() || after.is_empty() || before.ends_with(['[', '(']) || after.starts_with(BETWEEN)
        })
    };
    let opens = |text: &str, word: &str| text.find(word).is_some_and(|at| at < 3);
    match tags.kind {
        Kind::Withdrawal => tags.reasons.iter().any(|reason| reason.rule == "urgency-correction"),
        Kind::Correction => tags.reasons.iter().any(|reason| {
            reason.tag == label && (says(&report.title, &reason.matched) || opens(&report.summary, &reason.matched))
        }),
        _ => false,
    }
}

fn of_link(link: &Url) -> u32 {
    short(&Digest::of("notice:link:v1", &[link_key(link).as_bytes()]))
}

fn of_title(title: &str) -> Option<u32> {
    let words = fingerprint::words(title);
    (words.len() >= TITLE_WORDS).then(|| short(&fingerprint::digest("notice:title:v1", &words)))
}

fn short(digest: &Digest) -> u32 {
    (digest.short() >> 32) as u32
}

/// What stands between quotation marks.
fn quotes(text: &str) -> impl Iterator<Item = &str> {
    QUOTES.iter().flat_map(move |(open, close)| {
        let parts = text.split(*open).skip(1);
        // Where both marks are the same, every second part stands outside.
        let step = if open == close { 2 } else { 1 };
        parts.step_by(step).filter_map(move |part| {
            part.split_once(*close).map_or((open == close).then_some(part), |(quoted, _)| Some(quoted))
        })
    })
}
