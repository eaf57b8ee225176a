//! One entry to one report: strict, safe to publish, tagged.

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use url::Url;

use super::Utterance;
use super::embargo;
use super::normalise::text::{self, Excerpt};
use super::normalise::{links, privacy, title};
use super::tag::{self, Vocabulary};
use crate::model::{
    Basis, Cause, Digest, Entry, Field, Moment, Publish, PublishedFrom, Reason, Report, ReportId, Source, SourceUid,
    Text, TitleFrom, link_key, link_key_within,
};

/// How far ahead of our clock the time of an update may be.
const MAX_AHEAD: TimeDelta = TimeDelta::days(2);
/// The first year that a source of alerts can have published anything on the web.
const FIRST_YEAR: i32 = 1990;
/// The longest id that is kept as it is, in bytes.
const MAX_ID: usize = 2048;
/// The longest name of an author or a category, in characters.
const MAX_NAME: usize = 120;
/// How many authors a report names.
const MAX_AUTHORS: usize = 20;
/// How many of its source's categories a report is tagged by.
const MAX_CATEGORIES: usize = 64;
/// How many of them it keeps, and how many characters each may have.
const MAX_KEPT_CATEGORIES: usize = 32;
const MAX_KEPT_CATEGORY: usize = 100;
/// How many other languages of an entry are kept.
const MAX_VERSIONS: usize = 12;

/// What a source said in one entry as a report; `None` where there is neither title nor text nor link. `base` is what
/// relative links hang on, `declared_language` what the document says of itself.
pub fn report(
    entry: &Entry,
    source: &Source,
    uid: SourceUid,
    base: Option<&Url>,
    declared_language: Option<&str>,
    vocabulary: &Vocabulary,
    now: DateTime<Utc>,
) -> Option<Report> {
    let about = About { source, uid, base, declared_language, vocabulary, now };
    report_within(entry, &about, &mut { usize::MAX })
}

/// What the entries of one document have in common.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) source: &'a Source,
    pub(super) uid: SourceUid,
    pub(super) base: Option<&'a Url>,
    pub(super) declared_language: Option<&'a str>,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) now: DateTime<Utc>,
}

/// The same, tagged by no more text beside the title than is `left`, in bytes, of what a whole document is tagged by.
pub(super) fn report_within(entry: &Entry, about: &About<'_>, left: &mut usize) -> Option<Report> {
    let About { source, uid, base, declared_language, vocabulary, now } = *about;
    let harmless =
        |reason: &Reason| Reason { matched: text::plain(&reason.matched, text::MAX_TITLE), ..reason.clone() };
    let mut reasons: Vec<Reason> = entry.reasons.iter().map(harmless).collect();
    let link = link(entry, base, &mut reasons);
    let entry_id = entry.id.as_deref().and_then(entry_id);
    let printed = entry.title.as_ref().map(text::title).filter(|title| !says_nothing(title)).unwrap_or_default();
    let (said, content) = words(entry, link.as_ref().or(base));
    let excerpt = shown_excerpt(said.clone(), source, &mut reasons);
    let title = match printed.as_str() {
        "" => made_title(&excerpt.text, link.as_ref(), &mut reasons)?,
        printed => concealed(printed.to_owned(), Field::Title, &mut reasons),
    };
    let (published, published_from) = published(entry, source, now, &mut reasons);
    let updated = entry.updated.filter(|moment| is_possible(moment, source, ahead(now, MAX_AHEAD)));
    let declared = entry.language.as_deref().or(declared_language).or(source.language.as_deref());
    let asked = embargo::marked(&printed, &said.text, declared, source.timezone, now)
        .or_else(|| embargo::dated(published, source.timezone, now));
    if let Some(embargo) = asked {
        let until = embargo.until.map_or_else(|| "no date that can be read".to_owned(), |at| at.to_rfc3339());
        let field = if embargo.cause == Cause::Dated { Field::Date } else { Field::Title };
        reasons.push(Reason::new("embargo", embargo.cause.term(), until, field, Basis::Stated));
    }
    let categories: Vec<String> = names(&entry.categories).take(MAX_CATEGORIES).collect();
    let tags = tag::tag(
        vocabulary,
        &Utterance {
            title: &printed,
            summary: within(&said.text, left),
            content: within(&content, left),
            link: link.as_ref().map_or("", Url::as_str),
            id: entry_id.as_deref().unwrap_or_default(),
            categories: &categories,
            declared_language: entry.language.as_deref().or(declared_language),
            published: Some(published.map_or_else(|| now.date_naive(), |moment| moment.day())),
        },
        source,
    );
    let mut report = Report {
        strayed: false,
        id: ReportId(uid.0),
        source_uid: uid,
        source: source.id.clone(),
        network: source.network.clone(),
        network_name: source.network_name.clone(),
        own_link: link.as_ref().is_some_and(|link| links::is_on(link, &source.hosts)),
        entry_id,
        versions: versions(entry, source, base, link.as_ref()),
        link,
        link_unique: true,
        title,
        title_from: if printed.is_empty() { TitleFrom::Summary } else { TitleFrom::Source },
        summary: excerpt.text,
        summary_html: excerpt.html,
        published,
        published_from,
        updated,
        published_at: published.map_or(now, |moment| moment.instant(source.timezone).min(now)),
        first_seen: now,
        embargo: asked,
        authors: authors(&entry.authors),
        categories: kept(categories),
        completion: None,
        tags,
        reasons,
    };
    report.id = identity(&report);
    Some(report)
}

/// A text as long as it fits in what is `left`; once one does not, none does.
fn within<'a>(text: &'a str, left: &mut usize) -> &'a str {
    let Some(rest) = left.checked_sub(text.len()) else {
        *left = 0;
        return "";
    };
    *left = rest;
    text
}

/// The identity of what a source gave an id of its own.
pub(super) fn identity_of(uid: SourceUid, entry_id: &str) -> ReportId {
    digest(uid, "id", entry_id)
}

fn digest(uid: SourceUid, kind: &str, value: &str) -> ReportId {
    ReportId(Digest::of("almenara:report:v1", &[&uid.0.0, kind.as_bytes(), value.as_bytes()]))
}

/// A report's identity within its source: the source's own id, else the link (without its host where that is the
/// organisation's own, so that a move to another domain changes nothing), else the words.
pub(super) fn identity(report: &Report) -> ReportId {
    let (kind, value) = match (&report.entry_id, report.link.as_ref().filter(|_| report.link_unique)) {
        (Some(id), _) => ("id", id.clone()),
        (None, Some(link)) if report.own_link => ("link", link_key_within(link)),
        (None, Some(link)) => ("link", link_key(link)),
        (None, None) => ("text", format!("{}\n{}", report.title, report.summary).to_lowercase()),
    };
    digest(report.source_uid, kind, &value)
}

/// The source's own id as it is kept: what is too long for an id by its digest.
pub(super) fn entry_id(written: &str) -> Option<String> {
    let id = text::plain(written, usize::MAX);
    match id.len() {
        0 => None,
        1..=MAX_ID => Some(id),
        _ => Some(format!("sha256:{}", Digest::of_bytes(id.as_bytes()))),
    }
}

fn link(entry: &Entry, base: Option<&Url>, reasons: &mut Vec<Reason>) -> Option<Url> {
    let written = entry.link.as_deref().filter(|link| !link.trim().is_empty())?;
    let link = links::resolve(written, base);
    if link.is_none() {
        let words = text::title(&Text::Plain(written.to_owned()));
        reasons.push(Reason::new("link", "link-refused", words, Field::Link, Basis::Stated));
    }
    link
}

/// The same in other languages. Nobody is believed on what stands at somebody else's address.
fn versions(entry: &Entry, source: &Source, base: Option<&Url>, own: Option<&Url>) -> Vec<Url> {
    if !own.is_some_and(|link| links::is_on(link, &source.hosts)) {
        return Vec::new();
    }
    let links = entry.versions.iter().filter_map(|written| links::resolve(written, base));
    let mut found: Vec<Url> = Vec::new();
    for link in links.filter(|link| Some(link) != own && links::is_on(link, &source.hosts)) {
        if found.len() < MAX_VERSIONS && !found.contains(&link) {
            found.push(link);
        }
    }
    found
}

/// The excerpt, and the words beyond it.
fn words(entry: &Entry, base: Option<&Url>) -> (Excerpt, String) {
    let excerpt_of = |text: &Option<Text>| text.as_ref().map(|text| text::excerpt(text, base)).unwrap_or_default();
    let summary = excerpt_of(&entry.summary);
    if summary.text.is_empty() {
        let content = excerpt_of(&entry.content);
        let rest = content.rest.clone();
        return (content, rest);
    }
    let content = entry.content.as_ref().map(text::content).unwrap_or_default();
    // most feeds begin the content with the summary
    let known = summary.text.trim_end_matches(['…', '.', ']', '[', ' ']);
    let beyond = content.strip_prefix(known).map_or(content.as_str(), str::trim_start).to_owned();
    let rest = if beyond.is_empty() { summary.rest.clone() } else { beyond };
    (summary, rest)
}

/// The excerpt as far as it leaves the house: none of a source of which only headlines are published, and nothing that
/// leads to a person's door.
fn shown_excerpt(said: Excerpt, source: &Source, reasons: &mut Vec<Reason>) -> Excerpt {
    if source.publish == Publish::Headline {
        if !said.text.is_empty() {
            reasons.push(Reason::new(
                "summary",
                "headline-only",
                "publish = \"headline\"",
                Field::Config,
                Basis::Stated,
            ));
        }
        return Excerpt::default();
    }
    let text = concealed(said.text.clone(), Field::Summary, reasons);
    // markup may part a number in ways that no pattern sees
    let html = said.html.filter(|html| text == said.text && !privacy::leads_to_a_person(html));
    Excerpt { text, html, rest: said.rest }
}

fn concealed(text: String, field: Field, reasons: &mut Vec<Reason>) -> String {
    let Some((shown, why)) = privacy::conceal(&text, field) else { return text };
    reasons.extend(why);
    shown
}

/// A title for an entry that has none, with the reason; `None` where there is nothing to make it from.
fn made_title(summary: &str, link: Option<&Url>, reasons: &mut Vec<Reason>) -> Option<String> {
    let (title, rule, field) = match title::from_summary(summary) {
        title if title.is_empty() => (title::from_link(link?), "title-from-link", Field::Link),
        title => (title, "title-from-summary", Field::Summary),
    };
    reasons.push(Reason::new("title", rule, title.clone(), field, Basis::Inferred));
    Some(title)
}

/// What systems print where somebody forgot the title.
fn says_nothing(title: &str) -> bool {
    const NOTHING: &[&str] = &["", "untitled", "no title", "sin título", "sans titre", "sem título", "ohne titel"];
    let bare = title.trim_matches(['(', ')', '[', ']', '.', ' ']).to_lowercase();
    NOTHING.contains(&bare.as_str())
}

fn published(
    entry: &Entry,
    source: &Source,
    now: DateTime<Utc>,
    reasons: &mut Vec<Reason>,
) -> (Option<Moment>, PublishedFrom) {
    let most = if is_from_words(entry) { embargo::OTHER_ZONES } else { embargo::MAX_AHEAD };
    match entry.published {
        Some(moment) if is_possible(&moment, source, ahead(now, most)) => {
            (Some(moment), entry.published_from.unwrap_or(PublishedFrom::Source))
        }
        Some(moment) => {
            let written = moment.to_string();
            reasons.push(Reason::new("published", "date-impossible", written, Field::Date, Basis::Stated));
            (None, PublishedFrom::FirstSeen)
        }
        None => (None, PublishedFrom::FirstSeen),
    }
}

/// Whether a date was read out of what a list says: what lies ahead there is more likely the day of a hearing than that
/// of publication, and must not keep an alert back.
fn is_from_words(entry: &Entry) -> bool {
    const RULES: [&str; 3] = ["listing-dateline", "listing-date-in-title", "listing-date-inherited"];
    entry.reasons.iter().any(|reason| reason.tag == "published" && RULES.contains(&reason.rule.as_str()))
}

fn ahead(now: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    now.checked_add_signed(by).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// False for clocks that were never set, and for dates too far ahead.
fn is_possible(moment: &Moment, source: &Source, last: DateTime<Utc>) -> bool {
    let first = Utc.with_ymd_and_hms(FIRST_YEAR, 1, 1, 0, 0, 0).earliest();
    let at = moment.instant(source.timezone);
    first.is_some_and(|first| first <= at) && at <= last
}

/// Names of authors, without the mail addresses that feeds add to them or give in their place.
fn authors(written: &[String]) -> Vec<String> {
    let mut authors: Vec<String> = Vec::new();
    for name in names(written) {
        let name = match name.split_once('(') {
            Some((address, name)) if address.contains('@') => name.trim_end_matches([')', ' ']).to_owned(),
            _ => name,
        };
        let name = name.split_whitespace().filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ");
        if !name.is_empty() && !authors.contains(&name) && authors.len() < MAX_AUTHORS {
            authors.push(name);
        }
    }
    authors
}

fn kept(categories: Vec<String>) -> Vec<String> {
    let fits = |category: &String| category.chars().count() <= MAX_KEPT_CATEGORY;
    categories.into_iter().filter(fits).take(MAX_KEPT_CATEGORIES).collect()
}

fn names(written: &[String]) -> impl Iterator<Item = String> {
    written
        .iter()
        .take(4 * MAX_CATEGORIES)
        .map(|name| text::title(&Text::Plain(name.clone())))
        .filter(|name| !name.is_empty() && name.chars().count() <= MAX_NAME)
}
